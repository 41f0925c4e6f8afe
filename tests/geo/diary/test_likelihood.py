from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.values import Span
from geo.diary.features import Said, closing_features, rule_features, word_features
from geo.diary.likelihood import log_odds
from geo.diary.needs import Evidence, Standing
from geo.diary.phrases import folded
from geo.diary.weights import UNKNOWN, Seen, need_weights, told_of


def likely(words: str, name: str) -> float:
    return log_odds(Seen([Said(folded(words))]))[0][told_of().index(name)]


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
    assert likely(text, likelier) > likely(text, other)


def test_a_rule_that_matched_makes_its_need_likelier() -> None:
    told = Evidence("heating", Standing.OPEN, Span(0, 2), "heating.cold", 0.75)
    heating = told_of().index("heating")
    with_rule = log_odds(Seen([Said("不太行", (told,))]))[0][heating]
    assert with_rule > likely("不太行", "heating")
    assert rule_features([told]) == {"heating.cold open", "heating open"}


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_words_are_likely_to_some_degree(texts: list[str]) -> None:
    odds = log_odds(Seen([Said(folded(text)) for text in texts]))
    assert len(odds) == 2 * len(texts) - 1
    assert all(len(row) == len(told_of()) and all(map(isfinite, row)) for row in odds)


def test_a_clause_is_weighed_alike_alone_and_among_others() -> None:
    said = [Said("下水堵了"), Said("返味"), Said("孩子没人接")]
    among = log_odds(Seen(said))
    assert among[:3] == log_odds(Seen(said[:2]))
    assert among[4:] == log_odds(Seen(said[2:]))


def test_numbers_are_one_sign() -> None:
    assert word_features("停了12天") == word_features("停了3天")


WORDS = st.text(alphabet="路灯不亮3号楼水管漏修好了 ,。12$=", max_size=30) | st.text(max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_the_rows_seen_in_words_are_those_of_their_features(texts: list[str]) -> None:
    rows = need_weights().rows
    told = Evidence("heating", Standing.OPEN, Span(0, 2), "heating.cold", 0.75)
    said = [Said(folded(text), (told,)) for text in texts]
    seen = Seen(said)
    for one, words, rules, closing in zip(said, seen.words, seen.rules, seen.closing, strict=True):
        for found, features in (
            (words, word_features(one.words)),
            (rules, rule_features(one.evidence)),
            (closing, closing_features(one)),
        ):
            assert found - {UNKNOWN} == {rows[name] for name in features if name in rows}
