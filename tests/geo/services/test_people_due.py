"""Who is due of everybody in scope: what the database finds is what is said of each person."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from geo.needs.ladder import Call, CareFacts, VisitDue, next_due
from geo.needs.vocabulary import Living, Outcome
from geo.services.people_due import visits_due
from geo.store.models import Need, Resident, Visit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def disturbed(session: Session, seed: int) -> None:
    """Mix the demo up: visits of all outcomes, several on one day, of persons and of flats."""
    random = Random(seed)  # noqa: S311 - a test draws the same every time
    people = session.execute(select(Resident.id, Resident.unit_id, Resident.compound_id)).all()
    for number, (key, unit, compound) in enumerate(random.sample(people, 300)):
        day = TODAY - timedelta(days=random.randrange(-3, 40))
        for turn in range(random.randrange(1, 4)):
            session.add(
                Visit(
                    key=f"mixed-{number}-{turn}",
                    compound_id=compound,
                    unit_id=unit,
                    resident_id=random.choice([None, key]),
                    visited_on=day - timedelta(days=random.choice([0, 0, 1])),
                    outcome=random.choice(list(Outcome)).value,
                )
            )
    gone = random.sample(sorted({unit for _key, unit, _compound in people}), 40)
    named = Need.unit_id.in_(gone)
    session.execute(update(Need).where(named).values(resident_id=None, state="registered"))
    session.execute(
        update(Resident).where(Resident.unit_id.in_(gone[:9])).values(declines_visits=True)
    )


def said_of_each(session: Session) -> dict[str, VisitDue]:
    """Return what the rule for one person says of everybody registered."""
    needs: dict[str | None, set[str]] = defaultdict(set)
    calls: dict[str | None, list[tuple[int, Call]]] = defaultdict(list)
    for need in session.scalars(select(Need).where(~Need.hidden, Need.state != "closed")):
        needs[need.resident_id or need.unit_id].add(need.category)
    for visit in session.scalars(select(Visit).order_by(Visit.id)):
        call = (visit.id, Call(visit.visited_on, Outcome(visit.outcome)))
        calls[visit.resident_id or visit.unit_id].append(call)
    said = {}
    for one in session.scalars(select(Resident)):
        facts = CareFacts(
            one.birth_year,
            Living(one.living) if one.living else None,
            frozenset(needs[one.id] | needs[one.unit_id]),
            one.declines_visits,
            one.away_until,
        )
        mine = sorted([*calls[one.id], *calls[one.unit_id]], key=lambda pair: pair[0])
        said[one.id] = next_due(facts, [call for _number, call in mine], TODAY)
    return said


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_register_says_of_everybody_what_the_rule_says(store: Store, seed: int) -> None:
    with store.write(CONSOLE) as session:
        disturbed(session, seed)
    with store.read(CONSOLE) as session:
        due = visits_due(session, TODAY)
        said = {key: one for key, one in said_of_each(session).items() if one.rung}
        homes = dict(session.execute(select(Resident.id, Resident.building_id)).all())
    known = due[due["id"].notna()]
    assert set(known["id"]) == set(said)
    assert len(due) > len(said) > 100 or not due["id"].isna().any()
    row: Any
    for row in known.itertuples():
        wanted = said[row.id]
        assert row.rung == (wanted.rung and wanted.rung.id)
        assert (None if pd.isna(row.pause) else row.pause) == wanted.pause
        assert (None if pd.isna(row.last_met_on) else row.last_met_on.date()) == wanted.last_met_on
        assert (None if pd.isna(row.due_on) else row.due_on.date()) == wanted.due_on
        assert row.overdue_days == wanted.overdue_days
        assert row.building_id == homes[row.id]


def test_a_leader_gets_her_own_people_only(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        due = visits_due(session, TODAY)
    assert due["unit_id"].str.startswith("c01-").all()
    assert len(due) > 100
    with store.read(viewer_as("partner")) as session:
        assert visits_due(session, TODAY).empty
