"""What to ask when an address is not sure: the words in doubt, and what they may mean.

One question stands for all addresses with the same doubtful words in the same place: who answers
it once has answered it for them all.
"""

from dataclasses import dataclass, field

from geo.address.doubts import LACKING, LEVEL_OF, Doubt
from geo.address.gazetteer import Compound, Gazetteer
from geo.address.learning import named_span
from geo.address.locating import Location
from geo.address.offers import Offer, offers_for, plain_words
from geo.address.values import Level, Mention, Span

NAME_RULES_IN_DOUBT = ("same_sound", "one_character")


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
            self._offers[pattern] = offers_for(doubt, words, mention, found, self.gazetteer)
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
        return f"compound|{plain_words(words)}" if words else f"no compound|{origin}"
    if level is Level.BUILDING:
        return f"building|{compound_id}|{address.building}"
    if level is Level.ENTRANCE:
        return f"entrance|{compound_id}|{address.building or ''}|{address.entrance}"
    return _whole(text)


def _whole(text: str) -> str:
    return f"address|{plain_words(text)}"


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
