from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.phrases import folded
from geo.diary.promises import read_promises
from geo.diary.reading import read_entry
from geo.diary.times import read_times

FRIDAY = date(2022, 11, 18)
GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def promises(text: str) -> list[tuple[str, str]]:
    clauses = Clauses(folded(text))
    times = read_times(clauses, text, date(2022, 11, 18))
    return [(one.words, one.owner) for one in read_promises(clauses, text, [(Span(0, 1), times)])]


@pytest.mark.parametrize(
    ("text", "words", "owner"),
    [
        ("老人腿疼,下周三送轮椅。", "下周三送轮椅", "leader"),
        ("今天下午入户一并了解。", "今天下午入户一并了解", "leader"),
        ("燃气表坏了,燃气公司后天九点来换。", "燃气公司后天九点来换", "utility"),
        ("物业答应今晚7点前换好。", "物业答应今晚7点前换好", "property_company"),
        ("社区医生周四下午来换药。", "社区医生周四下午来换药", "health"),
    ],
)
def test_a_time_ahead_with_a_deed_is_a_promise(text: str, words: str, owner: str) -> None:
    assert promises(text) == [(words, owner)]


@pytest.mark.parametrize(
    "text", ["今天去看望了老人。", "他周三要去医院复查。", "昨天物业来修好了。", "预产期下周三。"]
)
def test_reports_and_a_residents_own_plans_are_no_promises(text: str) -> None:
    assert promises(text) == []


def whole(text: str) -> list[tuple[str, str, bool]]:
    """Return (words, owner, whether a day is named) of the promises of a whole reading."""
    found = read_entry(
        f"3号楼1单元101{text}", GAZETTEER, written_on=FRIDAY, leader_compound="柳荫里"
    ).promises
    return [(one.words, one.owner, one.when is not None) for one in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("马桶返味,礼拜二前给弄利索。", "礼拜二前给弄利索"),
        ("想补办老年证,明天我去给她办。", "明天我去给她办"),
        ("腿脚不便,答应后天把拐杖拿过去。", "答应后天把拐杖拿过去"),
        ("屋里冷,我答应明天催物业来看。", "我答应明天催物业来看"),
        ("腰疼,后天陪她去医院。", "后天陪她去医院"),
    ],
)
def test_the_writers_word_with_a_day_is_her_promise(text: str, words: str) -> None:
    assert whole(text) == [(words, "leader", True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("想问高龄补贴,回头给他问问。", "回头给他问问"),
        ("厨房灯不亮,答应给她换个灯管。", "答应给她换个灯管"),
        ("扶手松了,我说过两天带人来看看。", "我说过两天带人来看看"),
        ("想学手机挂号,有空教教她。", "有空教教她"),
        ("药快吃完了,得空帮她去取。", "得空帮她去取"),
    ],
)
def test_the_writers_word_without_a_day_is_a_promise_of_some_day(text: str, words: str) -> None:
    assert whole(text) == [(words, "leader", False)]


@pytest.mark.parametrize(
    "text",
    [
        "水管漏了,师傅说回头给看看。",
        "楼道灯不亮,社区过两天给换。",
        "屋里冷,热力公司答应尽快来测温。",
        "老人答应把门口的杂物搬走。",
        "的女儿说尽快给她买助听器。",
        "说儿子答应周末来看她。",
        "希望尽快给她修好水管。",
        "希望月底前把水管修好。",
        "灯坏了,答应给换灯泡,上午已经换上了。",
    ],
)
def test_what_others_said_wishes_and_kept_words_are_no_promises_of_the_writer(text: str) -> None:
    assert whole(text) == []


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("漏水,找了物业,答应周五前修好。", "property_company"),
        ("灯坏了,师傅看了,答应下周一换。", "worker"),
        ("没暖气,社区说后天给协调。", "department"),
    ],
)
def test_what_others_said_with_a_day_is_theirs(text: str, owner: str) -> None:
    assert [who for _, who, _ in whole(text)] == [owner]


def test_a_promise_without_a_day_goes_to_the_home_it_is_about() -> None:
    text = "3号楼1单元101灯坏了。5号楼2单元302想问低保,回头给他问问。"
    (one,) = read_entry(text, GAZETTEER, written_on=FRIDAY, leader_compound="柳荫里").promises
    assert one.items == (1,)
