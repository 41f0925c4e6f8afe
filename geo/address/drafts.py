"""Walks through a text word by word and groups what belongs to one place into drafts."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.address.grammar import glued, read_token
from geo.address.names import NameHit
from geo.address.sketch import Context, Draft, Part
from geo.address.spots import between_end, spot_end
from geo.address.tokens import TOP, Kind, Token
from geo.address.values import Address, Level

Word = Token | NameHit

_UNLISTED = re.compile(
    # The last boundary that leaves a name: behind a preposition, a district or a road number.
    r"(?:.*(?<=[\s,.。;:!?、()在到去从是与跟至对给为把省市区县镇乡道路街巷号])|^)"
    r"(?P<name>(?!小区|我们|咱|本|该|这|那|全|各|老旧|新(?![一-鿿]{1,6}[路街巷道]\d)|某|同|几个|两个|多个|(?:花园|家园|新村|新城|公寓|宿舍|大院|广场|山庄)[\s,的]*$)"
    r"(?:[一-鿿A-Z]{1,8}[路街巷道里弄]\d{1,4}(?:-\d{1,3})?(?:弄|号(?:小区|院|大院|楼院)?)"
    r"|[一-鿿A-Z]{1,10}(?:花园|家园|小区|新村|新城|新苑|公寓|宿舍|大院|家属院|家属区|家属楼|生活区|名都|名城|山庄|广场|华府"
    r"|雅居|佳苑|佳园|丽园|苑|园|府|(?<![返进出回全])城|湾|庭|邸|里|坊|居|寓|轩|郡)(?:[一二三四五六东西南北]+[期区])?))"
    r"(?<![群院家楼屋手这那哪心店村城厂库道区箱梯洞圈会车夜]里)[\s,的]*$"
)
_STRAY = re.compile(
    r"\s*(?:[一-鿿]+(?:[省市县镇乡]|(?<![小社园校库厂])区|街道))?"
    r"(?!(?:我|咱|本|该|这|那|同|业主|户主|住户|居民|租户|地址|住址)[一-鿿]*)"
    r"(?P<name>[一-鿿A-Z]{2,12})"
    r"(?:(?<=[一-鿿]{2}院)(?<!小区院)|(?<=[一-鿿]{2}村)|(?<![住址在是为主到去往家内里室园区县市镇乡村院路街巷道弄]))[\s,的]*"
)
_PAUSE = re.compile(r"[,.。;:!?、\s]")
_LONGEST_NAME = 24
_CLIMBED = re.compile(
    r"(?:[爬上下登走跑背扛抬搬提送挡够到高共至过离从由自往]|楼高|[爬上下抬背扛]到)"
    r"(?:了|不了|不动|得动|不着|着|完|过)?$|电梯[到在]?$"
)
_LEFT_AT = re.compile(r"[在住找搬放停存锁堆按]了?$|按钮$|[^\w]在$")
_SOMEBODY = re.compile(r"的|那?[家户]|住户|业主|租户|邻居|老|住着?[一个俩两]|有")
"""What makes a floor a home: 轮椅在一楼 is none, 住在一楼的老人 is."""
_BORROWED = re.compile(r"[借租腾][用给]?$")
_SPREAD = re.compile(r"[漏渗淌流泡滴传串窜蔓]到了?$")
"""Water, smoke and noise that reach a floor reach the people there."""
_COUNTER = re.compile(r"[栋幢座]")
_TALLIED = re.compile(
    r"(?:[走跑查看转访扫贴测刷修换建盖爬涉][了过完遍]|[这那共有约近余全整]|一共|总共|涉及|其中)$"
)
_NO_HOME = re.compile(
    r"的?(?:窗|平台|缓台|拐|转角|半|以[上下]|按|停不|住着[上不也还]|住[,。;!?]|高|大厅|门厅|扶手|到|至|那么|才|就"
    r"|的?(?:商铺|商户|门市|底商|饭店|餐馆|烧烤|超市|小卖|麻将馆|棋牌|理发|足疗|歌厅|网吧|诊所|药店|早餐|面馆|洗衣店|快递)"
    r"|[^,。]{0,2}(?:爬|走)不)"
)


def next_draft(
    text: str, words: Sequence[Word], at: int, context: Context
) -> tuple[Draft | None, int]:
    """Return the draft that starts with word `at`, or None, and the position of the next word."""
    word = words[at]
    draft = Draft(word.start, word.start)
    if isinstance(word, NameHit):
        draft.name, draft.end = word, word.end
        at += 1
    elif word.kind in (Kind.RELATIVE, Kind.SAME):
        return _relative(text, words, at, context)
    else:
        draft.unlisted = _unlisted_before(text, word, context.behind)
        if context.free and not draft.unlisted:
            _heed_stray(text, draft, context)
        if draft.unlisted:
            draft.start = text.rindex(draft.unlisted, 0, word.start)
            context = replace(context, compound=None, address=Address(draft.unlisted))
    at = extended(text, words, at, draft, context)
    if draft.name is None and not draft.parts:
        return None, at + 1
    if (
        _story_floor(text, draft, context)
        or _roof_above(text, draft, context)
        or _is_tally(text, draft, context)
    ):
        return None, at
    return draft, at


def extended(text: str, words: Sequence[Word], at: int, draft: Draft, context: Context) -> int:
    """Add words from `at` on while they belong; return the position of the first that does not."""
    while at < len(words):
        word = words[at]
        if isinstance(word, NameHit):
            break
        if draft.end > draft.start and not _goes_on(text, draft, word):
            break
        added = read_token(text, draft, word, _ahead(text, words, at), context)
        if not added and not _second_floor(text, draft, word):
            break
        at += 1
    _close_bracket(text, draft)
    return at


def _goes_on(text: str, draft: Draft, word: Token) -> bool:
    """Tell whether `word` is glued to the draft; 、 joins levels only around an entrance."""
    if not glued(text, draft.end, word.start):
        return False
    listed = "、" in text[draft.end : word.start]
    return not listed or word.kind is Kind.ENTRANCE or Level.ENTRANCE in draft.parts


def _ahead(text: str, words: Sequence[Word], at: int) -> Token | None:
    """Return the word behind `at` when nothing but glue stands between."""
    if at + 1 >= len(words):
        return None
    word, following = words[at], words[at + 1]
    if isinstance(following, NameHit) or not glued(text, word.end, following.start):
        return None
    if text[word.end : following.start].strip() in (",", "、"):
        return None
    return following


def _story_floor(text: str, draft: Draft, context: Context) -> bool:
    """Tell whether a floor alone is no home but part of the story: 爬六楼, 挡住一楼窗户."""
    if draft.name is not None or set(draft.parts) != {Level.FLOOR} or context.free:
        return False
    before = text[max(0, draft.start - 4) : draft.start]
    if _SPREAD.search(before):
        return False
    unplaced = context.address.building is not None and context.address.entrance is None
    cellar = draft.parts[Level.FLOOR].values[0].startswith("B")
    return bool(
        _CLIMBED.search(before)
        or _NO_HOME.match(text, draft.end)
        or (_LEFT_AT.search(before) and not (cellar or _SOMEBODY.match(text, draft.end)))
        or (cellar and _BORROWED.search(before))
        or (len(draft.parts[Level.FLOOR].values) > 1 and unplaced)
    )


def _is_tally(text: str, draft: Draft, context: Context) -> bool:
    """Tell whether it counts buildings or entrances and names none: 走了三栋楼, 这三栋."""
    if draft.name is not None or len(draft.parts) != 1 or context.free:
        return False
    ((level, part),) = draft.parts.items()
    if level is not Level.BUILDING or not _COUNTER.search(text, part.end - 1, part.end):
        return False
    spoken = not text[part.start].isascii()
    many = text.startswith("楼", part.end) and spot_end(text, part.end, flat=False) is None
    return (many and spoken) or _TALLIED.search(
        text[max(0, part.start - 4) : part.start]
    ) is not None


def _roof_above(text: str, draft: Draft, context: Context) -> bool:
    """Tell whether 楼顶 is the roof over the home just named, 顶层 its floor: 3单元601楼顶漏雨."""
    if context.address.floor is None:
        return False
    if text[draft.start : draft.end] in ("顶层", "顶楼"):
        return context.address.unit is not None and context.behind == draft.start
    if text[draft.start : draft.end] != "楼顶":
        return False
    return context.behind > 0 and not _PAUSE.search(text[context.behind : draft.start])


def _second_floor(text: str, draft: Draft, word: Token) -> bool:
    """Join 二楼三楼 when 之间 follows, and 七楼顶层, which is the seventh."""
    first = draft.parts.get(Level.FLOOR)
    if not first or word.kind not in (Kind.STOREY, Kind.FLOOR) or word.start != draft.end:
        return False
    if first.values == (TOP,) and word.values[0].isdecimal():
        draft.parts[Level.FLOOR] = Part(word.values, word.start, word.end, "floor")
        draft.end = word.end
        return True
    if word.values == (TOP,):
        draft.end = word.end
        return True
    if between_end(text, word.end) is None:
        return False
    draft.parts[Level.FLOOR] = Part(first.values + word.values, first.start, word.end, "between")
    draft.end = word.end
    return True


def _close_bracket(text: str, draft: Draft) -> None:
    if draft.end < len(text) and text[draft.end] == ")" and "(" in text[draft.start : draft.end]:
        draft.end += 1


def _relative(
    text: str, words: Sequence[Word], at: int, context: Context
) -> tuple[Draft | None, int]:
    """Read 楼上, 对门, 同单元: with a number behind it the number says all."""
    word = words[at]
    written = text[word.start : word.end]
    draft = Draft(word.start, word.end)
    if isinstance(word, Token) and word.kind is Kind.SAME:
        draft.same = written
    else:
        draft.relative = word.values[0] if isinstance(word, Token) else written
    following = extended(text, words, at + 1, draft, context)
    if draft.same and not draft.parts:
        return None, following
    return draft, max(following, at + 1)


def _heed_stray(text: str, draft: Draft, context: Context) -> None:
    """Heed a word that opens an address cell and is no known name: 月夏23号楼.

    Without a default compound it is taken for the compound's name, else it casts doubt.
    """
    found = _STRAY.fullmatch(text, 0, draft.start)
    if not found:
        return
    if context.address.compound is None:
        draft.unlisted = found["name"]
    else:
        draft.doubts.append("word_before")


def _unlisted_before(text: str, word: Token, behind: int) -> str | None:
    """Return the name of a compound, unknown to the gazetteer, that stands right before `word`.

    It lies behind what was read already, at `behind`.
    """
    if word.kind not in (Kind.BUILDING, Kind.ENTRANCE, Kind.DASHED, Kind.STOREY, Kind.NUMBER):
        return None
    begin = max(behind, word.start - _LONGEST_NAME)
    found = _UNLISTED.match(text, begin, word.start)
    return found["name"] if found else None
