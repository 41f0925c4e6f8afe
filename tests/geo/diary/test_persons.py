import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.values import Span
from geo.diary.persons import read_persons
from geo.diary.phrases import folded
from geo.diary.roles import Role

FORMS = Path(__file__).with_name("person_forms.csv")
"""Sentences and the names in them, parted by |."""


def names(text: str, homes: Iterable[Span] = ()) -> list[tuple[str, Role]]:
    return [(one.name, one.role) for one in read_persons(folded(text), homes)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("住户孙佩琴一个人住", "孙佩琴"),
        ("老人欧阳春梅,卧床", "欧阳春梅"),
        ("邢大爷腿疼", "邢大爷"),
        ("窦女士来电话", "窦女士"),
        ("老李家水管坏了", "老李"),
        ("小田是孤独症儿童", "小田"),
        ("凌家老爷子走失", "凌家老爷子"),
        ("裴家媳妇刚生完", "裴家媳妇"),
        ("路先生来问医保", "路先生"),
        ("孕妇葛琳要做产检", "葛琳"),
        ("欧阳大妈做饭吃不香", "欧阳大妈"),
        ("骆叔中风后遗症", "骆叔"),
        ("租户王建国患高血压", "王建国"),
    ],
)
def test_a_resident_is_named_as_written(text: str, name: str) -> None:
    assert names(text) == [(name, Role.RESIDENT)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("志愿者小曹上门理发", "小曹"),
        ("网格员刘洋送药", "刘洋"),
        ("社区医生赵敏来量血压", "赵敏"),
        ("感谢孟庆山帮忙", "孟庆山"),
        ("王书记来慰问", "王书记"),
        ("物业老袁修好了灯", "老袁"),
    ],
)
def test_a_helper_or_official_is_an_other(text: str, name: str) -> None:
    assert names(text) == [(name, Role.OTHER)]


@pytest.mark.parametrize(
    "text",
    [
        "于家把门锁上了",
        "裴家四口想换暖气片",
        "王姓住户没来",
        "高层居民反映",
        "老两口去小区",
        "住户安全第一",
        "小广告贴满楼道",
        "15位大爷量了血压",
        "周一上午来修",
        "白天没人,马上去",
        "居民国庆前要求修",
    ],
)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert names(text) == []


def test_a_name_right_behind_a_home_is_its_resident() -> None:
    text = "3单元701王大夫家挺好"
    assert names(text, [Span(0, 6)]) == [("王大夫", Role.RESIDENT)]


def test_a_name_within_a_home_is_none() -> None:
    assert names("马路湾小区", [Span(0, 5)]) == []


@given(st.text(max_size=60))
def test_any_text_is_read_and_each_span_quotes_its_name(text: str) -> None:
    plain = folded(text)
    assert all(plain[n.span.start : n.span.end] == n.name for n in read_persons(plain, ()))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(row["text"], row["names"]) for row in csv.DictReader(FORMS.read_text("utf-8").splitlines())],
)
def test_names_are_found_in_everyday_sentences(text: str, wanted: str) -> None:
    assert [name for name, _ in names(text)] == list(filter(None, wanted.split("|")))
