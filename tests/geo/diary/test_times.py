import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.diary.clauses import Clauses
from geo.diary.phrases import folded
from geo.diary.times import When, read_times

FRIDAY = date(2022, 10, 14)
WEDNESDAY = date(2023, 3, 15)
FORMS = Path(__file__).with_name("time_forms.csv")
"""Sentences written on that Wednesday, and their times: words, kind, days, clock, rhythm."""


def worded(when: When) -> str:
    days = f"{when.date_from or ''}..{when.date_to or ''}"
    return " ".join([when.text, when.kind, days, when.time or "-", when.recur or "-"])


def times(text: str, day: date = FRIDAY) -> tuple[When, ...]:
    return read_times(Clauses(folded(text)), text, day)


def facts(text: str, day: date = FRIDAY) -> list[tuple[object, ...]]:
    return [
        (when.text, when.kind, str(when.date_from), str(when.date_to), when.part, when.time)
        for when in times(text, day)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("今天下午入户了解", ("今天下午", "due", "2022-10-14", "2022-10-14", "pm", None)),
        ("明早9点去核实", ("明早9点", "due", "2022-10-15", "2022-10-15", "am", "09:00")),
        ("下周三送轮椅", ("下周三", "due", "2022-10-19", "2022-10-19", None, None)),
        ("周三教他用手机", ("周三", "due", "2022-10-19", "2022-10-19", None, None)),
        ("周三去看望了", ("周三", "observed", "2022-10-12", "2022-10-12", None, None)),
        ("本周末来修", ("本周末", "due", "2022-10-15", "2022-10-16", None, None)),
        ("下周安排人修", ("下周", "due", "2022-10-17", "2022-10-23", None, None)),
        ("答应今晚7点前弄好", ("今晚7点前", "due", "2022-10-14", "2022-10-14", "evening", "19:00")),
        ("月底前装好", ("月底前", "due", "2022-10-14", "2022-10-31", None, None)),
        ("本周五下班前答复", ("本周五下班前", "due", "2022-10-14", "2022-10-14", None, None)),
        ("12月3日上门", ("12月3日", "due", "2022-12-03", "2022-12-03", None, None)),
        ("15号前交材料", ("15号前", "due", "2022-10-14", "2022-10-15", None, None)),
        ("两周内解决", ("两周内", "due", "2022-10-14", "2022-10-28", None, None)),
        ("三天后复查", ("三天后", "due", "2022-10-17", "2022-10-17", None, None)),
        ("春节前换好", ("春节前", "due", "2022-10-14", "2023-01-22", None, None)),
        ("年前换好", ("年前", "due", "2022-10-14", "2023-01-22", None, None)),
        ("元旦前修完", ("元旦前", "due", "2022-10-14", "2023-01-01", None, None)),
        ("大年初三来看望", ("大年初三", "due", "2023-01-24", "2023-01-24", None, None)),
        ("隔离到下周二", ("下周二", "due", "2022-10-14", "2022-10-18", None, None)),
        ("昨晚10点停电", ("昨晚10点", "observed", "2022-10-13", "2022-10-13", "evening", "22:00")),
        ("中午去给换上了", ("中午", "observed", "2022-10-14", "2022-10-14", "noon", None)),
        (
            "下午四点前不搬就请人清走",
            ("下午四点前", "due", "2022-10-14", "2022-10-14", "pm", "16:00"),
        ),
    ],
)
def test_a_time_is_read_as_leaders_mean_it(text: str, wanted: tuple[str | None, ...]) -> None:
    assert facts(text) == [wanted]


@pytest.mark.parametrize(
    ("text", "recur", "clock"),
    [
        ("每周一、周四去医院做透析", "weekly:1,4", None),
        ("请志愿者每周三和周六代买", "weekly:3,6", None),
        ("每天下午四点半想请人帮接孩子", "daily", "16:30"),
        ("每周一上门量血压", "weekly:1", None),
    ],
)
def test_a_rhythm_of_care_recurs(text: str, recur: str, clock: str | None) -> None:
    assert [(when.recur, when.time, when.date_from) for when in times(text)] == [
        (recur, clock, None)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "5楼1号和4号楼102、3-2-501",
        "打120和110",
        "每天早上五点狗叫",
        "天天半夜洗衣服",
        "停水两天了",
        "过两天再说",
        "隔天再去看看",
        "每周来一次",
        "哭了一下午",
        "开春再修",
        "提了几点意见",
        "三年前搬来",
        "快一点修",
    ],
)
def test_homes_habits_and_vague_spans_are_no_times(text: str) -> None:
    assert times(text) == ()


@given(st.dates(date(2020, 1, 1), date(2034, 12, 31)), st.integers(1, 7))
def test_a_weekday_of_next_week_lies_in_the_week_that_starts_next_monday(
    day: date, weekday: int
) -> None:
    when = times(f"下周{'一二三四五六日'[weekday - 1]}上门", day)[0]
    monday = day - timedelta(days=day.weekday()) + timedelta(days=7)
    assert when.date_from == when.date_to == monday + timedelta(days=weekday - 1)


@given(st.dates(date(2020, 1, 1), date(2034, 12, 31)), st.integers(1, 12), st.integers(1, 31))
def test_a_written_date_is_read_back_or_is_no_date(day: date, month: int, mday: int) -> None:
    found = times(f"{month}月{mday}日去看望", day)
    try:
        date(2024, month, mday)
    except ValueError:
        assert found == ()
    else:
        assert all((w.date_from.month, w.date_from.day) == (month, mday) for w in found)


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error_and_spans_quote_it(text: str) -> None:
    assert all(text[when.span.start : when.span.end] == when.text for when in times(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [(row["text"], row["times"]) for row in csv.DictReader(FORMS.read_text("utf-8").splitlines())],
)
def test_times_of_everyday_sentences_are_read(text: str, wanted: str) -> None:
    assert ";".join(worded(when) for when in times(text, WEDNESDAY)) == wanted
