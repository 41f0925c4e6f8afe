"""Completes drafts: levels that are not written come from earlier words or the default compound."""

import re
from dataclasses import replace
from itertools import product
from math import prod
from typing import NamedTuple

from geo.address.gazetteer import Gazetteer
from geo.address.names import Likeness, NameHit
from geo.address.sketch import DEPTH, Context, Draft
from geo.address.tokens import TOP, Token
from geo.address.values import LEVELS, Address, Level

MOST_EXPANDED = 40
"""A draft that would become more homes than this keeps only its first values."""

_OUTDOORS = re.compile(
    r"的?(?:停|车|花|垃圾|施工|工地|挖|修路|广场舞|跳舞|摆摊|小贩|商贩|收废品|烧烤|喊|吆喝|乘凉|聊天|打牌|打麻将|接|送|迎|集合|排队|做核酸|广场|空地|晾|晒|遛|散步|溜|等|取|拿|堆|门口|绿|长椅|下棋|玩|活动|小(?:广场|花园|路|道|卖部|超市|摊|店|公园|区|树|院)|费劲|不便|困难|买|转|走走)|"
    r"的?(?:平台|露台|天台|路|树|草|井|灯|道|亭|台阶|大门|墙|超市|商|饭店|烧烤|快递|充电|健身|空)"
)
_NOT_HOME_BEFORE = re.compile(r"[在到去上下往从至跑停放摆堆坐站等蹲躺号栋幢座单元院区园][^\w)]?$")
_WHENEVER = re.compile(
    # 楼上一用水就返上来: the neighbours' habit sets it off, the trouble is the writer's own.
    r"(?:那?家|邻居|住户)?(?:(?:一|只要|每次|一旦)[^,。;!?]{1,6}[就便都,]|(?:冲马桶|冲厕所|用水|放水|洗衣服?|洗澡|洗菜)[^。;!?]{0,4})"
    r"[^,。;!?]{0,6}(?:冒|返|溢|反[水味上]|涌|倒灌|漾|堵)"
)
_HEARD = re.compile(
    r"[也又总天常老正在一到]{0,3}(?:半夜|晚上|夜里|早上)?[也又总天常老正在]{0,2}(?:装修|吵|闹|漏|养|砸|敲|打孔|打眼|弹|放音|唱|做饭|抽烟)"
)
_FACING = re.compile(r"(?:住了|住着|而居|处了|多年)")
"""Two flats that face each other: 对门住了二十年 names no third."""
_THROWN = re.compile(r"[^,。;!?]{0,3}(?:往下|朝下|往楼下)?(?:扔|抛|泼|丢)")
"""What comes down from above: nobody knows from whom."""
_SEVERAL = re.compile(
    # Many neighbours are no one home: 楼上3家, 楼下几户, 楼上的邻居们.
    r"(?:那|这|的)?(?:[两二三四五六七八九十几数好各多]+|[2-9]|\d\d)[户家层]|住户们|邻居们|居民|集体|全体|各家|各户|每家|家家"
)
_NOBODY = {
    "楼上": (_SEVERAL, _WHENEVER, _THROWN),
    "楼下": (_SEVERAL, _WHENEVER),
    "对门": (_SEVERAL, _FACING),
    "隔壁": (_SEVERAL, _WHENEVER),
}
"""What follows each word when no one home is meant."""
_PARTY = re.compile(
    r"[,的]?(?:那?[一两]?家|住户|邻居|人家|业主|租户|邻里|老|大爷|大妈|大娘|阿姨|先生|女士|奶奶|爷爷|\w{1,2}(?:先生|女士|大爷|大妈|大娘|奶奶|阿姨|师傅|老师|家))"
)


class Completed(NamedTuple):
    """The homes of one draft and which levels were not written there."""

    addresses: tuple[Address, ...]
    carried: tuple[tuple[Level, ...], ...]
    """For each address, in the order of levels."""


def named_context(word: Token | NameHit, gazetteer: Gazetteer, context: Context) -> Context:
    """Return `context`, or a fresh one when `word` names a compound: a new compound resets."""
    if not isinstance(word, NameHit):
        return context
    owners = [gazetteer.compounds[at] for at in word.compounds]
    own = context.compound.id if context.compound else None
    known = [owner for owner in owners if owner.id == own]
    compound = (known or owners)[0]
    also = () if known else tuple(owner.id for owner in owners[1:])
    return Context(compound, Address(compound.name), context.free, context.behind, also)


def completed(draft: Draft, context: Context) -> Completed | None:
    """Return the homes that `draft` means, or None when it means none."""
    if draft.relative and not draft.parts:
        return _next_door(draft.relative, context)
    compound = context.compound
    name = draft.unlisted or (compound.name if compound else context.address.compound)
    own = draft.name is not None or draft.unlisted is not None
    carried = Address(name) if own else _carried(draft, context, name)
    first = draft.first
    taken = [] if own or name is None else [Level.COMPOUND]
    if first is not None:
        taken += [
            level
            for level in (Level.BUILDING, Level.ENTRANCE)
            if getattr(carried, level) is not None and level not in draft.parts
        ]
    addresses = [_address(levels, carried) for levels in _written(draft)]
    if any(_dangling(address) for address in addresses):
        return None
    if len(addresses) == 1:
        return Completed((addresses[0],), (tuple(taken),))
    others = _later(taken, draft)
    return Completed(tuple(addresses), (tuple(taken), *(others for _ in addresses[1:])))


def _address(written: dict[Level, str], above: Address) -> Address:
    """Return the written levels in what stands above them; a flat tells its floor."""
    unit = written.get(Level.UNIT)
    floor = written.get(Level.FLOOR) or above.floor
    if unit is not None and floor is None:
        floor = told_floor(unit)
    return Address(
        above.compound,
        written.get(Level.BUILDING) or above.building,
        written.get(Level.ENTRANCE) or above.entrance,
        floor,
        unit,
    )


def _later(taken: list[Level], draft: Draft) -> tuple[Level, ...]:
    """Return what the second and later homes of a list carry: all above the listed level."""
    listed = max(
        (DEPTH[level] for level, part in draft.parts.items() if len(part.values) > 1), default=0
    )
    above = [
        level
        for level in (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE)
        if DEPTH[level] < listed and (level in draft.parts or level is Level.COMPOUND)
    ]
    return tuple(level for level in LEVELS if level in taken or level in above)


def _carried(draft: Draft, context: Context, name: str | None) -> Address:
    """Return what stands above the first level that `draft` writes."""
    first = draft.first
    if first is None:
        return Address(name)
    before = context.address
    depth = DEPTH[first]
    same_building_only = draft.same is not None and "单元" not in draft.same
    unit = draft.parts.get(Level.UNIT)
    short = first is Level.UNIT and unit is not None and told_floor(unit.values[0]) is None
    return Address(
        name,
        building=before.building if depth > DEPTH[Level.BUILDING] else None,
        entrance=before.entrance
        if depth > DEPTH[Level.ENTRANCE] and not same_building_only
        else None,
        floor=before.floor if short else None,
    )


def _written(draft: Draft) -> list[dict[Level, str]]:
    """Return the written levels of each home, lists multiplied out."""
    if all(len(part.values) == 1 for part in draft.parts.values()):
        return [{level: part.values[0] for level, part in draft.parts.items()}]
    levels = sorted(draft.parts, key=DEPTH.__getitem__)
    choices = [draft.parts[level].values for level in levels]
    if prod(map(len, choices)) > MOST_EXPANDED:
        choices = [values[:1] for values in choices]
    return [dict(zip(levels, values, strict=True)) for values in product(*choices)]


_TELLING = re.compile(r"[A-Z]*(?P<long>\d{1,2})\d\d[A-Z]?|(?P<short>\d{1,2})[A-Z]")


def told_floor(unit: str) -> str | None:
    """Return the floor that a flat number tells; None when it tells none.

    >>> told_floor("1602"), told_floor("8A"), told_floor("2")
    ('16', '8', None)
    """
    found = _TELLING.fullmatch(unit)
    return (found["long"] or found["short"]) if found else None


def _dangling(address: Address) -> bool:
    """Tell whether a flat is named by its place on a floor that nobody named."""
    if address.unit is None or told_floor(address.unit) is not None:
        return False
    return not (address.floor or address.entrance or address.building)


def _next_door(relative: str, context: Context) -> Completed | None:
    before = context.address
    if before.floor == TOP and relative != "楼上":
        # How high the house is nobody says.
        address = replace(before, floor=None if relative == "楼下" else TOP, unit=None)
    elif before.floor is None or not before.floor.isdecimal():
        return None
    else:
        floor = int(before.floor) + {"楼上": 1, "楼下": -1}.get(relative, 0)
        if floor < 1:
            return None
        address = replace(before, floor=str(floor), unit=None)
    taken = tuple(
        level
        for level in (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE)
        if getattr(address, level) is not None
    )
    return Completed((address,), (taken,))


def names_neighbour(text: str, start: int, end: int, relative: str) -> bool:
    """Tell whether 楼上, 楼下, 对门 at ``[start, end)`` means the people there and not outdoors."""
    if relative == "楼上楼下" or any(story.match(text, end) for story in _NOBODY[relative]):
        return False
    if relative == "对门":
        return True
    if relative == "隔壁":
        return _PARTY.match(text, end) is not None or _HEARD.match(text, end) is not None
    if _NOT_HOME_BEFORE.search(text[max(0, start - 2) : start]) and not _PARTY.match(text, end):
        return (
            text[max(0, start - 1) : start] in "到至"
            and relative == "楼下"
            and "漏" in text[max(0, start - 4) : start]
        )
    return not _OUTDOORS.match(text, end)


def named_alike(draft: Draft) -> Likeness | None:
    """Return how the compound's name was recognised; None when it was not written."""
    return draft.name.likeness if draft.name is not None else None
