"""A place as it is kept in the history, and the rows that are written from it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.services.importing.layers import EDITED
from geo.store import models as m

RECORDS: dict[str, type[m.Located]] = {
    "compounds": m.Compound,
    "buildings": m.Building,
    "gates": m.Gate,
    "entrances": m.Entrance,
    "ways": m.Way,
}
"""Layer -> its record, parents before children."""
LAYER_OF = {record: layer for layer, record in RECORDS.items()}
R = TypeVar("R", bound=m.Located)
KEPT_APART = {"pk", "geometry", "west", "south", "east", "north"}

State = dict[str, Any]
"""A GeoJSON feature with every attribute of the row: the JSON edge of the history."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to one place."""

    layer: str
    id: str
    before: State | None
    """None: it was not there."""
    after: State | None
    """None: it is taken away."""

    @property
    def key(self) -> str:
        """The name under which a page says which version it saw."""
        return f"{self.layer}/{self.id}"

    @property
    def building_id(self) -> str | None:
        """The building in whose history it stands."""
        told = self.after or self.before or {}
        if self.layer == "buildings":
            return self.id
        found: str | None = told["properties"].get("building_id")
        return found

    def reversed(self) -> "Change":
        """Return the change back."""
        return Change(self.layer, self.id, self.after, self.before)


def row_of(session: Session, record: type[R], key: str) -> R:
    """Return the row of a place in scope, held until the end of the transaction.

    Raises
    ------
    NotFoundError
        When there is none: perhaps somebody has just taken it away.
    """
    row = session.scalar(select(record).where(record.id == key).with_for_update())
    if row is None:
        raise NotFoundError(
            f"{LAYER_OF[record]} {key!r} is not here any more, or not in your area: "
            "look at the map again",
            zh="这个地方已经不在了，或者不在您的片区里：请再看一眼地图。",
        )
    return row


def state_of(row: m.Located) -> State:
    """Return the place as it is now."""
    names = [one.key for one in inspect(type(row)).column_attrs if one.key not in KEPT_APART]
    return {
        "type": "Feature",
        "geometry": json.loads(json.dumps(shapely.geometry.mapping(row.geometry))),
        "properties": {name: getattr(row, name) for name in names},
    }


def version_of(state: State | None) -> str:
    """Return what differs between two states of a place; equal states have equal versions."""
    return hashlib.sha256(written(state).encode()).hexdigest()[:12]


def written(state: State | None) -> str:
    """Return the state as text: equal states are equal text."""
    return json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def changed(
    row: m.Located,
    *,
    shape: BaseGeometry | None = None,
    surely: bool = True,
    **told: Any,  # noqa: ANN401 - values of any column
) -> Change:
    """Return the change of a row to `shape` and the attributes `told`; it is then ours.

    With `surely` false it only goes along, and whatever it was taken from may still move it.
    """
    before = state_of(row)
    after: State = {
        "type": "Feature",
        "geometry": before["geometry"] if shape is None else _geometry(shape),
        "properties": before["properties"] | told | ({"source": EDITED} if surely else {}),
    }
    return Change(LAYER_OF[type(row)], row.id, before, after)


def added(
    record: type[m.Located],
    key: str,
    shape: BaseGeometry,
    **told: Any,  # noqa: ANN401 - values of any column
) -> Change:
    """Return the change that brings a new place."""
    names = [one.key for one in inspect(record).column_attrs if one.key not in KEPT_APART]
    bare: dict[str, Any] = dict.fromkeys(names)
    properties = bare | told | {"id": key, "source": EDITED}
    after = {"type": "Feature", "geometry": _geometry(shape), "properties": properties}
    return Change(LAYER_OF[record], key, None, after)


def removed(row: m.Located) -> Change:
    """Return the change that takes a place away."""
    return Change(LAYER_OF[type(row)], row.id, state_of(row), None)


def _geometry(shape: BaseGeometry) -> Any:  # noqa: ANN401
    return json.loads(json.dumps(shapely.geometry.mapping(shape)))


def write_changes(session: Session, changes: Iterable[Change]) -> None:
    """Add and change rows, parents first; what is taken away waits for `drop_changed`."""
    order = list(RECORDS)
    for change in sorted(changes, key=lambda one: order.index(one.layer)):
        if change.after is None:
            continue
        shape = shapely.geometry.shape(change.after["geometry"])
        if change.before is None:
            session.add(RECORDS[change.layer](**change.after["properties"], geometry=shape))
        else:
            row = row_of(session, RECORDS[change.layer], change.id)
            row.geometry = shape
            for name, value in change.after["properties"].items():
                setattr(row, name, value)
        session.flush()


def drop_changed(session: Session, changes: Sequence[Change]) -> None:
    """Delete the rows that `changes` take away, children first."""
    order = list(RECORDS)
    gone = [one for one in changes if one.after is None]
    for change in sorted(gone, key=lambda one: -order.index(one.layer)):
        session.delete(row_of(session, RECORDS[change.layer], change.id))
        session.flush()


def present_state(session: Session, layer: str, key: str) -> State | None:
    """Return the state of a place now; None: it is not there, or not in scope."""
    record = RECORDS[layer]
    row = session.scalar(select(record).where(record.id == key).with_for_update())
    return None if row is None else state_of(row)
