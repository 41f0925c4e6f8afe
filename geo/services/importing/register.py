"""A register of people comes into the store: flats, people, care needs, nothing doubled."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geo.needs.cases import due_on
from geo.needs.vocabulary import Handler, Kind, State, categories
from geo.places.proposals import Proposal
from geo.places.register import Fault, Register, RegisterRow, Row
from geo.services.importing.addresses import (
    REGISTER,
    Placed,
    Refused,
    add_flats,
    address_book,
)
from geo.services.importing.sketch import make_places
from geo.services.need_history import new_step
from geo.services.questions import asking, records
from geo.services.questions.records import NewQuestion
from geo.store.audit import note_act
from geo.store.models import Need, Resident
from geo.store.opening import analyse

IDS_A_STATEMENT = 5_000
SEXES = {"female": "f", "male": "m"}
KNOWN = (
    "name", "name_digest", "phone", "identity_digest", "sex", "birth_year", "living", "note",
    "lawful_basis", "unit_id", "building_id", "compound_id",
)  # fmt: skip
"""Columns of a person that a row may change."""
OPEN = [state.value for state in State if state.is_open]


class Basis(StrEnum):
    """On what ground people are recorded (PIPL art. 13)."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every row of a register."""

    digest: Callable[[str], str]
    """Keyed digest of a name or number."""
    today: date
    compound: str | None = None
    """Compound of rows that name none."""
    basis: Basis | None = None
    origin: str = REGISTER
    """What the audit says was imported, such as the name of the file."""
    make_places: bool = False
    """Sketch the compounds, buildings and flats that the rows call for and nobody has mapped."""
    fill_floors: bool = False
    """Suppose more flats than the rows name: all doors of the floors that they name."""


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """Account of a register: `new + changed + same + rejected` are its rows."""

    new: int
    changed: int
    same: int
    rejected: tuple[Fault, ...]
    """Rows that were left out, in their order."""
    needs: int
    """Care needs that were opened."""
    flats: int
    """Flats that were made because somebody lives there and nobody had surveyed the entrance."""
    made: Proposal | None = None
    """What was sketched because nobody has mapped it; None: nothing was to be."""
    questions: int = 0
    """Rejected rows that wait for an answer in the question queue."""


@dataclass(slots=True)
class _People:
    """The people of the store that a register may speak of, and those that it added."""

    at_home: dict[str, list[Resident]] = field(default_factory=lambda: defaultdict(list))
    by_identity: dict[str, Resident] = field(default_factory=dict)
    spoken_of: dict[str, Row] = field(default_factory=dict)
    """Resident -> the row that spoke of her."""
    needs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Resident or flat -> categories that need not be opened again."""

    def add(self, person: Resident) -> None:
        self.at_home[person.unit_id].append(person)
        if person.identity_digest is not None:
            self.by_identity[person.identity_digest] = person


def import_register(
    session: Session,
    register: Register,
    terms: Terms,
    *,
    progress: Callable[[int], None] = lambda _rows: None,
) -> RegisterImport:
    """Bring the rows of `register` into the store and return the account of them.

    A row is the same person when the digest of the identity number is, else when the name is in
    the same flat (and birth year and sex, where both are known). What the row leaves empty stays.
    A group of people opens a care need unless the person has, or had through a register, that
    need. The same register twice changes nothing.

    Raises
    ------
    InputError
        When the store holds no places, or the compound of `terms` is not among them.
    """
    made = None
    if terms.make_places:
        made = make_places(session, register.rows, terms.compound, fill_floors=terms.fill_floors)
    book = address_book(
        session, terms.compound, settled=records.settled(session), origin=terms.origin
    )
    faults = list(register.rejected)
    placed: list[tuple[RegisterRow, Placed]] = []
    unsure: list[NewQuestion] = []
    for told in register.rows:
        row = replace(told, address=told.whole_address(terms.compound))
        home = book.flat(row.address)
        if isinstance(home, Refused):
            faults.append(Fault(row.row, home.reason, home.suggestion, rejects=True))
            unsure += asking.of_register(row, home, terms)
        else:
            placed.append((row, home))
        progress(1)
    flats = add_flats(session, book)
    intake = take_people(session, placed, terms)
    done = RegisterImport(
        new=intake.new,
        changed=intake.changed,
        same=intake.same,
        rejected=tuple(sorted([*faults, *intake.faults], key=lambda fault: fault.row)),
        needs=len(intake.opened),
        flats=flats,
        made=made,
        questions=records.ask(session, unsure),
    )
    note_act(session, "register.imported", subject=_summary(done), reason=terms.origin)
    session.flush()
    analyse(session)
    return done


def take_people(
    session: Session, placed: Sequence[tuple[RegisterRow, Placed]], terms: Terms
) -> "Intake":
    """Bring in the people of `placed` with their care needs, and return what came of it."""
    intake = Intake(session, terms, _known_people(session, placed, terms))
    for row, home in placed:
        intake.take(row, home)
    session.flush()
    open_needs(session, intake.opened)
    return intake


def _known_people(
    session: Session, placed: Sequence[tuple[RegisterRow, Placed]], terms: Terms
) -> _People:
    people = _People()
    identities = {terms.digest(row.identity) for row, _ in placed if row.identity}
    units = {home.unit_id for _, home in placed if home.unit_id}
    found: dict[str, Resident] = {}
    for column, keys in ((Resident.unit_id, units), (Resident.identity_digest, identities)):
        for part in parts(sorted(keys)):
            for person in session.scalars(select(Resident).where(column.in_(part))):
                found[person.id] = person
    for person in found.values():
        people.add(person)
    for column in (Need.resident_id, Need.unit_id):
        about = sorted(found) if column is Need.resident_id else sorted(units)
        for part in parts(about):
            query = select(Need.resident_id, Need.unit_id, Need.category).where(
                column.in_(part),
                or_(Need.state.in_(OPEN), Need.source == REGISTER, Need.hidden),
            )
            for resident, unit, category in session.execute(query):
                people.needs[str(resident or unit)].add(category)
    return people


@dataclass(slots=True)
class Intake:
    """Rows on their way in, and what came of them."""

    session: Session
    terms: Terms
    people: _People
    new: int = 0
    changed: int = 0
    same: int = 0
    faults: list[Fault] = field(default_factory=list)
    opened: list[Need] = field(default_factory=list)
    people_of: dict[Row, Resident] = field(default_factory=dict)
    """Row -> whom it speaks of."""
    added: set[Row] = field(default_factory=set)
    """Rows that speak of somebody new."""
    before: dict[Row, dict[str, Any]] = field(default_factory=dict)
    """Row -> what was known of a person whom it changed."""

    def take(self, row: RegisterRow, home: Placed) -> None:
        """Bring in one row, unless an earlier one spoke of the same person."""
        person = _person(row, home, self.terms, self.people)
        if person is None:
            self._add(row, home)
            return
        earlier = self.people.spoken_of.get(person.id)
        if earlier is not None:
            reason = f"is the same person as row {earlier}"
            self.faults.append(Fault(row.row, reason, "keep one", rejects=True))
            return
        was = {name: getattr(person, name) for name in KNOWN}
        changed = _updated(self.session, person, row, home, self.terms)
        self.people.spoken_of[person.id] = row.row
        self.people_of[row.row] = person
        if changed:
            self.before[row.row] = was
        if self._open(row, person, home) or changed:
            self.changed += 1
        else:
            self.same += 1

    def _add(self, row: RegisterRow, home: Placed) -> None:
        person = _new_person(row, home, self.terms)
        self.session.add(person)
        self.people.add(person)
        self.people.spoken_of[person.id] = row.row
        self.people_of[row.row] = person
        self.added.add(row.row)
        self._open(row, person, home)
        self.new += 1

    def _open(self, row: RegisterRow, person: Resident, home: Placed) -> bool:
        """Open the care needs that the row names and nobody knows of; tell whether there are."""
        known = self.people.needs[person.id] | self.people.needs[person.unit_id]
        fresh = [category for category in row.categories if category not in known]
        self.opened += [_need(category, person, home, self.terms) for category in fresh]
        self.people.needs[person.id].update(fresh)
        return bool(fresh)


def _person(row: RegisterRow, home: Placed, terms: Terms, people: _People) -> Resident | None:
    """Return whom of the store the row speaks of; None for somebody new."""
    identity = terms.digest(row.identity) if row.identity else None
    if identity in people.by_identity:
        return people.by_identity[identity or ""]
    name = terms.digest(row.name) if row.name else None
    alike = [
        person
        for person in people.at_home[home.unit_id or ""]
        if person.name_digest == name
        and not (identity and person.identity_digest)
        and _agree(person.birth_year, row.birth_year)
        and _agree(person.sex, SEXES.get(row.sex or ""))
    ]
    return max(alike, key=lambda person: person.birth_year == row.birth_year, default=None)


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def _new_person(row: RegisterRow, home: Placed, terms: Terms) -> Resident:
    return Resident(
        id=f"r-{uuid4().hex[:16]}",
        compound_id=home.compound_id,
        building_id=home.building_id,
        unit_id=home.unit_id,
        declines_visits=False,
        source=REGISTER,
        **_facts(row, terms),
    )


def _facts(row: RegisterRow, terms: Terms) -> dict[str, object]:
    """Return what the row says of the person; a field that it leaves empty is not among it."""
    said = {
        "name": row.name,
        "name_digest": terms.digest(row.name) if row.name else None,
        "phone": "、".join(row.phones) or None,
        "identity_digest": terms.digest(row.identity) if row.identity else None,
        "sex": SEXES.get(row.sex or ""),
        "birth_year": row.birth_year,
        "living": row.living,
        "note": row.note,
        "lawful_basis": terms.basis.value if terms.basis else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def _updated(
    session: Session, person: Resident, row: RegisterRow, home: Placed, terms: Terms
) -> bool:
    """Write what the row says otherwise, and tell whether there was anything."""
    changed = False
    for key, value in _facts(row, terms).items():
        if getattr(person, key) != value:
            setattr(person, key, value)
            changed = True
    if person.unit_id != home.unit_id:
        move_person(session, person, home)
        changed = True
    return changed


def move_person(session: Session, person: Resident, home: Placed) -> None:
    """Let a person live in another flat; what she needs as a person goes with her."""
    person.unit_id = home.unit_id or ""
    person.building_id = home.building_id or ""
    person.compound_id = home.compound_id
    own = select(Need).where(Need.resident_id == person.id, Need.state.in_(OPEN))
    for need in session.scalars(own):
        if categories()[need.category].kind is Kind.CARE:
            need.compound_id, need.building_id = home.compound_id, home.building_id
            need.entrance_id, need.unit_id = home.entrance_id, home.unit_id


def _need(category: str, person: Resident, home: Placed, terms: Terms) -> Need:
    return Need(
        category=category,
        compound_id=home.compound_id,
        building_id=home.building_id,
        entrance_id=home.entrance_id,
        unit_id=home.unit_id,
        resident_id=person.id,
        state=State.REGISTERED.value,
        handler=Handler.LEADER.value,
        opened_on=terms.today,
        due_on=due_on(categories()[category], terms.today),
        source=REGISTER,
        told_resident=False,
        hidden=False,
    )


def open_needs(session: Session, needs: list[Need]) -> None:
    """Add `needs`, each with the first line of its history."""
    session.add_all(needs)
    session.flush()
    session.add_all(new_step(session, need, "open") for need in needs)


def parts(keys: Iterable[str]) -> Iterator[list[str]]:
    """Yield `keys` in lists that fit into one statement."""
    listed = list(keys)
    for start in range(0, len(listed), IDS_A_STATEMENT):
        yield listed[start : start + IDS_A_STATEMENT]


def _summary(done: RegisterImport) -> str:
    return (
        f"people {done.new} new {done.changed} changed {done.same} same "
        f"{len(done.rejected)} rejected, needs {done.needs}, flats {done.flats}"
    )
