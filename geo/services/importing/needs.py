"""A list of needs comes into the store: each at its place, none doubled, no answer taken back."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.needs.cases import due_on
from geo.needs.vocabulary import Handler, State, categories
from geo.places.register import Fault, NeedRow, NeedsTable, Row
from geo.services.importing.addresses import Placed, Refused, add_flats, address_book
from geo.services.importing.register import open_needs, parts
from geo.services.need_history import new_step
from geo.services.questions import asking, records
from geo.services.questions.records import NewQuestion
from geo.store.audit import note_act
from geo.store.models import Need
from geo.store.opening import analyse

LIST = "list"
"""Source of a need that a list brought."""
ORDER = {state.value: place for place, state in enumerate(State)}
"""How far each state is from the first."""


@dataclass(frozen=True, slots=True)
class NeedsImport:
    """Account of a list of needs: `new + changed + same + rejected` are its rows."""

    new: int
    changed: int
    """Needs that the list says are further than the store knew."""
    same: int
    rejected: tuple[Fault, ...]
    flats: int
    """Flats that were made because nobody had surveyed their entrance."""
    questions: int = 0
    """Rejected rows that wait for an answer in the question queue."""


@dataclass(slots=True)
class _Known:
    """The needs of the store by place and category, and those that a row spoke of."""

    needs: dict[tuple[object, ...], list[Need]] = field(default_factory=lambda: defaultdict(list))
    spoken_of: dict[int, Row] = field(default_factory=dict)
    """Identity of a need -> the row that spoke of it."""

    def find(self, row: NeedRow, at: Placed) -> Need | None:
        """Return the need that `row` speaks of: same place, category and words, perhaps same day.

        A row without words means any need of its category there that is still open.
        """
        alike = [
            need
            for need in self.needs[_place_key(row.category, at)]
            if (row.opened is None or need.source != LIST or need.opened_on == row.opened)
            and (
                need.words == row.words
                if row.words
                else State(need.state).is_open or need.source == LIST
            )
        ]
        fresh = [need for need in alike if id(need) not in self.spoken_of]
        return next(iter(fresh or alike), None)


def import_needs(
    session: Session,
    table: NeedsTable,
    *,
    today: date,
    compound: str | None = None,
    origin: str = LIST,
    progress: Callable[[int], None] = lambda _rows: None,
) -> NeedsImport:
    """Bring the rows of `table` into the store and return the account of them.

    A row is a need that is there already when place, category, words and day are the same. Its
    state only ever goes forward: what was answered here is not taken back by an old list.

    Parameters
    ----------
    today : the day on which needs without a day were opened
    compound : the compound of rows that name none
    origin : what the audit says was imported, such as the name of the file

    Raises
    ------
    InputError
        When the store holds no places, or `compound` is not among them.
    """
    book = address_book(session, compound, settled=records.settled(session), origin=origin)
    faults = [fault for fault in table.faults if fault.rejects]
    placed: list[tuple[NeedRow, Placed]] = []
    unsure: list[NewQuestion] = []
    for row in table.rows:
        at = book.place(row.address)
        if isinstance(at, Refused):
            faults.append(Fault(row.row, at.reason, at.suggestion, rejects=True))
            unsure += asking.of_needs(row, at, compound=compound, origin=origin)
        else:
            placed.append((row, at))
        progress(1)
    flats = add_flats(session, book)
    taken = take_needs(session, placed, today=today)
    faults += taken.faults
    done = NeedsImport(
        len(taken.opened),
        len(taken.before),
        taken.same,
        tuple(sorted(faults, key=lambda fault: fault.row)),
        flats,
        records.ask(session, unsure),
    )
    note_act(session, "needs.imported", subject=_summary(done), reason=origin)
    session.flush()
    analyse(session)
    return done


@dataclass(slots=True)
class TakenNeeds:
    """What came of rows that have their place."""

    opened: list[Need] = field(default_factory=list)
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    need_of: dict[Row, Need] = field(default_factory=dict)
    """Row -> the need that it speaks of."""
    before: dict[Row, str] = field(default_factory=dict)
    """Row -> the state that it moved a need out of."""


def take_needs(
    session: Session, placed: Sequence[tuple[NeedRow, Placed]], *, today: date
) -> TakenNeeds:
    """Open the needs of `placed`, or move those that are there already forward."""
    known = _known_needs(session, [at for _, at in placed])
    taken = TakenNeeds()
    for row, at in placed:
        need = known.find(row, at)
        was = need.state if need else ""
        if need is None:
            need = _need(row, at, today)
            taken.opened.append(need)
            known.needs[_place_key(row.category, at)].append(need)
        elif id(need) in known.spoken_of:
            reason = f"says the same as row {known.spoken_of[id(need)]}"
            taken.faults.append(Fault(row.row, reason, "delete one", rejects=True))
        elif _advanced(session, need, row, today):
            taken.before[row.row] = was
        else:
            taken.same += 1
        known.spoken_of.setdefault(id(need), row.row)
        taken.need_of[row.row] = need
    open_needs(session, taken.opened)
    return taken


def _known_needs(session: Session, places: list[Placed]) -> _Known:
    known = _Known()
    compounds = sorted({at.compound_id for at in places})
    for part in parts(compounds):
        for need in session.scalars(select(Need).where(Need.compound_id.in_(part))):
            at = Placed(
                need.compound_id, need.building_id, need.entrance_id, need.unit_id, need.floor,
                need.spot,
            )  # fmt: skip
            known.needs[_place_key(need.category, at)].append(need)
    return known


def _place_key(category: str, at: Placed) -> tuple[object, ...]:
    floor = None if at.unit_id else at.floor
    return (category, at.compound_id, at.building_id, at.entrance_id, at.unit_id, floor, at.spot)


def _need(row: NeedRow, at: Placed, today: date) -> Need:
    opened_on = row.opened or today
    category = categories()[row.category]
    return Need(
        category=row.category,
        compound_id=at.compound_id,
        building_id=at.building_id,
        entrance_id=at.entrance_id,
        unit_id=at.unit_id,
        floor=at.floor,
        spot=at.spot,
        state=row.state,
        handler=Handler.LEADER.value if row.state == State.REGISTERED else category.owner.value,
        opened_on=opened_on,
        due_on=due_on(category, opened_on),
        closed_on=None if State(row.state).is_open else today,
        words=row.words or None,
        source=LIST,
        told_resident=False,
        hidden=False,
    )


def _advanced(session: Session, need: Need, row: NeedRow, today: date) -> bool:
    """Move `need` to the state of `row` when that is further, and tell whether it was."""
    if not State(need.state).is_open or ORDER[row.state] <= ORDER[need.state]:
        return False
    need.state = row.state
    need.closed_on = None if State(row.state).is_open else today
    session.add(new_step(session, need, "move"))
    return True


def _summary(done: NeedsImport) -> str:
    return (
        f"needs {done.new} new {done.changed} changed {done.same} same "
        f"{len(done.rejected)} rejected, flats {done.flats}"
    )
