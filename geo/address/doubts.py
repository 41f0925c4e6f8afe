"""Why an address is not taken, and at which level one answer settles it."""

from enum import StrEnum

from geo.address.values import Level


class Doubt(StrEnum):
    """Why an address is not taken."""

    NOT_UNDERSTOOD = "not_understood"
    NO_COMPOUND = "no_compound"
    COMPOUND_UNKNOWN = "compound_unknown"
    NAMESAKES = "namesakes"
    NAME_UNSURE = "name_unsure"
    """The name is written otherwise than any that is known."""
    BUILDING_UNKNOWN = "building_unknown"
    BUILDING_TWICE = "building_twice"
    ENTRANCE_UNKNOWN = "entrance_unknown"
    ENTRANCE_TWICE = "entrance_twice"
    ENTRANCE_MISSING = "entrance_missing"
    FLOOR_UNKNOWN = "floor_unknown"
    UNIT_UNKNOWN = "unit_unknown"
    UNIT_TWICE = "unit_twice"
    UNSURE = "unsure"
    UNCONFIRMED = "unconfirmed"
    """What was understood in the diary waits too long for its writer's word."""
    TWINS = "twins"
    """Two compounds bear names of one sound."""


LEVEL_OF = {
    Doubt.NO_COMPOUND: Level.COMPOUND,
    Doubt.COMPOUND_UNKNOWN: Level.COMPOUND,
    Doubt.NAMESAKES: Level.COMPOUND,
    Doubt.NAME_UNSURE: Level.COMPOUND,
    Doubt.BUILDING_UNKNOWN: Level.BUILDING,
    Doubt.BUILDING_TWICE: Level.BUILDING,
    Doubt.ENTRANCE_UNKNOWN: Level.ENTRANCE,
    Doubt.ENTRANCE_TWICE: Level.ENTRANCE,
}
"""Level that one answer settles for all addresses alike; the others are asked one by one."""

LACKING = frozenset(map(str, Doubt)) - {
    Doubt.NAME_UNSURE,
    Doubt.UNSURE,
    Doubt.UNCONFIRMED,
    Doubt.TWINS,
}
"""Notes of `geo.address.locating` that are doubts."""
