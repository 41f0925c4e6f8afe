"""Compounds of one name are told apart by the writer's own or the registry, never by a guess."""

import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.locating import locate
from geo.address.reading import read_address, read_mentions
from geo.address.values import Level
from tests.geo.address.conftest import numbers


@pytest.fixture(scope="module")
def twins() -> Gazetteer:
    return Gazetteer.from_json(
        [
            {"name": "和平小区", "buildings": numbers(4), "max_entrance": 3, "max_floor": 6},
            {"name": "和平小区", "buildings": numbers(9), "max_entrance": 3, "max_floor": 6},
            {"name": "建设里", "aliases": ["老三院"], "buildings": numbers(5)},
            {"name": "工人里", "aliases": ["老三院"], "buildings": numbers(5)},
        ]
    )


def test_the_writers_own_compound_is_meant(twins: Gazetteer) -> None:
    (mention,) = read_mentions("老三院3号楼1单元502", twins, default_compound="工人里")
    assert (mention.address.compound, mention.also) == ("工人里", ())
    assert locate(mention, twins).compound_id == "工人里"


def test_an_id_as_default_tells_two_of_one_name_apart(twins: Gazetteer) -> None:
    second = twins.namesakes("和平小区")[1].id
    mention = read_address("和平小区3号楼1单元502", twins, default_compound=second)
    assert mention is not None
    assert locate(mention, twins).compound_id == second


def test_the_registry_tells_them_apart_where_one_alone_has_the_building(twins: Gazetteer) -> None:
    mention = read_address("和平小区8号楼1单元502", twins)
    assert mention is not None
    location = locate(mention, twins)
    assert location.compound_id == twins.namesakes("和平小区")[1].id
    assert "only_namesake" in location.notes


def test_where_both_may_be_meant_none_is_taken_and_both_are_offered(twins: Gazetteer) -> None:
    mention = read_address("和平小区3号楼1单元502", twins)
    assert mention is not None
    assert len(mention.also) == 1
    location = locate(mention, twins)
    assert location.level is None
    assert location.notes == ("namesakes",)
    assert {one.id for one in location.candidates} == {c.id for c in twins.namesakes("和平小区")}
    assert all(one.level is Level.COMPOUND for one in location.candidates)
    assert mention.confidence <= 0.5


def test_a_word_before_the_levels_that_is_no_known_name_is_not_passed_over(
    twins: Gazetteer,
) -> None:
    alone = read_address("星月3号楼1单元502", twins)
    assert alone is not None
    assert alone.address.compound == "星月"
    beside = read_address("星月3号楼1单元502", twins, default_compound="建设里")
    assert beside is not None
    assert beside.confidence < 0.5
