"""What becomes of an entry when its writer confirms it, and how that is undone."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.diary.redaction import number_masks
from geo.errors import ConflictError, InputError, NotFoundError
from geo.needs.vocabulary import Kind, Outcome, State, categories
from geo.services import cases, visits
from geo.services.cases import NewNeed
from geo.services.diary import fact_of, own_entry, row_of
from geo.services.entry_facts import (
    BY_HAND,
    Decision,
    Fact,
    FactKind,
    sentence_around,
    told_to_others,
    visit_key,
)
from geo.services.open_needs import OpenNeeds
from geo.services.picking import Choice, chosen
from geo.store.audit import note_act
from geo.store.models import (
    DiaryEntry,
    EntryFact,
    Need,
    NeedEvent,
    Promise,
    Resident,
    Visit,
)

NEW_RESIDENT = "new"
ZH = "zh"
Digest = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWord:
    """What the leader said of one item."""

    place: str | None = None
    """Key of the place; None: it is not known yet and nothing is recorded."""
    needs: Mapping[str, bool] = field(default_factory=dict)
    """Category to record (True) or refuse (False); one that is missing stays open."""
    added: tuple[str, ...] = ()
    """Categories that were not read."""
    settled: Mapping[str, int | None] = field(default_factory=dict)
    """Category to the open need that it closes; None: none of them."""
    visits: Mapping[str, bool] = field(default_factory=dict)
    """Visit, as in `visit_key`, to record (True) or refuse (False)."""
    residents: Mapping[str, str] = field(default_factory=dict)
    """Name as written to the key of a resident, or `NEW_RESIDENT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the leader said of a whole entry."""

    items: Mapping[int, ItemWord]
    promises: Mapping[int, bool]
    """Number of a promise to keep (True) or refuse (False); one that is missing stays open."""
    due: Mapping[int, date | None] = field(default_factory=dict)
    """Due days that were changed."""


@dataclass(slots=True)
class _Recording:
    """One confirmation as it goes on."""

    session: Session
    entry: DiaryEntry
    rows: list[EntryFact]
    facts: list[Fact]
    today: date
    digest: Digest
    places: dict[int, Choice] = field(default_factory=dict)
    needs: dict[int, list[int]] = field(default_factory=dict)
    """Needs by item."""


def confirm(session: Session, entry_id: int, words: Words, *, today: date, digest: Digest) -> None:
    """Record what the writer confirmed: needs, settled needs, residents and promises.

    Only facts still open are touched, so that the same words sent twice record once. What lies in
    a colleague's compound and what has no place stays open.

    Raises
    ------
    ForbiddenError
        When the entry is somebody else's.
    InputError
        When a category, a place or a resident is not to be had.
    """
    entry = own_entry(session, entry_id)
    rows = list(entry.facts)
    going = _Recording(
        session, entry, rows, [fact_of(row) for row in rows], today=today, digest=digest
    )
    keys = [word.place for word in words.items.values() if word.place]
    known = chosen(session, keys, ZH)
    for number, word in sorted(words.items.items()):
        place = known.get(word.place) if word.place else None
        if word.place and place is None:
            raise InputError(
                "a chosen place is not in your territory: choose it again",
                zh="选的地点不在您的片区里,请重新选。",
            )
        if place is not None:
            _record_item(going, number, word, place)
    _record_promises(going, words)
    entry.state = "confirmed"
    note_act(session, "diary.confirmed", subject=str(entry_id))


def _record_item(going: _Recording, number: int, word: ItemWord, place: Choice) -> None:
    going.places[number] = place
    spot = _place_row(going, number, word, place)
    resident = _link_persons(going, number, word, place)
    for row, fact in _open(going, number, FactKind.NEED):
        verdict = word.needs.get(fact.value["category"])
        if verdict is True:
            _record_need(going, row, fact, place, spot, resident)
        elif verdict is False:
            row.decision = Decision.REFUSED.value
    for category in word.added:
        _add_need(going, number, category, place, spot, resident)
    for row, fact in _open(going, number, FactKind.RESOLVED):
        if fact.value["category"] in word.settled:
            _settle(going, row, fact, word.settled[fact.value["category"]])
    for row, fact in _open(going, number, FactKind.VISIT):
        _record_visit(going, row, fact, place, verdict=word.visits.get(visit_key(fact)))
    for kind in (FactKind.DECLINED, FactKind.TIME):
        for row, _ in _open(going, number, kind):
            row.decision = Decision.KEPT.value


def _open(going: _Recording, number: int, kind: FactKind) -> list[tuple[EntryFact, Fact]]:
    return [
        (row, fact)
        for row, fact in zip(going.rows, going.facts, strict=True)
        if fact.item == number and fact.kind is kind and row.decision == Decision.OPEN.value
    ]


def _place_row(going: _Recording, number: int, word: ItemWord, place: Choice) -> str | None:
    """Write down which place was meant and return the spot outside a dwelling, if any."""
    pairs = zip(going.rows, going.facts, strict=True)
    found = next(((r, f) for r, f in pairs if f.item == number and f.kind is FactKind.PLACE), None)
    if found is None:
        if not word.added:
            return None
        value: dict[str, Any] = {
            "key": place.key,
            "written": place.place.line(),
            "spot": None,
            "also": [],
            "asks": None,
            "read_to": place.level.value,
            "notes": [],
            "home": [],
        }
        _add_row(going, Fact(FactKind.PLACE, number, 0, 0, value, BY_HAND, 1.0))
        return None
    row, fact = found
    same = fact.value["key"] == place.key
    if not same:
        _note_value(row, fact, key=place.key, was=fact.value.get("was", fact.value["key"]))
    if row.decision != Decision.CORRECTED.value:
        row.decision = (Decision.KEPT if same else Decision.CORRECTED).value
    spot: str | None = fact.value["spot"]
    return spot if place.unit_id is None else None


def _link_persons(going: _Recording, number: int, word: ItemWord, place: Choice) -> str | None:
    """Write down who is meant; return the resident when it is one alone."""
    linked = []
    for row, fact in _open(going, number, FactKind.PERSON):
        wanted = word.residents.get(fact.value["name"])
        if not wanted:
            continue
        made = wanted == NEW_RESIDENT
        key = _new_resident(going, fact, place) if made else _resident(going.session, wanted)
        _note_value(row, fact, resident=key, made=made)
        row.decision = Decision.KEPT.value
        linked.append(key)
    return linked[0] if len(linked) == 1 else None


def _resident(session: Session, key: str) -> str:
    found = session.scalar(select(Resident.id).where(Resident.id == key))
    if found is None:
        raise InputError(
            "a chosen resident is not in your territory: choose again",
            zh="选的居民不在您的片区里,请重新选。",
        )
    return found


def _new_resident(going: _Recording, fact: Fact, place: Choice) -> str:
    if place.unit_id is None or place.building_id is None:
        raise InputError(
            "a new resident needs a flat: choose it first", zh="新居民要先选住哪一户。"
        )
    row = Resident(
        id=f"r-{uuid4().hex[:16]}",
        compound_id=place.compound_id,
        building_id=place.building_id,
        unit_id=place.unit_id,
        name=fact.value["name"],
        name_digest=going.digest(fact.value["name"]),
        declines_visits=False,
        source="diary",
    )
    going.session.add(row)
    going.session.flush()
    return row.id


def _record_need(
    going: _Recording,
    row: EntryFact,
    fact: Fact,
    place: Choice,
    spot: str | None,
    resident: str | None,
) -> None:
    """Open the need, or add the sentence to the one that is open there already."""
    session, category = going.session, fact.value["category"]
    if category not in categories():
        raise InputError(
            f"category {category!r} is not in the vocabulary", zh="没有这一类需求,请从列表里选。"
        )
    there = OpenNeeds.around(session, [place], [category]).same(category, place, spot)
    if there is not None:
        _note_on(going, row, fact, there)
    else:
        span = sentence_around(going.entry.text, fact.start, fact.end)
        of_person = categories()[category].kind in {Kind.CARE, Kind.SERVICE}
        need = cases.open_need(
            session,
            NewNeed(
                category=category,
                compound_id=place.compound_id,
                building_id=place.building_id,
                entrance_id=place.entrance_id,
                unit_id=place.unit_id,
                floor=place.floor,
                spot=spot,
                resident_id=resident if of_person else None,
                words=going.entry.text[span.start : span.end],
                entry_id=going.entry.id,
            ),
            today=going.entry.written_on,
        )
        row.need_id = need.id
        _note_value(row, fact, did="opened")
    if row.decision == Decision.OPEN.value:
        row.decision = Decision.KEPT.value
    going.needs.setdefault(fact.item or 0, []).append(row.need_id or 0)


def _note_on(going: _Recording, row: EntryFact, fact: Fact, need_id: int) -> None:
    cases.add_note(going.session, need_id, _told(going, fact))
    row.need_id = need_id
    _note_value(row, fact, did="noted", event=_last_event(going.session, need_id))


def _told(going: _Recording, fact: Fact) -> str:
    """Return the sentence of `fact` as it may stand in a history that managers read."""
    text = going.entry.text
    span = sentence_around(text, fact.start, fact.end)
    return told_to_others(text, span, going.facts, number_masks(text)) or "民情日记"


def _last_event(session: Session, need_id: int) -> int:
    newest = select(NeedEvent.id).where(NeedEvent.need_id == need_id).order_by(NeedEvent.id.desc())
    return session.scalars(newest.limit(1)).one()


def _add_need(
    going: _Recording,
    number: int,
    category: str,
    place: Choice,
    spot: str | None,
    resident: str | None,
) -> None:
    """Record a category that the reading missed; its words are those of the item's place."""
    pairs = zip(going.rows, going.facts, strict=True)
    own = [fact for row, fact in pairs if fact.item == number]
    told = {f.value.get("category") for f in own if f.kind is FactKind.NEED and f.need_id}
    if category in told:
        return
    at = next((f for f in own if f.kind is FactKind.PLACE), None)
    start, end = (at.start, at.end) if at else (0, 0)
    fact = Fact(
        FactKind.NEED,
        number,
        start,
        end,
        {"category": category},
        BY_HAND,
        1.0,
        decision=Decision.CORRECTED,
    )
    _record_need(going, _add_row(going, fact), fact, place, spot, resident)


def _add_row(going: _Recording, fact: Fact) -> EntryFact:
    row = row_of(fact)
    if fact.decision is Decision.OPEN:
        row.decision = Decision.CORRECTED.value
    going.entry.facts.append(row)
    going.rows.append(row)
    going.facts.append(fact)
    going.session.flush()
    return row


def _settle(going: _Recording, row: EntryFact, fact: Fact, need_id: int | None) -> None:
    """Close the need that the entry says is settled, with the sentence as its proof."""
    if need_id is None:
        row.decision = Decision.REFUSED.value
        return
    need = going.session.get(Need, need_id)
    if need is None or need.hidden or need.category != fact.value["category"]:
        raise NotFoundError(
            "the need to close does not exist, or is not in your territory",
            zh="要办结的需求找不到,或者它不在您的片区里。",
        )
    was, closed = need.state, State.CLOSED
    if not State(was).is_open:
        raise ConflictError(
            "the need to close is closed already: look at it again",
            zh="要办结的需求已经办结了,请再看一眼。",
        )
    cases.move(
        going.session,
        need_id,
        closed,
        note=_told(going, fact),
        version=need.version,
        today=going.entry.written_on,
    )
    row.need_id, row.decision = need_id, Decision.KEPT.value
    _note_value(row, fact, did="closed", was=was)


def _record_visit(
    going: _Recording, row: EntryFact, fact: Fact, place: Choice, *, verdict: bool | None
) -> None:
    """Record a visit at a flat; one that is known for that day is not counted again.

    Where only the building is known it waits for the flat.
    """
    if verdict is None or (verdict and place.unit_id is None):
        return
    row.decision = (Decision.KEPT if verdict else Decision.REFUSED).value
    if verdict and place.unit_id is not None:
        day = min(date.fromisoformat(fact.value["day"]), going.entry.written_on)
        key = f"diary:{going.entry.id}:{row.id}:{place.unit_id}"
        if note_visit(going.session, place.unit_id, key=key, day=day, entry_id=going.entry.id):
            _note_value(row, fact, visit=key)


def note_visit(session: Session, unit_id: str, *, key: str, day: date, entry_id: int) -> bool:
    """Record that somebody was met at a flat on `day`; False: that is known already."""
    known = select(Visit.id).where(
        Visit.unit_id == unit_id,
        Visit.visited_on == day,
        Visit.outcome == Outcome.MET.value,
        Visit.key != key,
    )
    if session.scalar(known.limit(1)) is not None:
        return False
    visits.tick(session, unit_id, Outcome.MET, key=key, today=day).entry_id = entry_id
    session.flush()
    return True


def _record_promises(going: _Recording, words: Words) -> None:
    told = [
        (row, fact)
        for row, fact in zip(going.rows, going.facts, strict=True)
        if fact.kind is FactKind.PROMISE
    ]
    for number, (row, fact) in enumerate(told):
        if row.decision != Decision.OPEN.value or number not in words.promises:
            continue
        if not words.promises[number]:
            row.decision = Decision.REFUSED.value
            continue
        read = date.fromisoformat(fact.value["due_on"]) if fact.value["due_on"] else None
        due = words.due.get(number, read)
        made = _make_promises(going, fact, due)
        row.decision = (Decision.KEPT if due == read else Decision.CORRECTED).value
        _note_value(row, fact, due_on=due.isoformat() if due else None, promises=made)


def _make_promises(going: _Recording, fact: Fact, due: date | None) -> list[int]:
    """Add one promise for each flat that it was made to, or one that belongs to no door.

    Return their keys.
    """
    rows = []
    items = [number for number in fact.value["items"] if number in going.places]
    homes: dict[str, int] = {}
    for number in items:
        unit = going.places[number].unit_id
        if unit is not None:
            homes.setdefault(unit, number)
    anywhere = going.places[items[0]].compound_id if items else going.entry.compound_id
    made: list[tuple[str | None, int | None]] = list(homes.items())
    for unit, number in made or [(None, items[0] if items else None)]:
        needs = going.needs.get(number, []) if number is not None else []
        rows.append(
            Promise(
                compound_id=going.places[number].compound_id if number is not None else anywhere,
                unit_id=unit,
                need_id=needs[0] if len(needs) == 1 else None,
                entry_id=going.entry.id,
                account_id=going.entry.account_id,
                words=fact.value["words"],
                made_on=going.entry.written_on,
                due_on=due,
                part=fact.value["part"],
            )
        )
    going.session.add_all(rows)
    going.session.flush()
    return [row.id for row in rows]


def _note_value(row: EntryFact, fact: Fact, **more: Any) -> None:  # noqa: ANN401 - JSON values
    row.value = json.dumps(fact.value | more, ensure_ascii=False)
