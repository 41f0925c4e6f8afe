"""The ladder of due visits: who is looked in on, how often, and who must not be called overdue.

Source: 民政部 and nine departments, 2022-10 (monthly for six groups); Inner Mongolia practice,
北方新报 2022-06-23 (weekly and quarterly steps). Steps, conditions and days are rows in
``data/vocabulary/ladder.csv`` and ``steps.csv``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from geo.datasets import data_rows
from geo.errors import InputError
from geo.needs.vocabulary import Living, Outcome, Step


class Pause(StrEnum):
    """Why nobody is to visit; stands in place of a due date."""

    DECLINED = "declined"
    AWAY = "away"
    MOVED = "moved"


class Effect(StrEnum):
    """What the outcome of a visit does to the next one."""

    RESTART = "restart"
    """The rhythm starts again on that day."""
    KEEP = "keep"
    """Nothing changes: the visit is still owed."""
    PAUSE = "pause"
    """No visit is due until a later one is made after all."""
    END = "end"
    """Nobody of that name lives there."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One row of the ladder; all its conditions must hold."""

    id: str
    step: Step
    min_age: int | None
    """Years; None: any age, also an unknown one."""
    living: frozenset[Living]
    """One of these; empty: any."""
    conditions: frozenset[str]
    """One of these, ids of needs, conditions or assistance; empty: none is asked for."""
    zh: str
    en: str

    def label(self, language: str = "zh") -> str:
        """Return the reason for the visits; it tells of health and home, so never on paper."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Ladder:
    """All rungs, heaviest first, with the rhythm of each step."""

    rungs: tuple[Rung, ...]
    days: Mapping[Step, int]
    """Days from one visit to the next."""
    change_days: Mapping[Step, int]
    """Days within which a visit follows a major change; a step that is not named has none."""
    effects: Mapping[Outcome, Effect]


@dataclass(frozen=True, slots=True)
class CareFacts:
    """What is known of a resident that bears on visits."""

    birth_year: int | None = None
    living: Living | None = None
    conditions: frozenset[str] = frozenset()
    """Categories of open care needs, named groups and kinds of assistance."""
    declines_visits: bool = False
    away_until: date | None = None
    """Last day of an absence."""
    known_since: date | None = None
    """Day of entry into the register; a first visit falls due one rhythm later."""
    changed_on: date | None = None
    """Day of the last major change, such as a discharge from hospital or a death at home."""


@dataclass(frozen=True, slots=True)
class Call:
    """A visit that was made or tried."""

    visited_on: date
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class VisitDue:
    """When a resident is to be visited, or why not."""

    rung: Rung | None
    """The heaviest rung whose conditions hold; None: on no list."""
    every_days: int | None
    last_met_on: date | None
    due_on: date | None
    """None when on no list or paused."""
    overdue_days: int
    """Days past `due_on`; 0 when not overdue, and always 0 without a due date."""
    pause: Pause | None

    @property
    def step(self) -> Step | None:
        """The step of the ladder."""
        return self.rung.step if self.rung else None


@cache
def ladder() -> Ladder:
    """Return the shipped ladder."""
    return read_ladder(
        data_rows("vocabulary/ladder.csv"),
        data_rows("vocabulary/steps.csv"),
        data_rows("vocabulary/outcomes.csv"),
    )


def read_ladder(
    rungs: Iterable[Mapping[str, str]],
    steps: Iterable[Mapping[str, str]],
    outcomes: Iterable[Mapping[str, str]],
) -> Ladder:
    """Return the ladder in rows of ``ladder.csv``, ``steps.csv`` and ``outcomes.csv``.

    Raises
    ------
    InputError
        When a cell holds no word of its closed set or no number; it names the row.
    """
    order = list(Step)
    read = sorted(map(_rung, rungs), key=lambda rung: order.index(rung.step))
    rhythm = {Step(row["id"]): row for row in steps}
    return Ladder(
        tuple(read),
        MappingProxyType({step: int(row["days"]) for step, row in rhythm.items()}),
        MappingProxyType(
            {step: int(row["change_days"]) for step, row in rhythm.items() if row["change_days"]}
        ),
        MappingProxyType({Outcome(row["id"]): Effect(row["effect"]) for row in outcomes}),
    )


def age_on(birth_year: int, day: date) -> int:
    """Return the age reached in the year of `day`: only the year of birth is kept."""
    return day.year - birth_year


def due_step(facts: CareFacts, on: date, rules: Ladder | None = None) -> Rung | None:
    """Return the heaviest rung that holds for `facts` on day `on`; None: on no list.

    Examples
    --------
    >>> due_step(CareFacts(1940, Living.ALONE), date(2026, 11, 24)).step
    <Step.HIGH: 'high'>
    >>> due_step(CareFacts(1966, conditions=frozenset({"disabled"})), date(2026, 11, 24)).step
    <Step.FOCUS: 'focus'>
    """
    known = rules or ladder()
    return next((rung for rung in known.rungs if _holds(rung, facts, on)), None)


def next_due(
    facts: CareFacts, calls: Collection[Call], on: date, rules: Ladder | None = None
) -> VisitDue:
    """Return when the resident is to be visited next, as seen on day `on`.

    Calls after `on` are not looked at; of several on one day the last counts. A major change after
    the last meeting brings the date forward. After an absence the date is the day after it at the
    earliest. Somebody never met is due one rhythm after `known_since`, or on `on` without it.

    Examples
    --------
    >>> facts = CareFacts(1940, Living.ALONE)
    >>> due = next_due(facts, [Call(date(2026, 11, 10), Outcome.MET)], date(2026, 11, 24))
    >>> due.due_on, due.overdue_days
    (datetime.date(2026, 11, 17), 7)
    >>> asked = CareFacts(1940, Living.ALONE, declines_visits=True)
    >>> next_due(asked, [], date(2026, 11, 24)).pause
    <Pause.DECLINED: 'declined'>
    """
    known = rules or ladder()
    made = sorted((call for call in calls if call.visited_on <= on), key=lambda c: c.visited_on)
    met = [call for call in made if known.effects[call.outcome] is Effect.RESTART]
    last_met = met[-1].visited_on if met else None
    rung = due_step(facts, on, known)
    if rung is None:
        return VisitDue(None, None, last_met, None, 0, None)
    every = known.days[rung.step]
    if pause := _pause(facts, made, on, known):
        return VisitDue(rung, every, last_met, None, 0, pause)
    due = _due_on(facts, rung.step, last_met, on, known)
    return VisitDue(rung, every, last_met, due, max(0, (on - due).days), None)


def _holds(rung: Rung, facts: CareFacts, on: date) -> bool:
    old_enough = rung.min_age is None or (
        facts.birth_year is not None and age_on(facts.birth_year, on) >= rung.min_age
    )
    return (
        old_enough
        and (not rung.living or facts.living in rung.living)
        and (not rung.conditions or not rung.conditions.isdisjoint(facts.conditions))
    )


def _pause(facts: CareFacts, made: list[Call], on: date, known: Ladder) -> Pause | None:
    effects = [known.effects[call.outcome] for call in made]
    last = next((effect for effect in reversed(effects) if effect is not Effect.KEEP), None)
    if last is Effect.END:
        return Pause.MOVED
    if facts.declines_visits or last is Effect.PAUSE:
        return Pause.DECLINED
    if facts.away_until is not None and on <= facts.away_until:
        return Pause.AWAY
    return None


def _due_on(facts: CareFacts, step: Step, last_met: date | None, on: date, known: Ladder) -> date:
    rhythm = timedelta(days=known.days[step])
    start = last_met or facts.known_since
    due = start + rhythm if start else on
    changed = facts.changed_on
    if (
        changed
        and step in known.change_days
        and changed <= on
        and not _met_since(last_met, changed)
    ):
        due = min(due, changed + timedelta(days=known.change_days[step]))
    if facts.away_until:
        due = max(due, facts.away_until + timedelta(days=1))
    return due


def _met_since(last_met: date | None, changed: date) -> bool:
    return last_met is not None and last_met >= changed


def _rung(row: Mapping[str, str]) -> Rung:
    try:
        return Rung(
            row["id"],
            Step(row["step"]),
            int(row["min_age"]) if row["min_age"] else None,
            frozenset(map(Living, filter(None, row["living"].split("|")))),
            frozenset(filter(None, row["conditions"].split("|"))),
            row["zh"],
            row["en"],
        )
    except ValueError as error:
        raise InputError(f"ladder.csv: row {row['id']!r}: {error}") from error
