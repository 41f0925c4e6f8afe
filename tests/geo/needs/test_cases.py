"""A case moves only along its stages, by those who may move it, and lateness is counted."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ConflictError, ForbiddenError, GeoError, InputError
from geo.needs.cases import (
    Supervision,
    advanced,
    due_at,
    due_on,
    is_overdue,
    steps_from,
    supervision,
    transitions,
    whistle,
)
from geo.needs.vocabulary import Category, Handler, Kind, Role, State, categories
from geo.needs.worktime import CHINA

NOON = datetime(2026, 11, 24, 12, tzinfo=CHINA)

states = st.sampled_from(list(State))
roles = st.sampled_from(list(Role))


@given(states, states, roles, st.sampled_from(["", "  ", "修好了"]))
def test_a_step_is_taken_exactly_when_it_is_offered(
    state: State, target: State, role: Role, reason: str
) -> None:
    offered = {step.target: step for step in steps_from(state, role)}
    try:
        step = advanced(state, target, role=role, reason=reason)
    except GeoError:
        assert target not in offered or (offered[target].needs_reason and not reason.strip())
    else:
        assert offered[target] == step


def test_every_state_is_reached_and_none_is_a_trap() -> None:
    pairs = transitions()
    assert {target for _, target in pairs} == set(State)
    assert {source for source, _ in pairs} == set(State)


@given(states)
def test_every_state_leads_to_closed(state: State) -> None:
    reached = {state}
    for _ in State:
        reached |= {target for source, target in transitions() if source in reached}
    assert State.CLOSED in reached


def test_a_partner_neither_assigns_nor_closes() -> None:
    targets = {step.target for state in State for step in steps_from(state, Role.PARTNER)}
    assert not targets & {State.ASSIGNED, State.CLOSED, State.CALLBACK}


def test_a_steward_has_no_part_in_a_case() -> None:
    assert not any(steps_from(state, Role.STEWARD) for state in State)


def test_a_closed_case_cannot_be_answered() -> None:
    with pytest.raises(ConflictError, match="办结 cannot become 已答复"):
        advanced(State.CLOSED, State.ANSWERED, role=Role.LEADER)


def test_a_step_of_others_is_forbidden() -> None:
    with pytest.raises(ForbiddenError, match="Partner may not"):
        advanced(State.ANSWERED, State.CLOSED, role=Role.PARTNER)


def test_what_cannot_be_done_wants_a_reason() -> None:
    with pytest.raises(InputError, match="wants a reason"):
        advanced(State.WORKING, State.IMPOSSIBLE, role=Role.PARTNER, reason=" ")


def test_conditions_of_a_person_have_no_limit_and_the_rest_has() -> None:
    for category in categories().values():
        if category.kind is not Kind.CARE:
            assert due_at(category, NOON) is not None
    assert due_at(categories()["lone_elderly"], NOON) is None
    assert due_on(categories()["lone_elderly"], NOON.date()) is None


@given(st.sampled_from(list(categories().values())), st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_the_day_due_is_the_day_of_the_moment_due(category: Category, opened: date) -> None:
    noon = datetime.combine(opened, NOON.timetz())
    due = due_at(category, noon)
    assert due_on(category, opened) == (due and due.date())
    assert due is None or due > noon


def test_a_whistle_goes_one_level_up_and_ends_at_the_district() -> None:
    assert whistle(Handler.STREET, NOON, "两周没有回音").handler is Handler.DISTRICT
    with pytest.raises(ConflictError, match="nobody stands above"):
        whistle(Handler.DISTRICT, NOON, "两周没有回音")
    for handler in Handler:
        if handler is not Handler.DISTRICT:
            assert whistle(handler, NOON, " 没人来 ").reason == "没人来"


def test_a_whistle_wants_a_reason() -> None:
    with pytest.raises(InputError, match="wants a reason"):
        whistle(Handler.PROPERTY, NOON, "\n")


@pytest.mark.parametrize(
    ("now", "level"),
    [
        ("2026-11-24 12:00", None),
        ("2026-11-24 12:01", Supervision.ORDINARY),
        ("2026-11-26 18:00", Supervision.ORDINARY),
        ("2026-11-27 00:00", Supervision.YELLOW),
        ("2026-12-02 23:00", Supervision.YELLOW),
        ("2026-12-03 08:00", Supervision.RED),
    ],
)
def test_lateness_is_pressed_by_working_days(now: str, level: Supervision | None) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=CHINA)
    assert supervision(State.WORKING, NOON, moment) is level


def test_what_is_closed_or_without_a_date_is_never_overdue() -> None:
    later = NOON + timedelta(days=99)
    assert not is_overdue(State.CLOSED, NOON, later)
    assert not is_overdue(State.IMPOSSIBLE, NOON, later)
    assert not is_overdue(State.REGISTERED, None, later)
    assert is_overdue(State.REGISTERED, NOON, later)
    assert supervision(State.REGISTERED, None, later) is None
