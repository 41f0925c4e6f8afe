"""Tells which levels the parts of a dashed number name: 5-2-301, 1-4-2, 3-501, 5-1."""

from geo.address.sketch import Context, Draft
from geo.address.values import Level

LONG_UNIT = 3
"""A flat number of so many digits tells its floor."""
_ALL_PARTS = 4
_MOST_ENTRANCES = 12
"""A yard without building numbers rarely has more: 9号 14-2-3 begins with a building."""


def dashed_levels(parts: tuple[str, ...], draft: Draft, context: Context) -> tuple[Level, ...]:
    """Return which levels the parts of a dashed number name."""
    road = draft.unlisted is not None and draft.unlisted.endswith("号")
    lettered = parts[0][0].isalpha() and Level.BUILDING not in draft.parts
    road = road and not _outnumbers(parts[0])
    written = Level.BUILDING in draft.parts or not context.numbered or road
    building_known = (written or (context.named and draft.name is None)) and not lettered
    written &= not lettered
    if len(parts) == _ALL_PARTS:
        return (Level.BUILDING, Level.ENTRANCE, Level.FLOOR, Level.UNIT)
    if len(parts) == LONG_UNIT:
        return _three_levels(parts, draft, building_known=building_known, written=written)
    if Level.ENTRANCE in draft.parts:
        return (Level.FLOOR, Level.UNIT)
    return _two_levels(parts, draft, building_known=building_known, lettered=lettered)


def _outnumbers(first: str) -> bool:
    """Tell whether the first part is too high for an entrance."""
    return first.isdecimal() and int(first) > _MOST_ENTRANCES


def _two_levels(
    parts: tuple[str, ...], draft: Draft, *, building_known: bool, lettered: bool
) -> tuple[Level, ...]:
    """Tell 5-301, building or entrance first, from 5-1, the floor and the flat."""
    if not building_known:
        if not lettered:
            draft.doubts.append("dashed_pair")
        return (Level.BUILDING, Level.UNIT)
    if len(parts[-1]) >= LONG_UNIT:
        return (Level.ENTRANCE, Level.UNIT)
    draft.doubts.append("dashed_short")
    return (Level.FLOOR, Level.UNIT)


def _three_levels(
    parts: tuple[str, ...], draft: Draft, *, building_known: bool, written: bool
) -> tuple[Level, ...]:
    """Tell 5-2-301, building first, from 1-4-2, entrance first."""
    long = len(parts[-1]) >= LONG_UNIT
    if (building_known and not long) or (written and parts[1] == parts[-1][:-2]):
        return (Level.ENTRANCE, Level.FLOOR, Level.UNIT)
    if not long:
        draft.doubts.append("dashed_short")
    return (Level.BUILDING, Level.ENTRANCE, Level.UNIT)
