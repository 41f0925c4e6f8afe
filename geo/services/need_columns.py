"""All needs of the store as columns in memory, from which the map's counts are made.

Counting 400 000 needs by building takes SQL a second and numpy some milliseconds. The columns hold
codes of keys and days, no word and no name, of every territory: whoever counts with them keeps to
the viewer's scope, see `geo.services.need_scope`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Text, func, select, true, type_coerce
from sqlalchemy.orm import Session

from geo.services.scene import CLOSED_STATES
from geo.store.models import Need, NeedChange
from geo.store.opening import WRITES

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Log = Mapping[int, str]
"""Numbers of the last entries of the log -> their marks."""

NEED, LOG = Need.__table__.c, NeedChange.__table__.c
KEYS = ("category", "compound_id", "building_id", "partner_id")
DAYS = ("opened_on", "due_on", "closed_on")
LOOKED_BACK = 256
"""Entries of the log that are looked at again: where writers do not queue up, a lower number may
be committed after a higher one."""
MOST_IN_A_QUERY = 500
MISSING = -1
"""Code of a key that is not there."""
NO_DAY = np.iinfo(np.int64).min
"""A day that is not known."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Whole numbers for keys; they are given once and stay."""

    of: dict[str, int] = field(default_factory=dict)

    def taken(self, keys: Sequence[str | None]) -> Ints:
        """Return the code of each key, shape (n,); a new key gets the next number."""
        which, found = pd.factorize(np.array(keys, dtype=object), use_na_sentinel=True)
        codes = [self.of.setdefault(key, len(self.of)) for key in found]
        return np.append(np.array(codes, dtype=np.int64), MISSING)[which]

    def positions(self, keys: Collection[str]) -> Ints:
        """Return the code of each of `keys`, in their order; `MISSING` where it has none."""
        return np.array([self.of.get(key, MISSING) for key in keys], dtype=np.int64)

    def known(self, keys: Collection[str]) -> Ints:
        """Return the codes of those of `keys` that have one, in their order."""
        return np.array([self.of[key] for key in keys if key in self.of], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class NeedColumns:
    """The needs as they were at one moment; those called wrong are left out."""

    frame: pd.DataFrame
    """One row a need: id; category, compound_id, building_id and partner_id as codes; is_open;
    opened_on, due_on and closed_on in days since 1970; whom, a digest of the person, else flat,
    else building that it is about."""
    codes: Mapping[str, Codes]
    """Codes of each column of keys."""
    log: Log
    """The last entries of the log that are in it."""
    version: str
    """Changes whenever a need does."""


def need_columns(session: Session) -> NeedColumns:
    """Return all needs as `session` finds them, whoever its viewer is.

    Needs that changed since the last call are read again: one small read where none did. The first
    call reads all: 2 s of one core for 400 000.
    """
    connection = session.connection()
    with _LOCK:
        known = _KEPT.get(connection.engine)
        found = _caught_up(connection, known) if known else _read_all(connection)
        # what a writer has not committed is not for others
        if not connection.get_execution_options().get(WRITES, False):
            _KEPT[connection.engine] = found
    return found


def day_number(day: date) -> int:
    """Return days since 1970, as in the columns."""
    return int(np.datetime64(day, "D").astype(np.int64))


_LOCK = Lock()
_KEPT: "WeakKeyDictionary[Engine, NeedColumns]" = WeakKeyDictionary()


def _caught_up(connection: Connection, known: NeedColumns) -> NeedColumns:
    """Return `known` with what the log tells since; all anew where the log does not go on."""
    newest = max(known.log, default=0)
    log, needs = _log(connection, newest - LOOKED_BACK)
    seen = log.keys() & known.log.keys()
    goes_on = bool(seen) if newest else min(log, default=1) == 1
    if not goes_on or any(log[number] != known.log[number] for number in seen):
        return _read_all(connection)
    fresh = log.keys() - known.log.keys()
    if not fresh:
        return known
    changed = sorted({needs[number] for number in fresh})
    parts = [known.frame[~known.frame["id"].isin(changed)]]
    for start in range(0, len(changed), MOST_IN_A_QUERY):
        some = NEED.id.in_(changed[start : start + MOST_IN_A_QUERY])
        parts.append(_rows(connection, known.codes, some))
    frame = pd.concat(parts, ignore_index=True)
    return _columns(frame, known.codes, {**known.log, **log})


def _read_all(connection: Connection) -> NeedColumns:
    log, _ = _log(connection, _newest(connection) - LOOKED_BACK)
    codes = {name: Codes() for name in KEYS}
    return _columns(_rows(connection, codes, true()), codes, log)


def _columns(frame: pd.DataFrame, codes: Mapping[str, Codes], log: Log) -> NeedColumns:
    newest = max(log, default=0)
    recent = {number: log[number] for number in sorted(log) if number > newest - LOOKED_BACK}
    version = sha256(repr(recent).encode()).hexdigest()[:16]
    return NeedColumns(frame, codes, recent, version)


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(LOG.id))).scalar() or 0


def _log(connection: Connection, after: int) -> tuple[dict[int, str], dict[int, int]]:
    """Return mark and need of each entry of the log after number `after`."""
    rows = connection.execute(select(LOG.id, LOG.mark, LOG.need_id).where(LOG.id > after)).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def _rows(
    connection: Connection, codes: Mapping[str, Codes], condition: ColumnElement[bool]
) -> pd.DataFrame:
    """Return the needs that meet `condition` as rows of `NeedColumns.frame`."""
    # days come as the database writes them: making 1 200 000 dates of Python takes a second
    days = [type_coerce(NEED[name], Text).label(name) for name in DAYS]
    whom = func.coalesce(NEED.resident_id, NEED.unit_id, NEED.building_id, "").label("whom")
    query = select(NEED.id, *(NEED[name] for name in KEYS), NEED.state, *days, whom).where(
        NEED.hidden.is_(False), condition
    )
    read = connection.execute(query).all()
    cells = dict(zip(query.selected_columns.keys(), zip(*read, strict=True), strict=False))
    if not read:
        cells = dict.fromkeys(query.selected_columns.keys(), ())
    is_open = np.array([state not in CLOSED_STATES for state in cells["state"]], dtype=bool)
    return pd.DataFrame(
        {
            "id": np.array(cells["id"], dtype=np.int64),
            **{name: codes[name].taken(cells[name]) for name in KEYS},
            "is_open": is_open,
            **{name: _days(cells[name]) for name in DAYS},
            "whom": pd.util.hash_array(np.array(cells["whom"], dtype=object)).view(np.int64),
        }
    )


def _days(cells: Sequence[str | date | None]) -> Ints:
    """Return days since 1970; what is missing is `NO_DAY`, the number of no time in numpy."""
    known = ["NaT" if cell is None else cell for cell in cells]
    return np.array(known, dtype="datetime64[D]").astype(np.int64)
