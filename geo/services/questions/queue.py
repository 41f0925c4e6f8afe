"""The queue of questions: what waits for the viewer, the most urgent first, page by page."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from geo.address.asking import Doubt, Why
from geo.address.values import Level
from geo.needs.vocabulary import Role, categories
from geo.services.diary.facts import FactKind, place_key
from geo.services.diary.picking import Choice, chosen
from geo.services.diary.sentences import sentence_around
from geo.services.questions.answering import UNDO_WITHIN
from geo.services.questions.doubts import DiaryDoubt, doubts
from geo.services.questions.records import Kind, State, about_of
from geo.store.models import Compound, Entrance, Question
from geo.store.scope import viewer_of

CARDS_A_PAGE = 12
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
class Given:
    """An answer that can still be undone."""

    batch: str
    settled: int
    answered_at: datetime
    answered_by: str
    question_id: int
    answer: Choice | None
    doubtful: str
    """Words that stood for a compound; empty for other doubts."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue."""

    cards: tuple[Card, ...]
    groups: int
    """Questions in all; those alike count once."""
    rows: int
    """What waits behind them."""
    page: int
    pages: int
    first: int
    """Number of the first card."""


@dataclass(frozen=True, slots=True)
class _Group:
    urgency: int
    count: int
    asked_on: date
    question_id: int | None = None
    doubt: DiaryDoubt | None = None

    @property
    def order(self) -> tuple[int, int, date, int]:
        return (-self.urgency, -self.count, self.asked_on, self.question_id or 0)


def waiting(session: Session, today: date) -> int:
    """Return how many questions wait for the viewer; those alike count once."""
    if viewer_of(session).role not in {Role.LEADER, Role.STEWARD}:
        return 0
    return len(_groups(session, today))


def queue_page(session: Session, page: int, today: date, language: str) -> QueuePage:
    """Return one page of the queue within the viewer's scope; a page too far is the last one."""
    groups = _groups(session, today)
    pages = max(1, -(-len(groups) // CARDS_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * CARDS_A_PAGE
    shown = groups[start : start + CARDS_A_PAGE]
    return QueuePage(
        cards=tuple(_cards(session, shown, language)),
        groups=len(groups),
        rows=sum(group.count for group in groups),
        page=page,
        pages=pages,
        first=start + 1,
    )


def given_lately(session: Session, language: str, most: int = 20) -> list[Given]:
    """Return the viewer's answers of the last day, the newest first."""
    rows = session.execute(
        select(Question.batch, func.count(), func.min(Question.id), func.max(Question.answered_at))
        .where(
            Question.account_id == viewer_of(session).account_id,
            Question.batch.is_not(None),
            Question.answered_at > datetime.now(UTC) - UNDO_WITHIN,
        )
        .group_by(Question.batch)
        .order_by(func.max(Question.answered_at).desc())
        .limit(most)
    ).all()
    first = {
        row.id: row
        for row in session.scalars(select(Question).where(Question.id.in_([r[2] for r in rows])))
    }
    keys = [row.answer for row in first.values() if row.answer]
    places = chosen(session, keys, language)
    return [
        Given(
            batch=batch or "",
            settled=count,
            answered_at=at,
            answered_by=first[key].answered_by or "",
            question_id=key,
            answer=places.get(first[key].answer or ""),
            doubtful=_name_in_doubt(first[key]),
        )
        for batch, count, key, at in rows
        if at is not None
    ]


def _name_in_doubt(row: Question) -> str:
    """Return the name that was settled, which may be learned."""
    was = json.loads(row.made or "{}").get("asked", {"level": row.level, "about": row.about})
    if was["level"] != Level.COMPOUND or row.kind == Kind.TWINS.value:
        return ""
    return about_of(was["about"]).doubtful


def _groups(session: Session, today: date) -> list[_Group]:
    found = [*_kept_groups(session, today)]
    if viewer_of(session).role is Role.LEADER:
        found += _diary_groups(session, today)
    return sorted(found, key=lambda group: group.order)


def _kept_groups(session: Session, today: date) -> Iterable[_Group]:
    rows = session.execute(
        select(
            func.min(Question.id),
            func.count(),
            func.max(Question.urgency),
            func.min(Question.asked_at),
        )
        .where(_open(today), Question.fact_id.is_(None))
        .group_by(Question.alike)
    )
    for key, count, urgent, at in rows:
        yield _Group(urgent, count, at.date(), question_id=key)


def _diary_groups(session: Session, today: date) -> list[_Group]:
    alike: dict[str, list[DiaryDoubt]] = {}
    for one in doubts(session, today):
        alike.setdefault(one.alike, []).append(one)
    return [
        _Group(max(one.urgency for one in own), len(own), own[0].written_on, doubt=own[0])
        for own in alike.values()
    ]


def alike_facts(session: Session, fact_id: int, today: date) -> list[int]:
    """Return the facts of the viewer's diary that share the doubt of `fact_id`, itself first."""
    every = doubts(session, today)
    mine = next((one for one in every if one.fact.id == fact_id), None)
    if mine is None:
        return [fact_id]
    others = [one.fact.id for one in every if one.alike == mine.alike and one is not mine]
    return [fact_id, *(key for key in others if key is not None)]


def kind_of_fact(session: Session, fact_id: int, today: date) -> Kind:
    """Return what is in doubt about a fact of the viewer's diary."""
    found = (one.kind for one in doubts(session, today) if one.fact.id == fact_id)
    return next(found, Kind.PLACE)


def _open(today: date) -> ColumnElement[bool]:
    due = or_(Question.not_before.is_(None), Question.not_before <= today)
    return (Question.state == State.OPEN.value) & due


def _cards(session: Session, groups: list[_Group], language: str) -> Iterable[Card]:
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


def _kept_card(group: _Group, row: Question, places: dict[str, Choice]) -> Card:
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


def _own_compounds(session: Session, groups: list[_Group], language: str) -> dict[str, Choice]:
    """Return the viewer's compounds where she has few, to be offered for a name in doubt."""
    if not any(group.doubt is not None and group.doubt.name for group in groups):
        return {}
    keys = session.scalars(select(Compound.id).order_by(Compound.id).limit(MOST_OPTIONS)).all()
    if len(keys) == MOST_OPTIONS:
        return {}
    return chosen(session, (place_key(Level.COMPOUND, key) for key in keys), language)


def _diary_card(
    group: _Group,
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
