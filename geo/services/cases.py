"""The life of a need: who answers it, by when, in what state, and what the resident was told."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from geo.errors import ConflictError, ForbiddenError, InputError
from geo.needs.cases import advanced, due_on, whistle
from geo.needs.vocabulary import Handler, Permission, State, categories, permissions
from geo.needs.worktime import CHINA
from geo.services.case_files import changed_meanwhile, need_in_scope
from geo.services.need_history import new_step
from geo.store.audit import note_act
from geo.store.models import Need, Partner
from geo.store.scope import viewer_of

KIND_HANDLERS = {"property": Handler.PROPERTY, "utility": Handler.UTILITY}
"""Handler of needs given to an organisation of a kind; any other kind is a partner."""


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
        raise InputError(
            f"category {new.category!r} is not in the vocabulary",
            zh="没有这一类需求，请从列表里选。",
        )
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
    need = need_in_scope(session, need_id, version=version)
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
    need = need_in_scope(session, need_id, version=version)
    if not State(need.state).is_open:
        raise ConflictError(
            "this need is closed: open it again first", zh="这件事已经办结，请先重新登记。"
        )
    handler, partner_id = _hands(session, hands)
    need.handler, need.partner_id = handler.value, partner_id
    need.state = (State.REGISTERED if handler is Handler.LEADER else State.ASSIGNED).value
    need.due_on = due or need.due_on
    _remember(session, need, "assign", note)


def tell_resident(session: Session, need_id: int, *, told: bool, version: int) -> None:
    """Record whether the resident was told what came of the need."""
    need = need_in_scope(session, need_id, version=version)
    need.told_resident = told
    _remember(session, need, "tell" if told else "untell")


def set_recheck(session: Session, need_id: int, day: date | None, *, version: int) -> None:
    """Record when a hazard is looked at again; None: no more."""
    need = need_in_scope(session, need_id, version=version)
    need.recheck_on = day
    _remember(session, need, "recheck", day.isoformat() if day else None)


def add_note(session: Session, need_id: int, note: str) -> None:
    """Add a note to the history of need `need_id`."""
    if not note.strip():
        raise InputError(
            "an empty note says nothing: write a sentence", zh="还没有写字，请写一句。"
        )
    _remember(session, need_in_scope(session, need_id), "note", note)


def blow_whistle(session: Session, need_id: int, reason: str, *, version: int, today: date) -> None:
    """Put need `need_id` on the list of those above, with a date to report in 吹哨.

    Raises
    ------
    InputError
        When `reason` is blank.
    ConflictError
        When it waits for an answer already, or nobody stands above its handler.
    """
    need = need_in_scope(session, need_id, version=version)
    if Permission.WHISTLE not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "a whistle is blown by the leader of the compound", zh="吹哨由本小区的点长来吹。"
        )
    if need.whistled_on is not None and need.whistle_answer is None:
        raise ConflictError(
            "this need was whistled up already and waits for an answer",
            zh="这件事已经吹过哨，正等着报到。",
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
    need = need_in_scope(session, need_id, version=version)
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
    need = need_in_scope(session, need_id)
    need.hidden = True
    _remember(session, need, "hide", reason)
    note_act(session, "need.called_wrong", subject=str(need_id))


def _remember(session: Session, need: Need, act: str, note: str | None = None) -> None:
    session.add(new_step(session, need, act, note))
    try:
        session.flush()
    except StaleDataError as error:
        raise changed_meanwhile() from error


def _hands(session: Session, hands: str) -> tuple[Handler, str | None]:
    kind, _, partner_id = hands.partition(":")
    if kind == "partner" and partner_id:
        partner = session.get(Partner, partner_id)
        if partner is None:
            raise InputError(
                f"organisation {partner_id!r} is not known", zh="没有这个协办单位，请从列表里选。"
            )
        return KIND_HANDLERS.get(partner.kind, Handler.PARTNER), partner.id
    if hands not in set(Handler):
        raise InputError(
            f"nobody answers to {hands!r}: choose from the list", zh="请从列表里选谁来办。"
        )
    return Handler(hands), None
