"""Which home has what the home before it has."""

from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.needs import Standing
from geo.diary.reading import Item, read_entry

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def items(text: str) -> tuple[Item, ...]:
    written_on = date(2023, 3, 3)
    return read_entry(text, GAZETTEER, written_on=written_on, leader_compound="柳荫里").items


def categories(item: Item, standing: Standing = Standing.OPEN) -> set[str]:
    found = item.needs if standing is Standing.OPEN else item.resolved
    return {one.category for one in found}


def test_a_list_that_has_the_same_has_it_at_every_home() -> None:
    first, *others = items("9号楼1单元601厨房下水往上返,501、401也返,都急得够呛。")
    assert all(categories(one) >= categories(first) - {"dispute"} for one in others)
    assert len(others) == 2


@pytest.mark.parametrize("words", ["却还是老样子", "还是细细一股", "照样上不来", "那头没动静"])
def test_what_was_put_right_at_one_home_may_still_be_wrong_at_the_next(words: str) -> None:
    first, second = items(f"9号楼1单元601没水,换了水泵,601有水了,602{words}。")
    assert "water_supply" in categories(first, Standing.DONE)
    assert "water_supply" in categories(second)


def test_the_next_home_also_wants_what_the_first_asked_for() -> None:
    first, second = items("9号楼1单元601的祝大姐想找份保洁的活;隔壁602的闫师傅也想跟着报名。")
    assert "employment" in categories(first)
    assert "employment" in categories(second)


def test_a_home_that_also_wants_something_of_its_own_wants_only_that() -> None:
    _, second = items("9号楼1单元601想找份保洁的活;602也想让人捎两盒降压药。")
    assert "employment" not in categories(second)
    assert "medicine_or_grocery_delivery" in categories(second)


@pytest.mark.parametrize("found", ["查到车主是", "一问是", "敲开门一看是"])
def test_the_home_found_to_be_the_cause_has_the_trouble(found: str) -> None:
    spot, home = items(f"9号楼门口一辆面包车堵了一宿,{found}5号楼1单元803的,怎么劝也不挪。")
    assert "parking" in categories(spot)
    assert "parking" in categories(home)


def test_a_fault_of_what_two_homes_use_together_is_of_both() -> None:
    first, second = items("9号楼1单元601跟楼下501吵,501说601堵了两家合用的下水管。")
    assert categories(first) >= {"plumbing_drain"}
    assert categories(second) >= {"plumbing_drain"}


def test_homes_that_ask_for_the_repair_of_a_spot_have_its_fault() -> None:
    spot, *homes = items("9号楼1单元门口的电线杆歪了,怕要倒,201、302都要求马上扶正。")
    assert categories(spot)
    assert all(categories(home) >= categories(spot) for home in homes)


def test_the_next_home_also_wants_put_up_what_the_first_asked_for() -> None:
    first, second = items("9号楼1单元601请求装楼梯扶手,每层一根;六楼的亲戚602也想要。")
    assert "facility_repair" in categories(first)
    assert "facility_repair" in categories(second)


def test_a_story_ends_with_its_sentence() -> None:
    _, second = items("9号楼1单元601漏水。602还是老样子。")
    assert not categories(second)


def test_each_home_of_a_long_story_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def wished(events: list[object]) -> list[object]:
        looked.append(id(events))
        return []

    monkeypatch.setattr("geo.diary.likeness._wished", wished)
    told = items("9号楼1单元" + ",".join(f"{flat}还是老样子" for flat in range(101, 161)))
    assert 0 < len(looked) <= len(told)
