import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_mentions
from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.phrases import folded
from geo.diary.sharing import Ownership

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def ownership(text: str) -> Ownership:
    plain = folded(text)
    mentions = read_mentions(plain, GAZETTEER, default_compound="柳荫里")
    return Ownership(Clauses(plain), mentions)


def owners(text: str, words: str) -> list[int]:
    start = text.index(words)
    return ownership(text).owners_at(Span(start, start + len(words)))


def test_words_are_about_the_home_named_last() -> None:
    text = "3号楼1单元101漏水,5号楼2单元202独居。"
    assert owners(text, "漏水") == [0]
    assert owners(text, "独居") == [1]


def test_words_before_the_first_home_are_about_it() -> None:
    assert owners("独居的是3号楼1单元101。", "独居") == [0]


def test_homes_of_a_list_share_what_follows() -> None:
    assert owners("6号楼1单元301、401、501都停水了。", "停水") == [0, 1, 2]


@pytest.mark.parametrize("word", ["都", "两家都", "双方都", "他们也都"])
def test_all_at_the_head_of_a_clause_reaches_back(word: str) -> None:
    text = f"3号楼1单元101独居,5号楼2单元202空巢,{word}不会用手机。"
    assert owners(text, "不会用手机") == [0, 1]


def test_all_in_a_clause_with_a_home_of_its_own_reaches_no_further() -> None:
    assert owners("3号楼1单元101独居,5号楼2单元202都没水。", "没水") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "4号楼1单元902漏水,把楼下802淹了。",
        "4号楼1单元902装修,802意见很大。",
        "4号楼1单元902和802吵起来了。",
        "4号楼1单元902的狗叫,802受不了。",
        "4号楼1单元902的猫,802的孩子叫它挠了。",
        "4号楼1单元902的油烟,802呛得关窗。",
    ],
)
def test_words_of_conflict_tie_two_homes(text: str) -> None:
    assert ownership(text).parties_of(0) == [0, 1]


@pytest.mark.parametrize(
    "text",
    ["4号楼1单元902独居,802怀孕。", "4号楼1单元902漏水。5号楼1单元301投诉停车。"],
)
def test_neighbours_without_a_conflict_are_not_tied(text: str) -> None:
    assert ownership(text).parties_of(0) == [0]


@pytest.mark.parametrize(
    "words", ["也上不去", "家也一样", "也是", "那户也都上不去", "里也上不去了"]
)
def test_a_home_that_has_the_same_is_told_by_one_word(words: str) -> None:
    assert ownership(f"4号楼1单元902水上不去,802{words}。").likewise(1)


@pytest.mark.parametrize("words", ["也没人应门", "水也小", "也搬来了", "正常"])
def test_a_home_of_which_something_else_is_told_has_not_the_same(words: str) -> None:
    assert not ownership(f"4号楼1单元902水上不去,802{words}。").likewise(1)


def test_a_home_of_another_sentence_has_not_the_same() -> None:
    assert not ownership("4号楼1单元902水上不去。802也上不去。").likewise(1)


@pytest.mark.parametrize(
    ("text", "told", "closed"),
    [
        ("2号楼1单元101要药,3号楼2单元202没人。药傍晚送去了", [True, False], [0]),
        ("2号楼1单元101要药,3号楼2单元202要面。面傍晚送去了", [True, True], [1]),
        ("2号楼1单元101要药,3号楼2单元202没人,傍晚送去了", [True, False], [1]),
        ("2号楼1单元101独居,3号楼2单元202没人。米傍晚送去了", [False, False], [1]),
        ("2号楼1单元101、102要药,3号楼2单元202没人。药傍晚送去了", [1, 1, 0], [0, 1]),
    ],
)
def test_settled_words_close_where_their_trouble_was_told(
    text: str, told: list[bool], closed: list[int]
) -> None:
    start = text.index("傍晚送去了")
    assert ownership(text).closed_by(Span(start, start + 5), told) == closed


@pytest.mark.parametrize(
    "helped",
    [
        "最后是8号楼的志愿者开车送的",
        "托8号楼的楼长捎了一袋面",
        "我找8号楼的小伙子帮着背下来",
        "多亏8号楼的邻居拉了一趟",
        "请8号楼的党员帮着抬下楼",
    ],
)
def test_the_home_of_a_helper_owns_nothing_that_follows(helped: str) -> None:
    assert owners(f"5号楼1单元602要去透析,{helped},回来还没吃饭。", "没吃饭") == [0]


def test_the_home_of_a_neighbour_in_need_owns_what_follows() -> None:
    assert owners("5号楼1单元602没事,8号楼的老人家里断药了。", "断药") == [1]


def test_with_no_home_nothing_has_an_owner() -> None:
    assert Ownership(Clauses("路灯坏了"), ()).owners_at(Span(0, 2)) == []


def test_a_time_before_all_homes_governs_its_sentence() -> None:
    text = "上午去了3号楼1单元101和5号楼2单元202。8号楼3单元301独居。"
    assert ownership(text).visited_at(Span(0, 2)) == [0, 1]


@pytest.mark.parametrize(
    "text",
    [
        "4号楼1单元902的狗窜出来,扑倒了802的孩子。",
        "4号楼1单元902浇花,水滴到楼下802被子上。",
        "4号楼1单元802来反映,902半夜弹琴。",
        "4号楼1单元802找我,楼上902半夜弹琴。",
    ],
)
def test_what_hits_a_flat_or_what_it_complains_of_ties_it(text: str) -> None:
    assert ownership(text).parties_of(0) == [0, 1]


@pytest.mark.parametrize(
    "helped",
    [
        "对门503给她送了两回饭",
        "我请对门503多照应着点",
        "501、503邻居赶来扶了一把",
        "对门503给报的火警",
    ],
)
def test_the_neighbour_who_helps_owns_nothing_that_follows(helped: str) -> None:
    assert owners(f"5号楼1单元502独居,{helped},这阵子总断药。", "断药") == [0]


def test_somebody_named_at_the_home_of_a_helper_lives_there() -> None:
    text = "5号楼1单元502独居,对门503的祝大姐给她送饭,这阵子总断药。"
    start = text.index("祝大姐")
    assert ownership(text).home_of(Span(start, start + 3)) == 1


def test_both_homes_of_one_clause_share_what_both_want() -> None:
    text = "5号楼1单元202的祝大姐(瘫痪)和302的闫师傅(透析)都想问护理补贴。"
    assert owners(text, "护理补贴") == [0, 1]


def test_what_is_done_for_both_homes_is_told_of_both_whoever_is_named_last() -> None:
    homes = "5号楼1单元202空巢,6号楼1单元302独居,202上周又摔了,"
    assert owners(homes + "想给两家都装个呼叫器。", "呼叫器") == [0, 1]
