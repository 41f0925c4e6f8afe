"""Needs as their readers may know them: lists, one need with its history, what may be done next."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, NotFoundError
from geo.needs.cases import Transition, steps_from
from geo.needs.vocabulary import Category, Handler, Permission, Role, State, categories, permissions
from geo.services.disclosure import shown_photos, told_condition
from geo.services.need_history import may_read
from geo.services.paging import Page, span_of
from geo.services.placing import Place, places_of
from geo.services.scene import CLOSED_STATES, Scene
from geo.store.models import Need, Partner
from geo.store.scope import Viewer, viewer_of

MANAGERS_HANDLERS = (Handler.COMMUNITY, Handler.STREET, Handler.DISTRICT)
"""Needs in these hands stand on a manager's list, beside those that were whistled up."""
CASES_A_PAGE = 50


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


def case_list(session: Session, scene: Scene, today: date, language: str) -> list[Case]:
    """Return the needs of `scene` that the viewer has to do with, the most pressing first."""
    needs = session.scalars(_pressing(_own_condition(session, scene, today))).all()
    return _cases(session, list(needs), today, language)


def case_page(
    session: Session, scene: Scene, today: date, language: str, *, asked: int
) -> Page[Case]:
    """Return one page of `case_list`; a page past the end is the last one."""
    condition = _own_condition(session, scene, today)
    total = session.scalar(select(func.count(Need.id)).where(condition)) or 0
    span = span_of(total=total, asked=asked, size=CASES_A_PAGE)
    needs = session.scalars(_pressing(condition).limit(span.size).offset(span.start)).all()
    return Page(tuple(_cases(session, list(needs), today, language)), span)


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
    need, viewer = need_in_scope(session, need_id), viewer_of(session)
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
        history=_history(need, viewer),
        photo_ids=shown_photos(session, need),
        steps=steps_from(State(need.state), viewer.role),
        may_assign=Permission.ASSIGN_CASES in may and is_open,
        may_whistle=Permission.WHISTLE in may and is_open and not waiting,
        may_answer_whistle=Permission.ANSWER_WHISTLES in may and waiting,
    )


def partners(session: Session) -> list[Partner]:
    """Return the organisations that needs can be given to."""
    return list(session.scalars(select(Partner).order_by(Partner.name)))


def changed_meanwhile() -> ConflictError:
    """Return the refusal of a form that was sent for an older version."""
    return ConflictError(
        "somebody changed this need meanwhile: look at it again",
        zh="这件需求刚被别人改过，请再看一眼。",
    )


def need_in_scope(session: Session, need_id: int, *, version: int | None = None) -> Need:
    """Return need `need_id`, as it was at `version` where one is given.

    Raises
    ------
    NotFoundError
        When there is none in the viewer's scope, or it was called wrong.
    ConflictError
        When it was changed since `version`.
    """
    need = session.get(Need, need_id)
    if need is None or need.hidden:
        raise NotFoundError(
            "this need does not exist, or is not in your territory",
            zh="没有这件需求，或者它不在您的片区里。",
        )
    if version is not None and need.version != version:
        raise changed_meanwhile()
    return need


def _own_condition(session: Session, scene: Scene, today: date) -> ColumnElement[bool]:
    """Return the condition on needs of `scene` that the viewer has to do with."""
    condition = told_condition(session, scene, today)
    if viewer_of(session).role is Role.MANAGER:
        return and_(condition, _managers_list())
    return condition


def _pressing(condition: ColumnElement[bool]) -> Select[Need]:
    """Return the query of the needs that meet `condition`, the most pressing first."""
    order = (Need.due_on.is_(None), Need.due_on, Need.opened_on, Need.id)
    return select(Need).where(condition).order_by(*order)


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


def _history(need: Need, viewer: Viewer) -> tuple[Step, ...]:
    return tuple(
        Step(
            at=event.at,
            account=event.account_name,
            act=event.act,
            state=State(event.state) if event.state else None,
            note=event.note,
        )
        for event in need.events
        if may_read(event, viewer)
    )
