"""Whom to visit, summed by building, and kept for each state of a compound's people.

To read a district of 500 000 flats takes some seconds; after a tick only the compound in which it
fell is read again. The sums tell of no person, but some of very few homes: whoever shows them
hides those.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Step
from geo.services.care import QUIET_DAYS, SILENT_DAYS
from geo.services.people_due import visits_due
from geo.store.models import Compound, PeopleMark

MOST_NAMED = 200
"""Where the people of more compounds changed, all are read: naming them helps no more."""
COLUMNS = (
    *(step.value for step in Step),
    "paused",
    "overdue",
    "quiet",
    "silent",
    "unmet",
    *(f"{step.value}_days" for step in Step),
)
"""How many are on each step of the ladder, paused, overdue, not met for more than `QUIET_DAYS` and
`SILENT_DAYS` days, and not met yet; and for each step the days since its people were met, summed.
The last six leave paused ones out; who was never met counts as `SILENT_DAYS`."""

Sums = npt.NDArray[np.int64]
Kept = tuple[str, tuple[str, ...], Sums]
"""State of the compound, keys of its buildings and their sums, shape (n, len(COLUMNS))."""
NOBODY = np.zeros((0, len(COLUMNS)), dtype=np.int64)
_LOCK = Lock()
_KEPT: "WeakKeyDictionary[Engine, dict[str, Kept]]" = WeakKeyDictionary()


def people_sums(session: Session, today: date) -> pd.DataFrame:
    """Return `COLUMNS` of each building in scope in which somebody is on the ladder, by its key.

    Open the session for reading and for a viewer who may read residents, such as a leader.
    """
    states = _states(session, today)
    with _LOCK:
        kept = _KEPT.setdefault(session.connection().engine, {})
        known = {key: kept[key] for key in states.keys() & kept.keys()}
    stale = {key: state for key, state in states.items() if known.get(key, ("",))[0] != state}
    if stale:
        read = _read(session, today, stale)  # others may read the same meanwhile: none waits
        known |= read
        with _LOCK:
            kept.update(read)
    found = [known[key] for key in states]
    return pd.DataFrame(
        np.concatenate([NOBODY, *(sums for _, _, sums in found)]),
        index=pd.Index([key for _, inside, _ in found for key in inside], name="id", dtype="str"),
        columns=list(COLUMNS),
    )


def people_version(session: Session, today: date) -> str:
    """Return what changes when the sums of the viewer's compounds may be others: a small read."""
    states = sorted(_states(session, today).items())
    return hashlib.sha256(repr(states).encode()).hexdigest()[:16]


def _states(session: Session, today: date) -> dict[str, str]:
    """Return the state of the people of each compound in scope."""
    rows = session.execute(
        select(Compound.id, PeopleMark.mark).join(
            PeopleMark, PeopleMark.compound_id == Compound.id, isouter=True
        )
    ).all()
    return {key: f"{mark or ''}-{today}" for key, mark in rows}


def _read(session: Session, today: date, states: Mapping[str, str]) -> dict[str, Kept]:
    """Return the sums of the compounds in `states`, as the store has them now."""
    due = visits_due(session, today, within=states if len(states) <= MOST_NAMED else None)
    sums = _summed(due)
    found: dict[str, Kept] = {key: (state, (), NOBODY) for key, state in states.items()}
    for key, rows in sums.groupby("compound_id", sort=False).indices.items():
        if key in states:
            keys = sums.index[rows].get_level_values("building_id")
            found[str(key)] = states[str(key)], tuple(keys), sums.to_numpy()[rows]
    return found


def _summed(due: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of what `visits_due` gives, by compound_id and building_id."""
    there = due["pause"].isna()
    days = due["silent_days"]
    step = {one.value: due["step"].eq(one.value) for one in Step}
    known = days.fillna(SILENT_DAYS).where(there, 0)
    marks = pd.DataFrame(
        {
            **step,
            "paused": ~there,
            "overdue": due["overdue_days"].gt(0),
            "quiet": there & days.gt(QUIET_DAYS).fillna(value=False),
            "silent": there & days.gt(SILENT_DAYS).fillna(value=False),
            "unmet": there & days.isna(),
            **{f"{name}_days": known.where(on, 0) for name, on in step.items()},
        }
    ).astype("int64")
    keys = [due["compound_id"], due["building_id"]]
    return marks[list(COLUMNS)].groupby(keys, sort=False).sum()
