"""Provinces and cities are recognised in full and in short, and not inside other names."""

import pytest

from geo.address.regions import city_at, province_at


@pytest.mark.parametrize(
    ("text", "name"),
    [("广西南宁市", "广西壮族自治区"), ("内蒙古包头", "内蒙古自治区"), ("上海长宁区", "上海市")],
)
def test_a_province_is_known_by_its_short_name(text: str, name: str) -> None:
    found = province_at(text, 0)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("text", ["南京东路100号", "朝阳区建国路", "大连路2号", "南京花园3号楼"])
def test_a_road_or_district_that_shares_a_name_is_no_city(text: str) -> None:
    assert city_at(text, 0, None) is None


def test_a_city_of_another_province_is_not_taken() -> None:
    assert city_at("朝阳市双塔区", 0, "辽宁省") is not None
    assert city_at("朝阳市双塔区", 0, "江苏省") is None
