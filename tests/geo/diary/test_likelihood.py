import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.values import Span
from geo.diary.features import rule_features, word_features
from geo.diary.likelihood import Said, log_odds
from geo.diary.needs import Evidence, Standing
from geo.diary.phrases import folded
from geo.diary.weights import UNKNOWN, need_weights, rows_of_words, told_of


def likely(words: str, name: str) -> float:
    return float(log_odds([Said(folded(words))], [(0, 1)])[0][told_of().index(name)])


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
    with_rule = log_odds([Said("不太行", (told,))], [(0, 1)])[0][heating]
    assert with_rule > likely("不太行", "heating")
    assert rule_features([told]) == {"heating.cold open", "heating open"}


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_any_words_are_likely_to_some_degree(texts: list[str]) -> None:
    said = [Said(folded(text)) for text in texts]
    odds = log_odds(said, [(i, j) for i in range(len(said)) for j in range(i + 1, len(said) + 1)])
    assert odds.shape[1] == len(told_of())
    assert np.isfinite(odds).all()


def test_one_stretch_is_weighed_alike_alone_and_among_others() -> None:
    said = [Said("下水堵了"), Said("返味"), Said("孩子没人接")]
    among = log_odds(said, [(0, 1), (0, 2), (2, 3)])
    assert among[1] == pytest.approx(log_odds(said[:2], [(0, 2)])[0])
    assert among[2] == pytest.approx(log_odds(said[2:], [(0, 1)])[0])


def test_numbers_are_one_sign() -> None:
    assert word_features("停了12天") == word_features("停了3天")


@given(st.text(alphabet="路灯不亮3号楼水管漏 ,。12", max_size=30) | st.text(max_size=30))
def test_the_rows_of_words_are_those_of_their_features(text: str) -> None:
    rows = need_weights().words
    wanted = {rows[one] for one in word_features(folded(text)) if one in rows}
    assert rows_of_words(folded(text)) == {UNKNOWN, *wanted}
