"""A home is called the same on every list, and its building as the map calls it."""

from collections.abc import Callable

from sqlalchemy import select

from geo.services.calls import added_calls, calls
from geo.services.care import CareQuery, care_list
from geo.services.diary.picking import chosen
from geo.services.households import household
from geo.services.naming import building_labels
from geo.services.placing import Place, places_of, places_of_units
from geo.services.registry import layer
from geo.services.search import residents_named
from geo.store.models import Compound, Need, Resident, Unit
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import NINETY_TWO, TODAY

ViewerAs = Callable[[str], Viewer]


def test_a_home_is_called_the_same_everywhere(store: Store, leader_of_92: Viewer) -> None:
    with store.read(leader_of_92) as session:
        line = care_list(session, TODAY, "zh", CareQuery(), size=10_000).lines[0]
        person = session.scalars(select(Resident).where(Resident.unit_id == line.unit_id)).first()
        place = places_of_units(session, [line.unit_id], "zh")[line.unit_id]
        assert line.place == place
        assert household(session, line.unit_id, TODAY, "zh").place == place
        assert [call.place for call in added_calls(session, [line.unit_id], TODAY, "zh")] == [place]
        named = chosen(session, [f"unit:{line.unit_id}"], "zh").values()
        assert [choice.place.line() for choice in named] == [place.line()]
        assert person is not None
        digest = store.digest(str(person.name))
        hits = residents_named(session, digest, "zh")
        assert (line.unit_id, place.line()) in [(hit.unit, hit.note) for hit in hits]


def test_a_need_in_a_home_is_where_the_home_is(store: Store, leader_of_92: Viewer) -> None:
    with store.read(leader_of_92) as session:
        about_homes = select(Need.id, Unit.id).join(Unit, Unit.id == Need.unit_id)
        rows = session.execute(about_homes.where(Need.spot.is_(None))).all()
        homes = places_of_units(session, [unit for _, unit in rows], "zh")
        needs = places_of(session, [need for need, _ in rows], "zh")
        assert rows
        assert all(needs[need] == homes[unit] for need, unit in rows)
        due = calls(session, TODAY, "zh")
        known = places_of_units(session, [call.unit_id for call in due], "zh")
        assert due
        assert all(call.place == known[call.unit_id] for call in due)


def test_a_building_without_a_number_is_called_as_on_the_map(
    store: Store, leader_of_92: Viewer
) -> None:
    with store.read(leader_of_92) as session:
        frame = layer(session, "buildings")
        labels = building_labels(frame, layer(session, "entrances"), "zh")
        on_map = dict(zip(frame["id"], labels, strict=True))
        rows = session.execute(select(Unit.id, Unit.building_id)).all()
        places = places_of_units(session, [unit for unit, _ in rows], "zh")
        assert all(places[unit].building == on_map[building] for unit, building in rows)
        words = {
            word
            for _key, word in care_list(session, TODAY, "zh", CareQuery(), size=10_000).buildings
        }
        assert "" not in words
        assert words <= set(on_map.values())


def test_a_manager_reads_the_building_of_a_need_and_not_the_door(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.read(viewer_as("manager")) as session:
        own = session.scalars(
            select(Need.id)
            .join(Compound, Compound.id == Need.compound_id)
            .where(Compound.name == NINETY_TWO, Need.unit_id.is_not(None))
        ).all()
        found = places_of(session, own, "zh").values()
    assert found
    for place in found:
        assert place.building.endswith("单元")
        assert place.line().startswith(f"{NINETY_TWO} {place.building}")
        assert (place.entrance, place.home) == ("", "")


def test_an_entrance_numbered_through_says_the_building() -> None:
    place = Place(NINETY_TWO, "1–3单元", "2单元", "501室", "", by_doors=True)
    assert place.line() == f"{NINETY_TWO} 2单元 501室"
