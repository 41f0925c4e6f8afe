import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.values import Address, Mention, Span
from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.needs import Standing, need_evidence
from geo.diary.phrases import folded
from geo.diary.reading import read_entry
from geo.diary.shape import as_json
from geo.diary.weighing import EITHER, WEIGHED, calibrated, weighed

HERE = Path(__file__).parent
with (HERE / "phrasings.csv").open(encoding="utf-8", newline="") as stream:
    PHRASINGS = list(csv.DictReader(stream))


def told(text: str) -> set[str]:
    clauses = Clauses(folded(text))
    found = weighed(clauses, need_evidence(clauses), [])
    return {one.category for one in found if one.standing is Standing.OPEN}


def test_a_need_that_no_rule_names_is_told_on_its_words() -> None:
    text = "跟老李说话,栏杆让货车蹭弯了"
    clauses = Clauses(text)
    assert need_evidence(clauses) == ()
    (found,) = weighed(clauses, [], [])
    assert (found.category, found.rule) == ("facility_repair", WEIGHED)
    assert "栏杆" in text[found.span.start : found.span.end]


def test_a_refusal_stands_as_it_was_told() -> None:
    clauses = Clauses("大爷不肯去医院")
    evidence = need_evidence(clauses)
    assert [one.standing for one in evidence] == [Standing.DECLINED]
    assert weighed(clauses, evidence, []) == [*evidence]


def test_the_words_of_a_home_speak_of_no_need() -> None:
    text = "3号楼2单元暖气房"
    home = Mention(Address(building="3"), Span(0, len(text)), (), None, 0.9, ())
    assert weighed(Clauses(text), [], [home]) == []


@given(st.text(max_size=80))
def test_any_text_is_weighed_within_itself(text: str) -> None:
    clauses = Clauses(folded(text))
    for one in weighed(clauses, need_evidence(clauses), []):
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert 0.0 < one.confidence < 1.0


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_likelier_words_are_told_no_less_surely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 < calibrated(low) <= calibrated(high) < 1.0


def test_our_own_phrasings_are_read() -> None:
    """Each was written before the rules that read it; near misses tell of nothing."""
    right = wrong = missed = 0
    for row in PHRASINGS:
        wanted = {*filter(None, row["needs"].split("|"))}
        closed = {*filter(None, (row["settled"] + "|" + row["declined"]).split("|"))}
        found = told(row["text"]) - closed
        right, wrong = right + len(wanted & found), wrong + len(found - wanted)
        missed += len(wanted - found)
    assert right / (right + wrong) >= 0.93
    assert right / (right + missed) >= 0.95


@pytest.mark.parametrize("path", sorted((HERE / "units").glob("*.tsv")), ids=lambda path: path.stem)
def test_training_sentences_name_needs_that_exist(path: Path) -> None:
    known = {row["category"] for row in data_rows("lexicon/category_traits.csv")}
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in lines:
        text, *fields = line.split("\t")
        assert text
        assert len(fields) == 3, line
        assert {*filter(None, ",".join(fields).split(","))} <= known, line


def test_a_need_without_a_rule_quotes_its_words_and_not_the_home_before_them() -> None:
    text = "4号楼1单元101轮椅上下台阶费劲,门口没坡道。"
    gazetteer = Gazetteer.from_json([{"name": "柳荫里", "aliases": [], "buildings": ["4"]}])
    read = read_entry(text, gazetteer, written_on=date(2022, 11, 18), leader_compound="柳荫里")
    (found,) = [need for need in read.items[0].needs if need.rule == WEIGHED]
    assert text[found.span.start : found.span.end] == "轮椅上下台阶费劲,门口没坡道"
    (line,) = [
        line
        for line in as_json(read, text)["items"][0]["explanation"]
        if line["field"] == "needs" and line["rule"] == WEIGHED
    ]
    assert line["words"] in text


@pytest.mark.parametrize(
    "text",
    ["老人一个人住,儿子在大连。俩人都八十多了", "孤身一个,孩子都在国外,老伴还在"],
)
def test_nobody_is_told_to_be_lone_and_one_of_a_couple(text: str) -> None:
    assert len(told(text) & EITHER) <= 1
