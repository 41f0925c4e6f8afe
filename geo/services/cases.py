"""The life of a need: who answers it, by when, in what state, and what the resident was told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.cases import Transition, advanced, due_on, steps_from, whistle
from geo.needs.vocabulary import Category, Handler, Permission, Role, State, categories, permissions
from geo.needs.worktime import CHINA
from geo.services.placing import Place, places_of
from geo.services.scene import CLOSED_STATES, Scene
from geo.store.audit import note_act
from geo.store.models import Need, NeedEvent, NeedPhoto, Partner
from geo.store.scope import viewer_of

MANAGERS_HANDLERS = (Handler.COMMUNITY, Handler.STREET, Handler.DISTRICT)
"""Needs in these hands stand on a manager's list, beside those that were whistled up."""
PARTNERS_ACTS = ("assign", "move", "answer")
"""What a partner may read of a need's history, when it or its giver wrote it."""
KIND_HANDLERS = {"property": Handler.PROPERTY, "utility": Handler.UTILITY}
"""Handler of needs given to an organisation of a kind; any other kind is a partner."""


@dataclass(frozen=True, slots=True)
class Case:
    """A need on a list."""

    id: int
    category: Category
    place: Place
    state: State
    handler: Handler
    partner: str | None
    """Name of the organisation that it was given to."""
    opened_on: date
    due_on: date | None
    overdue: bool
    whistled: bool
    """The leader called for help and nobody has answered yet."""
    told_resident: bool
    recheck_on: date | None
    unit_id: str | None
    """Only to readers who may know the flat."""
    version: int


@dataclass(frozen=True, slots=True)
class Step:
    """A line in the history of a need."""

    at: datetime
    account: str
    act: str
    state: State | None
    note: str | None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A need with all that its reader may know and do."""

    case: Case
    words: str | None
    whistle_reason: str | None
    whistle_due_on: date | None
    whistle_answer: str | None
    history: tuple[Step, ...]
    photo_ids: tuple[int, ...]
    steps: tuple[Transition, ...]
    """The steps that the reader may take now."""
    may_assign: bool
    may_whistle: bool
    may_answer_whistle: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """A need to be opened; the place is as deep as it is known."""

    category: str
    compound_id: str
    building_id: str | None = None
    entrance_id: str | None = None
    unit_id: str | None = None
    floor: int | None = None
    spot: str | None = None
    resident_id: str | None = None
    words: str | None = None
    entry_id: int | None = None
    source: str = "diary"


def open_need(session: Session, new: NewNeed, *, today: date) -> Need:
    """Add a need, registered with its usual handler and due date, and return it.

    Raises
    ------
    InputError
        When the category is not in the vocabulary.
    """
    category = categories().get(new.category)
    if category is None:
        raise InputError(f"category {new.category!r} is not in the vocabulary")
    need = Need(
        category=new.category,
        compound_id=new.compound_id,
        building_id=new.building_id,
        entrance_id=new.entrance_id,
        unit_id=new.unit_id,
        floor=new.floor,
        spot=new.spot,
        resident_id=new.resident_id,
        state=State.REGISTERED.value,
        handler=Handler.LEADER.value,
        opened_on=today,
        due_on=due_on(category, today),
        words=new.words,
        entry_id=new.entry_id,
        source=new.source,
        told_resident=False,
        hidden=False,
    )
    session.add(need)
    session.flush()
    _remember(session, need, "open")
    return need


def case_list(session: Session, scene: Scene, today: date, language: str) -> list[Case]:
    """Return the needs of `scene` that the viewer has to do with, the most pressing first."""
    condition = scene.condition(today)
    if viewer_of(session).role is Role.MANAGER:
        condition = and_(condition, _managers_list())
    needs = session.scalars(
        select(Need)
        .where(condition)
        .order_by(Need.due_on.is_(None), Need.due_on, Need.opened_on, Need.id)
    ).all()
    return _cases(session, list(needs), today, language)


def cases_of(
    session: Session, condition: ColumnElement[bool], today: date, language: str
) -> list[Case]:
    """Return the needs within scope that meet `condition`, open ones first."""
    needs = session.scalars(
        select(Need)
        .where(condition, Need.hidden.is_(False))
        .order_by(Need.closed_on.is_not(None), Need.due_on.is_(None), Need.due_on, Need.id)
    ).all()
    return _cases(session, list(needs), today, language)


def case_file(session: Session, need_id: int, today: date, language: str) -> CaseFile:
    """Return need `need_id` with its history and what the viewer may do next.

    Raises
    ------
    NotFoundError
        When there is no such need in the viewer's scope.
    """
    need, viewer = _need(session, need_id), viewer_of(session)
    may = permissions(viewer.role)
    inner = viewer.role in {Role.LEADER, Role.MANAGER}
    waiting = need.whistled_on is not None and need.whistle_answer is None
    is_open = State(need.state).is_open
    return CaseFile(
        case=_cases(session, [need], today, language)[0],
        words=need.words if viewer.role is Role.LEADER else None,
        whistle_reason=need.whistle_reason if inner else None,
        whistle_due_on=need.whistle_due_on if inner else None,
        whistle_answer=need.whistle_answer if inner else None,
        history=_history(need, viewer.role, viewer.name),
        photo_ids=tuple(session.scalars(select(NeedPhoto.id).where(NeedPhoto.need_id == need_id))),
        steps=steps_from(State(need.state), viewer.role),
        may_assign=Permission.ASSIGN_CASES in may and is_open,
        may_whistle=Permission.WHISTLE in may and is_open and not waiting,
        may_answer_whistle=Permission.ANSWER_WHISTLES in may and waiting,
    )


def move(
    session: Session, need_id: int, target: State, *, note: str, version: int, today: date
) -> None:
    """Take need `need_id` to state `target`.

    Raises
    ------
    ConflictError
        When somebody changed the need since `version`, or no step leads there.
    ForbiddenError
        When the step is not for the viewer's role.
    InputError
        When the step wants a reason and `note` is blank.
    """
    need = _need(session, need_id, version=version)
    advanced(State(need.state), target, role=viewer_of(session).role, reason=note)
    need.state = target.value
    need.closed_on = None if target.is_open else today
    _remember(session, need, "move", note)


def assign(
    session: Session, need_id: int, hands: str, *, due: date | None, note: str, version: int
) -> None:
    """Give need `need_id` into other hands.

    Parameters
    ----------
    hands
        Id of a handler, or ``partner:ID`` for an organisation.
    due
        New due date; None keeps the one there is.
    note
        What those who take it over are told; an organisation can read it.

    Raises
    ------
    InputError
        When nobody answers to `hands`.
    """
    if Permission.ASSIGN_CASES not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "a need is given to others by a leader or a manager", zh="只有点长和管理者能交办。"
        )
    need = _need(session, need_id, version=version)
    if not State(need.state).is_open:
        raise ConflictError(
            "this need is closed: open it again first", zh="这件事已经办结,请先重新登记。"
        )
    handler, partner_id = _hands(session, hands)
    need.handler, need.partner_id = handler.value, partner_id
    need.state = (State.REGISTERED if handler is Handler.LEADER else State.ASSIGNED).value
    need.due_on = due or need.due_on
    _remember(session, need, "assign", note)


def tell_resident(session: Session, need_id: int, *, told: bool, version: int) -> None:
    """Record whether the resident was told what came of the need."""
    need = _need(session, need_id, version=version)
    need.told_resident = told
    _remember(session, need, "tell" if told else "untell")


def set_recheck(session: Session, need_id: int, day: date | None, *, version: int) -> None:
    """Record when a hazard is looked at again; None: no more."""
    need = _need(session, need_id, version=version)
    need.recheck_on = day
    _remember(session, need, "recheck", day.isoformat() if day else None)


def add_note(session: Session, need_id: int, note: str) -> None:
    """Add a note to the history of need `need_id`."""
    if not note.strip():
        raise InputError("an empty note says nothing: write a sentence", zh="还没有写字,请写一句。")
    _remember(session, _need(session, need_id), "note", note)


def blow_whistle(session: Session, need_id: int, reason: str, *, version: int, today: date) -> None:
    """Put need `need_id` on the list of those above, with a date to report in 吹哨.

    Raises
    ------
    InputError
        When `reason` is blank.
    ConflictError
        When it waits for an answer already, or nobody stands above its handler.
    """
    need = _need(session, need_id, version=version)
    if Permission.WHISTLE not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "a whistle is blown by the leader of the compound", zh="吹哨由本小区的点长来吹。"
        )
    if need.whistled_on is not None and need.whistle_answer is None:
        raise ConflictError(
            "this need was whistled up already and waits for an answer",
            zh="这件事已经吹过哨,正等着报到。",
        )
    now = datetime.now(CHINA).replace(year=today.year, month=today.month, day=today.day)
    call = whistle(Handler(need.handler), now, reason)
    need.whistled_on, need.whistle_reason = today, call.reason
    need.whistle_due_on, need.whistle_answer = call.due.date(), None
    _remember(session, need, "whistle", call.reason)


def answer_whistle(session: Session, need_id: int, answer: str, *, version: int) -> None:
    """Report in 报到: the answer goes back to the leader's day.

    Raises
    ------
    InputError
        When `answer` is blank.
    ConflictError
        When nobody whistled.
    """
    need = _need(session, need_id, version=version)
    if Permission.ANSWER_WHISTLES not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "a whistle is answered by a manager", zh="报到由社区或街道的管理者来做。"
        )
    if need.whistled_on is None or need.whistle_answer is not None:
        raise ConflictError("nobody waits for an answer here", zh="这里没有等着报到的事。")
    if not answer.strip():
        raise InputError(
            "an empty answer helps nobody: write what will be done, and when",
            zh="请写清楚怎么办、什么时候办。",
        )
    need.whistle_answer = answer.strip()
    _remember(session, need, "answer", answer.strip())


def call_wrong(session: Session, need_id: int, reason: str) -> None:
    """Hide a need that somebody says is wrong 说错了, at once and everywhere, until checked."""
    need = _need(session, need_id)
    need.hidden = True
    _remember(session, need, "hide", reason)
    note_act(session, "need.called_wrong", subject=str(need_id))


def partners(session: Session) -> list[Partner]:
    """Return the organisations that needs can be given to."""
    return list(session.scalars(select(Partner).order_by(Partner.name)))


def _changed_meanwhile() -> ConflictError:
    return ConflictError(
        "somebody changed this need meanwhile: look at it again",
        zh="这件需求刚被别人改过,请再看一眼。",
    )


def _need(session: Session, need_id: int, *, version: int | None = None) -> Need:
    need = session.get(Need, need_id)
    if need is None or need.hidden:
        raise NotFoundError(
            "this need does not exist, or is not in your territory",
            zh="没有这件需求,或者它不在您的片区里。",
        )
    if version is not None and need.version != version:
        raise _changed_meanwhile()
    return need


def _remember(session: Session, need: Need, act: str, note: str | None = None) -> None:
    session.add(
        NeedEvent(
            need_id=need.id,
            at=datetime.now(UTC),
            account_name=viewer_of(session).name,
            act=act,
            state=need.state,
            note=(note or "").strip() or None,
        )
    )
    try:
        session.flush()
    except StaleDataError as error:
        raise _changed_meanwhile() from error


def _hands(session: Session, hands: str) -> tuple[Handler, str | None]:
    kind, _, partner_id = hands.partition(":")
    if kind == "partner" and partner_id:
        partner = session.get(Partner, partner_id)
        if partner is None:
            raise InputError(
                f"organisation {partner_id!r} is not known", zh="没有这个协办单位,请从列表里选。"
            )
        return KIND_HANDLERS.get(partner.kind, Handler.PARTNER), partner.id
    if hands not in set(Handler):
        raise InputError(
            f"nobody answers to {hands!r}: choose from the list", zh="请从列表里选谁来办。"
        )
    return Handler(hands), None


def _managers_list() -> ColumnElement[bool]:
    return or_(
        Need.handler.in_([handler.value for handler in MANAGERS_HANDLERS]),
        Need.whistled_on.is_not(None),
    )


def _cases(session: Session, needs: list[Need], today: date, language: str) -> list[Case]:
    places = places_of(session, [need.id for need in needs], language)
    names = {partner.id: partner.name for partner in partners(session)}
    hide_flat = viewer_of(session).role is Role.MANAGER
    return [
        Case(
            id=need.id,
            category=categories()[need.category],
            place=places[need.id],
            state=State(need.state),
            handler=Handler(need.handler),
            partner=names.get(need.partner_id or ""),
            opened_on=need.opened_on,
            due_on=need.due_on,
            overdue=bool(need.due_on and need.due_on < today and need.state not in CLOSED_STATES),
            whistled=need.whistled_on is not None and need.whistle_answer is None,
            told_resident=need.told_resident,
            recheck_on=need.recheck_on,
            unit_id=None if hide_flat else need.unit_id,
            version=need.version,
        )
        for need in needs
    ]


def _history(need: Need, role: Role, name: str) -> tuple[Step, ...]:
    """Return the steps that `role` may read; a partner reads what was said to it and by it."""
    return tuple(
        Step(
            at=event.at,
            account=event.account_name,
            act=event.act,
            state=State(event.state) if event.state else None,
            note=event.note,
        )
        for event in need.events
        if role is not Role.PARTNER
        or event.act == "assign"
        or (event.act in PARTNERS_ACTS and event.account_name == name)
    )
