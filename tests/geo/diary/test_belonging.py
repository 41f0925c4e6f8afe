"""Which homes a trouble told beside them is not of."""

from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def told(text: str) -> list[set[str]]:
    """Return, of each item in order, the categories told of it, open or settled."""
    reading = read_entry(text, GAZETTEER, written_on=date(2023, 3, 3), leader_compound="柳荫里")
    return [
        {one.category for one in (*item.needs, *item.resolved, *item.declined)}
        for item in reading.items
    ]


@pytest.mark.parametrize("well", ["烫手", "家里倒是热乎", "却正常", "都没事"])
def test_homes_said_to_be_well_have_no_fault_of_the_others(well: str) -> None:
    needs = told(f"暖气不热报修:2号楼1单元301、401{well},501屋里只有十三度。")
    assert needs[0] == needs[1] == set()
    assert "heating" in needs[2]


def test_a_home_that_is_well_again_had_the_fault() -> None:
    needs = told("2号楼1单元301、401暖气不热,401放完气热了。")
    assert needs == [{"heating"}, {"heating"}]


def test_a_home_that_is_well_may_have_another_fault_told_when_it_is_named_again() -> None:
    needs = told("2号楼1单元301停水,401正常,401厨房漏水。")
    assert needs[0] == {"water_supply"}
    assert needs[1] == {"leak"}


def test_a_home_cleared_of_blame_has_no_fault() -> None:
    needs = told("2号楼1单元301天花板漏水,以为是401漏的,上楼一看不是401,是501的地漏堵了。")
    assert needs[0] >= {"leak"}
    assert needs[1] == set()
    assert needs[2] >= {"plumbing_drain"}


def test_what_is_told_of_her_is_told_of_who_was_named() -> None:
    needs = told("2号楼1单元502靳玉兰家水管爆了,泡了402和302,她一个人住。")
    assert "lone_elderly" in needs[0]
    assert "lone_elderly" not in needs[1] | needs[2]


def test_she_is_the_neighbour_that_was_spoken_of_since() -> None:
    needs = told("2号楼1单元502靳玉兰来说,402的老太太没人管,她一个人住。")
    assert needs[1] >= {"lone_elderly"}
    assert "lone_elderly" not in needs[0]


def test_what_is_told_of_the_lift_stays_with_the_entrance_that_was_named() -> None:
    needs = told("2号楼1单元电梯老是停,1102的老人抱着孙子爬楼,电梯配件后天才到。")
    assert needs[0] == {"elevator"}
    assert "elevator" not in needs[1]


def test_a_lift_wished_for_by_a_flat_is_its_wish() -> None:
    assert told("2号楼1单元502想加装电梯,盼了好几年。") == [{"elevator"}]


def test_what_heads_a_list_is_told_of_every_line_of_it() -> None:
    needs = told("今天看望独居老人:2号楼1单元502要买药;3号楼1单元101缺米面。")
    assert all("lone_elderly" in of_home for of_home in needs)


def test_the_joint_of_a_list_tells_of_no_need() -> None:
    first, second = told("2号楼1单元301和401暖气不热,师傅明天来。")
    assert first == second == {"heating"}
