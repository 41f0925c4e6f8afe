"""A year of visits at the rhythm of the ladder, uneven, with planted gaps."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.frames import VISITS
from geo.needs.due_visits import due_visits
from geo.needs.vocabulary import Outcome
from geo.places.demo.days import YEAR_DAYS, dates, drawn, weights_before, worked
from geo.places.demo.needs import Standing
from geo.places.demo.people import ELDERLY, years_on

OVERDUE_SHARE, SILENT_SHARE = 0.06, 0.03
"""Of the households on the ladder."""
SILENT_DAYS = 180
"""A household is silent when nobody reached it for longer."""
QUIET_DAYS = 200
"""A household is only planted as silent when it had no need for so long."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Calls:
    """The visits, and what was planted among them."""

    visits: pd.DataFrame
    overdue: tuple[str, ...]
    """Residents."""
    silent: tuple[str, ...]
    """Flats."""


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """Households on the ladder as columns."""

    unit: NDArray[np.object_]
    every: Numbers
    """Days between visits: the shortest of its people."""
    last: Numbers
    """Days since somebody was met."""
    declines: NDArray[np.bool_]
    late: NDArray[np.bool_]
    silent: NDArray[np.bool_]
    diligence: NDArray[np.floating[Any]]
    """Share of the visits owed that were made."""


def calls(known: Standing, needs: pd.DataFrame, on: date, rng: np.random.Generator) -> Calls:
    """Return the visits of the year before `on`.

    By the ladder of `geo.needs` exactly the residents in ``overdue`` are overdue on that day, and
    exactly the flats in ``silent`` have met nobody for more than `SILENT_DAYS`, paused ones aside.
    """
    people = _on_the_ladder(known, needs, on)
    keen = dict(
        zip(
            known.homes["compound_id"].unique(),
            rng.uniform(0.62, 0.98, known.homes["compound_id"].nunique()),
            strict=True,
        )
    )
    rhythm = _rhythm(known, needs, people, keen, on, rng)
    rows = pd.concat(
        [
            _met(rhythm, rng),
            _declined(rhythm, rng),
            _in_vain(rhythm, rng),
            _ordinary(known, rhythm, keen, on, rng),
        ]
    )
    return Calls(
        _described(rows, on, rng),
        _overdue(people, rhythm),
        tuple(sorted(rhythm.unit[rhythm.silent].tolist())),
    )


def _on_the_ladder(known: Standing, needs: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the residents whom the ladder wants visited, with ``every_days``."""
    people = known.residents
    likely = (years_on(people, on) >= ELDERLY) | people["id"].isin(needs["resident_id"]).to_numpy()
    people = people[likely]
    of_people = needs[needs["resident_id"].notna()]
    none_yet = VISITS.empty()
    due = due_visits(people, of_people, none_yet, on=on)
    listed = due["every_days"].notna()
    return people[listed].assign(every_days=due.loc[listed, "every_days"].astype(int))


def _rhythm(
    known: Standing,
    needs: pd.DataFrame,
    people: pd.DataFrame,
    keen: dict[str, float],
    on: date,
    rng: np.random.Generator,
) -> _Rhythm:
    away = people["away_until"].ge(pd.Timestamp(on)).to_numpy(dtype=bool, na_value=False)
    declines = people["declines_visits"].to_numpy(dtype=bool)
    household = (
        people.assign(paused=away | declines, declines=declines)
        .groupby("unit_id", sort=True)
        .agg(every=("every_days", "min"), paused=("paused", "any"), declines=("declines", "any"))
    )
    unit = household.index.to_numpy(dtype=object)
    every = household["every"].to_numpy(dtype=np.int64)
    paused = household["paused"].to_numpy(dtype=bool)
    quiet = ~household.index.isin(_heard_of(needs, on))
    silent = _some(np.flatnonzero(quiet & ~paused), SILENT_SHARE * len(unit), len(unit), rng)
    late = _some(np.flatnonzero(~silent & ~paused), OVERDUE_SHARE * len(unit), len(unit), rng)
    size = len(unit)
    last = np.floor(rng.random(size) * 0.9 * every).astype(np.int64)
    overdue = np.ceil(rng.uniform(1.25, 2.2, size) * every).astype(np.int64)
    last = np.where(late, np.minimum(overdue, SILENT_DAYS - 8), last)
    last = np.where(silent, rng.integers(SILENT_DAYS + 10, YEAR_DAYS - 20, size), last)
    compound = known.homes.set_index("unit_id")["compound_id"].loc[unit]
    diligence = compound.map(keen).to_numpy(dtype=np.float64)
    refuses = household["declines"].to_numpy(dtype=bool)
    return _Rhythm(unit, every, last, refuses, late, silent, diligence)


def _heard_of(needs: pd.DataFrame, on: date) -> pd.Series:
    """Return the flats that had a need within the last `QUIET_DAYS`."""
    recent = needs["opened_on"] >= pd.Timestamp(on) - pd.Timedelta(days=QUIET_DAYS)
    return needs.loc[recent, "unit_id"].dropna()


def _some(
    among: NDArray[np.intp], wanted: float, size: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Return a mask of `size` with about `wanted` of the positions `among`, at least six."""
    count = min(len(among), max(6, round(wanted)))
    mask = np.zeros(size, dtype=bool)
    mask[rng.choice(among, size=count, replace=False)] = True
    return mask


def _met(rhythm: _Rhythm, rng: np.random.Generator) -> pd.DataFrame:
    """Return the visits that met somebody: the last one and, at its rhythm, those before."""
    parts = []
    for every in np.unique(rhythm.every):
        rows = np.flatnonzero(rhythm.every == every)
        steps = np.rint(
            rng.uniform(0.8, 1.25, (len(rows), int(YEAR_DAYS / (0.8 * every)) + 1)) * every
        )
        back = rhythm.last[rows, None] + np.column_stack(
            [np.zeros(len(rows)), steps.cumsum(axis=1)]
        ).astype(np.int64)
        made = rng.random(back.shape) < rhythm.diligence[rows, None]
        made[:, 0] = True
        made &= back <= YEAR_DAYS
        which, nth = np.nonzero(made)
        planted = (rhythm.late | rhythm.silent)[rows]
        parts.append(
            pd.DataFrame(
                {
                    "unit_id": rhythm.unit[rows][which],
                    "back": back[made],
                    "outcome": Outcome.MET.value,
                    "fixed": planted[which] & (nth == 0),
                    "last": nth == 0,
                }
            )
        )
    return pd.concat(parts)


def _declined(rhythm: _Rhythm, rng: np.random.Generator) -> pd.DataFrame:
    """Return the refusal of half of the households that decline, after the last visit."""
    rows = np.flatnonzero(rhythm.declines & (rhythm.last > 1))
    back = np.floor(rng.random(len(rows)) * rhythm.last[rows]).astype(np.int64)
    return pd.DataFrame(
        {"unit_id": rhythm.unit[rows], "back": back, "outcome": Outcome.DECLINED.value}
    )[rng.random(len(rows)) < 0.5]


def _in_vain(rhythm: _Rhythm, rng: np.random.Generator) -> pd.DataFrame:
    """Return calls at closed doors: often where a visit is late, sometimes elsewhere."""
    chance = np.where(rhythm.late | rhythm.silent, 0.45, 0.15)
    rows = np.flatnonzero((rng.random(len(chance)) < chance) & (rhythm.last >= 2))
    back = 1 + np.floor(rng.random(len(rows)) * np.minimum(rhythm.last[rows] - 1, 30))
    return pd.DataFrame(
        {
            "unit_id": rhythm.unit[rows],
            "back": back.astype(np.int64),
            "outcome": Outcome.NOT_HOME.value,
        }
    )


def _ordinary(
    known: Standing, rhythm: _Rhythm, keen: dict[str, float], on: date, rng: np.random.Generator
) -> pd.DataFrame:
    """Return calls at the other homes: less than one in a year, uneven between compounds."""
    other = known.homes[(known.eldest >= 0) & ~known.homes["unit_id"].isin(rhythm.unit).to_numpy()]
    weight = other["compound_id"].map(keen).to_numpy(dtype=float) ** 3
    count = rng.poisson(0.6 * weight.sum())
    home = drawn(weight, count, rng)
    share = np.array([0.72, 0.22, 0.04, 0.02])
    outcomes = np.array(
        [Outcome.MET.value, Outcome.NOT_HOME.value, Outcome.DECLINED.value, Outcome.MOVED.value],
        dtype=object,
    )
    return pd.DataFrame(
        {
            "unit_id": other["unit_id"].to_numpy(dtype=object)[home],
            "back": drawn(weights_before(on), count, rng),
            "outcome": outcomes[drawn(share, count, rng)],
        }
    )


def _described(rows: pd.DataFrame, on: date, rng: np.random.Generator) -> pd.DataFrame:
    """Return `rows` as the table of visits, oldest first."""
    back = rows["back"].to_numpy(dtype=np.int64)
    fixed = rows["fixed"].eq(other=True).to_numpy()
    later = rows["last"].eq(other=True).to_numpy() | (rng.random(len(rows)) < 0.5)
    back = np.where(fixed, back, worked(on, back, later=later))
    table = rows.assign(visited_on=dates(on, back), back=back)
    table = table.sort_values(["back", "unit_id", "outcome"], ascending=[False, True, True])
    table = table.drop_duplicates(["unit_id", "back"]).reset_index(drop=True)
    number = pd.Series(np.arange(1, len(table) + 1)).astype(str).str.zfill(7)
    return VISITS.conformed(table.assign(id="v" + number, resident_id=None))


def _overdue(people: pd.DataFrame, rhythm: _Rhythm) -> tuple[str, ...]:
    """Return the residents of late and silent households whose own rhythm has run out."""
    late = rhythm.late | rhythm.silent
    since = pd.Series(rhythm.last[late], index=rhythm.unit[late])
    found = people[people["unit_id"].isin(since.index)]
    over = found["unit_id"].map(since).to_numpy() > found["every_days"].to_numpy()
    return tuple(sorted(found.loc[over, "id"].tolist()))
