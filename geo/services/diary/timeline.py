"""What happened at a building, in a flat, or with a person, the newest first.

Entries of the diary, visits, needs and promises on one line of time, as far as the leader of the
compound may see them. What was called wrong is not among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.needs.vocabulary import Category, Outcome, State, categories
from geo.services.diary.entries import fact_of
from geo.services.diary.facts import FactKind
from geo.services.diary.picking import Choice, chosen
from geo.services.diary.searching import Wanted, conditions
from geo.services.diary.sentences import sentence_around
from geo.services.placing import places_of_units
from geo.store.models import DiaryEntry, Need, Promise, Resident, Unit, Visit

PAGE = 40


class Subject(StrEnum):
    """Whose time is told."""

    BUILDING = "building"
    UNIT = "unit"
    RESIDENT = "resident"


class Happening(StrEnum):
    """What happened, in the order in which it is told of one day."""

    KEPT = "kept"
    """A promise was kept."""
    CLOSED = "closed"
    """A need was closed."""
    PROMISE = "promise"
    """A promise was made."""
    VISIT = "visit"
    NEED = "need"
    """A need was opened."""
    ENTRY = "entry"
    """Somebody wrote about it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    day: date
    happening: Happening
    words: str
    """Of the diary, the need, the promise or the note; empty where there are none."""
    home: str = ""
    """Which flat, where a building is told of."""
    entry_id: int | None = None
    need_id: int | None = None
    category: Category | None = None
    state: State | None = None
    outcome: Outcome | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of what happened."""

    place: Choice
    name: str
    """Name of the person; empty for a place."""
    events: tuple[Event, ...]
    total: int
    """Things that happened in all."""


@dataclass(frozen=True, slots=True)
class _Of:
    """The conditions of the rows that belong to a subject."""

    entries: ColumnElement[bool]
    needs: ColumnElement[bool]
    visits: ColumnElement[bool]
    promises: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A thing that happened, not opened yet."""

    day: date
    happening: Happening
    key: int


def timeline(
    session: Session, subject: Subject, key: str, language: str, *, page: int = 0
) -> Timeline:
    """Return page `page` of what happened, the newest first.

    Cost: the days of all rows of the subject; only those of the page are opened.

    Raises
    ------
    NotFoundError
        When there is no such building, flat or person in the viewer's scope.
    """
    person = _resident(session, key) if subject is Subject.RESIDENT else None
    at = f"unit:{person.unit_id}" if person else f"{subject.value}:{key}"
    place = chosen(session, [at], language).get(at)
    if place is None:
        raise _unknown()
    of = _of_person(session, person) if person else _of_place(session, subject, key)
    marks = _marks(session, of)
    shown = marks[page * PAGE : (page + 1) * PAGE]
    events = _Opened(session, place, shown, language).events()
    return Timeline(place, (person.name or "") if person else "", events, len(marks))


def _resident(session: Session, key: str) -> Resident:
    found = session.scalar(select(Resident).where(Resident.id == key))
    if found is None:
        raise _unknown()
    return found


def _unknown() -> NotFoundError:
    return NotFoundError(
        "there is no such place or person in your territory", zh="您的片区里没有这个地点或这个人。"
    )


def _of_place(session: Session, subject: Subject, key: str) -> _Of:
    if subject is Subject.UNIT:
        wanted = Wanted(unit_id=key)
        units = select(Unit.id).where(Unit.id == key)
        needs = Need.unit_id == key
    else:
        wanted = Wanted(building_id=key)
        units = select(Unit.id).where(Unit.building_id == key)
        needs = Need.building_id == key
    of_need = Promise.need_id.in_(select(Need.id).where(needs))
    return _Of(
        and_(*conditions(session, wanted)),
        needs,
        Visit.unit_id.in_(units),
        or_(Promise.unit_id.in_(units), and_(Promise.unit_id.is_(None), of_need)),
    )


def _of_person(session: Session, person: Resident) -> _Of:
    """Return what is about a person: entries that name her, her needs, the calls at her door.

    A name alone is taken to be hers within her building.
    """
    linked = conditions(session, Wanted(resident_id=person.id))
    named: list[ColumnElement[bool]] = [false()]
    if person.name:
        named = conditions(session, Wanted(person=person.name, building_id=person.building_id))
    hers = Need.resident_id == person.id
    unnamed = or_(Visit.resident_id.is_(None), Visit.resident_id == person.id)
    of_flat = and_(Promise.unit_id == person.unit_id, Promise.need_id.is_(None))
    return _Of(
        or_(and_(*linked), and_(*named)),
        hers,
        and_(Visit.unit_id == person.unit_id, unnamed),
        or_(Promise.need_id.in_(select(Need.id).where(hers)), of_flat),
    )


def _marks(session: Session, of: _Of) -> list[_Mark]:
    """Return what happened and when, the newest first."""
    entries = and_(of.entries, DiaryEntry.state != "dropped")
    needs = and_(of.needs, Need.hidden.is_(False))
    unseen = select(Need.id).where(Need.hidden.is_(True))
    promises = and_(of.promises, or_(Promise.need_id.is_(None), Promise.need_id.not_in(unseen)))
    rows = (
        (Happening.ENTRY, select(DiaryEntry.id, DiaryEntry.written_on).where(entries)),
        (Happening.NEED, select(Need.id, Need.opened_on).where(needs)),
        (Happening.CLOSED, select(Need.id, Need.closed_on).where(needs)),
        (Happening.VISIT, select(Visit.id, Visit.visited_on).where(of.visits)),
        (Happening.PROMISE, select(Promise.id, Promise.made_on).where(promises)),
        (Happening.KEPT, select(Promise.id, Promise.done_on).where(promises)),
    )
    marks = [
        _Mark(row[1], happening, row[0])
        for happening, query in rows
        for row in session.execute(query)
        if row[1] is not None
    ]
    order = list(Happening)
    return sorted(
        marks, key=lambda one: (-one.day.toordinal(), order.index(one.happening), -one.key)
    )


class _Opened:
    """The rows of one page, opened together."""

    def __init__(
        self, session: Session, place: Choice, marks: Sequence[_Mark], language: str
    ) -> None:
        """Read the rows of `marks`: one query for each record."""
        self._marks = marks
        keys = self._keys
        self._needs = {
            row.id: row
            for row in session.scalars(
                select(Need).where(Need.id.in_(keys(Happening.NEED, Happening.CLOSED)))
            )
        }
        self._visits = {
            row.id: row
            for row in session.scalars(select(Visit).where(Visit.id.in_(keys(Happening.VISIT))))
        }
        self._promises = {
            row.id: row
            for row in session.scalars(
                select(Promise).where(Promise.id.in_(keys(Happening.PROMISE, Happening.KEPT)))
            )
        }
        self._words = _about(session, keys(Happening.ENTRY), place)
        flats = {need.unit_id for need in self._needs.values()}
        flats |= {visit.unit_id for visit in self._visits.values()}
        flats |= {promise.unit_id for promise in self._promises.values()}
        known = () if place.unit_id else filter(None, flats)
        self._homes = places_of_units(session, known, language)

    def _keys(self, *kinds: Happening) -> set[int]:
        return {mark.key for mark in self._marks if mark.happening in kinds}

    def events(self) -> tuple[Event, ...]:
        """Return the page."""
        return tuple(self._event(mark) for mark in self._marks)

    def _event(self, mark: _Mark) -> Event:
        if mark.happening is Happening.ENTRY:
            return Event(mark.day, mark.happening, self._words[mark.key], entry_id=mark.key)
        if mark.happening is Happening.VISIT:
            visit = self._visits[mark.key]
            return Event(
                mark.day,
                mark.happening,
                visit.note or "",
                self._home(visit.unit_id),
                entry_id=visit.entry_id,
                outcome=Outcome(visit.outcome),
            )
        if mark.happening in {Happening.PROMISE, Happening.KEPT}:
            promise = self._promises[mark.key]
            return Event(
                mark.day,
                mark.happening,
                promise.words,
                self._home(promise.unit_id),
                entry_id=promise.entry_id,
                due_on=promise.due_on,
            )
        need = self._needs[mark.key]
        return Event(
            mark.day,
            mark.happening,
            (need.words or "") if mark.happening is Happening.NEED else "",
            self._home(need.unit_id),
            need_id=need.id,
            category=categories()[need.category],
            state=State(need.state),
        )

    def _home(self, unit_id: str | None) -> str:
        home = self._homes.get(unit_id or "")
        return " ".join(filter(None, (home.entrance, home.home))) if home else ""


def _about(session: Session, keys: set[int], place: Choice) -> dict[int, str]:
    """Return the sentences of each entry that are about `place`, or all of it."""
    rows = session.scalars(select(DiaryEntry).where(DiaryEntry.id.in_(keys)))
    entries = {row.id: row for row in rows}
    facts = {key: [fact_of(row) for row in entry.facts] for key, entry in entries.items()}
    spots = {
        key: {f.item: f.value["key"] for f in known if f.kind is FactKind.PLACE and f.value["key"]}
        for key, known in facts.items()
    }
    found = chosen(session, {key for each in spots.values() for key in each.values()}, "zh")
    told = {}
    for key, entry in entries.items():
        here = {
            item for item, at in spots[key].items() if at in found and _within(found[at], place)
        }
        spans = [(f.start, f.end) for f in facts[key] if f.item in here and f.start < f.end]
        told[key] = _sentences(entry.text, spans) or entry.text
    return told


def _within(one: Choice, place: Choice) -> bool:
    if place.unit_id is not None:
        return one.unit_id == place.unit_id
    return one.building_id == place.building_id


def _sentences(text: str, spans: Iterable[tuple[int, int]]) -> str:
    found = {sentence_around(text, start, end) for start, end in spans}
    ordered = sorted(found, key=lambda span: (span.start, -span.end))
    parts, done = [], 0
    for span in ordered:
        if span.end > done:
            parts.append(text[max(span.start, done) : span.end])
            done = span.end
    return "".join(parts)
