"""Invented needs: lasting conditions of people, and a year of wishes, faults and quarrels."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.datasets import data_rows
from geo.frames import NEEDS
from geo.needs.cases import due_on
from geo.needs.vocabulary import Handler, State, categories
from geo.places.demo.days import dates, drawn, months_before, weights_before
from geo.places.demo.homes import Plantings
from geo.places.demo.people import ELDERLY, years_on
from geo.places.demo.settings import demo_json

KNOWN_DAYS = 900
"""Conditions became known at most so long ago."""
AUTUMN_DAYS = 70
"""The planted leaks and blocked drains were reported within so many days."""
LEAK_SHARE, DRAIN_SHARE = 0.15, 0.13
"""Share of the homes of a planted building that reported one."""
USUAL_DAYS = {"danger": 0.7, "day": 2.0, "ordinary": 6.5, "hard": 14.0}
"""Median days to an answer, by time limit."""
STUCK_SHARE, IMPOSSIBLE_SHARE = 0.05, 0.02
HAZARDS = ("fire_safety", "structural_hazard", "snow_ice", "waste_hazard")
"""Looked at again a month after they were removed."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Homes and people that the draws look up."""

    homes: pd.DataFrame
    residents: pd.DataFrame
    home_of: NDArray[np.intp]
    """Row of the home of each resident."""
    head: NDArray[np.intp]
    """Row of the first resident of each home; -1: nobody lives there."""
    eldest: NDArray[np.intp]
    """Row of the oldest resident of each home; -1: nobody lives there."""
    elderly: NDArray[np.bool_]
    """Whether an old person lives in each home."""


def standing(homes: pd.DataFrame, residents: pd.DataFrame, on: date) -> Standing:
    """Return the look-ups of `homes` and their `residents`."""
    home_of = pd.Index(homes["unit_id"]).get_indexer(residents["unit_id"])
    age = years_on(residents, on)
    head, eldest = (np.full(len(homes), -1, dtype=np.intp) for _ in range(2))
    rows = np.arange(len(residents))
    head[home_of[::-1]] = rows[::-1]
    by_age = np.lexsort((rows, age))
    eldest[home_of[by_age]] = by_age
    elderly = (eldest >= 0) & (age[eldest] >= ELDERLY)
    return Standing(homes, residents, home_of, head, eldest, elderly)


def needs(known: Standing, planted: Plantings, on: date, rng: np.random.Generator) -> pd.DataFrame:
    """Return all needs up to day `on`, oldest first, planted ones included."""
    parts = [
        _conditions(known, on, rng),
        _events(known, on, rng),
        *(_planted(known, group, on, rng) for group in planted.leaking),
    ]
    rows = pd.concat(parts, ignore_index=True).sort_values("back", ascending=False, kind="stable")
    return _described(rows.reset_index(drop=True), known, on, rng)


def _conditions(known: Standing, on: date, rng: np.random.Generator) -> pd.DataFrame:
    """Return the conditions of people, by the prevalence of their age."""
    people, age = known.residents, years_on(known.residents, on)
    parts = []
    for row in data_rows("demo/prevalence.csv"):
        fits = (age >= int(row["min_age"])) & (age <= int(row["max_age"]))
        if row["sex"]:
            fits &= (people["sex"] == row["sex"]).to_numpy()
        if row["living"]:
            fits &= (people["living"] == row["living"]).to_numpy()
        who = np.flatnonzero(fits & (rng.random(len(people)) < float(row["share"])))
        longest = 270 if row["category"] == "maternal" else KNOWN_DAYS
        parts.append(
            pd.DataFrame(
                {
                    "category": row["category"],
                    "home": known.home_of[who],
                    "resident": who,
                    "level": "unit",
                    "back": rng.integers(8, longest, len(who)),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _events(known: Standing, on: date, rng: np.random.Generator) -> pd.DataFrame:
    """Return a year of wishes, faults and quarrels at their rates."""
    day_weights, months = weights_before(on), months_before(on)
    old, lift = known.homes["old"].to_numpy(), known.homes["lift"].to_numpy(dtype=bool)
    parts = []
    for row in data_rows("demo/rates.csv"):
        weight = np.where(old, float(row["old_times"]), 1.0)
        weight = weight * np.where(known.elderly, float(row["elderly_times"]), 1.0)
        weight *= known.eldest >= 0
        if row["lift"]:
            weight *= lift
        count = rng.poisson(float(row["per_mille"]) / 1000 * weight.sum())
        home = drawn(weight, count, rng)
        wanted = [int(month) for month in row["months"].split("|") if month]
        season = day_weights * np.isin(months, wanted) if wanted else day_weights
        who = {"eldest": known.eldest, "head": known.head}.get(row["who"])
        parts.append(
            pd.DataFrame(
                {
                    "category": row["category"],
                    "home": home,
                    "resident": -1 if who is None else who[home],
                    "level": row["level"],
                    "back": drawn(season, count, rng),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _planted(
    known: Standing, group: tuple[str, ...], on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the leaks and blocked drains of one planted hotspot."""
    there = np.flatnonzero(known.homes["building_id"].isin(group).to_numpy() & (known.eldest >= 0))
    weights = weights_before(on, AUTUMN_DAYS)
    weights[0] = 0.0
    parts = []
    for category, share in (("leak", LEAK_SHARE), ("plumbing_drain", DRAIN_SHARE)):
        count = max(4, round(share * len(there)))
        home = rng.choice(there, size=count, replace=False)
        parts.append(
            pd.DataFrame(
                {
                    "category": category,
                    "home": home,
                    "resident": -1,
                    "level": "unit",
                    "back": drawn(weights, count, rng),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _described(
    rows: pd.DataFrame, known: Standing, on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return `rows` as the table of needs: place, handler, dates, state and words."""
    home = known.homes.iloc[rows["home"].to_numpy()].reset_index(drop=True)
    depth = rows["level"].map({"compound": 0, "building": 1, "entrance": 2, "unit": 3})
    person = (
        known.residents["id"]
        .take(rows["resident"].clip(lower=0).to_numpy(dtype=int))
        .reset_index(drop=True)
    )
    kinds = categories()
    owner = rows["category"].map({key: str(kind.owner) for key, kind in kinds.items()})
    frame = pd.DataFrame(
        {
            "id": np.arange(1, len(rows) + 1),
            "category": rows["category"],
            "resident_id": person.where(rows["resident"] >= 0),
            "compound_id": home["compound_id"],
            "building_id": home["building_id"].where(depth >= 1),
            "entrance_id": home["entrance_id"].where(depth >= 2),
            "unit_id": home["unit_id"].where(depth >= 3),
            "handler": owner,
            "opened_on": dates(on, rows["back"].to_numpy()),
            "due_on": _due(rows, on),
            "words": _words(rows["category"], rng),
        }
    )
    return NEEDS.conformed(_answered(frame, rows["back"].to_numpy(), on, rng))


def _due(rows: pd.DataFrame, on: date) -> pd.Series:
    """Return the day each need is due; each pair of category and day is counted once."""
    kinds = categories()
    pairs = rows[["category", "back"]].drop_duplicates()
    opened = dates(on, pairs["back"].to_numpy()).astype(object)
    pairs["due"] = [
        due_on(kinds[category], day)
        for category, day in zip(pairs["category"], opened, strict=True)
    ]
    merged = rows[["category", "back"]].merge(pairs, on=["category", "back"], how="left")
    return pd.Series(pd.to_datetime(merged["due"]))


def _words(category: pd.Series, rng: np.random.Generator) -> NDArray[np.object_]:
    """Return a sentence for each category, without any name."""
    words = np.empty(len(category), dtype=object)
    for name, said in demo_json("phrases")["words"].items():
        rows = np.flatnonzero((category == name).to_numpy())
        words[rows] = np.array(said, dtype=object)[rng.integers(0, len(said), len(rows))]
    return words


def _answered(
    frame: pd.DataFrame, back: NDArray[np.int_], on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Add state, closing day, re-check day and whether the resident was told."""
    count = len(frame)
    limit = frame["category"].map({key: kind.limit for key, kind in categories().items()})
    lasting = limit.isna().to_numpy()
    median = limit.map(USUAL_DAYS).fillna(400.0).to_numpy()
    took = np.rint(median * rng.lognormal(0, 0.8, count)).astype(int)
    stuck = rng.random(count) < STUCK_SHARE
    done = np.where(lasting, rng.random(count) < 0.06, (took <= back) & ~stuck)
    took = np.where(lasting, (back * rng.uniform(0.2, 0.9, count)).astype(int), took)
    closed = frame["opened_on"] + pd.to_timedelta(took, unit="D")
    leader = frame["handler"].eq(Handler.LEADER.value).to_numpy()
    draw = rng.random(count)
    fresh = np.where(leader, State.REGISTERED.value, State.ASSIGNED.value)
    moving = np.where(draw < 0.7, State.WORKING.value, State.ANSWERED.value)
    state = np.where(back <= 1, fresh, np.where(draw < 0.25, fresh, moving))
    state = np.where(lasting, State.WORKING.value, state)
    last = np.where(
        rng.random(count) < IMPOSSIBLE_SHARE, State.IMPOSSIBLE.value, State.CLOSED.value
    )
    state = np.where(done, np.where(lasting, State.CLOSED.value, last), state)
    told = np.where(done, rng.random(count) < 0.93, (state == State.ANSWERED.value) | lasting)
    hazard = frame["category"].isin(HAZARDS).to_numpy() & done
    recheck = (closed + pd.Timedelta(days=30)).where(hazard)
    return frame.assign(
        state=state,
        closed_on=closed.where(done),
        told_resident=told,
        recheck_on=recheck.where(recheck >= pd.Timestamp(on)),
    )
