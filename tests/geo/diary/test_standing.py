from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.diary.features import REACH, Said
from geo.diary.needs import SERVICES, Standing
from geo.diary.phrases import folded
from geo.diary.reading import Item, read_entry
from geo.diary.standing import Standings
from geo.diary.weights import Seen, told_of

CLAUSES = st.lists(st.text(max_size=20), min_size=1, max_size=5)


def standing(category: str, *clauses: str) -> Standing:
    said = [Said(folded(one)) for one in clauses]
    return Standings(Seen(said)).of(category, 0, len(said))


def items(text: str) -> tuple[Item, ...]:
    own = [{"name": "柳荫里", "aliases": [], "buildings": ["4", "5"]}]
    return read_entry(
        text,
        Gazetteer.from_json(own),
        written_on=date(2022, 11, 18),
        leader_compound="柳荫里",
    ).items


@pytest.mark.parametrize(
    ("category", "clauses", "wanted"),
    [
        ("plumbing_drain", ("厕所堵了", "管道工给捅开了"), Standing.DONE),
        ("plumbing_drain", ("厕所堵了", "管道工明天才能来"), Standing.OPEN),
        ("waste_hazard", ("门口堆着装修垃圾", "物业给清走了"), Standing.DONE),
        ("heating", ("暖气不热", "报给热力公司了"), Standing.OPEN),
        ("medicine_or_grocery_delivery", ("买菜的事", "她摆手说不用我们送"), Standing.DECLINED),
        ("hospital_transfer", ("劝他去医院", "死活不肯去"), Standing.DECLINED),
    ],
)
def test_the_words_behind_a_need_tell_how_it_stands(
    category: str, clauses: tuple[str, ...], wanted: Standing
) -> None:
    assert standing(category, *clauses) is wanted


@given(st.sampled_from(told_of()), CLAUSES)
def test_any_words_leave_a_need_standing_somehow(category: str, clauses: list[str]) -> None:
    told = standing(category, *clauses)
    assert told in Standing
    assert told is not Standing.DECLINED or category in SERVICES


def test_words_too_far_behind_close_nothing() -> None:
    far = [*["厕所堵了"], *["又说了些别的"] * REACH]
    assert standing("plumbing_drain", *far, "管道工给捅开了") is standing("plumbing_drain", *far)


def test_what_is_said_of_the_next_home_closes_nothing() -> None:
    first, second = items("4号楼1单元101下水道堵了返味,5号楼2单元202暖气不热,师傅放完气热乎了。")
    assert [need.category for need in first.needs] == ["plumbing_drain"]
    assert first.resolved == ()
    assert [need.category for need in second.resolved] == ["heating"]


def test_what_is_asked_for_once_more_is_not_closed_by_the_first_call() -> None:
    text = "4号楼1单元101独居的大爷几天没出门,后来联系上了,人没事,过两天再去看看。"
    (item,) = items(text)
    assert "wellbeing_check" in {need.category for need in item.needs}


def test_what_is_told_twice_of_a_home_stands_one_way() -> None:
    (item,) = items("4号楼1单元101,下水堵了,今天下午去疏通。")
    assert [need.category for need in item.needs] == ["plumbing_drain"]
    assert item.resolved == ()
