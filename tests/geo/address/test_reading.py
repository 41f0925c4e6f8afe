"""What people write in diaries, in wording of our own, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.reading import LONGEST_TEXT, read_address, read_mentions
from geo.address.values import Level, Mention
from geo.errors import InputError

HOME = "柳荫里"


def short(mention: Mention) -> str:
    return "|".join(getattr(mention.address, level) or "-" for level in Level)


def read(gazetteer: Gazetteer, text: str, home: str = HOME) -> list[str]:
    return [short(one) for one in read_mentions(text, gazetteer, default_compound=home)]


FORMS = {
    "12幢1单元1803室张阿姨腿摔了": ["柳荫里|12|1|18|1803"],
    "金色阳光城28#2-1905没暖气": ["金色阳光城|28|2|19|1905"],
    "金色阳光城28-2-1905没暖气": ["金色阳光城|28|2|19|1905"],
    "金色阳光城十五号楼二单元三十二层三号要送药": ["金色阳光城|15|2|32|3"],
    "领秀国际D座2105业主来电": ["领秀国际|D|-|21|2105"],
    "领秀国际C-1203装修噪音": ["领秀国际|C|-|12|1203"],
    "领秀国际A1507老太太低血糖": ["领秀国际|A|-|15|1507"],
    "领秀国际Ａ座１单元１２０１，王女士": ["领秀国际|A|1|12|1201"],
    "机床宿舍4号楼3门602空调外机松了": ["机床厂宿舍|4|3|6|602"],
    "機床廠宿舍4號樓3單元602室": ["机床厂宿舍|4|3|6|602"],
    "和睦路118号2号楼3单元顶楼漏雨": ["和睦路118号小区|2|3|top|-"],
    "和睦路118号3号楼地下室积水": ["和睦路118号小区|3|-|B1|-"],
    "槐树巷十二号院三单元五楼二号独居老人": ["槐树巷12号院|-|3|5|2"],
    "槐树巷12号2-3-1下水堵": ["槐树巷12号院|-|2|3|1"],
    "7号楼1-4-2下水堵": ["柳荫里|7|1|4|2"],
    "10楼3单元201老两口": ["柳荫里|10|3|2|201"],
    "10号3单元201老两口": ["柳荫里|10|3|2|201"],
    "11号楼4单元一楼西户养鸡": ["柳荫里|11|4|1|西"],
    "14号楼2单元三〇二的狗咬人": ["柳荫里|14|2|3|302"],
    "22号楼(3单元)602": ["柳荫里|22|3|6|602"],
    "22号楼602(3单元)": ["柳荫里|22|3|6|602"],
    "22号楼，3单元，602室": ["柳荫里|22|3|6|602"],
    "22 号楼 3 单元 602 室": ["柳荫里|22|3|6|602"],
    "辽宁省沈阳市铁西区柳荫里社区23号楼5单元601": ["柳荫里|23|5|6|601"],
    "8号楼2楼右手2号": ["柳荫里|8|-|2|2"],
}
LISTS = {
    "昨天去了3栋2单元501和601": ["柳荫里|3|2|5|501", "柳荫里|3|2|6|601"],
    "金色阳光城25栋、26栋停电": ["金色阳光城|25|-|-|-", "金色阳光城|26|-|-|-"],
    "21到23号楼停水": ["柳荫里|21|-|-|-", "柳荫里|22|-|-|-", "柳荫里|23|-|-|-"],
    "2、4、6号楼的路灯不亮": ["柳荫里|2|-|-|-", "柳荫里|4|-|-|-", "柳荫里|6|-|-|-"],
    "7号楼1-3单元停水": ["柳荫里|7|1|-|-", "柳荫里|7|2|-|-", "柳荫里|7|3|-|-"],
    "11号楼4单元2楼东户和西户吵架": ["柳荫里|11|4|2|东", "柳荫里|11|4|2|西"],
    "11号楼4单元2楼1号、2号漏水": ["柳荫里|11|4|2|1", "柳荫里|11|4|2|2"],
    "5号楼1单元停水,301、401、501都等着用水": [
        "柳荫里|5|1|3|301", "柳荫里|5|1|4|401", "柳荫里|5|1|5|501",
    ],
}  # fmt: skip
CARRIED = {
    "3号楼1单元402刘姐反映楼上502半夜拖椅子": ["柳荫里|3|1|4|402", "柳荫里|3|1|5|502"],
    "3号楼1单元402刘姐反映楼上半夜拖椅子": ["柳荫里|3|1|4|402", "柳荫里|3|1|5|-"],
    "6号楼3单元201对门常年没人": ["柳荫里|6|3|2|201", "柳荫里|6|3|2|-"],
    "21号楼2单元502周姐一个人住;3单元102许哥失业": ["柳荫里|21|2|5|502", "柳荫里|21|3|1|102"],
    "17号楼3单元电梯坏了,同单元1502的孕妇下不来": ["柳荫里|17|3|-|-", "柳荫里|17|3|15|1502"],
    "19栋401、19栋402互相扯皮": ["柳荫里|19|-|4|401", "柳荫里|19|-|4|402"],
    "先到金色阳光城,9点走访1号楼2单元1101": ["金色阳光城|1|2|11|1101"],
    "20号楼前的器材坏了,20号楼1单元201的孩子磕破头": ["柳荫里|20|-|-|-", "柳荫里|20|1|2|201"],
    "18栋502室漏水,楼下402室发霉": ["柳荫里|18|-|5|502", "柳荫里|18|-|4|402"],
    "3号楼2单元301,已去过301": ["柳荫里|3|2|3|301"],
}
NO_HOMES = {
    "今天给15户老人送了120份菜,花了300元": [],
    "已拨打110报警,车牌尾号302的车挪走了": [],
    "10号楼302李大爷爬不动6楼,想换低层": ["柳荫里|10|-|3|302"],
    "9号楼后身的沙堆挡住一楼窗户": ["柳荫里|9|-|-|-"],
    "12月3号下午13号楼5单元102老孙摔倒": ["柳荫里|13|5|1|102"],
    "3号楼住户小郑,手机号13800001234,身份证号210105198806070001": ["柳荫里|3|-|-|-"],
    "5号楼3单元楼道灯2楼到4楼都不亮": ["柳荫里|5|3|-|-"],
    "2号楼楼顶漏雨,4单元居民都来投诉": ["柳荫里|2|-|top|-"],
}
PLACES = {
    "8号楼和9号楼之间的小路坑洼": ("柳荫里|-|-|-|-", "8号楼和9号楼之间的小路"),
    "小区南门外烧烤摊油烟大": ("柳荫里|-|-|-|-", "南门外"),
    "东门岗亭旁的井盖翘了": ("柳荫里|-|-|-|-", "东门岗亭旁"),
    "8号楼2单元门前积水": ("柳荫里|8|2|-|-", "8号楼2单元门前"),
    "4号楼三单元四楼五楼之间的灯坏了": ("柳荫里|4|3|-|-", "4号楼三单元四楼五楼之间"),
    "领秀国际B座负一层车库漏水": ("领秀国际|B|-|B1|-", "B座负一层车库"),
}


@pytest.mark.parametrize(("text", "homes"), (FORMS | LISTS | CARRIED | NO_HOMES).items())
def test_a_sentence_yields_the_homes_it_speaks_of(
    gazetteer: Gazetteer, text: str, homes: list[str]
) -> None:
    assert read(gazetteer, text) == homes


@pytest.mark.parametrize(("text", "expected"), PLACES.items())
def test_a_spot_outside_a_home_is_named_as_written(
    gazetteer: Gazetteer, text: str, expected: tuple[str, str]
) -> None:
    (mention,) = read_mentions(text, gazetteer, default_compound=HOME)
    assert mention.place is not None
    assert (short(mention), text[mention.place.start : mention.place.end]) == expected


def test_levels_that_were_not_written_are_named_as_carried(gazetteer: Gazetteer) -> None:
    first, second = read_mentions("3号楼1单元402漏水,泡了楼下302", gazetteer, default_compound=HOME)
    assert first.carried == (Level.COMPOUND,)
    assert second.carried == (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE)


def test_every_level_says_which_words_and_which_rule_gave_it(gazetteer: Gazetteer) -> None:
    text = "去柳阴里３号樓1单元502"
    (mention,) = read_mentions(text, gazetteer, default_compound="领秀国际")
    said = {
        reason.level: (reason.rule, text[reason.span.start : reason.span.end])
        for reason in mention.reasons
        if reason.span
    }
    assert said[Level.COMPOUND] == ("same_sound", "柳阴里")
    assert said[Level.BUILDING] == ("building", "３号樓")
    assert said[Level.FLOOR] == ("from_unit", "502")


def test_doubtful_readings_are_less_sure(gazetteer: Gazetteer) -> None:
    (plain,) = read_mentions("柳荫里3号楼1单元502", gazetteer)
    (beyond,) = read_mentions("柳荫里88号楼1单元502", gazetteer)
    (unlisted,) = read_mentions("星海花园3号楼1单元502", gazetteer)
    assert plain.confidence > 0.9
    assert beyond.confidence < 0.6
    assert unlisted.confidence < 0.8


def test_a_compound_that_nobody_listed_is_kept_as_written(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "星海花园5号楼1单元203来问低保") == ["星海花园|5|1|2|203"]


def test_without_a_place_there_is_no_mention(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "今天开例会,没走访") == []
    assert read_address("今天开例会", gazetteer) is None
    assert read_address("", gazetteer) is None


def test_an_overlong_text_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match="10001 characters"):
        read_mentions("楼" * (LONGEST_TEXT + 1), gazetteer)


PIECES = [
    *"0123456789一二三十百楼号栋幢座#单元门层室户东西顶地下负-、和到之间,。() \0\u200b😀ＡB",
    "柳荫里", "号楼", "单元", "楼上", "对门", "502", "同单元", "门口", "槐树巷", "號樓",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=40).map("".join))
def test_any_text_yields_mentions_with_true_offsets(gazetteer: Gazetteer, text: str) -> None:
    for mention in read_mentions(text, gazetteer, default_compound=HOME):
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert 0 <= mention.confidence <= 1
        for reason in mention.reasons:
            assert reason.span is None or 0 <= reason.span.start < reason.span.end <= len(text)
    read_address(text, gazetteer)


POSTAL = {
    "江苏省无锡市钱皋路小天鹅南苑320号1102": "小天鹅南苑|320|-|11|1102",
    "辽宁省沈阳市铁西区沈辽路15号3单元201": "沈辽路15号|-|3|2|201",
    "杭州市余杭区文一西路588号西溪花园12幢2单元301室": "西溪花园|12|2|3|301",
    "天山路88弄16号402室": "天山路88弄|16|-|4|402",
    "铁西区景星南街92-1号2单元5楼2号": "景星南街92-1号|-|2|5|2",
    "北京市朝阳区望京西园三区312号楼1单元1201": "望京西园三区|312|1|12|1201",
    "和平区南京街12号1-5-2": "南京街12号|-|1|5|2",
}


@pytest.mark.parametrize(("text", "expected"), POSTAL.items())
def test_a_postal_line_leads_to_the_compound_or_road_number_it_names(
    gazetteer: Gazetteer, text: str, expected: str
) -> None:
    mention = read_address(text, gazetteer)
    assert mention is not None
    assert short(mention) == expected


def test_a_short_name_counts_only_right_before_a_building(gazetteer: Gazetteer) -> None:
    assert read(gazetteer, "领秀B座1203") == ["领秀国际|B|-|12|1203"]
    assert read(gazetteer, "机床厂3号楼") == ["机床厂宿舍|3|-|-|-"]
    assert read(gazetteer, "领秀来的师傅修好了") == []


@pytest.mark.parametrize(
    ("sure", "less"),
    [
        ("3号楼2单元502漏水", "3号楼2单元5楼漏水"),
        ("3号楼2单元502漏水", "3号楼2单元的灯坏了"),
        ("3号楼2单元门口的灯坏了", "3号楼2单元的灯坏了"),
        ("3号楼2单元501要药", "3号楼2单元501要药,4号楼1单元没灯,5号楼2单元301摔了"),
    ],
)
def test_what_says_less_or_stands_among_many_is_less_sure(
    gazetteer: Gazetteer, sure: str, less: str
) -> None:
    surer, *_ = read_mentions(sure, gazetteer, default_compound=HOME)
    doubted, *_ = read_mentions(less, gazetteer, default_compound=HOME)
    assert surer.confidence > doubted.confidence
    assert doubted.confidence > 0.7


@pytest.mark.parametrize(
    ("text", "compound"),
    [
        ("老电厂院15号楼2单元301室", "老电厂院"),
        ("电厂家属院3号楼1单元502", "电厂家属院"),
        ("辽宁省沈阳市铁西区电厂家属院3号楼1单元502", "电厂家属院"),
        ("沈阳市铁西区东风村3号楼1单元502", "东风村"),
        ("富民小区东院3号楼2单元502", "富民小区东院"),
        ("医院3号楼1单元502", None),
        ("我院3号楼1单元502", None),
        ("沈阳市铁西区3号楼1单元502", None),
    ],
)
def test_a_yard_or_a_village_that_nobody_listed_is_a_compound_of_its_own(
    gazetteer: Gazetteer, text: str, compound: str | None
) -> None:
    read = read_address(text, gazetteer)
    assert read is not None
    assert read.address.compound == compound
