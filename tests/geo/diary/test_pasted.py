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


@pytest.mark.parametrize(
    "number",
    [
        "1、",
        "1.",
        "１、",
        "１．",
        "1)",
        "（1）",
        "(1) ",
        "①",
        "1️⃣",
        "1️⃣ ",
        "12⃣",
        "🔟",
        "一、",
        "1 ",
        "No.1 ",
        "第1个 ",
    ],
)
def test_each_way_to_number_a_line_is_taken_off(number: str) -> None:
    assert texts(f"{number}6-2-301 水龙头漏水") == ["6-2-301 水龙头漏水"]


@pytest.mark.parametrize(
    "line",
    [
        "3号楼没水",
        "3 号楼没水",
        "3.5吨的水箱漏了",
        "6-2-301没电",
        "2单元灯坏了",
        "1楼有积水",
        "10:20开始停电",
    ],
)
def test_a_number_that_is_told_is_no_number_of_a_list(line: str) -> None:
    assert texts(line) == [line]


def test_the_organisers_heading_is_the_topic_and_her_sample_no_line() -> None:
    heading = "@所有人 暖气不热的请接龙\n例：楼号-单元-房号 室温\n"
    paste = f"{heading}1. 6-1-101 十六度\n3. 6-1-201 冰凉\n4.\n"
    drafts = pasted_lines(paste)
    assert [draft.text for draft in drafts] == ["6-1-101 十六度", "6-1-201 冰凉"]
    assert {draft.topic for draft in drafts} == {"@所有人 暖气不热的请接龙"}


def test_a_heading_without_a_list_is_a_line_like_any_other() -> None:
    assert texts("暖气不热的请接龙") == ["暖气不热的请接龙"]


def test_a_list_that_is_sent_again_and_longer_adds_only_what_is_new() -> None:
    first = "#接龙\n没水的接龙\n1. 6-1-101 没水\n2. 6-1-201 水小\n"
    drafts = pasted_lines(f"{first}\n李姐 09:12\n{first}3. 7-2-302 没水")
    assert [(draft.text, draft.repeats) for draft in drafts] == [
        ("6-1-101 没水", 2),
        ("6-1-201 水小", 2),
        ("7-2-302 没水", 1),
    ]


@pytest.mark.parametrize(
    ("paste", "lines"),
    [
        ("1. 6-1-101\n厨房漏水\n2. 6-1-201 没水", ["6-1-101,厨房漏水", "6-1-201 没水"]),
        ("1. 6-1-101 老周\n阳台渗水", ["6-1-101 老周,阳台渗水"]),
        ("1. 6-1-101 没水，\n厨房也漏", ["6-1-101 没水,厨房也漏"]),
        ("1. 老周家没水\n6-1-101", ["老周家没水,6-1-101"]),
        ("1. 6-1-101 没水\n7号楼后面路灯坏了", ["6-1-101 没水", "7号楼后面路灯坏了"]),
        ("1. 6-1-101 没水\n收到\n2. 6-1-201 没水", ["6-1-101 没水", "6-1-201 没水"]),
    ],
)
def test_a_line_broken_over_two_is_one(paste: str, lines: list[str]) -> None:
    assert texts(paste) == lines


@pytest.mark.parametrize(
    ("nickname", "home"),
    [
        ("3-1-502小王", "3-1-502小王"),
        ("5号楼2单元301李姐", "5号楼2单元301李姐"),
        ("8#1-102", "8#1-102"),
        ("８＃１－１０２", "８＃１－１０２"),
        ("小王3-1-502", "3-1-502"),
        ("李姐(5-2-301)", "5-2-301"),
    ],
)
def test_the_home_in_a_nickname_goes_before_the_words(nickname: str, home: str) -> None:
    assert texts(f"{nickname}：跳闸了") == [f"{home},跳闸了"]
