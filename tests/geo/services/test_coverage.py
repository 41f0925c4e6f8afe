"""Coverage: counts that agree with what was planted, and no row of a person."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from geo.errors import ForbiddenError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.care import CareQuery, Show, care_list
from geo.services.coverage import Column, Counts, _told, coverage
from geo.store.models import Compound, Resident, Territory
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]
ONE = Counts(high=1, focus=2, general=3, paused=1, overdue=2, quiet=1, silent=1, unmet=0)


def test_the_counts_are_those_that_were_planted(
    store: Store, viewer_as: ViewerAs, folder: Path
) -> None:
    path = folder / "truth.json"
    truth = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    found = coverage(store, viewer_as("manager"), TODAY, "zh")
    assert found.total is not None
    assert found.total.overdue == len(truth["overdue"])
    for rows in (found.compounds, found.buildings):
        for name in ("high", "overdue", "silent", "listed", "in_time", "paused"):
            figures = [getattr(row.counts, name) for row in rows]
            assert sum(figures) == getattr(found.total, name)
    assert sum(row.homes for row in found.buildings) == found.homes > 5000


def test_a_manager_counts_what_the_leader_lists(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        listed = care_list(session, TODAY, "zh", CareQuery())
    found = coverage(store, viewer_as("manager"), TODAY, "zh")
    counts = next(row.counts for row in found.compounds if row.compound == "御林湾")
    assert counts is not None
    assert (counts.listed, counts.overdue, counts.silent, counts.paused) == tuple(
        listed.shows[show] for show in (Show.ALL, Show.OVERDUE, Show.SILENT, Show.PAUSED)
    )


def test_no_row_of_a_person_leaves_the_count(store: Store, viewer_as: ViewerAs) -> None:
    found = coverage(store, viewer_as("manager"), TODAY, "zh")
    with store.read(CONSOLE) as session:
        people = session.execute(select(Resident.id, Resident.unit_id, Resident.name)).all()
    told = json.dumps(asdict(found), ensure_ascii=False)
    told_names = {row.compound for row in found.compounds} | {r.label for r in found.buildings}
    for resident, unit, name in people:
        assert f'"{resident}"' not in told
        assert f'"{unit}"' not in told
        assert name not in told_names
    figures = {type(one) for row in found.buildings for one in asdict(row)["counts"].values()}
    assert figures == {int}


def test_the_manager_still_cannot_read_residents(store: Store, viewer_as: ViewerAs) -> None:
    viewer = viewer_as("manager")
    coverage(store, viewer, TODAY, "zh")
    with store.read(viewer) as session:
        assert session.scalars(select(Resident.id)).all() == []


def test_the_count_ends_at_the_territory(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(CONSOLE) as session:
        own = session.scalars(select(Territory.id).where(Territory.name == "御林湾")).one()
        name = session.scalars(select(Compound.id).where(Compound.name == "齐贤苑")).one()
    found = coverage(store, replace(viewer_as("manager"), territory_id=own), TODAY, "zh")
    assert [row.compound for row in found.compounds] == ["御林湾"]
    with pytest.raises(NotFoundError):
        found.of_compound(name)
    assert found.of_compound(found.compounds[0].id)[1] == found.buildings


@pytest.mark.parametrize("role", [Role.LEADER, Role.PARTNER, Role.STEWARD])
def test_coverage_is_for_managers(store: Store, viewer_as: ViewerAs, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        coverage(store, viewer_as(role.value), TODAY, "zh")


def test_the_share_is_of_those_to_be_visited() -> None:
    assert (ONE.listed, ONE.wanted, ONE.in_time, ONE.share) == (6, 5, 3, 0.6)
    assert replace(ONE, high=0, focus=0, general=0, paused=0, overdue=0).share is None


def table(homes: dict[str, int]) -> pd.DataFrame:
    """Return buildings, ``compound building`` -> homes, each with the counts of `ONE`."""
    return pd.DataFrame(
        [
            {"id": key, "compound_id": key[0], "compound": key[0], "label": key[1], "homes": n}
            | asdict(ONE)
            for key, n in homes.items()
        ]
    )


def test_a_building_of_few_homes_is_hidden_with_another_one() -> None:
    found = _told(table({"A1": 2, "A2": 20, "A3": 30, "B1": 12, "B2": 9}))
    assert {row.id for row in found.buildings if row.counts is None} == {"A1", "A2"}
    assert all(row.counts for row in found.compounds)
    assert found.total is not None


def test_a_compound_of_few_homes_hides_itself_and_the_total() -> None:
    found = _told(table({"A1": 3, "B1": 12, "B2": 9}))
    assert {row.compound for row in found.compounds if row.counts is None} == {"A"}
    assert found.total is None
    last = found.sorted_by(Column.SHARE).compounds[-1]
    assert last.counts is None


def test_rows_are_sorted_by_any_column(store: Store, viewer_as: ViewerAs) -> None:
    found = coverage(store, viewer_as("manager"), TODAY, "zh")
    for column in Column:
        rows = found.sorted_by(column).compounds
        assert {row.id for row in rows} == {row.id for row in found.compounds}
        if column is not Column.NAME:
            figures = [getattr(row.counts, column.value) for row in rows]
            assert figures == sorted(figures, reverse=not column.rises)
