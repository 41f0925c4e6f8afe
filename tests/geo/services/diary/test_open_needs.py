"""What is open around a place: the same need there, and what may be closed."""

from datetime import date, timedelta

from geo.address.values import Level
from geo.services.diary.open_needs import MOST_CLOSABLE, OpenNeed, OpenNeeds
from geo.services.diary.picking import Choice
from geo.services.placing import Place

NOWHERE = Place("", "", "", "", "")
DAY = date(2026, 3, 2)
FLAT = Choice("unit:u1", Level.UNIT, NOWHERE, "c", "b", "e", "u1")
CORRIDOR = Choice("entrance:e@2", Level.ENTRANCE, NOWHERE, "c", "b", "e", floor=2)
BUILDING = Choice("building:b", Level.BUILDING, NOWHERE, "c", "b")
COMPOUND = Choice("compound:c", Level.COMPOUND, NOWHERE, "c")


def need(
    number: int,
    place: Choice,
    *,
    category: str = "leak",
    spot: str | None = None,
    age_days: int = 0,
) -> OpenNeed:
    return OpenNeed(
        id=number,
        category=category,
        opened_on=DAY - timedelta(days=age_days),
        compound_id=place.compound_id,
        building_id=place.building_id,
        entrance_id=place.entrance_id,
        unit_id=place.unit_id,
        floor=place.floor,
        spot=spot,
    )


def test_the_same_trouble_in_the_same_flat_is_known() -> None:
    known = OpenNeeds([need(1, FLAT), need(2, FLAT, category="noise")])
    assert known.same("leak", FLAT, None) == 1
    assert known.same("leak", CORRIDOR, None) is None
    assert known.same("heating", FLAT, None) is None


def test_a_floor_of_an_entrance_is_one_place_for_things_but_not_for_people() -> None:
    known = OpenNeeds([need(1, CORRIDOR), need(2, CORRIDOR, category="lone_elderly")])
    assert known.same("leak", CORRIDOR, None) == 1
    assert known.same("lone_elderly", CORRIDOR, None) is None


def test_a_whole_building_or_compound_holds_many_troubles_unless_the_spot_is_named() -> None:
    known = OpenNeeds([need(1, BUILDING), need(2, COMPOUND), need(3, COMPOUND, spot="西门口")])
    assert known.same("leak", BUILDING, None) is None
    assert known.same("leak", COMPOUND, None) is None
    assert known.same("leak", COMPOUND, "西门口") == 3


def test_what_may_be_closed_starts_with_the_very_place_then_the_newest() -> None:
    old, new = need(1, CORRIDOR, age_days=90), need(2, BUILDING, age_days=3)
    own = need(3, FLAT, age_days=200)
    known = OpenNeeds([old, new, own, need(4, COMPOUND)])
    assert [found.id for found in known.closable("leak", FLAT, None)] == [3, 2, 1]
    assert next(found.id for found in known.closable("leak", COMPOUND, None)) == 4


def test_few_are_offered_to_be_closed() -> None:
    known = OpenNeeds(need(number, BUILDING) for number in range(20))
    assert len(known.closable("leak", BUILDING, None)) == MOST_CLOSABLE
