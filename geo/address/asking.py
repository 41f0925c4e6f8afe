"""What to ask when an address is not sure: the words in doubt, and what they may mean.

One question stands for all addresses with the same doubtful words in the same place: who answers
it once has answered it for them all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from geo.address.certainty import CERTAIN
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.glyphs import folded
from geo.address.learning import named_span
from geo.address.locating import Candidate, Location, fits, floor_number, locate
from geo.address.sounds import sound_text
from geo.address.values import Address, Level, Mention, Span

MOST_OFFERS = 5
MOST_TRIED = 400
"""So many compounds are tried for an address that names none."""
LEAST_LIKENESS = 0.3
"""A name that is less like the words is not offered."""
ELSEWHERE = 0.4
"""What remains of the likeness of a name when its compound has no such home."""
NAME_RULES_IN_DOUBT = ("same_sound", "one_character")


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about one address."""

    doubt: Doubt
    words: str
    """The words in doubt; empty when there are none."""
    span: Span | None
    """Where they stand in the text."""
    compound_id: str | None
    """Compound that is not in doubt."""
    pattern: str
    """Equal for all addresses that one answer settles."""
    offers: tuple[Offer, ...]
    """The likeliest first."""

    @property
    def level(self) -> Level | None:
        """The level in doubt; None: the address as a whole."""
        return LEVEL_OF.get(self.doubt)


@dataclass(slots=True)
class Asker:
    """Says what to ask about addresses; candidates for the same doubt are sought once."""

    gazetteer: Gazetteer
    least: float
    """The confidence below which even a place that was found is asked about."""
    origin: str = ""
    """The file, which alone parts addresses without any compound from each other."""
    _offers: dict[str, tuple[Offer, ...]] = field(default_factory=dict)

    def asked(self, text: str, mention: Mention | None, found: Location) -> Asked:
        """Return what to ask about `text`, read as `mention` and placed at `found`."""
        if mention is None:
            return Asked(Doubt.NOT_UNDERSTOOD, text, None, None, _whole(text), ())
        doubt = _doubt(mention, found, self.least)
        span = _span(mention, doubt)
        if doubt is Doubt.NO_COMPOUND and (before := _before_numbers(text, mention)):
            doubt, span = Doubt.COMPOUND_UNKNOWN, before
        words = text[span.start : span.end] if span else ""
        settled = found.compound_id if LEVEL_OF.get(doubt) is not Level.COMPOUND else None
        pattern = _pattern(doubt, text, words, mention, settled, self.origin)
        if pattern not in self._offers:
            self._offers[pattern] = _offers(doubt, words, mention, found, self.gazetteer)
        words = words or ("" if doubt is Doubt.NO_COMPOUND else text)
        return Asked(doubt, words, span, settled, pattern, self._offers[pattern])


def _doubt(mention: Mention, found: Location, least: float) -> Doubt:
    for note in found.notes:
        if note in LACKING:
            return Doubt(note)
    rule = next((one.rule for one in mention.reasons if one.level is Level.COMPOUND), "")
    if found.confidence < least and rule in NAME_RULES_IN_DOUBT:
        return Doubt.NAME_UNSURE
    if any(one.reason == "entrance_open" for one in found.candidates):
        return Doubt.ENTRANCE_MISSING
    return Doubt.UNSURE


def _span(mention: Mention, doubt: Doubt) -> Span | None:
    level = LEVEL_OF.get(doubt)
    if level is Level.COMPOUND:
        return named_span(mention)
    spans = {one.level: one.span for one in mention.reasons if one.span}
    return spans.get(level) if level else None


def _before_numbers(text: str, mention: Mention) -> Span | None:
    """Return the words before the first number of an address: an unheard-of name, if any."""
    starts = [one.span.start for one in mention.reasons if one.span]
    start = min(starts, default=0)
    return Span(0, start) if text[:start].strip(" ,，、:：-") else None


def _pattern(
    doubt: Doubt, text: str, words: str, mention: Mention, compound_id: str | None, origin: str
) -> str:
    level, address = LEVEL_OF.get(doubt), mention.address
    if level is Level.COMPOUND:
        return f"compound|{_plain(words)}" if words else f"no compound|{origin}"
    if level is Level.BUILDING:
        return f"building|{compound_id}|{address.building}"
    if level is Level.ENTRANCE:
        return f"entrance|{compound_id}|{address.building or ''}|{address.entrance}"
    return _whole(text)


def _whole(text: str) -> str:
    return f"address|{_plain(text)}"


def _plain(words: str) -> str:
    return "".join(folded(words).text.split())


def _offers(
    doubt: Doubt, words: str, mention: Mention, found: Location, gazetteer: Gazetteer
) -> tuple[Offer, ...]:
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
    plain, sound = _plain(words), sound_text(_plain(words))
    names = [_plain(name) for name in (compound.name, *compound.aliases)]
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


def answered_text(text: str, span: Span | None, compound: Compound) -> str:
    """Return `text` with the words in doubt replaced by the name of the compound that is meant.

    Examples
    --------
    >>> meant = Compound("c", "柳荫里", (), frozenset(), None, None)
    >>> answered_text("老厂院3号楼502", Span(0, 3), meant), answered_text("3-502", None, meant)
    ('柳荫里3号楼502', '柳荫里3-502')
    """
    if span is None:
        return compound.name + text
    return text[: span.start] + compound.name + text[span.end :]
