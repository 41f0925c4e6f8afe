"""Postal lines are cut into their parts, each tied to the words it came from."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.postal import Element, PostalAddress, read_postal
from geo.address.values import Address
from geo.errors import InputError

HERE = Path(__file__).parent


def labelled(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text(encoding="utf-8").splitlines()))


LINES = labelled("postal_lines.csv")
MIXED = labelled("postal_lines_mixed.csv")
"""Lines as people send them, with slips, gaps and odd orders; written and labelled by two hands."""
WIDE = labelled("postal_lines_wide.csv")
"""Lines of every province: prefectures of peoples, villages, yards, names and phones about them."""
LEAST_F1 = {Element.COMPOUND: 0.96, Element.BUILDING: 0.97} | dict.fromkeys(
    (Element.ENTRANCE, Element.FLOOR, Element.UNIT), 0.98
)
"""By field, on the mixed lines; the other fields are read without a miss."""
IMPLIED = {
    "浑南区": ("辽宁省", "沈阳市"),
    "法库县": ("辽宁省", "沈阳市"),
    "昆山市": ("江苏省", "苏州市"),
    "铁西区": (None, None),
}
"""What a district tells where nothing stands before it; 铁西区 lies in several cities."""
HEADS = [
    ("辽宁省沈阳市", "辽宁省", "沈阳市"),
    ("辽宁沈阳", "辽宁省", "沈阳市"),
    ("上海市", "上海市", "上海市"),
    ("内蒙古自治区呼和浩特市", "内蒙古自治区", "呼和浩特市"),
    ("无锡市", "江苏省", "无锡市"),
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
    if not head:
        province, city = IMPLIED[district]
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


def test_lines_of_every_province_are_read_whole() -> None:
    missed = [
        row["text"]
        for row in WIDE
        if any((getattr(read_postal(row["text"]), one) or "") != row[one] for one in Element)
    ]
    assert missed == []


def f1(element: Element) -> float:
    """Return F1 of one field over the mixed lines."""
    right = wrong = missed = 0
    for row in MIXED:
        got, wanted = getattr(read_postal(row["text"]), element) or "", row[element]
        right += got == wanted != ""
        wrong += got not in (wanted, "")
        missed += wanted not in (got, "")
    return 2 * right / (2 * right + wrong + missed)


@pytest.mark.parametrize("element", Element)
def test_mixed_lines_are_read_as_well_as_before(element: Element) -> None:
    assert f1(element) >= LEAST_F1.get(element, 1.0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("无锡滨湖蠡湖街道湖滨苑9-2-1103", ("江苏省", "无锡市", "滨湖区", "蠡湖街道")),
        ("上海浦东花木街道东绣路550弄12号402", ("上海市", "上海市", "浦东新区", "花木街道")),
        ("青海西宁城西区胜利路76号", ("青海省", "西宁市", "城西区", None)),
        ("烟台开发区长江路161号", ("山东省", "烟台市", "烟台开发区", None)),
        ("义乌市福田街道下骆宅新村42幢", ("浙江省", "金华市", "义乌市", "福田街道")),
        ("天津河西区大沽南路尖山街道红光里4门401", ("天津市", "天津市", "河西区", "尖山街道")),
        ("北京市房山区良乡镇西潞北大街9号院12号楼", ("北京市", "北京市", "房山区", "良乡镇")),
    ],
)
def test_short_names_of_districts_count_behind_their_city(
    text: str, parts: tuple[str | None, ...]
) -> None:
    read = read_postal(text)
    assert (read.province, read.city, read.district, read.street) == parts


def test_what_is_implied_has_no_span() -> None:
    read = read_postal("沈阳市铁西区光明路12号")
    assert read.province == "辽宁省"
    assert read.span(Element.PROVINCE) is None
    assert read.span(Element.CITY) is not None


def test_a_line_written_from_the_flat_outwards_is_turned_about() -> None:
    text = "7-2-401 蓝天小区 浑河十五街 沈阳市于洪区"
    read = read_postal(text)
    assert (read.city, read.district, read.road) == ("沈阳市", "于洪区", "浑河十五街")
    assert (read.compound, read.building, read.entrance, read.unit) == ("蓝天小区", "7", "2", "401")
    span = read.span(Element.ROAD)
    assert span is not None
    assert text[span.start : span.end] == "浑河十五街"


@pytest.mark.parametrize(
    ("text", "compound"),
    [
        ("杭州市余杭区五常街道海创园8号楼609 前台收", "海创园"),
        ("鞍山市千山区东鞍山街道旧堡村委会旁老王家 代收", None),
        ("南京市栖霞区文苑路9号南邮宿舍9栋301转", "南邮宿舍"),
        ("大连市沙河口区中山路572号星海名庭 放门卫", "星海名庭"),
    ],
)
def test_words_for_the_courier_name_no_compound(text: str, compound: str | None) -> None:
    assert read_postal(text).compound == compound


@example("000 0")
@example("5号院12栋3单元401,广源路,青山湖区,南昌市,江西")
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


@pytest.mark.parametrize(
    "text",
    [
        "收件人：周小满，电话：13800000000，地址：沈阳市铁西区兴工街12号槐香园3号楼502",
        "周小满13800000000沈阳市铁西区兴工街12号槐香园3号楼502",
        "周女士，沈阳市铁西区兴工街12号槐香园3号楼502，13800000000",
        "请送到沈阳市铁西区兴工街12号槐香园3号楼502周小满13800000000",
        "502,3号楼,槐香园,12号,兴工街,铁西区,沈阳市,辽宁",
    ],
)
def test_who_it_is_for_is_no_part_of_the_address(text: str) -> None:
    read = read_postal(text)
    assert (read.city, read.district, read.road) == ("沈阳市", "铁西区", "兴工街")
    assert read.home == Address("槐香园", "3", None, "5", "502")


def test_an_overlong_line_is_refused() -> None:
    with pytest.raises(InputError, match="10001 characters"):
        read_postal("路" * 10_001)


def test_a_line_in_commas_that_ends_in_its_city_is_turned_about() -> None:
    read = read_postal("302室,2单元,6号楼,槐香苑,兴工街,铁西区,沈阳市")
    assert (read.city, read.district, read.road) == ("沈阳市", "铁西区", "兴工街")
    assert read.home == Address("槐香苑", "6", "2", "3", "302")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("吉林市昌邑区重庆街8号", {Element.CITY: "吉林市", Element.PROVINCE: "吉林省"}),
        ("沈阳市和平区民主路46号后座302", {Element.NUMBER: "46号", Element.BUILDING: "后"}),
        ("沈阳市铁西区槐香园南3栋二单元401", {Element.BUILDING: "南3", Element.ENTRANCE: "2"}),
        ("沈阳市铁西区安置小区A5号3单元602", {Element.BUILDING: "A5", Element.UNIT: "602"}),
        ("沈阳市和平区民主路46号7楼3", {Element.FLOOR: "7", Element.UNIT: "3"}),
        ("青岛市市南区银川西路12号丙", {Element.NUMBER: "12号丙"}),
        ("沈阳市铁西区槐香园38栋B座1002", {Element.BUILDING: "38", Element.ENTRANCE: "B"}),
        ("沈阳市铁西区槐香园6幢排屋3单元", {Element.BUILDING: "6", Element.ENTRANCE: "3"}),
        ("福州市仓山区槐香园9座603单元", {Element.UNIT: "603", Element.ENTRANCE: None}),
        ("宁波市海曙区槐香园12幢3号5楼", {Element.ENTRANCE: "3", Element.FLOOR: "5"}),
        ("济南市历下区燕山路40-5号楼4单元", {Element.BUILDING: "40-5", Element.ENTRANCE: "4"}),
        ("大庆市萨尔图区东湖三区3-14-2-501", {Element.BUILDING: "3-14", Element.UNIT: "501"}),
        ("成都市青羊区草堂北路9号14-2-3", {Element.BUILDING: "14", Element.UNIT: "3"}),
        ("湘潭市雨湖区人民路5号院内红砖小楼二单元", {Element.COMPOUND: "人民路5号院"}),
        ("天津市滨海新区塘沽新港街道春风路8号", {Element.STREET: "新港街道"}),
        ("中山市石岐区街道孙文东路22号之3", {Element.STREET: "石岐区街道"}),
        ("厦门市湖里区禾山街道后坑社区二社189号之五", {Element.NUMBER: "189号之五"}),
        ("南京市玄武区江苏大厦G层18", {Element.FLOOR: "G", Element.UNIT: "18"}),
        ("上海市黄浦区南京東路166至168號3樓", {Element.NUMBER: "166至168号", Element.FLOOR: "3"}),
        ("长沙市天心区白沙路街12号后楼", {Element.BUILDING: "后", Element.ROAD: "白沙路街"}),
    ],
)
def test_rarer_forms_of_lines_are_read(text: str, parts: dict[Element, str]) -> None:
    read = read_postal(text)
    assert {one: getattr(read, one) for one in parts} == parts
