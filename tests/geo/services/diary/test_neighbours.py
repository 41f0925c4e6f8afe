"""A person named beside a flat tells which of two doors is meant, where the writer may know."""

from sqlalchemy import func, select

from geo.address.gazetteer import Gazetteer
from geo.services.diary import entries
from geo.services.diary.facts import Fact, FactKind
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.diary.conftest import ViewerAs, saved

NAME = "孙佩枝"


def flat_behind_two_doors(store: Store, viewer: Viewer) -> tuple[str, str, list[str]]:
    """Return building number, flat number and the flats of a number that stands twice."""
    with store.read(viewer) as session:
        rows = session.execute(
            select(m.Building.number, m.Unit.number, m.Unit.building_id, m.Unit.floor)
            .join(m.Building, m.Building.id == m.Unit.building_id)
            .where(m.Unit.compound_id.is_not(None), m.Building.number.is_not(None))
            .where(func.length(m.Unit.number) == 3)
            .group_by(m.Unit.building_id, m.Building.number, m.Unit.number, m.Unit.floor)
            .having(func.count() > 1)
            .order_by(m.Unit.building_id, m.Unit.number)
        ).all()
        number, flat, building, _ = rows[0]
        units = session.scalars(
            select(m.Unit.id)
            .where(m.Unit.building_id == building, m.Unit.number == flat)
            .order_by(m.Unit.id)
        ).all()
    return number, flat, list(units)


def moved_in(store: Store, unit_id: str) -> None:
    with store.write(CONSOLE) as session:
        unit = session.scalars(select(m.Unit).where(m.Unit.id == unit_id)).one()
        session.add(
            m.Resident(
                id="r-new",
                compound_id=unit.compound_id,
                building_id=unit.building_id,
                unit_id=unit.id,
                name=NAME,
                name_digest=store.digest(NAME),
                declines_visits=False,
            )
        )


def place(store: Store, viewer: Viewer, entry_id: int) -> Fact:
    with store.read(viewer) as session:
        file = entries.entry_file(session, entry_id)
    return next(fact for fact in file.facts if fact.kind is FactKind.PLACE)


def test_the_name_of_a_resident_decides_between_two_doors(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    building, flat, units = flat_behind_two_doors(store, leader)
    text = f"{building}号楼{flat}{NAME}家厨房漏水"
    before = place(store, leader, saved(store, leader, gazetteer, text, key="before"))
    assert before.value["key"] not in {f"unit:{unit}" for unit in units}
    assert f"unit:{units[1]}" in before.value["also"]
    moved_in(store, units[1])
    after = place(store, leader, saved(store, leader, gazetteer, text, key="after"))
    assert after.value["key"] == f"unit:{units[1]}"
    assert "resident" in after.value["notes"]
    assert after.confidence > 0.8


def test_nobody_learns_who_lives_outside_her_territory(
    store: Store, viewer_as: ViewerAs, leader_of_92: Viewer, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    building, flat, units = flat_behind_two_doors(store, leader)
    with store.read(CONSOLE) as session:
        compound = session.scalars(
            select(m.Compound.name)
            .join(m.Unit, m.Unit.compound_id == m.Compound.id)
            .where(m.Unit.id == units[1])
        ).one()
    text = f"{compound}{building}号楼{flat}{NAME}家厨房漏水"
    before = place(store, leader_of_92, saved(store, leader_of_92, gazetteer, text, key="a"))
    moved_in(store, units[1])
    after = place(store, leader_of_92, saved(store, leader_of_92, gazetteer, text, key="b"))
    assert (before.value, before.confidence) == (after.value, after.confidence)
