"""How sure a reading is: a product of doubts, each a share of readings that it spoils.

The shares of what a diary mention leaves unsaid follow a logistic fit over 512 mentions of 190
labelled entries, 228 of them read before anybody had seen the entries: a flat written in full was
never misread, one that takes its building from before in 4 of 43, a place without a flat in 31 of
83. Widened rules since read all but two of these; the order of the shares is that of the fit,
their size lies between the two readings.
"""

from collections.abc import Iterable
from dataclasses import replace

from geo.address.gazetteer import Compound
from geo.address.names import Likeness
from geo.address.values import Address, Level, Mention

CERTAIN = 0.985
"""Of a plain reading with nothing to doubt; labels themselves are not surer."""

DOUBTS = {
    "storey_as_building": 0.93,
    "number_as_building": 0.93,
    "number_alone": 0.5,
    "bare_number": 0.97,
    "letter_differs": 0.6,
    "letter_unknown": 0.5,
    "dashed_short": 0.85,
    "dashed_pair": 0.85,
    "unlisted": 0.8,
    "word_before": 0.4,
    "no_compound": 0.5,
    "neighbour": 0.97,
    "between": 0.9,
    "range": 0.85,
    "floor_alone": 0.92,
    "to_floor": 0.95,
    "to_entrance": 0.94,
    "to_building": 0.95,
    "to_compound": 0.9,
    "to_spot": 0.97,
    "taken_over": 0.99,
    "among_many": 0.98,
    "building_unknown": 0.6,
    "building_missing": 0.7,
    "entrance_unknown": 0.6,
    "floor_unknown": 0.6,
    "landmark": 0.9,
    "compound_alone": 0.85,
}
"""What remains of the confidence when a doubt applies."""

_LIKENESS = {
    Likeness.EXACT: 1.0,
    Likeness.ALIAS: 1.0,
    Likeness.SOUND: 0.97,
    Likeness.SOUNDS: 0.9,
    Likeness.ONE_CHARACTER: 0.93,
}


def confidence(doubts: Iterable[str], likeness: Likeness | None, *, namesakes: int = 0) -> float:
    """Return the probability, 0 to 1, that a reading with these doubts is right.

    `namesakes` counts the other compounds that the name may mean as well.
    """
    value = CERTAIN * (1.0 if likeness is None else _LIKENESS[likeness]) / (1 + namesakes)
    for doubt in doubts:
        value *= DOUBTS[doubt]
    return round(value, 4)


def registry_doubts(address: Address, compound: Compound | None) -> list[str]:
    """Return what the registry says against `address`."""
    if compound is None:
        return ["no_compound"] if address.compound is None else []
    doubts = []
    if address.building is not None and address.building not in compound.buildings:
        doubts.append("building_unknown")
    if compound.numbered and address.building is None and (address.entrance or address.unit):
        doubts.append("building_missing")
    if _above(address.entrance, compound.max_entrance):
        doubts.append("entrance_unknown")
    if _above(address.floor, compound.max_floor):
        doubts.append("floor_unknown")
    return doubts


def _above(value: str | None, highest: int | None) -> bool:
    return value is not None and highest is not None and value.isdecimal() and int(value) > highest


def shallow_doubts(address: Address, carried: tuple[Level, ...], *, spot: bool) -> list[str]:
    """Return the doubts of a diary mention by how much it says; a spot says where enough."""
    if address.unit is not None:
        inner = Level.BUILDING in carried or Level.ENTRANCE in carried
        return ["taken_over"] if inner else []
    if spot:
        return ["to_spot"]
    if address.floor is not None:
        return ["to_floor", "floor_alone"] if Level.ENTRANCE in carried else ["to_floor"]
    if address.entrance is not None:
        return ["to_entrance"]
    return ["to_building"] if address.building is not None else ["to_compound"]


MANY = 3
"""So many places in one entry: the more there are, the more often one is a place too many."""


def among_many(mentions: list[Mention]) -> list[Mention]:
    """Return `mentions`, each less sure where an entry has many."""
    if len(mentions) < MANY:
        return mentions
    share = DOUBTS["among_many"]
    return [replace(one, confidence=round(one.confidence * share, 4)) for one in mentions]
