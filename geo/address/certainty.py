"""How sure a reading is: a product of doubts, each a share of readings that it spoils."""

from collections.abc import Iterable

from geo.address.gazetteer import Compound
from geo.address.names import Likeness
from geo.address.values import Address, Level

CERTAIN = 0.98
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
    "neighbour": 0.8,
    "between": 0.9,
    "range": 0.85,
    "floor_alone": 0.75,
    "building_unknown": 0.6,
    "building_missing": 0.7,
    "entrance_unknown": 0.6,
    "floor_unknown": 0.6,
    "landmark": 0.7,
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


def shallow_doubts(address: Address, carried: tuple[Level, ...]) -> list[str]:
    """Return the doubts of a mention that names little."""
    if address.unit is None and address.floor is not None and Level.ENTRANCE in carried:
        return ["floor_alone"]
    return []
