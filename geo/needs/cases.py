"""The stages of a case: who may take which step, when it is due, when it is whistled up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from geo.datasets import data_rows
from geo.errors import ConflictError, ForbiddenError, InputError
from geo.needs.vocabulary import Category, Handler, Role, State, flag, label
from geo.needs.worktime import CHINA, WorkCalendar, calendars, limits


class Supervision(StrEnum):
    """How a late case is pressed, mildest first."""

    ORDINARY = "ordinary"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one stage to the next."""

    source: State
    target: State
    roles: frozenset[Role]
    """Who may take it."""
    needs_reason: bool
    """True: only with words that say why."""
    zh: str
    en: str

    def label(self, language: str = "zh") -> str:
        """Return the words on its button."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Whistle:
    """A call for help from above, 吹哨."""

    handler: Handler
    """Who must report in, 报到."""
    due: datetime
    reason: str


@cache
def transitions() -> Mapping[tuple[State, State], Transition]:
    """Return every step that exists, by source and target."""
    steps = (
        Transition(
            State(row["from"]),
            State(row["to"]),
            frozenset(map(Role, row["roles"].split("|"))),
            flag(row["reason"]),
            row["zh"],
            row["en"],
        )
        for row in data_rows("vocabulary/transitions.csv")
    )
    return MappingProxyType({(step.source, step.target): step for step in steps})


def steps_from(state: State, role: Role) -> tuple[Transition, ...]:
    """Return the steps that `role` may take from `state`, in the order of the list.

    Examples
    --------
    >>> [step.label() for step in steps_from(State.ASSIGNED, Role.PARTNER)]
    ['开始办理', '答复', '退回', '无法办理']
    """
    return tuple(
        step for step in transitions().values() if step.source is state and role in step.roles
    )


def advanced(state: State, target: State, *, role: Role, reason: str = "") -> Transition:
    """Return the step from `state` to `target` when `role` may take it now.

    Raises
    ------
    ConflictError
        When no step leads there, such as after somebody else closed the case.
    ForbiddenError
        When the step exists but not for `role`.
    InputError
        When the step wants a reason and `reason` is blank.
    """
    step = transitions().get((state, target))
    if step is None:
        raise ConflictError(
            f"a need in state {label(state)} cannot become {label(target)}: "
            "look at it again, somebody may have changed it",
            zh=f"“{label(state)}”不能改成“{label(target)}”，可能有人刚改过，请再看一眼。",
        )
    if role not in step.roles:
        raise ForbiddenError(
            f"{label(role, 'en')} may not take the step {step.en}",
            zh=f"{label(role)}不能做“{step.zh}”这一步。",
        )
    if step.needs_reason and not reason.strip():
        raise InputError(
            f"the step {step.en} wants a reason: write one sentence",
            zh=f"“{step.zh}”要写一句说明。",
        )
    return step


def due_at(category: Category, opened: datetime) -> datetime | None:
    """Return when a need of `category` opened at `opened` (aware) must be answered.

    None for the condition of a person, which has a rhythm of visits instead (`geo.needs.ladder`).
    """
    return limits()[category.limit].due(opened) if category.limit else None


def due_on(category: Category, opened_on: date) -> date | None:
    """Return the day of `due_at` where only the day of opening is kept; it counts as noon."""
    due = due_at(category, datetime.combine(opened_on, time(12), CHINA))
    return due.date() if due else None


def whistle(handler: Handler, at: datetime, reason: str) -> Whistle:
    """Return the call for help of whoever has asked `handler` in vain.

    Examples
    --------
    >>> friday = datetime(2026, 11, 20, 15, tzinfo=CHINA)
    >>> call = whistle(Handler.PROPERTY, friday, "物业两周没有来")
    >>> call.handler, call.due.isoformat(timespec="minutes")
    (<Handler.STREET: 'street'>, '2026-11-24T17:00+08:00')

    Raises
    ------
    InputError
        When `reason` is blank.
    ConflictError
        When nobody stands above `handler`.
    """
    if not reason.strip():
        raise InputError(
            "a whistle wants a reason: write one sentence", zh="吹哨要写一句：卡在哪里。"
        )
    above = _above()[handler]
    if above is None:
        raise ConflictError(
            f"nobody stands above {label(handler, 'en')}: answer the need there",
            zh=f"{label(handler)}上面没有可以吹哨的单位了。",
        )
    return Whistle(above, limits()["whistle"].due(at), reason.strip())


def is_overdue(state: State, due: datetime | None, now: datetime) -> bool:
    """Whether an open need has passed the moment it was due."""
    return state.is_open and due is not None and now > due


def supervision(
    state: State, due: datetime | None, now: datetime, calendar: WorkCalendar | None = None
) -> Supervision | None:
    """Return how a late case is pressed, by the working days since it was due.

    None when it is not overdue. `calendar` defaults to office hours.
    """
    if due is None or not is_overdue(state, due, now):
        return None
    clock = calendars()["office"] if calendar is None else calendar
    late = clock.days_between(due.astimezone(clock.zone).date(), now.astimezone(clock.zone).date())
    reached = [level for level, days in _thresholds().items() if days <= late]
    return reached[-1] if reached else None


@cache
def _above() -> Mapping[Handler, Handler | None]:
    rows = data_rows("vocabulary/handlers.csv")
    return {
        Handler(row["id"]): Handler(row["whistles_to"]) if row["whistles_to"] else None
        for row in rows
    }


@cache
def _thresholds() -> Mapping[Supervision, int]:
    """Return the working days of lateness from which each level holds, mildest first."""
    rows = data_rows("vocabulary/supervision.csv")
    days = {Supervision(row["id"]): int(row["overdue_days"]) for row in rows}
    return dict(sorted(days.items(), key=lambda item: item[1]))
