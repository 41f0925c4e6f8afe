"""Provinces and cities are recognised in full and in short, and not inside other names."""

import pytest

from geo.address.regions import DISTRICTS, REGIONS, city_at, district_at, province_at
from geo.datasets import data_rows


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


def test_every_district_lies_in_a_known_city_of_its_province() -> None:
    cities = {(row["city"], row["province"]) for row in data_rows(REGIONS)}
    provinces = {province for _, province in cities}
    rows = [row for name in DISTRICTS for row in data_rows(name)]
    assert len(rows) > 2_900
    strange = [
        row
        for row in rows
        if row["province"] not in provinces
        or (row["city"] and (row["city"], row["province"]) not in cities)
    ]
    assert strange == []


@pytest.mark.parametrize("city", ["重庆市", "上海市", "沈阳市", "大兴安岭地区"])
def test_todays_list_holds_districts_of_each_city(city: str) -> None:
    assert sum(row["city"] == city for row in data_rows(DISTRICTS[0])) >= 7


@pytest.mark.parametrize(("text", "name"), [("宁乡", "宁乡市"), ("宁乡县", "宁乡县")])
def test_a_short_name_means_todays_district_and_a_written_older_one_itself(
    text: str, name: str
) -> None:
    found = district_at(f"{text}玉潭街道", 0, "长沙市", "湖南省")
    assert found is not None
    assert found.name == name


def test_zones_and_towns_that_statistics_count_are_no_districts() -> None:
    names = {row["district"] for row in data_rows(DISTRICTS[0])}
    assert names.isdisjoint({"市辖区", "其它区", "苏州工业园区", "高新区", "虎门镇"})
    assert {"绿园区", "浦东新区", "济源市", "加格达奇区"} <= names
