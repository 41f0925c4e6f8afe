"""What words in doubt may mean: places of the registry, the likeliest first, and why each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from geo.address.certainty import CERTAIN
from geo.address.doubts import LEVEL_OF, Doubt
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.glyphs import folded
from geo.address.locating import Candidate, Location, fits, floor_number, locate
from geo.address.sounds import sound_text
from geo.address.values import Address, Level, Mention

MOST_OFFERS = 5
MOST_TRIED = 400
"""So many compounds are tried for an address that names none."""
LEAST_LIKENESS = 0.3
"""A name that is less like the words is not offered."""
ELSEWHERE = 0.4
"""What remains of the likeness of a name when its compound has no such home."""


class Why(StrEnum):
    """Why a candidate is offered."""

    READ_SO = "read_so"
    """It is what the words were read as."""
    SAME_NAME = "same_name"
    SAME_SOUND = "same_sound"
    NEAR_NAME = "near_name"
    HAS_SUCH = "has_such"
    """It has a building, an entrance and a flat of these numbers."""
    NEAR_NUMBER = "near_number"
    BEHIND_THIS_DOOR = "behind_this_door"
    OWN = "own"
    """It is the compound of whoever is asked."""
    AROUND = "around"
    """It lies around what was read."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One place that may be meant."""

    level: Level
    id: str
    confidence: float
    """How likely, 0 to 1: calibrated where the reader gave it, a likeness of names elsewhere."""
    why: tuple[Why, ...]


def offers_for(
    doubt: Doubt, words: str, mention: Mention, found: Location, gazetteer: Gazetteer
) -> tuple[Offer, ...]:
    """Return what `words`, in doubt at a level, may mean; the likeliest first."""
    level = LEVEL_OF.get(doubt)
    if level is Level.COMPOUND:
        offers = _compounds(words, mention, gazetteer)
    elif doubt in (Doubt.BUILDING_UNKNOWN, Doubt.ENTRANCE_UNKNOWN, Doubt.UNIT_UNKNOWN):
        offers = _nearest(doubt, mention, found, gazetteer)
    else:
        offers = _open(mention, found, gazetteer)
    likeliest = sorted(offers, key=lambda one: -one.confidence)
    return tuple(likeliest[:MOST_OFFERS])


def _compounds(words: str, mention: Mention, gazetteer: Gazetteer) -> list[Offer]:
    """Return the compounds that may be meant, by name and by whether they have such a home."""
    if not words:
        tried = gazetteer.compounds[:MOST_TRIED]
        with_home = [one for one in tried if _has_home(one, mention, gazetteer)]
        return [
            Offer(Level.COMPOUND, one.id, round(CERTAIN / len(with_home), 4), (Why.HAS_SUCH,))
            for one in with_home
        ]
    known = [gazetteer.by_id(key) for key in (mention.compound_id, *mention.also)]
    same = gazetteer.namesakes(words)
    heard = gazetteer.sounding(words)
    near = gazetteer.similar(words, MOST_OFFERS)
    every = {one.id: one for one in (*known, *same, *heard, *near) if one is not None}
    return [
        _by_name(one, words, mention, gazetteer, named=one in same, heard=one in heard)
        for one in every.values()
        if one in same or one in heard or _likeness(words, one) >= LEAST_LIKENESS
    ]


def _by_name(
    one: Compound,
    words: str,
    mention: Mention,
    gazetteer: Gazetteer,
    *,
    named: bool,
    heard: bool,
) -> Offer:
    why = [Why.SAME_NAME] if named else [Why.SAME_SOUND] if heard else [Why.NEAR_NAME]
    likeness = CERTAIN if named else 0.9 if heard else _likeness(words, one)
    if _has_home(one, mention, gazetteer):
        why.append(Why.HAS_SUCH)
    elif mention.address != Address(mention.address.compound):
        likeness *= ELSEWHERE
    return Offer(Level.COMPOUND, one.id, round(likeness, 4), tuple(why))


def _likeness(words: str, compound: Compound) -> float:
    """Return how alike the likest of a compound's names looks or sounds, below 0.9."""
    plain, sound = plain_words(words), sound_text(plain_words(words))
    names = [plain_words(name) for name in (compound.name, *compound.aliases)]
    looks = max(ratio(plain, name) for name in names)
    sounds = max(ratio(sound, sound_text(name)) for name in names)
    return max(looks, sounds) / 100 * 0.85


def _has_home(one: Compound, mention: Mention, gazetteer: Gazetteer) -> bool:
    """Tell whether a compound has what was written below the compound."""
    own = Mention(
        address=Address(
            one.name,
            mention.address.building,
            mention.address.entrance,
            mention.address.floor,
            mention.address.unit,
        ),
        span=mention.span,
        carried=(),
        place=None,
        confidence=CERTAIN,
        reasons=(),
        compound_id=one.id,
    )
    wanted = own.address != Address(one.name)
    return wanted and fits(locate(own, gazetteer))


def _nearest(doubt: Doubt, mention: Mention, found: Location, gazetteer: Gazetteer) -> list[Offer]:
    """Return what the registry has instead of a number that it lacks, the nearest first."""
    homes, address = gazetteer.homes, mention.address
    compound = gazetteer.by_id(found.compound_id)
    if homes is None or compound is None:
        return []
    if doubt is Doubt.BUILDING_UNKNOWN:
        near = [
            (Level.BUILDING, key, number)
            for number in compound.buildings
            for key in homes.building(compound.id, number)
        ]
        return _ranked(near, address.building)
    if doubt is Doubt.ENTRANCE_UNKNOWN:
        numbers = map(str, range(1, (compound.max_entrance or 0) + 1))
        doors = [
            (Level.ENTRANCE, key, number)
            for number in numbers
            for key in homes.entrance(compound.id, address.building, number)
        ]
        with_flat = {
            key
            for _, key, _ in doors
            if address.unit and homes.units(key, floor_number(address.floor), address.unit)
        }
        return _ranked(doors, address.entrance, with_flat)
    return _flats(found, address, gazetteer)


def _flats(found: Location, address: Address, gazetteer: Gazetteer) -> list[Offer]:
    """Return the flats beside the one that is written but not there."""
    homes, entrance, unit = gazetteer.homes, found.entrance_id, address.unit
    if homes is None or entrance is None or unit is None or not unit.isdecimal():
        return []
    floor, wanted = floor_number(address.floor), int(unit)
    around = {
        str(number): key
        for step in (1, 2, 3, 10, 100)
        for number in (wanted - step, wanted + step)
        for key in homes.units(entrance, floor, str(number))
    }
    return _ranked([(Level.UNIT, key, number) for number, key in around.items()], unit)


def _ranked(
    near: Sequence[tuple[Level, str, str]], wanted: str | None, with_flat: Iterable[str] = ()
) -> list[Offer]:
    """Return offers by nearness of their number to `wanted`: a guess, and said to be one."""
    goal = int(wanted) if wanted and wanted.isdecimal() else 0
    apart = {key: abs(int(number) - goal) if number.isdecimal() else 100 for _, key, number in near}
    has = set(with_flat)
    return [
        Offer(
            level,
            key,
            round(0.35 / (1 + apart[key]) + (0.15 if key in has else 0.0), 4),
            (Why.NEAR_NUMBER, *([Why.HAS_SUCH] if key in has else [])),
        )
        for level, key, _ in near
    ]


def _open(mention: Mention, found: Location, gazetteer: Gazetteer) -> list[Offer]:
    """Return the candidates that the registry leaves open, and the place that was found."""
    offers = []
    share = len(found.candidates) or 1
    for one in found.candidates:
        why = Why.READ_SO if one.reason in ("unsure", "other_reading") else Why.SAME_NAME
        why = Why.BEHIND_THIS_DOOR if one.reason == "entrance_open" else why
        sure = round(max(mention.confidence, 0.2) / share, 4)
        offers.append(Offer(*_behind(one, mention.address, gazetteer), sure, (why,)))
    key = found.unit_id or found.entrance_id or found.building_id or found.compound_id
    if not offers and key is not None and found.level is not None:
        level = found.level if found.unit_id or found.level is not Level.UNIT else Level.ENTRANCE
        offers.append(Offer(level, key, found.confidence, (Why.READ_SO,)))
    return offers


def _behind(one: Candidate, address: Address, gazetteer: Gazetteer) -> tuple[Level, str]:
    """Return level and key of a candidate; an entrance goes on to the flat behind it."""
    homes = gazetteer.homes
    if one.level is Level.ENTRANCE and address.unit is not None and homes is not None:
        units = homes.units(one.id, floor_number(address.floor), address.unit)
        if len(units) == 1:
            return Level.UNIT, units[0]
    return one.level, one.id


def plain_words(words: str) -> str:
    """Return `words` folded and without blanks, as they are compared."""
    return "".join(folded(words).text.split())
