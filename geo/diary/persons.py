"""Names of persons as leaders write them: full names, 邢大爷, 老李, 凌家老爷子; and whose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from geo.address.values import Span
from geo.diary.name_lexicon import (
    CERTAIN_END,
    DOUBTFUL_END,
    JOINING,
    NO_NICKNAME,
    NO_SURNAME,
    OFTEN,
    PLACE_WORDS,
    SINGLE_NAMES,
    STOP,
    TELLING_PAIRS,
    NameLexicon,
    name_lexicon,
    word_ahead,
)
from geo.diary.roles import LONGEST_LEAD, WITH_ME, Role, lead_before, role_of


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """One name of a person where it is written."""

    name: str
    span: Span
    surname: str
    role: Role
    confidence: float
    full: bool = False
    """Whether surname and given name are told."""
    family: bool = False
    """Whether it is a family's name with a title: 饶家老太太."""
    of_kin: bool = False
    """Whether a word of kin leads to the name: 儿子邢军 is not the 邢大爷 named before."""


_THIS_WEEK = frozenset("这上下本每两一半隔几")
_AT_PERSONS = re.compile("那儿|那里|那边|手里|手上|家里?(?!具|电|长|教)")
"""What follows somebody's name where their place or hand is meant: 交到小温那儿."""
_ENDS_A_NAME = frozenset("山飞生天强红伟全先来臣起")
_OF_TIME = frozenset("天日年月周早晚午")
"""Second characters of words of time: 明天来 is nobody."""
_PAUSE = re.compile("[,，。;；、(（:：]|$")
_HOME_AHEAD = re.compile(
    r"[,，(（:：]\s*[^\W\d]{0,9}(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z])(?:号楼|[栋幢座#-]|单元|门)"
)
_OWNS = re.compile("家(?!具|电|长|里)|说(?!话|不)|两口|媳妇|爱人|老伴")
_KIN_BEFORE = re.compile(
    "(?:儿子|女儿|闺女|丫头|孙子|孙女|外孙|侄子|侄女|侄儿|外甥|外甥女|女婿|儿媳|媳妇|老伴|爱人|妻子|丈夫"
    "|妹妹|弟弟|姐姐|哥哥|妹子|母亲|父亲|老公|老婆|婆婆|公公|孩子|[他她]妈|[他她]爸|徒弟)儿?[叫是]?$"
)
_POST_BEFORE = re.compile(
    r"(?:[^\W\d]员|[电木瓦焊管民农]工|师傅|护士|医生|大夫|保[洁安]|志愿者|[社义护]工|[民片辅协交]警|律师"
    "|书记|主任|经理|[队班楼组科站所]长|裁缝|司机|木匠)$"
)
_NOTE_BEHIND_HOME = re.compile("[(][^()]{1,12}[)]")
"""What is added to a home in brackets before its name: 4-2(四楼二号)隗明."""
_SPEAKS = re.compile(
    "说(?!话)|反映|来电|打电话|家里|他|她|从医院|今年|[(]"
    "|的?(?:儿子|女儿|老伴|爱人|媳妇|母亲|父亲|妈|爸|丈夫|妻子)"
)


def read_persons(text: str, homes: Iterable[Span]) -> tuple[NamedSpan, ...]:
    """Return the names in folded `text`, in order, without those inside the `homes` spans.

    Cost: linear in the text.
    """
    names = name_lexicon()
    taken = [*homes]
    home_ends = {span.end for span in taken}
    notes = (_NOTE_BEHIND_HOME.match(text, end) for end in [*home_ends])
    home_ends |= {note.end() for note in notes if note}
    found: list[NamedSpan] = []
    for reader in (_family, _honoured, _full, _titled, _short_titled, _nicknamed):
        for named in reader(text, names, home_ends):
            if not any(
                named.span.start < span.end and span.start < named.span.end for span in taken
            ):
                found.append(named)
                taken.append(named.span)
    return tuple(sorted(found, key=lambda named: named.span.start))


def _full(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    at = 0
    while (match := names.full.search(text, at)) is not None:
        end = _full_end(text, match, names, home_ends)
        if end is None:
            at = match.start() + 1
            continue
        at = end
        bounds = (match.start(), end)
        yield replace(_named(text, bounds, match["surname"], names, home_ends, 0.93), full=True)


def _full_end(
    text: str, match: re.Match[str], names: NameLexicon, home_ends: set[int]
) -> int | None:
    """Return where a full name that starts at `match` ends, or None when it is none."""
    start = match.start()
    if not _opened(text, start, names, home_ends):
        return None
    strong = start in home_ends or lead_before(text, start, names) in ("resident", "official")
    if match["surname"] in NO_SURNAME and (not strong or _joins(text, match, home_ends)):
        return None
    strong |= start - 1 in home_ends and text[start - 1] in "的,:、 "
    surname_end = match.end("surname")
    if len(match["surname"]) > 1 and names.titles.match(text, surname_end):
        return None
    listed = start > 0 and text[start - 1] == "、"
    if text[start : start + 2] in names.not_names and not listed:
        return _end_of_word_name(text, match, names, home_ends)
    for end in range(match.end(), surname_end, -1):
        if text[surname_end:end] == "家" or (match["surname"] == "那" and end - start < 3):
            continue
        if text[start:end] in names.not_names or word_ahead(text, end - 1) > end:
            continue
        short = end - surname_end == 1 and len(match["surname"]) == 1
        certain = strong and _ends_certainly(text, start, end, short=short)
        if not (certain or names.ends.match(text, end)):
            continue
        safe = (
            text[end - 1] not in DOUBTFUL_END
            or names.titles.match(text, end)
            or (strong and text[surname_end:end] in TELLING_PAIRS)
        )
        heads = _opens_sentence(text, start) and _home_follows(text, end)
        told = strong or heads or _SPEAKS.match(text, end)
        if not safe or (short and not (told and _typical(text, end, names))):
            continue
        return end
    placed = start in home_ends or (text[start - 1] == "的" and start - 1 in home_ends)
    return _end_before_word(text, match) if placed else None


def _end_before_word(text: str, match: re.Match[str]) -> int | None:
    """Return where a name behind a home ends, whatever follows, if no word is cut by it.

    杭永年肢残二级 and 司徒敏发烧 tell of 杭永年 and 司徒敏.
    """
    start, longest = match.span()
    surname_end = match.end("surname")
    if match["surname"] in NO_SURNAME or word_ahead(text, start) or text[surname_end] == "家":
        return None
    for end in range(longest, surname_end, -1):
        if any(word_ahead(text, at) > end for at in range(start + 1, end)):
            continue
        short = end - surname_end == 1 and len(match["surname"]) == 1
        if not short or (text[surname_end] in SINGLE_NAMES and word_ahead(text, end)):
            return end
    return None


def _end_of_word_name(
    text: str, match: re.Match[str], names: NameLexicon, home_ends: set[int]
) -> int | None:
    """Return where a name ends that begins like a word: 501白云飞住院, 康宁,9号楼3单元15楼."""
    start, end = match.span()
    if text[end - 1] not in CERTAIN_END and text[end - 1] not in _ENDS_A_NAME:
        return None
    if text[start + 1] in _OF_TIME:
        return None
    if _home_follows(text, end) and _opens_sentence(text, start):
        return end
    if end - start < 3 or text[start:end] in names.not_names:
        return None
    if text[start + 1 : end] in names.not_names and text[end - 1] not in CERTAIN_END:
        return None
    told = names.ends.match(text, end) if start in home_ends else _PAUSE.match(text, end)
    return end if told else None


def _home_follows(text: str, end: int) -> bool:
    return _HOME_AHEAD.match(text, end) is not None


def _opens_sentence(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in "。;；!！\n"


def _ends_certainly(text: str, start: int, end: int, *, short: bool) -> bool:
    """Tell whether a name ends here whatever follows; a `short` one only behind a word of kin."""
    if text[end - 1] not in CERTAIN_END:
        return False
    return not short or (text[end - 1] in SINGLE_NAMES and _names_kin(text, start))


def _names_kin(text: str, start: int) -> bool:
    """Tell whether a word of kin stands before `start`, so that two characters may be a name."""
    return _KIN_BEFORE.search(text[max(0, start - LONGEST_LEAD) : start]) is not None


def _joins(text: str, match: re.Match[str], home_ends: set[int]) -> bool:
    """Tell whether the surname is a word that joins two others: 老人和保洁."""
    start = match.start()
    joins = match["surname"] in JOINING and start not in home_ends
    return joins and start > 0 and text[start - 1] not in STOP


def _typical(text: str, end: int, names: NameLexicon) -> bool:
    """Tell whether a one-character given name that ends at `end` looks like one."""
    return text[end - 1] in SINGLE_NAMES or names.titles.match(text, end) is not None


def _titled(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    for match in names.titled.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        if text[match.start() : match.start() + 2] in names.not_names:
            continue
        if match[0] in names.not_names:
            continue
        if before + match["surname"] in names.not_names or before + match["surname"] == "公司":
            continue
        if match["surname"] == "周" and before in _THIS_WEEK:
            continue
        if _joins(text, match, home_ends):
            continue
        doubtful = match["surname"] in NO_SURNAME or match["title"] in names.post_signs
        if not doubtful or _opened(text, match.start(), names, home_ends, hour=False):
            yield _named(text, match.span(), match["surname"], names, home_ends, 0.95)


def _honoured(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    """Yield 郗老, as people of merit are called, at a home or behind a sign or 的."""
    if "老" not in text:
        return
    for match in names.honoured.finditer(text):
        start, end = match.span()
        if match["surname"] in NO_SURNAME or match[0] in names.not_names:
            continue
        told = (
            start == 0 or start in home_ends or text[start - 1] in STOP or text[start - 1] == "的"
        )
        if told and names.ends.match(text, end):
            yield _named(text, (start, end), match["surname"], names, home_ends, 0.85)


def _short_titled(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    for match in names.short_titled.finditer(text):
        start, end = match.span()
        if match[0] in names.not_names:
            continue
        if match["surname"] in NO_SURNAME and start not in home_ends:
            continue
        if _opened(text, start, names, home_ends):
            yield _named(text, (start, end), match["surname"], names, home_ends, 0.9)


def _family(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    if "家" not in text:
        return
    for match in names.family.finditer(text):
        if match["surname"] in NO_SURNAME and not _opened(text, match.start(), names, home_ends):
            continue
        named = _named(text, match.span(), match["surname"], names, home_ends, 0.9)
        yield replace(named, family=True)


def _nicknamed(text: str, names: NameLexicon, home_ends: set[int]) -> Iterable[NamedSpan]:
    after = -1
    """Where the last of them ended: 小张小李."""
    for match in names.nicknamed.finditer(text):
        start, end = match.span()
        if _word_begins(text, start, names) and not _meant(text, match, names, home_ends):
            continue
        led = _led_to(text, start, end, names)
        opened = start == after or led or _opened(text, start, names, home_ends)
        if not (opened or _AT_PERSONS.match(text, end)):
            continue
        placed = start in home_ends or _home_follows(text, end)
        called = led and match["surname"] not in PLACE_WORDS
        if match["surname"] in NO_NICKNAME and not (placed or called):
            continue
        if match[0][0] == "大" and match["head"] is None and not _is_big(text, match, names):
            continue
        after = end
        yield _named(text, (start, end), match["surname"], names, home_ends, 0.85)


def _is_big(text: str, match: re.Match[str], names: NameLexicon) -> bool:
    """Tell whether 大刘 is a colleague, and 大车 no lorry: after 我和, with a frequent surname."""
    frequent = names.kinds.get(match["surname"]) == ""
    return frequent and WITH_ME.search(text[: match.start()]) is not None


def _led_to(text: str, start: int, end: int, names: NameLexicon) -> bool:
    """Tell whether a post or a word of kin leads to the name: 电工小车说, 侄子小项来了."""
    if text[start] == "老" and text[start + 1] in OFTEN:
        return False
    before = text[max(0, start - LONGEST_LEAD) : start]
    led = _POST_BEFORE.search(before) or _KIN_BEFORE.search(before)
    return led is not None and names.ends.match(text, end) is not None


def _meant(text: str, match: re.Match[str], names: NameLexicon, home_ends: set[int]) -> bool:
    """Tell whether 老关 or 小包, which are words too, is somebody here: 老关家, 社区小包来了."""
    start, end = match.span()
    if _opens_sentence(text, start) and _home_follows(text, end):
        return True
    if text[start] == "小" and _led_to(text, start, end, names):
        return True
    if text[start + 1 : start + 3] in names.not_names or text[start : end + 1] in names.not_names:
        return False
    if start in home_ends and match["surname"] not in NO_NICKNAME and names.ends.match(text, end):
        return True
    if match["head"] is not None or _OWNS.match(text, end):
        return True
    led = (
        lead_before(text, start, names) == "official"
        and names.kinds.get(match["surname"]) is not None
    )
    return led and names.ends.match(text, end) is not None


def _word_begins(text: str, start: int, names: NameLexicon) -> bool:
    """Tell whether 老 or 小 at `start` begins an ordinary word, or the surname behind it does."""
    longest = range(2, 5)
    return (
        any(text[start : start + size] in names.not_names for size in longest)
        or text[start + 1 : start + 3] in names.not_names
    )


def _opened(
    text: str, start: int, names: NameLexicon, home_ends: set[int], *, hour: bool = True
) -> bool:
    """Tell whether a name may begin at `start`: after a sign, a home or a word that leads to it.

    A word of time (昨晚) leads to a name too, unless `hour` is false.
    """
    if start == 0 or start in home_ends:
        return True
    before = text[start - 1]
    if before in STOP or before in "号户室座栋幢楼门" or before.isdigit():
        return True
    lead = lead_before(text, start, names)
    return lead is not None and (hour or lead != "time")


def _named(
    text: str,
    bounds: tuple[int, int],
    surname: str,
    names: NameLexicon,
    home_ends: set[int],
    confidence: float,
) -> NamedSpan:
    start, end = bounds
    role = role_of(text, start, end, names, at_home=start in home_ends)
    of_kin = _names_kin(text, start)
    return NamedSpan(text[start:end], Span(start, end), surname, role, confidence, of_kin=of_kin)
