"""Tells which of the places that a text speaks of are items of their own.

Echoes of a home named before, groups of residents, places taken back (不是3号楼,是5号楼) and frames
of the homes that follow are none.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from geo.address.nesting import Nesting
from geo.address.values import LEVELS, Address, Level, Mention

_PEOPLE = re.compile(
    r"的?(?:全体|部分|很多|多数|几户|好几户|几家)?(?:居民|业主|住户们|邻居|群众|邻里)"
)
_UPSET = re.compile(
    rf"{_PEOPLE.pattern}?(?:[^,。;!?也]{{0,3}}家长们?|们)?(?:[^,。;!?也没无缺]{{0,4}}"
    r"(?:投诉|反映|抗议|急眼|不干|有意见|不满|联名|要求|骂|闹|堵着))"
)
"""People of a building who complain of what lies elsewhere."""
_SAYS_NO = re.compile(
    r"(?:[、和跟]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[楼层])*"
    r"(?:的|那?几?[户家]|住户|孩子们?|小孩|学生|老人|大人|人|死活|坚决|就是|[也都全还]|一直|[不没]){0,4}"
    r"(?:不签|不同意|不让|不肯|不愿|不干|反对|不乐意|没签|没同意|没点头|不松口|不点头|意见大|有意见"
    r"|不敢|乐意|松口|愿意|赞成|点头|写不|睡不|一宿|不亮|丢了|丢过)"
)
"""What the people of a floor say or suffer: 一楼死活不签字, 熏得一楼不敢开窗."""
_CAME = re.compile(r"[来去到]的?人?[多少](?![了儿年久])")
"""3号楼来的少: how many of a building came to something."""
_SEVERAL = re.compile(r"[两三四五六七八几\d]{1,2}[户家](?:都|全|均|也)")
_EVERYBODY = re.compile(rf"{_PEOPLE.pattern}|的?住户(?:们|都|全)")
_EXCEPTED = re.compile(r"除了?$")
_NOT_HERE = re.compile(r"(?:不是|并非|不在|而非)(?:在)?$")
_FROM = re.compile(r"(?:从|由|原住|原来住?|以前住?)$")
_MOVED = re.compile(r"[^。;!?]{0,8}[搬迁换][^。;!?]{0,4}")
"""从8号楼搬到5号楼: the place that was left is none of the entry."""
_BUT_HERE = re.compile(r"[^。;!?]{0,4}?[,、]?(?:而|应该?|其实)*(?:是|在|为)(?:在)?")
_WRONG = re.compile(
    r"(?:没有|没这[栋个]楼?|不对|不存在|[写记说]?错了?)[,。;、(]*(?:实际上?|其实|应该?|正确的?|更正|改|现)*[为成是在]{0,2}"
    r"|[,。;、(]*(?:应该?|更正|实)[为成是在]{1,2}"
)
_ALL_OF_THEM = re.compile(r"[^,.。;!?]{0,6}?[都均全]")
_MET = re.compile(r"[^,。;!?]{0,2}(?:[碰遇撞][到见上]|[让被叫](?=\d))")
"""在6号楼下碰到1单元1204的人: where somebody was met is no place of the entry."""
_KEPT_AT = re.compile(r"(?:[堆停放摆码扔搁晾][在到进着]|占[着了用]|[堆停放]满)了?$")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_THAT_HOME = re.compile(r"的?那[家户]")
"""1号楼那户: the one home of that building that was named."""
_HOW_MANY = re.compile(r"[^。;!?\d楼层]{0,8}?[\d两三四五六七八九十]{1,3}[户家]")
"""12栋一共报了9家: the homes are named afterwards."""


class Found(NamedTuple):
    """A mention and where it ends and its levels begin in the folded text."""

    mention: Mention
    begin: int
    end: int


def kept_mentions(found: list[Found], text: str) -> list[Mention]:
    """Drop what is no item of its own: echoes, resident groups, frames of a following list."""
    kept: list[Mention] = []
    known: set[Address] = set()
    nesting = Nesting(one.mention.address for one in found) if len(found) > 1 else Nesting()
    for at, one in enumerate(found):
        address = one.mention.address
        told = one.mention.place is None and address in known
        if told or _is_echo(one, kept, text) or _is_group(one, kept, text):
            continue
        if _is_corrected(one, found[at + 1 :], text) or _is_own_spot(one, found[:at], text):
            continue
        inner = [found[k] for k in nesting.within(address, at + 1)]
        if not _is_frame(one, found[at + 1 :], inner, text):
            kept.append(one.mention)
            known.add(address)
    return kept


def _is_echo(one: Found, kept: list[Mention], text: str) -> bool:
    """Tell whether a home, not told just so, was named before and nothing new is said of where.

    7楼 behind 7楼1号 of the same entrance is that flat again, as is 六门 in 除了六门.
    """
    mention = one.mention
    if mention.place is not None:
        return False
    address = mention.address
    if _is_all_carried(mention):
        return False
    if is_neighbour(mention):
        return _is_known_neighbour(address, kept)
    if _THAT_HOME.match(text, one.end) and sum(extends(k.address, address) for k in kept) == 1:
        return True
    floor_only = address.floor is not None and address.unit is None
    floor_only &= Level.ENTRANCE in mention.carried
    excepted = _EXCEPTED.search(text, max(0, one.begin - 2), one.begin) is not None
    return (floor_only or excepted) and any(extends(other.address, address) for other in kept)


def _is_own_spot(one: Found, before: list[Found], text: str) -> bool:
    """Tell whether it is where the home just named keeps its things: 301的车停在3单元过道里."""
    kept_at = _KEPT_AT.search(text, max(0, one.begin - 4), one.begin)
    if one.mention.place is None or not before or kept_at is None:
        return False
    home = before[-1]
    if home.mention.address.unit is None or _SENTENCE_END.search(text, home.end, one.begin):
        return False
    place = one.mention.address
    return place == Address(home.mention.address.compound) or extends(home.mention.address, place)


def _is_known_neighbour(address: Address, kept: list[Mention]) -> bool:
    """Tell whether 楼上 or 对门 at `address` is a home that was named, seen from the other one."""
    if not kept:
        return False
    there = sum(extends(other.address, address) for other in kept)
    if there > (address.floor == kept[-1].address.floor):
        return True
    door = replace(address, floor=None)
    floors = {
        int(other.address.floor or 0)
        for other in kept
        if extends(other.address, door) and (other.address.floor or "").isdecimal()
    }
    return any(floor + 1 in floors for floor in floors)


def is_neighbour(mention: Mention) -> bool:
    """Tell whether it was told by where it lies from another home: 楼上, 对门."""
    return any(reason.rule == "relative" for reason in mention.reasons)


def _is_all_carried(mention: Mention) -> bool:
    """Tell whether no level is written: 楼下 of a top floor, however high."""
    named = [level for level in LEVELS if getattr(mention.address, level) is not None]
    return len(named) > 1 and set(mention.carried).issuperset(named)


def _is_corrected(one: Found, following: list[Found], text: str) -> bool:
    """Tell whether the words take it back for the next: 不是3号楼,是5号楼; 甲栋没有,是A栋."""
    if not following:
        return False
    between = text[one.end : following[0].begin]
    before = text[max(0, one.begin - 3) : one.begin]
    if _FROM.search(before) and _MOVED.fullmatch(between):
        return True
    if _NOT_HERE.search(before):
        return _BUT_HERE.fullmatch(between) is not None
    return between[:1] not in ("是", "在") and _WRONG.fullmatch(between) is not None


def _is_group(one: Found, kept: list[Mention], text: str) -> bool:
    """Tell whether it is 5单元居民 of a building that was named before."""
    if one.mention.address.unit:
        return False
    alone = _is_floor_alone(one.mention.address) and _EVERYBODY.match(text, one.end)
    if kept and _is_floor_said(one.mention) and _SAYS_NO.match(text, one.end):
        return True
    if alone or _CAME.match(text, one.end):
        return True
    return bool(kept) and _is_group_of(one, kept, text)


def _is_group_of(one: Found, kept: list[Mention], text: str) -> bool:
    """Tell whether it is a group of residents, seen from what was named before."""
    if Level.ENTRANCE in one.mention.carried and _SEVERAL.match(text, one.end):
        return True
    if Level.BUILDING in one.mention.carried:
        return _PEOPLE.match(text, one.end) is not None
    elsewhere = any(other.span != one.mention.span for other in kept)
    return elsewhere and _UPSET.match(text, one.end) is not None


def _is_floor_said(mention: Mention) -> bool:
    """Tell whether only a floor is written, so that its people are meant: 一楼不签字."""
    address = mention.address
    floor = address.floor is not None and address.unit is None and mention.place is None
    return floor and Level.ENTRANCE in mention.carried


def _is_floor_alone(address: Address) -> bool:
    return address == Address(address.compound, floor=address.floor)


def _is_frame(one: Found, following: list[Found], inner: list[Found], text: str) -> bool:
    """Tell whether it only sets the scene for homes that follow; `inner` of them lie in it."""
    mention, address = one.mention, one.mention.address
    beside = (other for other in following if other.mention.address.compound == address.compound)
    first = next(beside, None)
    if first is None:
        return False
    met = _MET.match(text, one.end) is not None and _lodged(first.mention, address)
    if met or mention.place is not None:
        return met
    if address == Address(address.compound):
        return True
    inner = [other for other in inner if other.mention.address.compound == address.compound]
    if address.floor is not None and any(_is_said_there(other.mention) for other in inner):
        return True
    lodged = [other for other in inner if _took_house(other.mention)]
    if lodged and (_HOW_MANY.match(text, one.end) or text.startswith(":", one.end)):
        return True
    return len(lodged) > 1 and _ALL_OF_THEM.match(text, lodged[-1].end) is not None


def _is_said_there(inner: Mention) -> bool:
    """Tell whether it is a flat said by its place on a floor: 1楼的下水堵,1楼1号进水."""
    flat = inner.address.unit
    return flat is not None and len(flat) < 3


def _took_house(inner: Mention) -> bool:
    """Tell whether it took its building or entrance from words before it."""
    return Level.BUILDING in inner.carried or Level.ENTRANCE in inner.carried


def _lodged(inner: Mention, outer: Address) -> bool:
    """Tell whether `inner` lies in `outer` and took its building or entrance from there."""
    return _took_house(inner) and bool(Nesting([inner.address]).within(outer))


def extends(inner: Address, outer: Address) -> bool:
    """Tell whether `inner` has every level of `outer`, which is no mere compound, and more."""
    if inner == outer or outer == Address(outer.compound):
        return False
    return all(getattr(outer, level) in (None, getattr(inner, level)) for level in LEVELS)
