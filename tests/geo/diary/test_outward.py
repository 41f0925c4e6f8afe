import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.diary.outward import group_notice
from geo.diary.reading import read_entry

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def notice(text: str) -> str:
    reading = read_entry(text, GAZETTEER, written_on=date(2022, 11, 18), leader_compound="柳荫里")
    return group_notice(reading, text)


def test_a_public_fault_is_told_with_its_spot() -> None:
    assert notice("5号楼后面堆着装修垃圾。") == "柳荫里5号楼后面：垃圾杂物，已登记，正在跟进。"


def test_a_fault_in_a_home_is_told_to_the_building_only() -> None:
    said = notice("3号楼1单元502孙佩琴家下水堵了,她独居,有高血压。")
    assert said == "柳荫里3号楼：下水不通，已登记，正在跟进。"


@pytest.mark.parametrize(
    "text",
    [
        "3号楼1单元502孙佩琴独居,抑郁,想不开。",
        "3号楼1单元502和402两口子吵架,低保户。",
        "4号楼102邢大爷要上门打疫苗。",
        "今天开例会。",
        "",
    ],
)
def test_nothing_of_a_person_is_told(text: str) -> None:
    assert notice(text) == ""


def test_two_homes_of_one_building_are_one_line() -> None:
    assert notice("6号楼1单元301、401、501都停水了。").count("\n") == 0


def test_a_spot_at_somebodys_door_is_not_quoted() -> None:
    assert "502" not in notice("3号楼1单元502家门口堆着纸壳。")


HOMES = ("3号楼1单元502", "5号楼2单元301室", "4号楼102", "7-1-203", "6号楼")
NAMES = ("孙佩琴", "邢大爷", "魏桂芝", "老周家", "蒋大娘", "欧阳师傅")
TROUBLES = (
    "下水堵了",
    "门口堆着纸壳",
    "窗下垃圾没人清",
    "楼道灯不亮",
    "对门吵得睡不着",
    "暖气不热",
    "想学跳舞",
    "卧室漏水",
)
SECRETS = (
    "糖尿病",
    "抑郁",
    "独居",
    "低保户",
    "残疾",
    "老伴刚走",
    "婆媳吵架",
    "要上门打针",
    "血压高",
    "想不开",
)
CLAUSE = st.one_of(*(st.sampled_from(words) for words in (HOMES, NAMES, TROUBLES, SECRETS)))
SIGN = st.sampled_from(["", "，", "。", "、", "家", "的"])


@given(st.lists(st.tuples(CLAUSE, SIGN), max_size=14))
def test_no_entry_tells_the_group_a_name_a_flat_or_a_secret(parts: list[tuple[str, str]]) -> None:
    said = notice("".join(words + sign for words, sign in parts))
    for word in (*NAMES, *SECRETS, "孙", "邢", "魏桂", "周", "蒋", "欧阳", "婆媳", "病", "低保"):
        assert word not in said
    assert re.search(r"502|301|102|203|单元|\d室|\d户|家", said) is None
