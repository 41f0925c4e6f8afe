"""Needs in memory follow the store: what changed is read again, what was not committed is not kept,
and a store that was brought back is read anew.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import delete, insert, select, text, update

from geo.services.loading import load_places
from geo.services.need_columns import MISSING, Codes, NeedColumns, day_number, need_columns
from geo.store import models as m
from geo.store.migrations.need_log import KEPT
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.factories import small_places

DAY = date(2026, 3, 2)
BUILDING = str(small_places().buildings["id"].iloc[0])


@pytest.fixture
def store(empty: Store) -> Store:
    with empty.write(CONSOLE) as session:
        load_places(session, small_places())
    return empty


def need(**changed: object) -> dict[str, object]:
    """Return a row of a leak in the small place."""
    return {
        "category": "leak", "compound_id": "c1", "building_id": BUILDING, "state": "registered",
        "handler": "leader", "opened_on": DAY, "told_resident": False, "hidden": False,
        "version": 1, **changed,
    }  # fmt: skip


def read(store: Store) -> NeedColumns:
    with store.read(CONSOLE) as session:
        return need_columns(session)


def add(store: Store, *rows: dict[str, object]) -> None:
    with store.write(CONSOLE) as session:
        session.execute(insert(m.Need), list(rows))


def test_what_was_written_is_read_and_nothing_else(store: Store) -> None:
    assert read(store).frame.empty
    add(store, need(), need(due_on=date(2026, 3, 9), state="closed", closed_on=DAY))
    first = read(store)
    assert first.frame["is_open"].tolist() == [True, False]
    assert first.frame["closed_on"].tolist()[1] == day_number(DAY) == 20514
    assert first.frame["due_on"].tolist()[0] < 0
    assert read(store) is first
    with store.write(CONSOLE) as session:
        session.execute(update(m.Need).where(m.Need.id == 1).values(state="closed"))
    second = read(store)
    assert second.version != first.version
    assert not second.frame["is_open"].any()
    assert first.frame["is_open"].tolist() == [True, False]


def test_deleted_and_hidden_needs_are_gone(store: Store) -> None:
    add(store, need(), need(), need())
    assert len(read(store).frame) == 3
    with store.write(CONSOLE) as session:
        session.execute(delete(m.Need).where(m.Need.id == 1))
        session.execute(update(m.Need).where(m.Need.id == 2).values(hidden=True))
    assert read(store).frame["id"].tolist() == [3]
    with store.write(CONSOLE) as session:
        session.execute(update(m.Need).where(m.Need.id == 2).values(hidden=False))
    assert sorted(read(store).frame["id"]) == [2, 3]


def test_what_a_writer_takes_back_is_not_kept(store: Store) -> None:
    add(store, need())
    before = read(store)
    with store.write(CONSOLE) as session:
        session.execute(insert(m.Need), [need(), need()])
        assert len(need_columns(session).frame) == 3
        session.rollback()
    assert read(store) is before
    add(store, need(category="elevator_outage"))
    assert len(read(store).frame) == 2


def test_many_changes_at_once_are_caught_up_with(store: Store) -> None:
    add(store, need())
    read(store)
    add(store, *[need() for _ in range(1200)])
    assert len(read(store).frame) == 1201


def test_who_fell_behind_the_log_reads_all_again(store: Store) -> None:
    add(store, need(), need())
    read(store)
    with store.write(CONSOLE) as session:
        session.execute(text("UPDATE need_change SET id = id + 100000"))
        session.execute(text("UPDATE need SET state = 'closed'"))
    assert not read(store).frame["is_open"].any()


def test_a_store_that_was_brought_back_is_read_anew(store: Store) -> None:
    add(store, need())
    read(store)
    with store.write(CONSOLE) as session:  # as many entries as before, made by other changes
        session.execute(text("UPDATE need SET category = 'noise'"))
        session.execute(text("DELETE FROM need_change WHERE id > 1"))
        session.execute(text("UPDATE need_change SET mark = 'other'"))
    found = read(store)
    assert found.frame["category"].tolist() == found.codes["category"].known(["noise"]).tolist()


def test_the_log_keeps_its_last_entries_only(store: Store) -> None:
    add(store, need())
    with store.write(CONSOLE) as session:
        session.execute(text("UPDATE need_change SET id = id + :by"), {"by": KEPT + 5})
    add(store, need())
    with store.read(CONSOLE) as session:
        assert len(session.scalars(select(m.NeedChange.id)).all()) == 2
    with store.write(CONSOLE) as session:
        session.execute(text("UPDATE need_change SET id = 1 WHERE need_id = 1"))
    add(store, need())
    with store.read(CONSOLE) as session:
        assert min(session.scalars(select(m.NeedChange.id))) > 1


def test_codes_stay() -> None:
    codes = Codes()
    first = codes.taken(["b", None, "a", "b"])
    assert first[1] == MISSING
    assert first[0] == first[3] != first[2]
    again = codes.taken(["c", "a"])
    assert again[1] == first[2]
    assert codes.positions(["a", "x"]).tolist() == [first[2], MISSING]
    assert codes.known(["x", "c"]).tolist() == [again[0]]
    assert codes.taken([]).tolist() == []


def test_days_are_counted_as_numpy_does() -> None:
    days = pd.date_range("1969-12-30", "2100-01-01", freq="977D").date
    assert [day_number(day) for day in days] == [
        int(np.datetime64(day).astype("datetime64[D]").astype(int)) for day in days
    ]
