import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.needs import Standing, need_evidence
from geo.diary.phrases import folded
from geo.diary.second_opinion import LEAST_LIKELY, calibrated, grams, likelihood, weighed

CATEGORIES = [row["category"] for row in data_rows("lexicon/category_traits.csv")]
with Path(__file__).with_name("phrasings.csv").open(encoding="utf-8", newline="") as stream:
    PHRASINGS = list(csv.DictReader(stream))


def told(text: str) -> set[str]:
    plain = folded(text)
    found = weighed(plain, need_evidence(Clauses(plain)))
    return {one.category for one in found if one.standing is Standing.OPEN}


@pytest.mark.parametrize(
    ("text", "likelier", "other"),
    [
        ("马桶堵得冲不下去", "plumbing_drain", "parking"),
        ("楼上天天半夜蹦跶睡不着", "noise", "heating"),
        ("暖气冰凉,屋里穿棉袄", "heating", "noise"),
        ("狗屎没人捡", "sanitation_blackspot", "employment"),
    ],
)
def test_words_speak_of_what_they_say(text: str, likelier: str, other: str) -> None:
    assert likelihood(text, likelier) > likelihood(text, other)


def test_what_is_unlikely_is_not_believed_and_the_rest_is_calibrated() -> None:
    plain = "暖气一点不热乎"
    evidence = need_evidence(Clauses(plain))
    kept = weighed(plain, evidence)
    assert [one.category for one in kept] == [one.category for one in evidence]
    assert kept[0].confidence == calibrated(likelihood(plain, "heating"))
    assert likelihood(plain, "heating") > LEAST_LIKELY


@given(st.text(max_size=40), st.sampled_from(CATEGORIES))
def test_a_likelihood_is_a_share_for_any_words(words: str, category: str) -> None:
    assert 0.0 <= likelihood(folded(words), category) <= 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_likelier_words_are_told_no_less_surely(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 < calibrated(low) <= calibrated(high) < 1.0


def test_numbers_are_one_sign() -> None:
    assert grams("停了12天") == grams("停了3天")


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
