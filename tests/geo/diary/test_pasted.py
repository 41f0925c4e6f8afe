import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.diary.pasted import LONGEST_PASTE, pasted_lines


def texts(paste: str) -> list[str]:
    return [draft.text for draft in pasted_lines(paste)]


def test_numbered_lines_lose_their_number_and_keep_the_heading_as_topic() -> None:
    drafts = pasted_lines("#接龙 需要买菜的报一下\n1. 3-1-502小王 两份\n2、8号楼301 一份")
    assert [draft.text for draft in drafts] == ["3-1-502小王 两份", "8号楼301 一份"]
    assert {draft.topic for draft in drafts} == {"需要买菜的报一下"}


@pytest.mark.parametrize(
    "paste",
    ["3-1-502小王: 下水堵了", "3-1-502小王：下水堵了", "3-1-502小王  09:12\n下水堵了"],
)
def test_a_nickname_with_a_home_is_the_household_speaking(paste: str) -> None:
    assert texts(paste) == ["3-1-502小王,下水堵了"]


@pytest.mark.parametrize(
    ("paste", "words"),
    [
        ("物业小李: 明天停水", "明天停水"),
        ("张三 2022/11/18 09:12:33\n楼道灯坏了", "楼道灯坏了"),
        ("5-1-302李姐: 7号楼门口路灯坏了", "7号楼门口路灯坏了"),
    ],
)
def test_any_other_sender_is_dropped(paste: str, words: str) -> None:
    assert texts(paste) == [words]


def test_what_is_said_twice_is_one_draft() -> None:
    (draft,) = pasted_lines("楼道灯坏了\n楼道灯坏了！\n\n 楼道灯坏了。")
    assert (draft.line, draft.repeats) == (1, 3)


@pytest.mark.parametrize("paste", ["", "  \n\n", "[捂脸]\n收到\n好的", "🙂🙂"])
def test_lines_that_say_nothing_are_no_drafts(paste: str) -> None:
    assert texts(paste) == []


def test_a_clock_time_in_the_words_is_no_number_of_a_list() -> None:
    assert texts("9:30 开会的灯坏了") == ["9:30 开会的灯坏了"]


def test_a_paste_a_million_lines_long_is_cut() -> None:
    assert len(pasted_lines("漏水\n" * LONGEST_PASTE)) == 1


@given(st.text(max_size=200))
def test_any_text_gives_drafts_with_words(paste: str) -> None:
    for draft in pasted_lines(paste):
        assert draft.text.strip()
        assert draft.repeats >= 1
