"""Puts the tokens of one place together: which word is the building, the entrance, the flat."""

import re
from dataclasses import replace

from geo.address.dashes import LONG_UNIT, dashed_levels
from geo.address.sketch import DEPTH, LISTED, Context, Draft
from geo.address.tokens import Kind, Token
from geo.address.values import Address, Level

_GLUE = re.compile(
    r"(?:小区|社区|大院|院)?[里内]?(?:[一二三四五六1-9][期区]|[东西南北]区)?"
    r"(?:排屋|联排|叠拼|洋房|小高层|高层|别墅)?[\s()]*(?:的|那[个户家边]?|[,、\-/])?\s*(?:把?[东西南北]头|(?:把头|把边|靠边|中间|最里面?|[头尾]一个)单元|[左右]手边?|[左右]边|[最靠]?[东西南北][侧边]?|第)?[\s()]*$"
)
_ROAD_BEFORE = re.compile(r"[路街巷道弄里同月第](?:第)?$")
_COUNTED_FROM = re.compile(
    # 西数第二个单元: which one it is depends on where the counting began.
    r"(?:[东西南北左右里外头尾前后][边侧头面手]?|[往向][东西南北里外前后左右]走?|[左右]拐|进来?)(?:的?第|(?:数|起|开始)的?第?)$"
)
_NUMBER_LIST = re.compile(r"\d{1,3}号(?:[、,和]\d{1,3}号)+(?!楼)")
_DASHED_BEFORE = re.compile(r"\d-\d{3,4}$")
SIDES = frozenset("东西中")
"""What a flat is called by its side of the landing; 西户 goes on from 东户."""
HOTLINES = frozenset({"110", "112", "114", "119", "120", "122", "999"})
"""Numbers that are called, not lived in, unless they stand right behind a building."""
_NAMED_BEHIND = re.compile(
    # 1502毕业的学生找活,16号楼1单元的: the building follows at the end of the sentence.
    r"[^。;!?\n\d]{1,40}?[,、\s](?:是|住)?(?:[A-Z]|\d{1,3}|[一二三四五六七八九十]{1,3})"
    r"(?:号楼|[栋幢座#])(?:(?:\d{1,2}|[一二三四五六七八九十])(?:单元|门))?的(?=[,。;!?\s]|$)"
)
_HOUSEHOLD = re.compile(r"家|住户|屋|那家")


def glued(text: str, end: int, start: int) -> bool:
    """Tell whether nothing but glue stands between two words of one place."""
    return end <= start and (end == start or _GLUE.match(text[end:start]) is not None)


def read_token(  # noqa: C901, PLR0911 - one line for each kind of token
    text: str, draft: Draft, token: Token, ahead: Token | None, context: Context
) -> bool:
    """Add `token` to `draft` when the grammar allows it there; tell whether it did.

    `ahead` is the next token when it is glued to this one.
    """
    match token.kind:
        case Kind.BUILDING:
            return _building(text, draft, token)
        case Kind.ENTRANCE:
            return _entrance(text, draft, token, ahead, context)
        case Kind.FLOOR:
            return _add(draft, Level.FLOOR, token, "floor_range" if token.ranged else "floor")
        case Kind.STOREY:
            level = _storey_level(draft, token, ahead, context)
            if level is Level.BUILDING:
                draft.doubts.append("storey_as_building")
            return _add(draft, level, token, "storey")
        case Kind.NUMBER:
            return _number(text, draft, token, ahead, context)
        case Kind.UNIT:
            return _add(draft, Level.UNIT, token, "unit")
        case Kind.BARE:
            return _bare(text, draft, token, ahead, context)
        case Kind.SIDE:
            beside = context.address.unit in SIDES and context.address.unit not in token.values
            anchored = bool(draft.parts) or beside or _goes_on(text, token, context)
            return anchored and _add(draft, Level.UNIT, token, "side")
        case Kind.LETTERED:
            return _lettered(draft, token, context)
        case Kind.DASHED:
            return _dashed(text, draft, token, context)
        case _:
            return False


def _add(draft: Draft, level: Level, token: Token, rule: str) -> bool:
    if level in draft.parts or DEPTH[level] <= draft.deepest:
        return False
    draft.put(level, token, token.values, rule)
    return True


def _building(text: str, draft: Draft, token: Token) -> bool:
    if _COUNTED_FROM.search(text[max(0, token.start - 6) : token.start]):
        return False
    if text[token.end - 1] == "#" and Level.ENTRANCE in draft.parts:
        # Behind an entrance it counts the doors: 4单元2#.
        return _add(draft, Level.UNIT, token, "number")
    if _bracketed(text, draft, token) and Level.BUILDING not in draft.parts:
        draft.put(Level.BUILDING, token, token.values, "building_in_brackets")
        return True
    if _is_wing(text, draft, token):
        return _add(draft, Level.ENTRANCE, token, "entrance")
    return _add(draft, Level.BUILDING, token, "building_range" if token.ranged else "building")


def _is_wing(text: str, draft: Draft, token: Token) -> bool:
    """Tell whether it is the lettered part of the building just named: 38栋B座."""
    lettered = len(token.values) == 1 and token.values[0][0].isalpha()
    return lettered and Level.BUILDING in draft.parts and text[token.end - 1] == "座"


def _entrance(text: str, draft: Draft, token: Token, ahead: Token | None, context: Context) -> bool:
    """Read 单元 anywhere, 门 only beside another level; (1单元) may follow the flat."""
    written = text[token.start : token.end]
    if _COUNTED_FROM.search(text[max(0, token.start - 6) : token.start]):
        return False
    if written.endswith("门") and not (
        Level.BUILDING in draft.parts
        or draft.name
        or context.free
        or not context.numbered
        or context.address.building
        or (ahead and ahead.kind in (Kind.STOREY, Kind.FLOOR, Kind.BARE, Kind.UNIT, Kind.NUMBER))
    ):
        return False
    if _bracketed(text, draft, token) and Level.ENTRANCE not in draft.parts:
        draft.put(Level.ENTRANCE, token, token.values, "entrance_in_brackets")
        return True
    if _is_door(written, draft, token):
        return _add(draft, Level.UNIT, token, "number")
    if _behind_floor(draft, token):
        draft.put(Level.ENTRANCE, token, token.values, "entrance")
        return True
    return _add(draft, Level.ENTRANCE, token, "entrance_range" if token.ranged else "entrance")


def _is_door(written: str, draft: Draft, token: Token) -> bool:
    """Tell whether 门 or 单元 names a flat: 5楼3门, and 603单元 as in Fuzhou."""
    if written.endswith("门"):
        return draft.deepest == DEPTH[Level.FLOOR]
    return len(token.values) == 1 and len(token.values[0]) >= LONG_UNIT


def _behind_floor(draft: Draft, token: Token) -> bool:
    """Tell whether the entrance is said right behind the floor of its building: 顶层2单元."""
    floor = draft.parts.get(Level.FLOOR)
    if floor is None or Level.BUILDING not in draft.parts or Level.ENTRANCE in draft.parts:
        return False
    return floor.end == token.start and Level.UNIT not in draft.parts


def _bracketed(text: str, draft: Draft, token: Token) -> bool:
    """Tell whether `token` stands in brackets behind the flat: 501(9号楼1单元)."""
    unit = draft.parts.get(Level.UNIT)
    if unit is None or len(token.values) > 1:
        return False
    between = text[unit.end : token.start].lstrip()
    return between.startswith("(") and ")" not in between


def _storey_level(draft: Draft, token: Token, ahead: Token | None, context: Context) -> Level:
    """Tell what N楼 is: a building before an entrance, a floor after one."""
    if draft.deepest or not context.numbered:
        return Level.FLOOR
    if ahead is None:
        fresh = draft.name is not None or not context.named
        return Level.BUILDING if fresh else Level.FLOOR
    if ahead.kind in (Kind.ENTRANCE, Kind.DASHED, Kind.FLOOR):
        return Level.BUILDING
    if ahead.kind in (Kind.BARE, Kind.UNIT, Kind.NUMBER) and len(ahead.values[0]) >= LONG_UNIT:
        same = ahead.values[0][:-2] == token.values[0]
        carried = context.named and draft.name is None
        return Level.FLOOR if same and carried else Level.BUILDING
    if ahead.kind is Kind.STOREY and (draft.name is not None or not context.named):
        return Level.BUILDING
    return Level.FLOOR


def _number(text: str, draft: Draft, token: Token, ahead: Token | None, context: Context) -> bool:
    """Read N号: a flat behind another level, a building before one, else only what is listed."""
    named = draft.name is not None or draft.unlisted is not None
    if not named and _ROAD_BEFORE.search(text[max(0, token.start - 2) : token.start]):
        return False
    if draft.deepest >= DEPTH[Level.BUILDING]:
        door = draft.deepest == DEPTH[Level.BUILDING] and _is_entrance(token, ahead)
        return _add(draft, Level.ENTRANCE if door else Level.UNIT, token, "number")
    if not named and _is_own_number(token, context):
        draft.end = token.end
        return True
    opens = _opens_building(ahead, context)
    if not opens and _is_flat(text, draft, token, context):
        return _add(draft, Level.UNIT, token, "number")
    if opens or (named and context.numbered) or _lists_buildings(text, token, context):
        draft.doubts.append("number_as_building")
        return _add(draft, Level.BUILDING, token, "number_as_building")
    return False


def _is_entrance(token: Token, ahead: Token | None) -> bool:
    """Tell whether N号 has floors or flats behind it and is none: 46幢22号504, 12幢3号5楼."""
    if ahead is None or len(token.values[0]) >= LONG_UNIT:
        return False
    if ahead.kind in (Kind.STOREY, Kind.FLOOR):
        return True
    return ahead.kind in (Kind.BARE, Kind.UNIT) and len(ahead.values[0]) >= LONG_UNIT


def _lists_buildings(text: str, token: Token, context: Context) -> bool:
    """Tell whether it is one of 33号、34号、36号, all of them buildings of the compound."""
    own = context.compound
    before = context.address
    if own is None or before.entrance or before.floor or before.unit:
        return False
    listed = _NUMBER_LIST.match(text, token.start)
    goes_on = before.building is not None and LISTED.match(text[context.behind : token.start])
    numbers = re.findall(r"\d+", listed[0]) if listed else token.values if goes_on else ()
    return bool(numbers) and own.buildings.issuperset(numbers)


def _is_own_number(token: Token, context: Context) -> bool:
    """Tell whether N号 is the house number that names a compound without building numbers."""
    own = context.compound
    if own is None or own.numbered:
        return False
    return re.search(rf"(?<![\d-]){token.values[0]}号", own.name) is not None


def _opens_building(ahead: Token | None, context: Context) -> bool:
    """Tell whether what follows N号 lies in a building: 2号3单元, 320号1102."""
    if ahead is None:
        return False
    if ahead.kind in (Kind.BARE, Kind.UNIT, Kind.NUMBER):
        return len(ahead.values[0]) >= LONG_UNIT
    if ahead.kind is Kind.STOREY:
        return context.numbered
    return ahead.kind in (Kind.ENTRANCE, Kind.DASHED)


def _is_flat(text: str, draft: Draft, token: Token, context: Context) -> bool:
    """Tell whether N号 alone goes on from a flat, or is all that an address cell holds."""
    if draft.name is not None or draft.unlisted is not None:
        return False
    long = len(token.values[0]) >= LONG_UNIT
    if _goes_on(text, token, context) or _next_household(text, token, context):
        return True
    if context.named and (long or draft.same is not None):
        return True
    if context.free:
        draft.doubts.append("number_alone")
    return context.free


def _goes_on(text: str, token: Token, context: Context) -> bool:
    return context.lists(text, token.start) or context.counts_flats(text, token.start)


def _next_household(text: str, token: Token, context: Context) -> bool:
    """Tell whether it is 2号家 behind 1号家 on one floor."""
    before = context.address
    short = before.unit is not None and len(before.unit) < LONG_UNIT and before.floor is not None
    return short and _HOUSEHOLD.match(text, token.end) is not None


def _bare(text: str, draft: Draft, token: Token, ahead: Token | None, context: Context) -> bool:
    if not draft.deepest and token.values[0] in HOTLINES:
        return context.lists(text, token.start) and _add(draft, Level.UNIT, token, "bare")
    rule = "flat_range" if token.ranged else "bare"
    bracketed = ahead is not None and text[token.end : token.end + 1] == "("
    if not (draft.deepest or context.named or draft.name or context.free or bracketed):
        return _add_when_named_behind(text, draft, token)
    if not draft.deepest:
        draft.doubts.append("bare_number")
    return _add(draft, Level.UNIT, token, rule)


def _add_when_named_behind(text: str, draft: Draft, token: Token) -> bool:
    """Read a flat that opens a sentence whose end tells the building."""
    if draft.start and text[draft.start - 1] not in ",。;!? ":
        return False
    return _NAMED_BEHIND.match(text, token.end) is not None and _add(
        draft, Level.UNIT, token, "bare"
    )


def _lettered(draft: Draft, token: Token, context: Context) -> bool:
    letter, number = token.values
    building = draft.parts.get(Level.BUILDING)
    if building is not None:
        if building.values != (letter,):
            draft.doubts.append("letter_differs")
        return _add(draft, Level.UNIT, token._replace(values=(number,)), "lettered")
    if draft.deepest:
        return _add(draft, Level.UNIT, token._replace(values=(letter + number,)), "lettered")
    if context.compound is not None and letter not in context.compound.buildings:
        draft.doubts.append("letter_unknown")
    draft.put(Level.BUILDING, token, (letter,), "lettered")
    draft.put(Level.UNIT, token, (number,), "lettered")
    return True


def _dashed(text: str, draft: Draft, token: Token, context: Context) -> bool:
    alike = _DASHED_BEFORE.search(text, max(0, context.behind - 7), context.behind) is not None
    if alike and not draft.parts and context.lists(text, token.start):
        context = replace(context, address=_outermost(context))
    levels = dashed_levels(token.values, draft, context)
    if not levels or any(DEPTH[level] <= draft.deepest for level in levels):
        return False
    named = draft.name is not None or draft.unlisted is not None
    alone = not draft.deepest and not named and not context.lists(text, token.start)
    if alone and len(levels) == 2 and not _plausible(token, levels):
        return False
    for level, value in zip(levels, token.values, strict=True):
        draft.put(level, token, (value,), "dashed")
    return True


def _outermost(context: Context) -> Address:
    """Return what stood before a list of dashed numbers: 3-502、4-101 name a building each."""
    before = context.address
    return before if before.entrance else Address(before.compound, unit=before.unit)


def _plausible(token: Token, levels: tuple[Level, ...]) -> bool:
    return levels[-1] is Level.UNIT and len(token.values[-1]) >= LONG_UNIT
