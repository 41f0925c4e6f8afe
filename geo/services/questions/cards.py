"""Questions as they are shown: the words, where they came from, and what they may mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.doubts import Doubt
from geo.address.offers import Why
from geo.address.values import Level
from geo.needs.vocabulary import categories
from geo.services.diary.facts import FactKind, place_key
from geo.services.diary.picking import Choice, chosen
from geo.services.diary.sentences import sentence_around
from geo.services.questions.doubts import DiaryDoubt
from geo.services.questions.records import Kind, about_of
from geo.store.models import Compound, Entrance, Question

MOST_OPTIONS = 5
LIKELY, POSSIBLE = 0.7, 0.4
SPLIT = 0.6
"""Shared by the candidates where the reader itself is sure of none."""
FACT = "fact-"
"""Begins the reference of a question that stands in a diary."""


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate of a question."""

    number: int
    """Key on the keyboard and mark on the map, from 1."""
    key: str
    label: str
    confidence: float
    why: tuple[str, ...]
    choice: Choice

    @property
    def likely(self) -> str:
        """How likely, as a word of a closed set: likely, possible, unlikely."""
        if self.confidence >= LIKELY:
            return "likely"
        return "possible" if self.confidence >= POSSIBLE else "unlikely"


@dataclass(frozen=True, slots=True)
class Card:
    """One question as it is shown."""

    ref: str
    kind: Kind
    doubt: Doubt
    before: str
    doubtful: str
    """The words in doubt, between `before` and `after`."""
    after: str
    compound_id: str | None
    file: str
    """Where it came from: a file and its row, or an entry and its day."""
    row: int | str | None
    entry_id: int | None
    written_on: date | None
    options: tuple[Option, ...]
    alike: int
    """Questions that one answer settles, this one included."""
    urgency: int
    category: str
    """Category of the need that waits; empty where there is none or it may not be named."""
    own_tap: bool
    """Sensitive: confirmed in the diary only, with the home and the name in sight."""
    place: Choice | None = None
    """The place as it was read."""
    guessed: str | None = None
    """Building whose entrances nobody surveyed, where an entrance is in doubt."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that one answer settles."""

    urgency: int
    count: int
    asked_on: date
    question_id: int | None = None
    doubt: DiaryDoubt | None = None

    @property
    def order(self) -> tuple[int, int, date, int]:
        """The most urgent first, of equal ones what most waits behind, then the oldest."""
        return (-self.urgency, -self.count, self.asked_on, self.question_id or 0)


def cards(session: Session, groups: Sequence[Group], language: str) -> Iterable[Card]:
    """Yield the card of each of `groups`; a constant number of queries."""
    ids = [group.question_id for group in groups if group.question_id is not None]
    rows = {row.id: row for row in session.scalars(select(Question).where(Question.id.in_(ids)))}
    about = {key: about_of(row.about) for key, row in rows.items()}
    keys = [str(one["key"]) for told in about.values() for one in told.offers]
    for group in groups:
        if group.doubt is not None:
            keys += filter(None, [group.doubt.place, *group.doubt.fact.value.get("also", ())])
    places = chosen(session, keys, language)
    around = [key for choice in places.values() for key in choice.wider()]
    places |= chosen(session, [key for key in around if key not in places], language)
    own = _own_compounds(session, groups, language)
    guessed = _guessed_doors(session, rows.values(), places)
    for group in groups:
        if group.doubt is not None:
            yield _diary_card(group, group.doubt, places | own, language, own=tuple(own))
        elif group.question_id in rows:
            card = _kept_card(group, rows[group.question_id], places)
            yield replace(card, guessed=guessed.get(group.question_id))


def _kept_card(group: Group, row: Question, places: dict[str, Choice]) -> Card:
    about = about_of(row.about)
    span = about.span
    text = row.words
    start, end = (span.start, span.end) if span else (0, 0)
    offers = [one for one in about.offers if one["key"] in places]
    return Card(
        ref=str(row.id),
        kind=Kind(row.kind),
        doubt=Doubt(row.doubt),
        before=text[:start],
        doubtful=text[start:end],
        after=text[end:],
        compound_id=row.compound_id,
        file=str(about.source.get("file", "")),
        row=about.source.get("row"),
        entry_id=None,
        written_on=None,
        options=tuple(
            Option(
                number,
                one["key"],
                places[one["key"]].place.line(),
                one["confidence"],
                tuple(one["why"]),
                places[one["key"]],
            )
            for number, one in enumerate(offers[:MOST_OPTIONS], start=1)
        ),
        alike=group.count,
        urgency=row.urgency,
        category="",
        own_tap=False,
    )


def _guessed_doors(
    session: Session, rows: Iterable[Question], places: dict[str, Choice]
) -> dict[int | None, str]:
    """Return the building of each question about an entrance where all doors were inferred."""
    building_of = {
        row.id: places[one["key"]].building_id
        for row in rows
        if row.level == Level.ENTRANCE
        for one in about_of(row.about).offers
        if one["key"] in places
    }
    if not building_of:
        return {}
    surveyed = set(
        session.scalars(
            select(Entrance.building_id).where(
                Entrance.building_id.in_(set(building_of.values())), ~Entrance.inferred
            )
        )
    )
    return {key: one for key, one in building_of.items() if one and one not in surveyed}


def _own_compounds(session: Session, groups: Sequence[Group], language: str) -> dict[str, Choice]:
    """Return the viewer's compounds where she has few, to be offered for a name in doubt."""
    if not any(group.doubt is not None and group.doubt.name for group in groups):
        return {}
    keys = session.scalars(select(Compound.id).order_by(Compound.id).limit(MOST_OPTIONS)).all()
    if len(keys) == MOST_OPTIONS:
        return {}
    return chosen(session, (place_key(Level.COMPOUND, key) for key in keys), language)


def _diary_card(
    group: Group,
    one: DiaryDoubt,
    places: dict[str, Choice],
    language: str,
    *,
    own: tuple[str, ...],
) -> Card:
    fact, text = one.fact, one.text
    start, end = fact.value["named"] if one.name else (fact.start, fact.end)
    span = sentence_around(text, fact.start, fact.end)
    need = fact.kind is FactKind.NEED
    category = categories().get(fact.value.get("category", "")) if need else None
    options = () if need else tuple(_diary_options(one, places, own))
    return Card(
        ref=f"{FACT}{fact.id}",
        kind=one.kind,
        doubt=one.doubt,
        before=text[span.start : start],
        doubtful=text[start:end],
        after=text[end : span.end],
        compound_id=None,
        file="",
        row=None,
        entry_id=one.entry_id,
        written_on=one.written_on,
        options=options,
        alike=group.count,
        urgency=one.urgency,
        category=category.label(language) if category else "",
        own_tap=bool(category and category.sensitive),
        place=places.get(one.place or ""),
    )


def _diary_options(
    one: DiaryDoubt, places: dict[str, Choice], own: tuple[str, ...]
) -> Iterable[Option]:
    """Yield the place as it was read, the others that may be meant, and what lies around."""
    value, confidence = one.fact.value, one.fact.confidence
    listed = [str(key) for key in value.get("also", ())]
    read = places.get(one.place or "")
    mine = own if one.name else ()
    keys = [*([one.place] if one.place else []), *listed, *mine, *(read.wider() if read else ())]
    known = [key for key in dict.fromkeys(keys) if key in places][:MOST_OPTIONS]
    share = max(confidence, SPLIT) / max(len(listed), 1)
    for number, key in enumerate(known, start=1):
        if key == one.place:
            sure, why = confidence, [Why.READ_SO]
        elif key in listed:
            sure, why = share, [Why.NEAR_NAME if one.name else Why.BEHIND_THIS_DOOR]
        else:
            sure, why = 0.0, [] if key in mine else [Why.AROUND]
        why += [Why.OWN] if key in mine else []
        yield Option(number, key, places[key].place.line(), sure, tuple(why), places[key])
