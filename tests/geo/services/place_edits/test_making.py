"""Edits of doors, gates and paths: checked, written once, refused where they are not allowed."""

from datetime import time

import pytest
import shapely
from shapely import Point
from sqlalchemy import func, select

from geo.crs import LonLat
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.places.editing import distance_m
from geo.services.facts import places_stamp
from geo.services.place_edits.acts import Act
from geo.services.place_edits.making import StaleError
from geo.services.place_edits.states import present_state, version_of
from geo.services.registry import places_in_scope
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from geo.walking.network import Network
from geo.walking.rounds import plan_round
from geo.walking.stops import Stop
from tests.geo.services.place_edits.conftest import TODAY, Edit, corners, entrance, spot


def stamp(store: Store) -> str:
    with store.read(CONSOLE) as session:
        return places_stamp(session)


def version(store: Store, layer: str, key: str) -> str:
    with store.read(CONSOLE) as session:
        return version_of(present_state(session, layer, key))


def test_a_dropped_entrance_comes_to_the_wall_and_is_surveyed(
    store: Store, leader: Viewer, edit: Edit
) -> None:
    before = stamp(store)
    edit(leader, Act.ENTRANCE_MOVED, {"entrance": "b1-e1", "at": corners((40, 120))[0]})
    door = entrance(store, "b1-e1")
    assert not door.inferred
    assert door.source == "hand"
    assert distance_m(door.geometry, Point(spot(40, 112))) < 0.1
    assert (door.west, door.south) == (door.geometry.x, door.geometry.y)
    assert stamp(store) != before


def test_a_door_far_from_its_building_is_refused(store: Store, leader: Viewer, edit: Edit) -> None:
    with pytest.raises(InputError, match="88 m from the building") as refused:
        edit(leader, Act.ENTRANCE_MOVED, {"entrance": "b1-e1", "at": corners((40, 200))[0]})
    assert "离这栋楼有 88 米" in refused.value.said("zh")
    assert entrance(store, "b1-e1").inferred


def test_one_tap_makes_an_inferred_door_a_surveyed_one(
    store: Store, leader: Viewer, edit: Edit
) -> None:
    where = entrance(store, "b1-e2").geometry
    edit(leader, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e2"})
    door = entrance(store, "b1-e2")
    assert door.geometry.equals(where)
    assert not door.inferred
    with pytest.raises(ConflictError, match="checked already"):
        edit(leader, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e2"})


def test_doors_counted_from_the_other_end_keep_their_flats(
    store: Store, leader: Viewer, edit: Edit
) -> None:
    first, last = entrance(store, "b1-e1").geometry, entrance(store, "b1-e3").geometry
    edit(leader, Act.ENTRANCES_TURNED, {"building": "b1"})
    assert entrance(store, "b1-e1").geometry.equals(last)
    assert entrance(store, "b1-e3").geometry.equals(first)
    assert entrance(store, "b1-e1").number == "1"
    with store.read(CONSOLE) as session:
        behind = select(m.Unit.entrance_id).where(m.Unit.id == "b1-e3-501")
        assert session.scalar(behind) == "b1-e3"
    with pytest.raises(InputError, match="one entrance"):
        edit(Viewer("x", "x", Role.STEWARD), Act.ENTRANCES_TURNED, {"building": "s1"})


def test_an_order_that_arrives_twice_is_made_once(store: Store, leader: Viewer, edit: Edit) -> None:
    told = {"at": corners((250, 100))[0], "name": "东门"}
    assert edit(leader, Act.GATE_ADDED, told, key="a") == edit(
        leader, Act.GATE_ADDED, told, key="a"
    )
    with store.read(CONSOLE) as session:
        assert session.scalar(select(func.count()).select_from(m.Gate)) == 2
        assert session.scalar(select(func.count()).select_from(m.PlaceEdit)) == 1


def test_the_second_writer_is_told_who_was_first(store: Store, leader: Viewer, edit: Edit) -> None:
    seen = {"entrances/b1-e1": version(store, "entrances", "b1-e1")}
    told = {"entrance": "b1-e1", "at": corners((40, 113))[0]}
    edit(Viewer("guan", "管理员小关", Role.STEWARD), Act.ENTRANCE_MOVED, told, seen=seen)
    with pytest.raises(StaleError) as refused:
        edit(leader, Act.ENTRANCE_MOVED, told | {"at": corners((50, 113))[0]}, seen=seen)
    assert "管理员小关刚刚改过这里" in refused.value.said("zh")
    again = {"entrances/b1-e1": version(store, "entrances", "b1-e1")}
    edit(leader, Act.ENTRANCE_MOVED, told | {"at": corners((50, 113))[0]}, seen=again)


@pytest.mark.parametrize(
    ("act", "told", "error"),
    [
        (Act.ENTRANCE_MOVED, {"entrance": "b9-e1", "at": [123.4, 41.8]}, NotFoundError),
        (Act.ENTRANCE_CONFIRMED, {"entrance": "s1-e1"}, ForbiddenError),
        (Act.BUILDING_SPLIT, {"building": "b1", "line": [[0, 0], [1, 1]]}, ForbiddenError),
        (Act.GATE_ADDED, {"at": list(spot(850, 100))}, InputError),
        (Act.GATE_ADDED, {"at": list(spot(125, 100))}, InputError),
        (Act.PATH_ADDED, {"corners": corners((10, 10), (700, 10))}, InputError),
        (Act.PATH_REMOVED, {"way": "w2"}, ForbiddenError),
        (Act.BLOCK_PLACED, {"building": "b3", "at": list(spot(50, 106))}, ConflictError),
    ],
)
def test_a_leader_edits_only_what_is_hers(
    leader: Viewer, edit: Edit, act: Act, told: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error) as refused:
        edit(leader, act, told)
    assert refused.value.said("zh") != str(refused.value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.PARTNER])
def test_other_roles_edit_nothing(edit: Edit, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        edit(Viewer("m", "m", role), Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e1"})


def test_a_gate_gets_hours_and_another_place(store: Store, leader: Viewer, edit: Edit) -> None:
    hours = {"opens": "06:00", "closes": "22:30"}
    edit(leader, Act.GATE_CHANGED, {"gate": "g1", "at": list(spot(120, 0)), **hours})
    with store.read(CONSOLE) as session:
        gate = session.scalars(select(m.Gate)).one()
        assert (gate.opens, gate.closes) == ("06:00", "22:30")
        assert distance_m(gate.geometry, Point(spot(120, 0))) < 0.1
    with pytest.raises(InputError, match="both hours"):
        edit(leader, Act.GATE_CHANGED, {"gate": "g1", "opens": "06:00"})
    with pytest.raises(InputError, match="no time of day"):
        edit(leader, Act.GATE_CHANGED, {"gate": "g1", "opens": "6 Uhr", "closes": "22:00"})
    edit(leader, Act.GATE_REMOVED, {"gate": "g1"})
    with store.read(CONSOLE) as session:
        assert session.scalars(select(m.Gate)).all() == []


def walked_s(store: Store, viewer: Viewer) -> float:
    """Return the seconds that a round to one flat walks from the gate."""
    with store.read(viewer) as session:
        network = Network.from_places(places_in_scope(session))
    stop = Stop(key="u", entrance_id="b3-e2", floor=1, service_s=60, required=True)
    start = LonLat(*spot(100, 0))
    made = plan_round(network, [stop], start=start, minutes=60, depart=time(9), iterations=20)
    return float(made.walk_s)


def test_a_path_that_is_added_makes_a_round_shorter(
    store: Store, leader: Viewer, edit: Edit
) -> None:
    before = walked_s(store, leader)
    edit(leader, Act.PATH_ADDED, {"corners": corners((100, 130), (75, 165), (45, 165))})
    assert walked_s(store, leader) < before - 10


def test_what_hands_did_is_kept_with_before_and_after(
    store: Store, leader: Viewer, edit: Edit
) -> None:
    number = edit(leader, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e1"}, why="现场看过")
    with store.read(leader) as session:
        kept = session.get_one(m.PlaceEdit, number)
        assert (kept.made_on, kept.account_name, kept.why) == (TODAY, "点长小李", "现场看过")
        (change,) = kept.changes
        assert '"inferred":true' in (change.before or "")
        assert '"inferred":false' in (change.after or "")
        assert change.building_id == "b1"
    with store.read(CONSOLE) as session:
        act = session.scalars(select(m.AuditEvent)).one()
        assert (act.act, act.subject, act.reason) == (
            "place.edited", f"entrance.confirmed {number}", None,
        )  # fmt: skip


def test_nobody_else_reads_the_history(store: Store, leader: Viewer, edit: Edit) -> None:
    edit(leader, Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e1"})
    others = (
        Viewer("m", "m", Role.MANAGER),
        Viewer("p", "p", Role.PARTNER, partner_id="p"),
        Viewer("l", "l", Role.LEADER, territory_id=2),
    )
    for viewer in others:
        with store.read(viewer) as session:
            assert session.scalars(select(m.PlaceEdit)).all() == []
            assert session.scalars(select(m.PlaceChange)).all() == []


def test_a_new_entrance_is_numbered_once(store: Store, leader: Viewer, edit: Edit) -> None:
    told = {"building": "b1", "at": list(spot(68, 113)), "number": "4"}
    edit(leader, Act.ENTRANCE_ADDED, told)
    with pytest.raises(ConflictError, match="entrance 4 already"):
        edit(leader, Act.ENTRANCE_ADDED, told)
    with store.read(CONSOLE) as session:
        fourth = session.scalars(select(m.Entrance).where(m.Entrance.number == "4")).one()
        key = fourth.id
        assert shapely.distance(fourth.geometry, Point(spot(68, 112))) < 1e-6
    with pytest.raises(ConflictError, match="flats or needs"):
        edit(leader, Act.ENTRANCE_REMOVED, {"entrance": "b1-e1"})
    edit(leader, Act.ENTRANCE_REMOVED, {"entrance": key})
