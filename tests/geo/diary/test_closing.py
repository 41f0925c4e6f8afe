"""Whose need it is: lists that are told apart again, both sides of a quarrel."""

from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def told(text: str) -> dict[str | None, set[str]]:
    """Return unit -> categories told of it, whether open or settled."""
    reading = read_entry(text, GAZETTEER, written_on=date(2023, 3, 3), leader_compound="柳荫里")
    return {
        item.mention.address.unit: {
            one.category for one in (*item.needs, *item.resolved, *item.declined)
        }
        for item in reading.items
    }


def test_who_lives_in_one_flat_of_a_list_is_told_of_that_flat_alone() -> None:
    needs = told("6号楼2单元501、502、503停水了,502是独居老人,503刚怀孕。")
    assert needs["501"] == {"water_supply"}
    assert needs["502"] == {"water_supply", "lone_elderly"}
    assert needs["503"] == {"water_supply", "maternal"}


def test_a_list_named_again_is_a_list_again() -> None:
    needs = told("6号楼2单元501、502、503停水了,502和503都是独居老人。")
    assert needs["501"] == {"water_supply"}
    assert needs["502"] == needs["503"] == {"water_supply", "lone_elderly"}


def test_the_first_fault_told_of_one_flat_is_of_the_whole_list() -> None:
    needs = told("6号楼2单元501、502共用一根管子,脏水从502的地漏返上来了。")
    assert needs["501"] == needs["502"] != set()


def test_all_of_a_list_still_share_what_is_said_of_all() -> None:
    needs = told("6号楼2单元501、502停水了,502打过电话,两家都没有智能手机。")
    assert needs["501"] == needs["502"] == {"water_supply", "no_smartphone"}


@pytest.mark.parametrize(
    "text",
    [
        "6号楼2单元701在过道堆纸箱,702推不过车,701说自家门口谁也管不着,702就跟他吵起来了。",
        "6号楼2单元701在过道堆纸箱,702上门去说,701骂了她一顿。",
    ],
)
def test_what_two_flats_quarrel_about_lies_on_both_whoever_is_named_last(text: str) -> None:
    needs = told(text)
    assert needs["701"] >= {"dispute", "fire_safety"}
    assert needs["702"] >= {"dispute", "fire_safety"}


def test_a_list_that_refuses_has_its_other_side_outside_the_list() -> None:
    needs = told("6号楼2单元701想加装电梯,101、102死活不同意。")
    assert all("dispute" in of_flat for of_flat in needs.values())
    assert "elevator" not in needs["101"] | needs["102"]


def test_flats_of_two_buildings_quarrel_when_one_is_named_again() -> None:
    needs = told("6号楼2单元701的车占了8号楼1单元302的车位,701不认,还骂了人。")
    assert needs["701"] == needs["302"] == {"parking", "dispute"}


def test_a_quarrel_far_off_is_none_of_a_flat_in_another_building() -> None:
    needs = told("6号楼2单元701停水。8号楼1单元302和303吵起来了。")
    assert needs["701"] == {"water_supply"}


def test_one_flat_of_a_list_that_is_at_odds_with_another_home_is_alone_at_odds() -> None:
    needs = told("6号楼2单元801漏水,泡了701和601,701说算了,601非要801赔五百。")
    assert needs["801"] == needs["601"] == {"leak", "dispute"}
    assert needs["701"] == {"leak"}


def test_a_service_done_for_one_flat_of_a_list_is_of_that_flat_alone() -> None:
    needs = told("6号楼2单元501、502停水了,502的老人送医院看完已经回来了。")
    assert needs["501"] == {"water_supply"}
    assert "hospital_transfer" in needs["502"]
