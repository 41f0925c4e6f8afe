"""Invented promises and diary entries that speak of needs in the tables, in many forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.frames import ALIAS_SEPARATOR, DIARY, PROMISES, Places
from geo.needs.vocabulary import Kind, categories
from geo.places.demo.settings import demo_json
from geo.places.demo.truth import Typo

DIARY_DAYS = 60
ENTRIES_A_COMPOUND = 6
PROMISED_SHARE, LATE_SHARE = 0.45, 0.08
PROMISE_DAYS = 120
TYPO_SHARE = 0.12
DIGITS = "零一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
FULL_WIDTH = {ord("0") + n: 0xFF10 + n for n in range(10)}


def promises(
    needs: pd.DataFrame, on: date, rng: np.random.Generator
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return what was promised about recent wishes, and the ids of promises that are late."""
    kinds = categories()
    wishes = [key for key, kind in kinds.items() if kind.kind is Kind.SERVICE]
    recent = needs["opened_on"] >= pd.Timestamp(on) - pd.Timedelta(days=PROMISE_DAYS)
    part = needs[recent & needs["category"].isin(wishes) & needs["unit_id"].notna()]
    part = part[rng.random(len(part)) < PROMISED_SHARE].reset_index(drop=True)
    count = len(part)
    due = part["opened_on"] + pd.to_timedelta(rng.integers(1, 11, count), unit="D")
    past = due < pd.Timestamp(on)
    late = past & (rng.random(count) < LATE_SHARE)
    if past.any() and not late.any():
        late = past & (np.arange(count) == np.flatnonzero(past)[-1])
    early = pd.to_timedelta(rng.integers(0, 3, count), unit="D")
    done = (due - early).clip(lower=part["opened_on"]).where(past & ~late)
    said = np.array(demo_json("phrases")["promise"], dtype=object)
    days = [f"{month}月{day}号" for month, day in zip(due.dt.month, due.dt.day, strict=True)]
    chosen = said[rng.integers(0, len(said), count)]
    table = PROMISES.conformed(
        pd.DataFrame(
            {
                "id": [f"p{n:06d}" for n in range(1, count + 1)],
                "unit_id": part["unit_id"],
                "words": [words.format(day=day) for words, day in zip(chosen, days, strict=True)],
                "made_on": part["opened_on"],
                "due_on": due,
                "done_on": done,
            }
        )
    )
    return table, tuple(table.loc[late.to_numpy(dtype=bool), "id"])


@dataclass(frozen=True, slots=True)
class _Spot:
    """A home as a diary entry names it."""

    building: str | None
    entrance: str
    floor: int
    unit: str

    def written(self, form: int) -> str:
        """Return the address without the compound; `form` picks one of the usual ways."""
        of_floor = len(self.unit) < 3
        flat = f"{self.floor}楼{self.unit}号" if of_floor else self.unit
        tail = f"{self.floor}-{self.unit}" if of_floor else self.unit
        if self.building is None:
            return (
                f"{self.entrance}单元{flat}",
                f"{self.entrance}-{tail}" if of_floor else f"{self.entrance}单元{self.unit}室",
                f"{_spoken(self.entrance)}单元{flat}",
                f"{self.entrance}门{flat}",
            )[form % 4]
        if self.building.isalpha():
            lettered = f"{self.building}座"
            return (
                f"{lettered}{self.entrance}单元{flat}",
                f"{lettered}{flat}",
                f"{self.building}-{tail}",
            )[form % 3]
        return (
            f"{self.building}号楼{self.entrance}单元{flat}",
            f"{self.building}栋{self.entrance}门{flat}",
            f"{self.building}#{self.entrance}-{tail}",
            f"{_spoken(self.building)}号楼{_spoken(self.entrance)}单元{flat}",
            f"{self.building}-{self.entrance}-{tail}",
            f"{self.building}号楼{self.entrance}单元{flat}".translate(FULL_WIDTH),
            f"{self.building}#楼{self.entrance}单元{flat}",
        )[form % 7]


def _spoken(number: str) -> str:
    """Return a number up to 99 as it is said; letters stay.

    Examples
    --------
    >>> [_spoken(n) for n in ("3", "10", "18", "22")]
    ['三', '十', '十八', '二十二']
    """
    if not number.isdigit():
        return number
    tens, ones = divmod(int(number), 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def entries(
    places: Places,
    homes: pd.DataFrame,
    residents: pd.DataFrame,
    needs: pd.DataFrame,
    on: date,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, tuple[Typo, ...]]:
    """Return a few entries a compound about its recent needs, and the names written wrong.

    Each entry was written on the day that its needs became known.
    """
    told = _told(homes, residents, needs, on)
    words = demo_json("phrases")
    rows: list[tuple[str, date, str]] = []
    typos: list[Typo] = []
    known = places.compounds[["id", "name", "aliases"]].fillna("").astype(object)
    for compound, name, aliases in zip(*(known[c].tolist() for c in known), strict=True):
        names = [name, *filter(None, aliases.split(ALIAS_SEPARATOR))]
        own = told.get(compound, [])
        for at in rng.permutation(len(own))[: ENTRIES_A_COMPOUND - 1]:
            opened, cases = own[at]
            written, wrong = _compound_words(names, words["typos"], rng)
            rows.append(
                (compound, opened, _sentence(written, cases, opened, words["promised"], rng))
            )
            if wrong:
                typos.append(Typo(str(len(rows) - 1), wrong, name))
        aside = str(rng.choice(words["aside"]))
        rows.append((compound, on - timedelta(days=int(rng.integers(1, 30))), aside))
    return _table(rows, typos)


def _told(
    homes: pd.DataFrame, residents: pd.DataFrame, needs: pd.DataFrame, on: date
) -> dict[str, list[tuple[date, list[tuple[_Spot, str, str | None]]]]]:
    """Return, for each compound, the days with needs of flats and what was said on them."""
    recent = needs["opened_on"] >= pd.Timestamp(on) - pd.Timedelta(days=DIARY_DAYS)
    part = needs[recent & needs["unit_id"].notna()]
    part = part.merge(
        homes[["unit_id", "number", "floor", "entrance", "building"]], on="unit_id"
    ).merge(
        residents[["id", "name"]].rename(columns={"id": "resident_id"}),
        on="resident_id",
        how="left",
    )
    told: dict[str, dict[date, list[tuple[_Spot, str, str | None]]]] = {}
    columns = ("compound_id", "building", "entrance", "floor", "number", "words", "name")
    cells = [part[c].astype(object).where(part[c].notna(), None).tolist() for c in columns]
    days = part["opened_on"].dt.date
    for opened, compound, building, entrance, floor, number, words, name in zip(
        days, *cells, strict=True
    ):
        spot = _Spot(building, str(entrance), int(floor), str(number))
        told.setdefault(compound, {}).setdefault(opened, []).append((spot, words, name))
    return {compound: sorted(days.items()) for compound, days in told.items()}


def _compound_words(
    names: Sequence[str], typos: dict[str, list[str]], rng: np.random.Generator
) -> tuple[str, str | None]:
    """Return how the compound is written, if at all, and the wrong name if it is wrong."""
    draw = rng.random()
    wrong = typos.get(names[0])
    if wrong and draw < TYPO_SHARE:
        written = str(rng.choice(wrong))
        return written, written
    if draw < 0.32:
        return names[0], None
    if draw < 0.45:
        return str(rng.choice(names)), None
    return "", None


def _sentence(
    compound: str,
    cases: list[tuple[_Spot, str, str | None]],
    opened: date,
    endings: Sequence[str],
    rng: np.random.Generator,
) -> str:
    """Return one entry about at most two cases."""
    said = []
    for spot, words, name in cases[:2]:
        who = name if name and rng.random() < 0.6 else ""
        body = words.rstrip("。")
        said.append(f"{spot.written(int(rng.integers(84)))}{who},{body}")
    day = opened + timedelta(days=int(rng.integers(1, 6)))
    soon = "明天" if (day - opened).days == 1 else f"周{WEEKDAYS[day.weekday()]}"
    if day.isocalendar().week != opened.isocalendar().week and soon != "明天":
        soon = f"下{soon}"
    ending = str(rng.choice(np.array(endings, dtype=object))).format(day=soon)
    return f"{compound}{'。'.join(said)}。{ending}"


def _table(
    rows: list[tuple[str, date, str]], typos: list[Typo]
) -> tuple[pd.DataFrame, tuple[Typo, ...]]:
    """Return the entries by day with their ids, and `typos` with those ids."""
    order = sorted(range(len(rows)), key=lambda at: (rows[at][1], at))
    ids = {at: f"d{n:05d}" for n, at in enumerate(order, 1)}
    table = pd.DataFrame(
        {
            "id": [ids[at] for at in order],
            "written_on": [rows[at][1] for at in order],
            "compound_id": [rows[at][0] for at in order],
            "text": [rows[at][2] for at in order],
        }
    )
    named = [Typo(ids[int(typo.entry_id)], typo.written, typo.meant) for typo in typos]
    return DIARY.conformed(table), tuple(sorted(named, key=lambda typo: typo.entry_id))
