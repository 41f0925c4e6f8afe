"""Postal lines are cut into their parts, each tied to the words it came from."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.postal import Element, PostalAddress, read_postal
from geo.errors import InputError

LINES = list(
    csv.DictReader(
        (Path(__file__).parent / "postal_lines.csv").read_text(encoding="utf-8").splitlines()
    )
)
HEADS = [
    ("辽宁省沈阳市", "辽宁省", "沈阳市"),
    ("辽宁沈阳", "辽宁省", "沈阳市"),
    ("上海市", "上海市", "上海市"),
    ("内蒙古自治区呼和浩特市", "内蒙古自治区", "呼和浩特市"),
    ("无锡市", None, "无锡市"),
    ("", None, None),
]
COMPOUNDS = ["小天鹅南苑", "华府天地", "东湖新村", "机床厂宿舍", "春天里三期", "第一城A区"]
ROADS = ["建设中路", "钱皋路", "人民大街", "兴工街", "长江南街", "南十马路", "环城东路"]
NUMBERS = st.one_of(
    st.integers(1, 900).map(lambda n: f"{n}号"),
    st.tuples(st.integers(1, 99), st.integers(1, 9)).map(lambda p: f"{p[0]}-{p[1]}号"),
    st.integers(1, 40).map(lambda n: f"甲{n}号"),
)


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, PostalAddress]:
    """Return a line and its parts."""
    head, province, city = draw(st.sampled_from(HEADS))
    district = draw(st.sampled_from(["铁西区", "浑南区", "昆山市", "法库县"]))
    street = draw(st.none() | st.sampled_from(["工人村街道", "玉山镇", "白桦甸蒙古族乡"]))
    community = draw(st.none() | st.sampled_from(["柳荫里社区", "平江社区居委会"]))
    road = draw(st.none() | st.sampled_from(ROADS))
    number = draw(NUMBERS) if road else None
    compound = draw(st.sampled_from(COMPOUNDS))
    building, entrance = str(draw(st.integers(1, 60))), str(draw(st.integers(1, 6)))
    floor = str(draw(st.integers(1, 33)))
    unit = f"{floor}{draw(st.integers(1, 8)):02d}"
    form = draw(st.sampled_from(["{}号楼{}单元{}室", "{}幢{}单元{}", "{}-{}-{}", "{}#{}-{}"]))
    parts = [head, district, street, community, road, number, compound]
    text = "".join(filter(None, parts)) + form.format(building, entrance, unit)
    return text, PostalAddress(
        province, city, district, street, community, road, number, compound,
        building, entrance, floor, unit,
    )  # fmt: skip


@given(lines())
def test_what_was_put_together_is_taken_apart(line: tuple[str, PostalAddress]) -> None:
    text, written = line
    read = read_postal(text)
    for element in Element:
        assert getattr(read, element) == getattr(written, element), (text, element)


@given(lines())
def test_each_part_stands_where_its_span_says(line: tuple[str, PostalAddress]) -> None:
    text, _ = line
    read = read_postal(text)
    for element, span in read.spans:
        words, value = text[span.start : span.end], getattr(read, element)
        assert value[:2] in words or value in words, element
    ends = [span.end for element, span in read.spans if element is not Element.FLOOR]
    assert ends == sorted(ends)


@pytest.mark.parametrize("row", LINES, ids=[row["text"] for row in LINES])
def test_lines_from_many_cities(row: dict[str, str]) -> None:
    read = read_postal(row["text"])
    for element in Element:
        assert (getattr(read, element) or "") == row[element], element


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from("省市区街道路号楼单元室-12甲一村镇"), max_size=30).map("".join)
)
def test_no_text_breaks_it_and_spans_stay_inside(text: str) -> None:
    for _, span in read_postal(text).spans:
        assert 0 <= span.start < span.end <= len(text)


def test_the_registry_gives_the_compound_its_own_name(gazetteer: Gazetteer) -> None:
    read = read_postal("辽宁省沈阳市铁西区槐树港12号院2单元501", gazetteer)
    assert (read.compound, read.entrance, read.unit) == ("槐树巷12号院", "2", "501")
    read = read_postal("沈阳市铁西区和睦路118号小区3号楼1单元502", gazetteer)
    assert (read.road, read.number) == ("和睦路", "118号")
    assert (read.compound, read.building) == ("和睦路118号小区", "3")


def test_the_road_stands_for_a_compound_that_has_no_name() -> None:
    assert read_postal("沈阳市铁西区兴工街12号1门").home.compound == "兴工街12号"


def test_an_overlong_line_is_refused() -> None:
    with pytest.raises(InputError, match="10001 characters"):
        read_postal("路" * 10_001)
