"""Sums of whom to visit are those of the people, and follow whatever changes them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import ColumnElement, delete, event, func, select, true, update
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Step
from geo.services.care import SILENT_DAYS
from geo.services.people_due import visits_due
from geo.services.people_sums import people_sums, people_version
from geo.store.models import Need, PeopleMark, Resident, Unit, Visit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def state(store: Store, viewer: Viewer) -> tuple[str, pd.DataFrame]:
    with store.read(viewer) as session:
        return people_version(session, TODAY), people_sums(session, TODAY)


def test_the_sums_are_those_of_the_people(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        due, sums = visits_due(session, TODAY), people_sums(session, TODAY)
        mine = visits_due(session, TODAY, within=due["compound_id"].unique())
        none = visits_due(session, TODAY, within=["nowhere"])
    assert len(mine) == len(due) > 0
    assert none.empty
    assert sums[[one.value for one in Step]].to_numpy().sum() == len(due)
    for key, people in due.groupby("building_id"):
        there = people[people["pause"].isna()]
        row = sums.loc[key]
        assert row["paused"] == len(people) - len(there)
        assert row["overdue"] == people["overdue_days"].gt(0).sum()
        assert row["unmet"] == there["silent_days"].isna().sum()
        weekly = there[there["step"].eq(Step.HIGH.value)]["silent_days"].fillna(SILENT_DAYS)
        assert row["high_days"] == weekly.sum()


def test_only_the_compound_that_changed_is_read_again(store: Store, viewer_as: ViewerAs) -> None:
    asked: list[str] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def _noted(*told: object) -> None:
        if "FROM visit" in str(told[2]):
            asked.append(str(told[3]))

    version, sums = state(store, CONSOLE)
    assert asked
    asked.clear()
    again, same = state(store, CONSOLE)
    assert again == version
    assert same.equals(sums)
    leaders = state(store, viewer_as("leader"))[1]
    assert 0 < len(leaders) < len(sums)
    assert not asked
    with store.write(CONSOLE) as session:
        visit = session.scalars(select(Visit).limit(1)).one()
        visit.visited_on -= timedelta(days=1)
        compound = visit.compound_id
    asked.clear()
    assert state(store, CONSOLE)[0] != version
    assert asked
    assert all(compound in one for one in asked)


def changes(session: Session) -> dict[str, Callable[[], object]]:
    """Return ways to change whom to visit."""
    first = session.scalars(select(Resident).order_by(Resident.id)).first()
    other = session.scalars(select(Unit.building_id).order_by(Unit.id.desc())).first()
    assert first is not None
    own = Resident.id == first.id

    def of(condition: ColumnElement[bool], **values: object) -> Callable[[], object]:
        return lambda: session.execute(update(Resident).where(condition).values(**values))

    everyone = true()
    return {
        "declines": of(own, declines_visits=True),
        "away": of(own, away_until=TODAY),
        "older": of(own, birth_year=1900),
        "visit": lambda: session.execute(update(Visit).values(outcome="declined")),
        "visits gone": lambda: session.execute(delete(Visit).where(everyone)),
        "needs wrong": lambda: session.execute(update(Need).values(hidden=True)),
        "moved": lambda: session.execute(
            update(Unit).where(Unit.id == first.unit_id).values(building_id=other)
        ),
    }


@pytest.mark.parametrize(
    "change", ["declines", "away", "older", "visit", "visits gone", "needs wrong", "moved"]
)
def test_whatever_decides_a_visit_renews_the_mark(store: Store, change: str) -> None:
    before = state(store, CONSOLE)
    with store.write(CONSOLE) as session:
        changes(session)[change]()
    version, sums = state(store, CONSOLE)
    assert version != before[0]
    with store.read(CONSOLE) as session:
        due = visits_due(session, TODAY)
    wanted = due.groupby("building_id").size().sort_index()
    listed = sums[[one.value for one in Step]].sum(axis=1)
    assert listed[listed > 0].sort_index().to_dict() == wanted.to_dict()


def test_what_decides_nothing_leaves_the_marks(store: Store) -> None:
    before = state(store, CONSOLE)[0]
    with store.write(CONSOLE) as session:
        session.execute(update(Resident).values(note="x"))
        session.execute(update(Need).values(told_resident=True))
        marks = session.scalar(select(func.count()).select_from(PeopleMark))
    assert state(store, CONSOLE)[0] == before
    assert marks


def test_nobody_waits_while_another_reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)

    def reading(*told: Any, **more: Any) -> pd.DataFrame:
        both.wait(20)
        return visits_due(*told, **more)

    monkeypatch.setattr("geo.services.people_sums.visits_due", reading)
    with ThreadPoolExecutor(2) as threads:
        first, second = (threads.submit(state, store, CONSOLE) for _ in range(2))
    assert first.result()[1].equals(second.result()[1])
