"""A file that is read again undoes nothing that hands did."""

from sqlalchemy import select

from geo.places.report import Report
from geo.services.importing.places import PlacesTerms, import_places
from geo.services.place_edits.acts import Act
from geo.services.place_edits.undoing import undo
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.place_edits.conftest import (
    LAYERS,
    TODAY,
    Edit,
    corners,
    entrance,
    places_of,
)


def read_again(store: Store) -> None:
    with store.write(CONSOLE) as session:
        report = Report(tallies=(), rows=(), made={})
        import_places(session, places_of(LAYERS), report, PlacesTerms(origin="again"))


def keys(store: Store, record: type[m.Located]) -> set[str]:
    with store.read(CONSOLE) as session:
        return set(session.scalars(select(record.id)))


def test_the_same_file_again_brings_nothing_back(store: Store, steward: Viewer, edit: Edit) -> None:
    edit(steward, Act.ENTRANCE_MOVED, {"entrance": "b3-e1", "at": corners((60, 162))[0]})
    edit(steward, Act.PATH_REMOVED, {"way": "w1"})
    gate = edit(steward, Act.GATE_REMOVED, {"gate": "g1"})
    split = {"building": "b1", "line": corners((52, 95), (52, 120)), "number": "1A"}
    edit(steward, Act.BUILDING_SPLIT, split)
    numbers = {"b2-e1": "4", "b2-e2": "5", "b2-e3": "6"}
    moved = entrance(store, "b3-e1").geometry
    part = entrance(store, "b1-e3").building_id
    merger = {"building": part, "other": "b2", "numbers": numbers}
    edit(steward, Act.BUILDINGS_MERGED, merger)
    read_again(store)
    assert "w1" not in keys(store, m.Way)
    assert "g1" not in keys(store, m.Gate)
    assert "b2" not in keys(store, m.Building)
    assert entrance(store, "b3-e1").geometry.equals(moved)
    with store.read(CONSOLE) as session:
        flat = session.get_one(m.Unit, "b2-e1-101")
        assert (flat.building_id, flat.compound_id) == (part, "c1")
        assert session.get_one(m.Resident, "r-b2-e1-101").building_id == part
    with store.write(steward) as session:
        undo(session, gate, TODAY)
    read_again(store)
    assert "g1" in keys(store, m.Gate)
