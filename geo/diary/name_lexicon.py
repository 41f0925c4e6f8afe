"""The lexicon of names: surnames, given characters, titles and the words beside a name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from geo.datasets import data_rows
from geo.diary.phrases import folded
from geo.diary.senses import NEEDS, STANDINGS

STOP = '，,。.;；!！?？、:：()（）[]【】"“” \n\t-—/\ufffc'
NO_SURNAME = frozenset(
    "和那全来都从能但由其居应时连单有要让给对门商区楼支房同干什会展信"
    "所呼开得以该各被叫把与且车路云常后年水乐谈费宗经成双通计空者平位名"
    "那都初相逢揣妥渠暴宰贡昌籍牧沃汲钦禄逯但由来诺战危利智幸水沐"
    "滑毋弓巢墨仰咸闪撒别松秋腾宛"
)
"""Surnames that are far more often ordinary words: they need a clear opening."""
JOINING = frozenset("和与同由让给对")
"""Of these, those that join words: 派出所和志愿者 are two parties, 和大娘 opens a sentence."""
OFTEN = frozenset("来要让给干有能向对从都同连应展通师")
"""Surnames behind which 老 means often, or makes a word: 儿子老来要钱, 孩子老师."""
PLACE_WORDS = frozenset("区路时楼房家门居")
"""Surnames that never follow 小 or 老 in a name: 保安小区里转."""
NO_NICKNAME = frozenset("区路时楼房花米包车家门师年安平居商广池单宗成时查计连党")

CHILD_NAMES = (
    "宇轩涵萱琪瑶敏丽芳娟霞燕玲杰军强伟磊鹏勇亮辉浩洋明华刚斌超"
    "婷静倩颖莉娜梅兰芹凤英雨佳欣怡悦彤琳晨飞虎宝豆乐萌妮"
    "荔珊琴芝蓉慧莹蕾薇艳翠琼晴睿涛凯哲毅峰"
)
"""Given characters that follow 小 in the name of a child or a young person."""
SINGLE_NAMES = frozenset(
    CHILD_NAMES
    + "鹃铃楠旭昕欢璐硕迪钢锋鑫栋菲冉妍炜烨"
    + "刚静涛艳秀云丹青林峰岩健波洁莹晶琴蕾薇茜慧娇雷昊凯博帆俊蓉坤岚萍芬红宁平阳龙雪"
)
"""Given characters that make a name alone, without a title behind it."""
CERTAIN_END = frozenset(
    "芳芬英兰梅霞娟丽敏静淑惠珍琴凤玉荣秀莲翠娥菊萍琳琪瑶艳娜莉婷倩颖雯洁莹娇蕾薇茜慧蓉岚茹芸芝蓓婉姣妍婕媛"
    "国建志强伟杰勇斌涛磊鹏超辉毅峰刚军武勋德富贵福禄祥禹顺诚义仁礼庆喜才昌盛旺达康宁泰安民良善贤"
    "宝俊豪哲宇轩浩博凯鑫森淼炎焱栋梁柱松柏林森槐桐枫榕铎钧铭钢铁锋锐镇岩峻岭嵩涵泽润清源海江河湖洋波澜"
    "云霄雷震霖霜虹晖晨曦旭昕明亮晶星耀灿烨煜章文斐翰墨书琢瑞琛璋琦瑾瑜珊玲珏环佩锦绣彤丹朱素菁菲蔓"
)
"""Given characters that end names far more often than words: no word behind them need tell."""
TELLING_PAIRS = frozenset(
    first + last
    for last, firsts in {
        "年": "启延鹤松永寿彭瑞长百庆丰淑桂德阳有祥福万柏",
        "全": "国德福志双玉宝保金",
        "来": "凤春福庆喜永贵",
        "里": "万",
        "进": "跃前学永建文德",
        "先": "占国守继光",
        "在": "长永",
        "才": "文有凤桂秀茂德广贵喜长成宝英国俊连振福庆忠荣永兴玉学",
        "万": "永有",
        "天": "福顺振云浩啸乐",
        "家": "志立兴",
        "中": "建卫国学允文",
        "月": "秋明新桂巧玉素皓",
        "如": "玉月素婉",
        "连": "玉秀凤文",
        "开": "春文永",
        "一": "守正天",
        "有": "富长常",
        "会": "凤荣玉",
        "能": "德国万",
    }.items()
    for first in firsts
)
"""Given names whose last character ends words too, and which are names all the same."""
LONGEST_WORD = 6
"""Characters of a word that is looked for ahead."""
_MORE_OF_TITLE = "爷叔哥姐奶姨婶嫂伯姑舅妈婆公夫弟妹俩们仨孙子父母娘粉站"
"""What follows a title of one character when the two are another word: 哥俩, 姐夫, 奶粉."""
_MORE_OF_OLD = (
    "人先师板公婆伴汉头爷奶太爸妈娘哥姐弟兄乡干党大一二三四五六七八九十幺小鼠虎鹰百少幼弱"
)
"""What follows 老 where no honoured person is meant: 王老师, 张老三."""
DOUBTFUL_END = frozenset(
    "老有来会一上在说连年月日天中家老少能从以可才如为万百千双全进开得求等见想先到时后"
)


@dataclass(frozen=True)
class NameLexicon:
    """The compiled lexicon of names."""

    full: re.Pattern[str]
    titled: re.Pattern[str]
    short_titled: re.Pattern[str]
    """A surname and a title of one character before any word: 田姐气得不行."""
    honoured: re.Pattern[str]
    """A surname and 老: 郗老."""
    nicknamed: re.Pattern[str]
    family: re.Pattern[str]
    post_signs: frozenset[str]
    """Titles of one character that posts have: 程队, 李总."""
    kinds: dict[str, str]
    leads: dict[str, str]
    """Word that stands before a name -> its kind; of two kinds the first listed."""
    ends: re.Pattern[str]
    titles: re.Pattern[str]
    not_names: frozenset[str]
    """Words that look like a name."""


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def name_lexicon() -> NameLexicon:
    """Return the shipped lexicon of names, compiled once."""
    rows = data_rows("lexicon/surnames.csv")
    single = "".join(row["surname"] for row in rows if len(row["surname"]) == 1)
    double = _either(row["surname"] for row in rows if len(row["surname"]) > 1)
    frequent = "".join(row["surname"] for row in rows if row["frequent"] == "yes")
    given = "".join(row["character"] for row in data_rows("lexicon/given_characters.csv"))
    kinds = {row["title"]: row["kind"] for row in data_rows("lexicon/person_titles.csv")}
    kin = _either(row["title"] for row in data_rows("lexicon/kin_titles.csv"))
    contexts = data_rows("lexicon/name_contexts.csv")
    leads: dict[str, str] = {}
    for row in contexts:
        if row["side"] == "before":
            kind = row["id"].partition(".")[2]
            leads |= {word: kind for word in row["words"].split("|") if word not in leads}
    after = _either(
        word for row in contexts if row["side"] == "after" for word in row["words"].split("|")
    )
    long_titles = _either(title for title in kinds if len(title) > 1)
    kin_signs = "".join(
        title for title, kind in kinds.items() if (len(title), kind) == (1, "elder")
    )
    short_titles = "".join(title for title in kinds if len(title) == 1)
    stop = re.escape(STOP)
    return NameLexicon(
        full=re.compile(f"(?P<surname>{double}|(?!{double})[{single}])(?P<given>[{given}]{{1,2}})"),
        titled=re.compile(
            f"(?P<surname>{double}|[{single}])(?P<title>{long_titles}|[{short_titles}](?=[{stop}]|$|{after}))"
        ),
        short_titled=re.compile(
            f"(?P<surname>{double}|[{single}])(?P<title>[{kin_signs}])(?![{_MORE_OF_TITLE}])"
        ),
        honoured=re.compile(
            f"(?P<surname>{double}|[{single}])老(?![{_MORE_OF_OLD}]|实|是|毛病|年|化|旧|城|家)"
        ),
        nicknamed=re.compile(
            f"[老小阿大](?P<surname>{double}|[{single}]|(?<=小)[{CHILD_NAMES}])(?P<head>头(?!疼|晕|发|上)(?:子(?!女)|儿(?![子女媳]))?)?"
        ),
        family=re.compile(f"[老小]?(?P<surname>{double}|[{single}])家(?P<title>{kin})"),
        post_signs=frozenset(title for title in kinds if len(title) == 1) - frozenset(kin_signs),
        kinds=kinds | dict.fromkeys(frequent, ""),
        leads=leads,
        ends=re.compile(f"[{stop}]|$|(?:{after})"),
        titles=re.compile(f"{long_titles}|老人|夫妇|夫妻|两口|[{stop}]|$"),
        not_names=frozenset(row["word"] for row in data_rows("lexicon/not_names.csv")),
    )


@cache
def _words() -> frozenset[str]:
    """Return the words that needs are told by, and those that look like a name."""
    told = (word for name in (NEEDS, STANDINGS) for row in data_rows(name)
            for word in folded(row["words"]).split("|"))  # fmt: skip
    return frozenset(told) | name_lexicon().not_names


def word_ahead(text: str, start: int) -> int:
    """Return where the longest known word of folded `text` that begins at `start` ends, else 0."""
    ends = range(min(start + LONGEST_WORD, len(text)), start + 1, -1)
    return next((end for end in ends if text[start:end] in _words()), 0)
