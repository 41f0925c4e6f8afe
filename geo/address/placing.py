"""Finds the spot of a draft, and takes out levels that are written as a pair or a range."""

import re

from geo.address.sketch import DEPTH, Draft
from geo.address.spots import between_end, spot_end
from geo.address.values import Level

_ALL_AROUND = re.compile(r"的?(?:小区|大?院子?)?(?:里面?|内|里头)?")
"""Said behind the name of a compound it is the compound and no spot in it."""
_STAFF = re.compile(r"的?(?:[小老]?[^\W\d_]{1,3})(?:说|告诉|反映|打电话|来电|看见|发现|报)")
"""Who works at a gate and tells of something elsewhere: 南门岗亭的小郭说."""
_OPEN_ENDED = re.compile(r"及?以[上下]|[往朝][上下](?![面看扔泼倒抛])|起(?=[都全,])")
_SPANNING = frozenset({"floor_range", "entrance_range", "building_range"})
"""一楼到三楼 and 1单元到3单元 speak of all that lies between: one place, a level further out."""
_LENGTHWISE = re.compile(
    r"楼?的?(?:[这那]?一?[段条](?:[甬便小马]?[道路])?|[甬便小马]?[道路]|沿线|一带|一线|一路|一趟)(?:上面?)?"
)
"""3号楼到6号楼 are four buildings, unless it is the way from one to the other."""
_BESIDE = re.compile(r"[与和跟同到至][^,。;!?\dA-Z]{1,8}?(?=之间|中间|当中|当间)")
_PATH = re.compile(
    r"(?:到|至|通往?|去往?)[^,。;!?]{1,10}?(?:那|这|的)?一?[条段片截溜]?(?:小区)?(?:路|小路|马路|道(?!理)|甬道|甬路|过道|通道|步道)(?:上|面)?"
)
"""From one spot to another: 5号楼门口到北门那条路."""


def spot_of(text: str, draft: Draft) -> tuple[int, int] | None:
    """Return where the spot of `draft` stands in folded `text`; None when there is none.

    A pair with 之间 loses the level that was paired, a range the one that it spans.
    """
    deepest = max(draft.parts, key=DEPTH.__getitem__, default=None)
    pair = deepest is not None and len(draft.parts[deepest].values) > 1
    if pair and deepest is not None and deepest is not Level.UNIT:
        end = between_end(text, draft.end)
        if end is not None:
            begin = _levels_start(draft)
            _cut(draft, deepest, "between")
            draft.end = end
            return begin, end
    if deepest is not None and _spans(text, draft, deepest):
        return _stretch(text, draft, deepest)
    return _path(text, draft) or _space_beside(text, draft) or _spot_behind(text, draft)


def _stretch(text: str, draft: Draft, level: Level) -> tuple[int, int] | None:
    """Cut the `level` that is a stretch; return its spot, such as the buildings themselves."""
    way = _LENGTHWISE.match(text, draft.end) if level is Level.BUILDING else None
    begin, end = _levels_start(draft), spot_end(text, draft.end, flat=level is Level.UNIT)
    if way:
        end = max(way.end(), end or 0)
    _cut(draft, level, "range")
    if end is None:
        return None
    draft.end = end
    return begin, end


def _path(text: str, draft: Draft) -> tuple[int, int] | None:
    """Return the way from this building to somewhere else, which lies in the compound."""
    if set(draft.parts) != {Level.BUILDING}:
        return None
    way = _PATH.match(text, _spot_or_end(text, draft.end))
    if way is None:
        return None
    begin = _levels_start(draft)
    _cut(draft, Level.BUILDING, "between")
    draft.end = way.end()
    return begin, way.end()


def _space_beside(text: str, draft: Draft) -> tuple[int, int] | None:
    """Return the space between this building or entrance and what has no number: 与车棚之间."""
    if len(draft.parts) != 1 or draft.deepest > DEPTH[Level.ENTRANCE]:
        return None
    beside = _BESIDE.match(text, _spot_or_end(text, draft.end))
    end = between_end(text, beside.end()) if beside else None
    if end is None:
        return None
    begin = _levels_start(draft)
    ((level, part),) = draft.parts.items()
    draft.beside = (level, part.values[0])
    _cut(draft, level, "between")
    draft.end = end
    return begin, end


def _spot_or_end(text: str, end: int) -> int:
    return spot_end(text, end, flat=False) or end


def _spans(text: str, draft: Draft, level: Level) -> bool:
    """Tell whether `level` is a stretch of floors, entrances or flats: 从502到702, 20层以上."""
    part = draft.parts[level]
    if level is Level.FLOOR and _OPEN_ENDED.match(text, draft.end):
        return True
    if level is Level.UNIT:
        return part.rule == "flat_range" and part.values[0][:-2] != part.values[-1][:-2]
    if level is Level.BUILDING and not _LENGTHWISE.match(text, draft.end):
        return False
    return part.rule in _SPANNING and len(part.values) > 1


def _spot_behind(text: str, draft: Draft) -> tuple[int, int] | None:
    flat = Level.UNIT in draft.parts
    end = spot_end(text, _door_mouth(text, draft.end), flat=flat)
    if end is None:
        return (_levels_start(draft), draft.end) if _is_basement(text, draft) else None
    named = not draft.parts and draft.name is not None
    if named and (_ALL_AROUND.fullmatch(text, draft.end, end) or _STAFF.match(text, end)):
        draft.end = end
        return None
    start = draft.end if named else _levels_start(draft)
    if draft.name is not None and named and text[draft.name.start].isdecimal():
        start = draft.name.start
    draft.end = end
    return start, end


def _door_mouth(text: str, end: int) -> int:
    """Return `end`, or where 门口 begins when the entrance took its first character: 四门口."""
    return end - 1 if text[end - 1 : end + 1] == "门口" else end


def _is_basement(text: str, draft: Draft) -> bool:
    """Tell whether it is a cellar in which nobody is said to live."""
    floor = draft.parts.get(Level.FLOOR)
    if floor is None or not floor.values[0].startswith("B") or Level.UNIT in draft.parts:
        return False
    return text[draft.end : draft.end + 1] != "住"


def _levels_start(draft: Draft) -> int:
    return min((part.start for part in draft.parts.values()), default=draft.start)


def _cut(draft: Draft, level: Level, doubt: str) -> None:
    draft.drop(level)
    draft.doubts.append(doubt)
