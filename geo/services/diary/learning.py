"""What leaders confirmed and corrected, as labelled entries: the reading is measured on them.

Nothing is kept twice: the facts of an entry hold what was read, what it became, and what stood
there before. An entry is a labelled one when its writer looked at every need in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.values import Level
from geo.diary.redaction import number_masks
from geo.errors import ForbiddenError
from geo.services.diary.entries import fact_of
from geo.services.diary.facts import BY_HAND, Decision, Fact, FactKind
from geo.services.diary.sentences import without_names
from geo.store.audit import note_act
from geo.store.models import Building, Compound, DiaryEntry, Entrance, Unit
from geo.store.scope import viewer_of

STANDING = {Decision.KEPT, Decision.CORRECTED}
ORDER = (Level.COMPOUND, Level.BUILDING, Level.ENTRANCE, Level.FLOOR, Level.UNIT)
ENTRIES_A_ROUND = 200


@dataclass(frozen=True, slots=True)
class Example:
    """An entry with the labels that its writer gave it."""

    gold: dict[str, Any]
    """As a line of a gold set: text, items, others, pii."""
    corrected: bool
    """Something was read wrongly."""
    redacted: str
    """The text with persons and numbers masked."""


def examples(session: Session) -> Iterator[Example]:
    """Yield the labelled entries of the store, the oldest first; read for the service only.

    Raises
    ------
    ForbiddenError
        When the session was opened for somebody at a page.
    """
    if not viewer_of(session).unbounded:
        raise ForbiddenError("labelled entries are read at the command line by the steward")
    names = _names(session)
    last = 0
    while True:
        rows = session.scalars(
            select(DiaryEntry)
            .where(DiaryEntry.id > last, DiaryEntry.state == "confirmed")
            .order_by(DiaryEntry.id)
            .limit(ENTRIES_A_ROUND)
        ).all()
        for entry in rows:
            made = _example(session, entry, names)
            if made is not None:
                yield made
        if len(rows) < ENTRIES_A_ROUND:
            return
        last = rows[-1].id


def note_evaluated(session: Session, count: int) -> None:
    """Note in the audit that entries were read to measure the reading."""
    note_act(session, "diary.evaluated", subject=str(count))


def note_exported(session: Session, count: int, reason: str) -> None:
    """Note in the audit that labelled entries left the store; blank `reason`: redacted."""
    subject = f"{count}/{'full' if reason else 'redacted'}"
    note_act(session, "diary.labels_exported", subject=subject, reason=reason or None)


def without_persons(example: Example) -> dict[str, Any]:
    """Return the labels of `example` over its redacted text: no name and no number is left."""
    items = [{**item, "persons": []} for item in example.gold["items"]]
    text = {"text": example.redacted, "items": items}
    return {**example.gold, **text, "others": [], "pii": []}


def _names(session: Session) -> dict[str, str]:
    return {row[0]: row[1] for row in session.execute(select(Compound.id, Compound.name)).all()}


def _example(session: Session, entry: DiaryEntry, names: dict[str, str]) -> Example | None:
    """Return the labels of `entry`; None where its writer left a need undecided."""
    facts = [fact_of(row) for row in entry.facts if row.kind != FactKind.BEFORE.value]
    places = {f.item: f for f in facts if f.kind is FactKind.PLACE and f.item is not None}
    undecided = any(f.kind is FactKind.NEED and f.decision is Decision.OPEN for f in facts)
    if not places or undecided or not all("address" in f.value for f in places.values()):
        return None
    own: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in facts:
        own[fact.item].append(fact)
    items = [_item(session, fact, own[number]) for number, fact in sorted(places.items())]
    masks = number_masks(entry.text)
    gold = {
        "id": f"e{entry.id}",
        "date": entry.written_on.isoformat(),
        "leader_compound": names.get(entry.compound_id),
        "text": entry.text,
        "items": items,
        "others": [f.value["name"] for f in own[None] if f.kind is FactKind.PERSON],
        "pii": [
            {"type": mask.kind.value, "value": entry.text[mask.span.start : mask.span.end]}
            for mask in masks
        ],
    }
    return Example(gold, _was_corrected(facts), without_names(entry.text, facts, masks))


def _item(session: Session, place: Fact, facts: Sequence[Fact]) -> dict[str, Any]:
    return {
        "address": address_of(session, place),
        "carried": place.value["carried"],
        "place": place.value["spot"],
        "needs": _categories(facts, FactKind.NEED, {*STANDING, Decision.HANDED}),
        "resolved": _categories(facts, FactKind.RESOLVED, set(Decision) - {Decision.WRONG}),
        "declined": _categories(facts, FactKind.DECLINED, set(Decision)),
        "persons": [f.value["name"] for f in facts if f.kind is FactKind.PERSON],
        "when": [f.value for f in facts if f.kind is FactKind.TIME],
    }


def _categories(facts: Iterable[Fact], kind: FactKind, decisions: set[Decision]) -> list[str]:
    found = {f.value["category"] for f in facts if f.kind is kind and f.decision in decisions}
    return sorted(found)


def _was_corrected(facts: Iterable[Fact]) -> bool:
    return any(
        fact.decision is Decision.WRONG
        or (fact.kind is FactKind.NEED and fact.decision is Decision.REFUSED)
        or (fact.rule == BY_HAND and fact.decision is Decision.CORRECTED)
        or (fact.kind is FactKind.PLACE and fact.decision is Decision.CORRECTED)
        for fact in facts
    )


def address_of(session: Session, place: Fact) -> dict[str, str | None]:
    """Return the address of an item as its writer meant it.

    A level that was read and is another one at the place she chose is corrected; a level that the
    text does not tell stays unknown. Below a level that was corrected only what she chose counts.
    """
    read: dict[str, str | None] = place.value["address"]
    if place.decision is not Decision.CORRECTED:
        return read
    chosen = _numbers(session, place.value["key"] or "")
    told = {level: value for level in ORDER if (value := chosen.get(level)) is not None}
    if place.rule == BY_HAND:
        return {level.value: told.get(level) for level in ORDER}
    meant: dict[str, str | None] = {}
    moved = False
    for level in ORDER:
        was = read.get(level.value)
        now = told.get(level)
        if was is None:
            meant[level.value] = None
        elif now is None:
            meant[level.value] = None if moved else was
        else:
            moved = moved or now != was
            meant[level.value] = now
    return meant


def _numbers(session: Session, key: str) -> dict[Level, str | None]:
    """Return what each level of a place is called in the registry."""
    level, _, rest = key.partition(":")
    name, _, floor = rest.partition("@")
    columns = (Compound.name, Building.number, Entrance.number, Unit.number, Unit.floor)
    query = {
        Level.UNIT.value: select(*columns)
        .join(Entrance, Entrance.id == Unit.entrance_id)
        .join(Building, Building.id == Unit.building_id)
        .join(Compound, Compound.id == Unit.compound_id)
        .where(Unit.id == name),
        Level.ENTRANCE.value: select(*columns[:3])
        .join(Building, Building.id == Entrance.building_id)
        .join(Compound, Compound.id == Entrance.compound_id)
        .where(Entrance.id == name),
        Level.BUILDING.value: select(*columns[:2])
        .join(Compound, Compound.id == Building.compound_id)
        .where(Building.id == name),
        Level.COMPOUND.value: select(Compound.name).where(Compound.id == name),
    }.get(level)
    row = None if query is None else session.execute(query).first()
    cells: list[Any] = [] if row is None else list(row)
    compound, building, entrance, unit, storey = cells + [None] * (5 - len(cells))
    return {
        Level.COMPOUND: compound,
        Level.BUILDING: building,
        Level.ENTRANCE: entrance,
        Level.FLOOR: floor or (None if storey is None else str(storey)),
        Level.UNIT: unit,
    }
