"""What is asked about an address that is not sure: one question for all with the same doubt."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo.address.asking import Asked, Asker
from geo.address.doubts import Doubt
from geo.address.gazetteer import Gazetteer
from geo.address.locating import NOWHERE, locate
from geo.address.offers import Why
from geo.address.reading import read_address
from geo.address.values import Level
from geo.crs import WGS84
from geo.frames import SPECS, Places
from tests.factories import small_places

LEAST = 0.7


def frame(name: str, rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    return SPECS[name].conformed(gpd.GeoDataFrame(rows, crs=WGS84))


@pytest.fixture(scope="module")
def registry() -> Gazetteer:
    """Return two compounds: 柳荫里 with buildings 1 and 3 of two entrances, 槐树大院 with 1."""
    homes = [("c1", "柳荫里", "1"), ("c1", "柳荫里", "3"), ("c2", "槐树大院", "1")]
    compounds = [("c1", "柳荫里"), ("c2", "槐树大院")]
    doors = [(f"{c}-{b}-{e}", f"{c}-{b}", str(e)) for c, _, b in homes for e in (1, 2)]
    units = [
        {"id": f"{door}-{n}", "entrance_id": door, "number": n, "floor": int(n[0]),
         "geometry": Point(0, 0)}
        for door, _, _ in doors
        for n in ("101", "502")
        if (door, n) != ("c2-1-2", "502")
    ]  # fmt: skip
    places = Places(
        compounds=frame(
            "compounds",
            [{"id": key, "name": name, "geometry": box(0, 0, 1, 1)} for key, name in compounds],
        ),
        gates=small_places().gates.iloc[:0],
        buildings=frame(
            "buildings",
            [{"id": f"{c}-{b}", "compound_id": c, "number": b, "floors": 6,
              "geometry": box(0, 0, 1, 1)} for c, _, b in homes],
        ),
        entrances=frame(
            "entrances",
            [{"id": key, "building_id": building, "number": number, "floors": 6,
              "inferred": True, "geometry": Point(0, 0)} for key, building, number in doors],
        ),
        units=frame("units", units),
        ways=small_places().ways,
        areas=small_places().areas,
    )  # fmt: skip
    return Gazetteer.from_places(places)


def question(registry: Gazetteer, text: str, origin: str = "f.xlsx") -> Asked:
    mention = read_address(text, registry)
    found = locate(mention, registry) if mention else NOWHERE
    return Asker(registry, LEAST, origin).asked(text, mention, found)


def test_an_unknown_name_is_asked_once_for_all_its_addresses(registry: Gazetteer) -> None:
    one = question(registry, "老罐头厂院3号楼1单元502")
    other = question(registry, "老罐头厂院1号楼2单元101")
    assert (one.doubt, one.level, one.words) == (
        Doubt.COMPOUND_UNKNOWN,
        Level.COMPOUND,
        "老罐头厂院",
    )
    assert one.pattern == other.pattern
    assert one.compound_id is None


def test_a_near_name_that_has_such_a_home_is_offered_first(registry: Gazetteer) -> None:
    found = question(registry, "槐树家属院1号楼1单元502")
    assert found.offers[0].id == "c2"
    assert Why.HAS_SUCH in found.offers[0].why
    assert [one.id for one in found.offers] == ["c2"]


def test_a_missing_entrance_offers_the_doors_with_such_a_flat(registry: Gazetteer) -> None:
    found = question(registry, "柳荫里3号楼502")
    assert (found.doubt, found.level) == (Doubt.ENTRANCE_MISSING, None)
    assert [one.id for one in found.offers] == ["c1-3-1-502", "c1-3-2-502"]
    assert found.compound_id == "c1"


def test_a_number_that_the_registry_lacks_offers_the_nearest(registry: Gazetteer) -> None:
    building = question(registry, "柳荫里4号楼1单元502")
    assert (building.doubt, building.words) == (Doubt.BUILDING_UNKNOWN, "4号楼")
    assert building.offers[0].id == "c1-3"
    assert building.pattern == question(registry, "柳荫里4栋2单元101").pattern
    entrance = question(registry, "柳荫里3号楼5单元502")
    assert (entrance.doubt, entrance.level) == (Doubt.ENTRANCE_UNKNOWN, Level.ENTRANCE)
    assert {one.id for one in entrance.offers} == {"c1-3-1", "c1-3-2"}
    flat = question(registry, "柳荫里3号楼1单元503")
    assert flat.doubt in (Doubt.UNIT_UNKNOWN, Doubt.FLOOR_UNKNOWN)
    assert flat.offers[0].id == "c1-3-1-502"


def test_addresses_without_a_compound_are_alike_within_a_file_only(registry: Gazetteer) -> None:
    one = question(registry, "3号楼1单元502")
    assert (one.doubt, one.words) == (Doubt.NO_COMPOUND, "")
    assert [offer.id for offer in one.offers] == ["c1"]
    assert one.pattern == question(registry, "1号楼1单元101").pattern
    assert one.pattern != question(registry, "3号楼1单元502", origin="g.xlsx").pattern


def test_words_that_are_no_address_are_asked_with_no_offer(registry: Gazetteer) -> None:
    found = question(registry, "不详")
    assert (found.doubt, found.offers, found.words) == (Doubt.NOT_UNDERSTOOD, (), "不详")


@given(st.text("柳荫里刘音槐树大院号楼栋单元门室层-#0123456789AＢ３四五 东,", max_size=24))
def test_whatever_is_written_is_asked_about_without_a_fault(registry: Gazetteer, text: str) -> None:
    found = question(registry, text)
    assert len(found.offers) <= 5
    assert all(0 <= one.confidence <= 1 and one.id for one in found.offers)
    assert found.span is None or text[found.span.start : found.span.end] == found.words
    likeliest = [one.confidence for one in found.offers]
    assert likeliest == sorted(likeliest, reverse=True)
    assert found.pattern == question(registry, text).pattern
