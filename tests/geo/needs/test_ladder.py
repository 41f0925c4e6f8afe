"""Who is looked in on, how often, and who is never called overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.datasets import data_rows
from geo.errors import InputError
from geo.needs.ladder import (
    Call,
    CareFacts,
    Pause,
    due_step,
    ladder,
    next_due,
    read_ladder,
)
from geo.needs.vocabulary import Living, Outcome, Step, categories

TODAY = date(2026, 11, 24)

days = st.dates(date(2025, 1, 1), date(2027, 6, 1))
conditions = st.frozensets(
    st.sampled_from(["lone_elderly", "disabled", "hardship", "dementia", "heart_disease", "leak"]),
    max_size=2,
)
facts = st.builds(
    CareFacts,
    birth_year=st.none() | st.integers(1920, 2026),
    living=st.none() | st.sampled_from(list(Living)),
    conditions=conditions,
    declines_visits=st.booleans(),
    away_until=st.none() | days,
    known_since=st.none() | days,
    changed_on=st.none() | days,
)
calls = st.lists(st.builds(Call, days, st.sampled_from(list(Outcome))), max_size=5)


def person(born: int | None = None, living: Living | None = None, *named: str) -> CareFacts:
    return CareFacts(born, living, frozenset(named))


def met(days_ago: int) -> Call:
    return Call(TODAY - timedelta(days=days_ago), Outcome.MET)


@pytest.mark.parametrize(
    ("who", "step"),
    [
        (person(1946, Living.ALONE), Step.HIGH),
        (person(1947, Living.ALONE), Step.FOCUS),
        (person(1940, Living.COUPLE), Step.HIGH),
        (person(1940, Living.LEFT_BEHIND), Step.HIGH),
        (person(1940, Living.FAMILY), None),
        (person(1940, None, "lone_elderly"), Step.HIGH),
        (person(None, None, "lone_elderly"), Step.FOCUS),
        (person(1966, Living.ALONE), Step.FOCUS),
        (person(1967, Living.ALONE), None),
        (person(1966, Living.FAMILY, "disabled"), Step.FOCUS),
        (person(1990, Living.FAMILY, "disabled"), Step.GENERAL),
        (person(1990, Living.FAMILY, "heart_disease"), Step.HIGH),
        (person(2015, Living.FAMILY, "child_in_difficulty"), Step.FOCUS),
        (person(None, None, "special_family"), Step.FOCUS),
        (person(None, None, "hardship"), Step.GENERAL),
        (person(None, None, "leak", "parking"), None),
        (person(), None),
    ],
)
def test_the_heaviest_step_that_holds_is_taken(who: CareFacts, step: Step | None) -> None:
    rung = due_step(who, TODAY)
    assert (rung.step if rung else None) is step


def test_every_condition_of_the_ladder_is_a_known_word() -> None:
    lists = ("conditions", "assistance")
    known = {row["id"] for name in lists for row in data_rows(f"vocabulary/{name}.csv")}
    known |= set(categories())
    assert {word for rung in ladder().rungs for word in rung.conditions} <= known


@pytest.mark.parametrize(("step", "every"), [("high", 7), ("focus", 30), ("general", 90)])
def test_each_step_has_its_rhythm(step: str, every: int) -> None:
    assert ladder().days[Step(step)] == every


def test_the_next_visit_is_one_rhythm_after_the_last_meeting() -> None:
    due = next_due(person(1940, Living.ALONE), [met(20), met(10)], TODAY)
    assert (due.last_met_on, due.due_on) == (date(2026, 11, 14), date(2026, 11, 21))
    assert due.overdue_days == 3
    assert due.step is Step.HIGH


def test_a_closed_door_is_still_owed() -> None:
    tried = Call(TODAY, Outcome.NOT_HOME)
    assert next_due(person(1940, Living.ALONE), [met(10), tried], TODAY).overdue_days == 3


def test_somebody_never_met_is_due_one_rhythm_after_being_known() -> None:
    known = CareFacts(1940, Living.ALONE, known_since=date(2026, 11, 1))
    assert next_due(known, [], TODAY).due_on == date(2026, 11, 8)
    assert next_due(person(1940, Living.ALONE), [], TODAY).due_on == TODAY


def test_a_major_change_brings_the_visit_forward_once() -> None:
    changed = CareFacts(1940, Living.ALONE, changed_on=date(2026, 11, 22))
    assert next_due(changed, [met(3)], TODAY).due_on == date(2026, 11, 23)
    assert next_due(changed, [met(1)], TODAY).due_on == date(2026, 11, 30)


def test_an_absence_pauses_and_the_visit_waits_for_the_return() -> None:
    away = CareFacts(1940, Living.ALONE, away_until=TODAY)
    assert next_due(away, [met(90)], TODAY).pause is Pause.AWAY
    back = next_due(away, [met(90)], TODAY + timedelta(days=1))
    assert (back.pause, back.overdue_days) == (None, 0)


def test_declined_at_the_door_pauses_until_a_visit_is_made_after_all() -> None:
    said_no = Call(TODAY - timedelta(days=60), Outcome.DECLINED)
    who = person(1940, Living.ALONE)
    assert next_due(who, [met(90), said_no], TODAY).pause is Pause.DECLINED
    assert next_due(who, [met(90), said_no, met(10)], TODAY).overdue_days == 3


def test_somebody_who_moved_is_not_visited() -> None:
    gone = Call(TODAY - timedelta(days=5), Outcome.MOVED)
    assert next_due(person(1940, Living.ALONE), [gone], TODAY).pause is Pause.MOVED


@given(facts, calls, days)
def test_overdue_needs_a_due_date_and_a_pause_excludes_one(
    who: CareFacts, made: list[Call], on: date
) -> None:
    due = next_due(who, made, on)
    assert (due.due_on is None) == (due.rung is None or due.pause is not None)
    late = max(0, (on - due.due_on).days) if due.due_on else 0
    assert due.overdue_days == late
    if who.declines_visits or (who.away_until and on <= who.away_until):
        assert due.overdue_days == 0


@given(facts, calls, days, st.integers(1, 60))
def test_what_happens_later_does_not_change_what_was_due(
    who: CareFacts, made: list[Call], on: date, ahead: int
) -> None:
    later = Call(on + timedelta(days=ahead), Outcome.MET)
    assert next_due(who, [*made, later], on) == next_due(who, made, on)


@given(facts, days)
def test_a_meeting_today_is_never_overdue_today(who: CareFacts, on: date) -> None:
    assert next_due(who, [Call(on, Outcome.MET)], on).overdue_days == 0


@given(facts, conditions, days)
def test_more_conditions_never_make_visits_rarer(
    who: CareFacts, more: frozenset[str], on: date
) -> None:
    fewer = due_step(who, on)
    extended = due_step(CareFacts(who.birth_year, who.living, who.conditions | more), on)
    if fewer:
        assert extended
        assert ladder().days[extended.step] <= ladder().days[fewer.step]


def test_a_ladder_may_be_changed_by_its_rows() -> None:
    rows = [row | {"min_age": "70"} for row in data_rows("vocabulary/ladder.csv")]
    rules = read_ladder(
        rows, data_rows("vocabulary/steps.csv"), data_rows("vocabulary/outcomes.csv")
    )
    assert due_step(person(1956, Living.ALONE), TODAY, rules) is not None
    assert due_step(person(1957, Living.ALONE), TODAY, rules) is None


def test_a_wrong_cell_of_the_ladder_is_named() -> None:
    row = data_rows("vocabulary/ladder.csv")[0] | {"living": "alone|castle"}
    with pytest.raises(InputError, match=r"row 'high_80_alone'.*castle"):
        read_ladder([row], data_rows("vocabulary/steps.csv"), data_rows("vocabulary/outcomes.csv"))
