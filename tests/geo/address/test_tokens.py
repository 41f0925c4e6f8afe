"""Words that name levels, told from the counts, surnames and stories around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.numerals import spoken
from geo.address.reading import read_address, read_mentions
from geo.address.tokens import Kind, tokens
from geo.address.values import Address

COUNTING_SURNAMES = "张万米方路班余平"
GIVEN = ["荣梅", "永", "晓兰", "建国", "勇"]
FLATS = st.tuples(st.integers(1, 18), st.integers(1, 6)).map(lambda p: f"{p[0]}{p[1]:02d}")


def addresses(text: str, gazetteer: Gazetteer) -> list[Address]:
    found = read_mentions(text, gazetteer, default_compound="柳荫里")
    return [mention.address for mention in found]


@given(
    st.sampled_from(["10-4-{}", "10号楼4单元{}", "十号楼四单元{}", "10#4-{}", "10栋4门{}"]),
    FLATS,
    st.sampled_from(COUNTING_SURNAMES),
    st.sampled_from(GIVEN),
    st.sampled_from([",腿脚不便", "。", "家漏水", ""]),
)
def test_a_resident_whose_surname_also_counts_things_does_not_hide_the_flat(
    gazetteer: Gazetteer, form: str, flat: str, surname: str, given: str, tail: str
) -> None:
    text = form.format(flat) + surname + given + tail
    assert addresses(text, gazetteer) == [Address("柳荫里", "10", "4", flat[:-2], flat)]


@given(
    st.sampled_from(["发了{}张传单", "花了{}万元", "收到{}张", "共{}余人", "约{}米远", "{}张桌子"]),
    FLATS,
)
def test_what_is_counted_is_no_flat(gazetteer: Gazetteer, form: str, count: str) -> None:
    text = "10号楼4单元" + "," + form.format(count)
    assert addresses(text, gazetteer) == [Address("柳荫里", "10", "4")]


@given(FLATS, FLATS)
def test_flats_spoken_digit_by_digit_are_told_apart(first: str, second: str) -> None:
    said = spoken(first) + spoken(second)
    found = tokens(f"二单元{said}两家")
    assert found[-1].kind is Kind.BARE
    assert found[-1].values == (first, second)


def test_yao_is_one(gazetteer: Gazetteer) -> None:
    assert addresses("五号楼一单元幺零二", gazetteer) == [Address("柳荫里", "5", "1", "1", "102")]
    assert addresses("五号楼一单元五幺二", gazetteer) == [Address("柳荫里", "5", "1", "5", "512")]


def test_numerals_that_count_on_before_a_level_are_a_list(gazetteer: Gazetteer) -> None:
    assert addresses("3号楼一二三单元没电", gazetteer) == [
        Address("柳荫里", "3", entrance) for entrance in "123"
    ]
    assert addresses("五六号楼停水", gazetteer) == [Address("柳荫里", "5"), Address("柳荫里", "6")]


@pytest.mark.parametrize("after", ["瓦斯表漏气", "张荣梅家", "人不在", ",漏水"])
def test_four_dashed_parts_are_an_address_whatever_follows(
    gazetteer: Gazetteer, after: str
) -> None:
    assert addresses(f"8-2-5-1{after}", gazetteer) == [Address("柳荫里", "8", "2", "5", "1")]


@pytest.mark.parametrize("use", ["用水", "洗澡", "冲厕所", "放水"])
@pytest.mark.parametrize("then", ["就冒出来", "就返味", "厨房就往外溢", "就倒灌"])
def test_water_that_comes_up_whenever_upstairs_runs_it_is_no_second_home(
    gazetteer: Gazetteer, use: str, then: str
) -> None:
    text = f"3号楼1单元301下水堵,楼上一{use}{then}"
    assert addresses(text, gazetteer) == [Address("柳荫里", "3", "1", "3", "301")]


@pytest.mark.parametrize("story", ["楼上一走路就咚咚响", "楼上一洗澡就往下漏", "楼上半夜拖椅子"])
def test_noise_and_leaks_from_upstairs_are_a_second_home(gazetteer: Gazetteer, story: str) -> None:
    assert addresses(f"3号楼1单元301{story}", gazetteer) == [
        Address("柳荫里", "3", "1", "3", "301"),
        Address("柳荫里", "3", "1", "4", None),
    ]


@pytest.mark.parametrize("where", ["群里", "家里", "微信群里", "我们院里"])
def test_words_that_end_like_names_of_compounds_are_none(gazetteer: Gazetteer, where: str) -> None:
    assert addresses(f"{where}10栋2901说没暖气", gazetteer) == [
        Address("柳荫里", "10", None, "29", "2901")
    ]


@given(
    st.sampled_from(["6号楼2单元{}{}", "6-2-{}{}", "6#2-{}{}户", "六号楼二单元{}{}户"]),
    st.integers(1, 18),
    st.sampled_from("东西中"),
)
def test_a_side_said_right_behind_the_floor_is_the_flat(
    gazetteer: Gazetteer, form: str, floor: int, side: str
) -> None:
    text = form.format(floor, side) + ",漏水"
    assert addresses(text, gazetteer) == [Address("柳荫里", "6", "2", str(floor), side)]


@pytest.mark.parametrize("spot", ["东侧墙皮", "东门", "西边的路", "中间的墙", "南北两面"])
def test_a_side_of_the_entrance_is_no_flat(gazetteer: Gazetteer, spot: str) -> None:
    assert addresses(f"6号楼2单元{spot}掉了", gazetteer) == [Address("柳荫里", "6", "2")]


@pytest.mark.parametrize("floors", ["一层到三层", "1-3层", "一楼至三楼", "5楼到顶楼"])
def test_a_range_of_floors_lies_on_the_entrance(gazetteer: Gazetteer, floors: str) -> None:
    assert addresses(f"5栋1单元{floors}楼道灯不亮", gazetteer) == [Address("柳荫里", "5", "1")]


def test_brackets_behind_the_flat_may_hold_the_building_too(gazetteer: Gazetteer) -> None:
    cell = read_address("502(3号楼2单元)张大爷", gazetteer, default_compound="柳荫里")
    assert cell is not None
    assert cell.address == Address("柳荫里", "3", "2", "5", "502")


def test_a_dashed_pair_goes_on_a_list_of_flats(gazetteer: Gazetteer) -> None:
    assert addresses("9号楼3单元5-1、5-2两户", gazetteer) == [
        Address("柳荫里", "9", "3", "5", "1"),
        Address("柳荫里", "9", "3", "5", "2"),
    ]


@pytest.mark.parametrize(
    ("words", "buildings"), [("3、5两栋", "35"), ("1、2、4三栋楼", "124"), ("D、E两座", "DE")]
)
def test_a_list_may_be_counted_before_its_level(
    gazetteer: Gazetteer, words: str, buildings: str
) -> None:
    assert addresses(f"{words}今晚停电", gazetteer) == [Address("柳荫里", b) for b in buildings]


@pytest.mark.parametrize("form", ["12号5-3-1", "12号5单元3楼1号", "12号院5单元3楼1号"])
def test_the_house_number_that_names_the_own_compound_is_no_building(
    gazetteer: Gazetteer, form: str
) -> None:
    (mention,) = read_mentions(f"{form}马桶堵了", gazetteer, default_compound="槐树巷12号院")
    assert mention.address == Address("槐树巷12号院", None, "5", "3", "1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14号楼3单元601楼顶漏雨", [("14", "3", "6", "601")]),
        ("33号、34号、36号水管都要换", [(b, None, None, None) for b in ("33", "34", "36")]),
        ("3栋2单元801没关水,701天花板塌了", [("3", "2", "8", "801"), ("3", "2", "7", "701")]),
        ("从A座到C座的路面坑洼", [(None, None, None, None)]),
        ("1栋1单元首层大堂漏水", [("1", "1", "1", None)]),
        ("2栋3单元18F电梯按键失灵", [("2", "3", "18", None)]),
        ("11栋3单元四楼东西两户", [("11", "3", "4", "东"), ("11", "3", "4", "西")]),
        ("3号楼4单元602楼上平台漏", [("3", "4", "6", "602")]),
        ("2楼1号、2号都漏", [(None, None, "2", "1"), (None, None, "2", "2")]),
    ],
)
def test_other_ways_to_say_a_level(
    gazetteer: Gazetteer, text: str, expected: list[tuple[str | None, ...]]
) -> None:
    assert addresses(text, gazetteer) == [Address("柳荫里", *levels) for levels in expected]


@pytest.mark.parametrize("form", ["民主路92-1号", "民主路九十二之一号", "民主路92之1号"])
def test_a_sub_number_may_be_said(form: str) -> None:
    known = Gazetteer.from_json([{"name": "民主路92-1号"}, {"name": "民主路92号"}])
    mention = read_address(f"{form}3单元502", known)
    assert mention is not None
    assert mention.address == Address("民主路92-1号", None, "3", "5", "502")
