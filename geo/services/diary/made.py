"""What became of an entry: needs, promises and visits, and what was called wrong since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.diary.visits import VisitKind
from geo.services.case_files import Case, cases_of
from geo.services.diary.doubting import may_come_back
from geo.services.diary.entries import entry_row, fact_of
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.picking import chosen
from geo.store.models import Need, Promise


@dataclass(frozen=True, slots=True)
class MadeNeed:
    """A need that an entry opened, added to or closed."""

    case: Case
    building_id: str | None
    did: str
    """opened, noted or closed."""
    fact_id: int


@dataclass(frozen=True, slots=True)
class MadePromise:
    """A promise that an entry holds."""

    words: str
    due_on: date | None
    done_on: date | None
    fact_id: int | None


@dataclass(frozen=True, slots=True)
class MadeVisit:
    """A visit that an entry reported."""

    place: str
    day: date
    by_phone: bool
    counted: bool
    """False: the visit of that day was known already."""
    fact_id: int


@dataclass(frozen=True, slots=True)
class WrongFact:
    """Something that was recorded and then called wrong."""

    words: str
    may_come_back: bool
    fact_id: int


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an entry."""

    needs: tuple[MadeNeed, ...]
    promises: tuple[MadePromise, ...]
    visits: tuple[MadeVisit, ...]
    wrong: tuple[WrongFact, ...]

    @property
    def anything(self) -> bool:
        """Tell whether there is something to show."""
        return bool(self.needs or self.promises or self.visits)


def made_of(session: Session, entry_id: int, today: date, language: str) -> Made:
    """Return what became of an entry, as far as the viewer may see it."""
    entry = entry_row(session, entry_id)
    facts = [fact_of(row) for row in entry.facts]
    standing = [f for f in facts if f.decision in {Decision.KEPT, Decision.CORRECTED}]
    return Made(
        needs=_needs(session, standing, today, language),
        promises=_promises(session, entry_id, standing),
        visits=_visits(session, facts, standing, language),
        wrong=tuple(
            WrongFact(entry.text[f.start : f.end], may_come_back(f.value), f.id or 0)
            for f in facts
            if f.decision is Decision.WRONG
        ),
    )


def _needs(
    session: Session, facts: Iterable[Fact], today: date, language: str
) -> tuple[MadeNeed, ...]:
    by_need = {fact.need_id: fact for fact in facts if fact.need_id}
    within = Need.id.in_(by_need)
    rows = session.execute(select(Need.id, Need.building_id).where(within))
    buildings = {row[0]: row[1] for row in rows}
    return tuple(
        MadeNeed(
            case,
            buildings[case.id],
            by_need[case.id].value.get("did", "opened"),
            by_need[case.id].id or 0,
        )
        for case in cases_of(session, within, today, language)
    )


def _promises(session: Session, entry_id: int, facts: Iterable[Fact]) -> tuple[MadePromise, ...]:
    of_fact = {key: fact.id for fact in facts for key in fact.value.get("promises", ())}
    rows = session.scalars(
        select(Promise).where(Promise.entry_id == entry_id).order_by(Promise.due_on, Promise.id)
    )
    return tuple(MadePromise(p.words, p.due_on, p.done_on, of_fact.get(p.id)) for p in rows)


def _visits(
    session: Session, facts: Iterable[Fact], standing: Iterable[Fact], language: str
) -> tuple[MadeVisit, ...]:
    keys = {f.item: f.value["key"] for f in facts if f.kind is FactKind.PLACE and f.value["key"]}
    places = chosen(session, keys.values(), language)
    return tuple(
        MadeVisit(
            place=places[keys[fact.item]].place.line(),
            day=date.fromisoformat(fact.value["day"]),
            by_phone=fact.value["way"] == VisitKind.PHONE.value,
            counted="visit" in fact.value,
            fact_id=fact.id or 0,
        )
        for fact in standing
        if fact.kind is FactKind.VISIT and keys.get(fact.item) in places
    )
