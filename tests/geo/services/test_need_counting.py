"""Counts made in memory are those that SQL makes, for each role and whatever a scene asks."""

import random
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.needs.vocabulary import Group, Role, categories
from geo.services.disclosure import told_condition, told_id
from geo.services.mapping import CARE, compounds_in_scope, scene_counts
from geo.services.need_counting import COUNTED
from geo.services.scene import CLOSED_STATES, Scene, Status
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer, viewer_of
from tests.geo.services.conftest import TODAY

NOBODY = Viewer(user="x", name="x", role=Role.PARTNER)


def test_every_field_of_a_scene_is_counted() -> None:
    assert {one.name for one in fields(Scene)} == COUNTED


def scenes(seed: int, count: int, compounds: list[str]) -> list[Scene]:
    """Return scenes that ask for all kinds of things."""
    chance = random.Random(seed)  # noqa: S311 - seeded scenes, no secret

    def some(values: list[Any]) -> Any:
        return chance.choice([None, None, *values])

    made = []
    for _ in range(count):
        since = some([TODAY - timedelta(days=days) for days in (5, 40, 200)])
        scene = Scene(
            status=chance.choice(list(Status)),
            since=since,
            until=some([TODAY, TODAY - timedelta(days=2)]),
            compound=some([*compounds, "no such"]),
        )
        key, group = some(list(categories())), some(list(Group))
        made.append(replace(scene, category=key, group=None if key else group))
    return made


def by_sql(session: Session, scene: Scene) -> dict[str, object]:
    """Return what the counts of `scene` are, asked of the database."""
    role = viewer_of(session).role
    condition = told_condition(session, scene, TODAY)
    late = ~m.Need.state.in_(CLOSED_STATES) & (m.Need.due_on < TODAY)

    def grouped(column: object, *conditions: object) -> dict[object, int]:
        query = select(column, func.count()).where(*conditions).group_by(column)  # type: ignore[call-overload]
        return {row[0]: row[1] for row in session.execute(query)}

    whole = replace(scene, category=None, group=None)
    told: dict[str, int] = {}
    for key, count in grouped(m.Need.category, whole.condition(TODAY)).items():
        named = told_id(str(key), role)
        told[named] = told.get(named, 0) + count
    cared = m.Need.category.in_(CARE)
    whom = func.coalesce(m.Need.resident_id, m.Need.unit_id, m.Need.building_id, "")
    people = session.scalar(select(func.count(func.distinct(whom))).where(condition, cared))
    needs = grouped(m.Need.building_id, condition)
    partner = role is Role.PARTNER
    return {
        "needs": needs,
        "overdue": grouped(m.Need.building_id, condition, late),
        "by_category": told,
        "care": 0 if partner else sum(grouped(m.Need.category, condition, cared).values()),
        "people": 0 if partner else people,
    }


@pytest.mark.parametrize("user", ["leader", "manager", "partner", "steward", "console", "nobody"])
def test_memory_counts_as_sql_does(
    store: Store, viewer_as: Callable[[str], Viewer], user: str
) -> None:
    viewer = {"console": CONSOLE, "nobody": NOBODY}.get(user) or viewer_as(user)
    with store.read(viewer) as session:
        compounds = [one.id for one in compounds_in_scope(session)][:3]
        some = 0
        for scene in [Scene(), *scenes(len(user), 25, compounds)]:
            found, wanted = scene_counts(session, scene, TODAY), by_sql(session, scene)
            for name in ("needs", "overdue"):
                of = dict(zip(found.buildings["id"], found.buildings[name], strict=True))
                assert {key: n for key, n in of.items() if n} == {
                    key: n
                    for key, n in wanted[name].items()  # type: ignore[attr-defined]
                    if key in of
                }
            assert found.needs == sum(wanted["needs"].values())  # type: ignore[attr-defined]
            assert found.by_category == wanted["by_category"]
            assert (found.care, found.people) == (wanted["care"], wanted["people"])
            some += found.needs
    assert (some > 0) == (user not in {"steward", "nobody"})
