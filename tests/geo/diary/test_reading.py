import json
from collections import Counter
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.diary.reading import LONGEST_ENTRY, Reading, read_entry
from geo.diary.shape import as_json
from geo.errors import InputError

FRIDAY = date(2022, 11, 18)
GAZETTEER = Gazetteer.from_json(
    [
        {"name": "柳荫里", "aliases": ["柳荫"], "buildings": [str(n) for n in range(1, 21)]},
        {"name": "铁工街7号院", "aliases": ["铁工街7号"], "buildings": [], "max_entrance": 6},
    ]
)


def read(text: str, compound: str = "柳荫里") -> Reading:
    return read_entry(text, GAZETTEER, written_on=FRIDAY, leader_compound=compound)


def told(reading: Reading) -> dict[tuple[str | None, ...], set[str]]:
    """Return (building, entrance, floor, unit) -> open needs of each item."""
    return {
        (a.building, a.entrance, a.floor, a.unit): {one.category for one in item.needs}
        for item in reading.items
        for a in [item.mention.address]
    }


@pytest.mark.parametrize(
    "text",
    [
        "铁工街7号院2单元1楼下水慢,5楼1号老人需上门打疫苗,今天下午入户一并了解。",
        "铁工街7号二单元一楼下水堵了,五楼1号大娘想请护士来家打疫苗,今天下午上门一起看看。",
        "铁工街7号院２单元１楼，下水不通；5楼1号奶奶要在家接种疫苗，今天下午去入户了解。",
    ],
)
def test_two_needs_and_one_promise_with_the_entrance_carried(text: str) -> None:
    reading = read(text)
    assert told(reading) == {
        (None, "2", "1", None): {"plumbing_drain"},
        (None, "2", "5", "1"): {"home_medical"},
    }
    (promise,) = reading.promises
    assert (promise.when.part, promise.owner) == ("pm", "leader")
    assert 1 in promise.items


@pytest.mark.parametrize(
    "text",
    [
        "3号楼1单元2楼2号住户,由于疫情原因不能回老家,想在铁西找工作,帮找就业信息。",
        "柳荫里三号楼一单元二楼2号,回不了老家,想找份零活干。",
        "3-1-2楼2号的小伙下岗了,盼着社区介绍个岗位。".replace("3-1-2楼", "3号楼1单元2楼"),
    ],
)
def test_a_home_that_looks_for_work(text: str) -> None:
    assert told(read(text)) == {("3", "1", "2", "2"): {"employment"}}


@pytest.mark.parametrize(
    "text",
    [
        "4号楼102需要上门提供核酸、10号楼203是独居老人需要多关注。",
        "4号楼102请上门做核酸,10号楼203孤寡老人,平时多去看看。",
    ],
)
def test_two_homes_of_the_leaders_compound(text: str) -> None:
    assert told(read(text)) == {
        ("4", None, "1", "102"): {"home_medical"},
        ("10", None, "2", "203"): {"lone_elderly", "wellbeing_check"},
    }


def test_a_leak_lies_on_both_parties_and_its_cause_on_one() -> None:
    reading = read("4号楼1单元902试水时暖气片崩了,把楼下802淹了。")
    assert told(reading) == {
        ("4", "1", "9", "902"): {"heating", "leak"},
        ("4", "1", "8", "802"): {"leak"},
    }


def test_two_homes_without_a_quarrel_keep_their_own_needs() -> None:
    reading = read("4号楼1单元902漏水。5号楼2单元301独居老人。")
    assert told(reading) == {
        ("4", "1", "9", "902"): {"leak"},
        ("5", "2", "3", "301"): {"lone_elderly"},
    }


def test_all_at_the_head_of_a_clause_reaches_back_over_every_home() -> None:
    reading = read("3号楼1单元101独居,5号楼2单元202空巢,都用不来智能手机。")
    assert all("no_smartphone" in needs for needs in told(reading).values())
    assert len(reading.items) == 2


def test_homes_in_a_list_share_what_is_said() -> None:
    reading = read("6号楼1单元301、401、501都停水了。")
    assert list(told(reading).values()) == [{"water_supply"}] * 3


def test_a_need_without_a_place_sits_on_the_leaders_compound() -> None:
    reading = read("路灯坏了三盏,晚上黑咕隆咚。")
    assert told(reading) == {(None, None, None, None): {"facility_repair"}}
    assert [level.value for level in reading.items[0].mention.carried] == ["compound"]


def test_what_is_done_is_resolved_and_what_is_arranged_stays_open() -> None:
    done = read("3号楼1单元101下水堵,已疏通了。").items[0]
    arranged = read("3号楼1单元101下水堵,联系了物业,约了周三来通。").items[0]
    assert [one.category for one in done.resolved] == ["plumbing_drain"]
    assert done.needs == ()
    assert [one.category for one in arranged.needs] == ["plumbing_drain"]


@pytest.mark.parametrize(
    "text",
    ["今天开例会,传达防火安排。", "居民都夸社区食堂好。", "", "   ", "🙂🙂", "hello", "\u202eabc"],
)
def test_an_entry_that_says_nothing_has_no_items(text: str) -> None:
    assert read(text).items == ()


def test_names_and_numbers_are_masked_everywhere() -> None:
    text = "3号楼1单元101孙佩琴,电话13800005678,身份证号210105194703110009,孙佩琴独居。"
    reading = read(text)
    assert reading.redacted == (
        "3号楼1单元101孙*,电话138****5678,身份证号" + "*" * 18 + ",孙*独居。"
    )


def test_every_finding_points_at_its_words() -> None:
    text = "３号楼１单元１０１，下水堵了，今天下午去疏通。"
    reading = read(text)
    (item,) = reading.items
    assert [text[f.span.start : f.span.end] for f in item.needs] == ["下水堵"]
    assert [text[w.span.start : w.span.end] for w in item.when] == ["今天下午"]


def test_an_entry_too_long_is_refused_without_its_words() -> None:
    with pytest.raises(InputError, match="split it") as refused:
        read("漏" * (LONGEST_ENTRY + 1))
    assert "漏" not in str(refused.value)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_and_its_spans_lie_within(text: str) -> None:
    reading = read(text)
    json.dumps(as_json(reading, text))
    for item in reading.items:
        for one in (*item.needs, *item.resolved, *item.declined, *item.persons, *item.when):
            assert 0 <= one.span.start < one.span.end <= len(text)


def test_the_labelled_entries_are_read_as_labelled(sample_data: Path) -> None:
    folder = sample_data / "diary"
    gazetteer = read_gazetteer(folder / "gazetteer.json")
    counts: Counter[tuple[str, str]] = Counter()
    lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    for entry in map(json.loads, lines):
        reading = read_entry(
            entry["text"],
            gazetteer,
            written_on=date.fromisoformat(entry["date"]),
            leader_compound=entry["leader_compound"],
        )
        answer = as_json(reading, entry["text"])
        counts.update(_compared(entry, answer))
    for part in ("needs", "persons", "when", "address"):
        right, wrong, missed = (counts[part, side] for side in ("right", "wrong", "missed"))
        assert 2 * right / (2 * right + wrong + missed) >= 0.95
    assert counts["secret", "leaked"] == 0


def _compared(entry: dict[str, Any], answer: dict[str, Any]) -> Counter[tuple[str, str]]:
    """Return counts of right, wrong and missed facts of one entry."""
    sides = [_facts(entry), _facts(answer)]
    split = (
        (sides[0] & sides[1], "right"),
        (sides[1] - sides[0], "wrong"),
        (sides[0] - sides[1], "missed"),
    )
    counts = Counter((part, side) for facts, side in split for part, *_ in facts)
    counts["secret", "leaked"] = sum(one["value"] in answer["redacted"] for one in entry["pii"])
    return counts


def _facts(entry: dict[str, Any]) -> set[tuple[Any, ...]]:
    facts = {("persons", name) for name in entry["others"]}
    for item in entry["items"]:
        place = tuple(item["address"].values())
        facts.add(("address", place))
        facts |= {("needs", place, need) for need in item["needs"]}
        facts |= {("persons", name) for name in item["persons"]}
        facts |= {
            ("when", place, one["date_from"], one["date_to"], one["time"], one["recur"])
            for one in item["when"]
        }
    return facts


@pytest.mark.parametrize(
    ("text", "unit"),
    [("3号楼2单元五零二独居老人", "502"), ("三号楼二单元幺零二下水堵了", "102")],
)
def test_a_flat_said_digit_by_digit_is_a_flat(text: str, unit: str) -> None:
    assert read(text).items[0].mention.address.unit == unit


def test_a_monthly_rhythm_is_a_time() -> None:
    (when,) = read("3号楼1单元101独居,每月15号送药。").items[0].when
    assert (when.text, when.recur, when.date_from) == ("每月15号", "monthly", None)


def test_a_deed_told_last_closes_the_need_of_the_home_that_had_it() -> None:
    text = "3号楼1单元门口灯坏了;6号楼2单元301独居。灯下午电工换上了"
    first, second = read(text).items
    assert {one.category for one in first.resolved} == {"facility_repair"}
    assert not second.resolved


def test_a_home_that_has_the_same_has_its_needs() -> None:
    needs = told(read("3号楼1单元502窗户漏风,503也一样"))
    assert needs["3", "1", "5", "502"] == needs["3", "1", "5", "503"] == {"facility_repair"}


@pytest.mark.parametrize("deed", ["402好了,上头还凉", "402修好了", "师傅来过,402修好了"])
def test_one_flat_of_a_list_that_is_named_again_is_settled_alone(deed: str) -> None:
    needs = told(read(f"3号楼1单元602、502、402暖气不热。{deed}。"))
    assert needs["3", "1", "6", "602"] == needs["3", "1", "5", "502"] == {"heating"}
    assert needs["3", "1", "4", "402"] == set()


PROSE = "老人说家里水管漏水还没有人来修我跟物业联系了王秀英阿姨腿脚不好让我帮忙买药"


@pytest.mark.parametrize("words", ["上午", "从早五点", "明天", PROSE])
def test_a_text_without_stops_is_read_in_time_that_grows_with_its_length(words: str) -> None:
    read(words)
    short, long = (cpu_of((words * length)[:length]) for length in (1250, 5000))
    assert long <= 9 * short


def cpu_of(text: str) -> float:
    """Return the least CPU seconds of three readings."""
    spent = []
    for _ in range(3):
        began = process_time()
        read(text)
        spent.append(process_time() - began)
    return min(spent)


def test_a_relative_of_the_same_surname_is_somebody_else() -> None:
    (item,) = read("3号楼2单元301邢国庆不肯住院,儿子邢军来劝,老邢只是摇头。").items
    assert [named.name for named in item.persons] == ["邢国庆", "邢军"]


def test_a_name_behind_a_note_in_brackets_is_of_that_home() -> None:
    (item,) = read("3号楼2单元301(西户)隗静,想学用手机。").items
    assert [named.name for named in item.persons] == ["隗静"]


@pytest.mark.parametrize("joint", ["", "的", ","])
@pytest.mark.parametrize(
    "story", ["急得团团转", "蹲楼道里哭", "拦住我说没水", "撞了膝盖", "卧床三年", "俩孩子没人看"]
)
def test_a_name_beside_a_home_is_masked_whatever_is_told(joint: str, story: str) -> None:
    reading = read(f"3号楼2单元301{joint}缪桂芝{story}。")
    assert [named.name for named in reading.items[0].persons] == ["缪桂芝"]
    assert "桂芝" not in reading.redacted
