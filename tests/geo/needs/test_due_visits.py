"""The ladder over a register says of each resident what it says of one."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import FrameError
from geo.needs.due_visits import COLUMNS, due_visits, unnamed_households
from geo.needs.ladder import Call, CareFacts, next_due
from geo.needs.vocabulary import Living, Outcome, State

TODAY = date(2026, 11, 24)
RESIDENT = ["id", "unit_id", "birth_year", "living", "declines_visits", "away_until"]
NEED = ["category", "resident_id", "unit_id", "state"]
VISIT = ["unit_id", "resident_id", "visited_on", "outcome"]

days = st.dates(date(2025, 1, 1), date(2027, 6, 1))
names = st.sampled_from(["p0", "p1", "p2", "p3"])
flats = st.sampled_from(["u0", "u1"])
groups = st.sampled_from(["dementia", "heart_disease", "special_family"])
resident = st.fixed_dictionaries(
    {
        "unit_id": flats,
        "birth_year": st.none() | st.integers(1920, 2026),
        "living": st.none() | st.sampled_from([str(one) for one in Living]),
        "declines_visits": st.booleans(),
        "away_until": st.none() | days,
        "known_since": st.none() | days,
        "changed_on": st.none() | days,
        "conditions": st.none() | st.lists(groups, max_size=2).map("|".join),
    }
)
need = st.tuples(
    st.sampled_from(["lone_elderly", "disabled", "hardship", "leak"]),
    st.none() | names,
    flats,
    st.sampled_from([str(one) for one in State]),
)
visit = st.tuples(flats, st.none() | names, days, st.sampled_from([str(one) for one in Outcome]))


def frame(rows: list, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns, dtype=object)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(resident, max_size=4), st.lists(need, max_size=6), st.lists(visit, max_size=8), days
)
def test_columns_and_the_scalar_rule_agree(
    people: list,
    wanted: list,
    made: list,
    on: date,
) -> None:
    rows = [{"id": f"p{i}"} | row for i, row in enumerate(people)]
    residents = frame(rows, [*RESIDENT, "known_since", "changed_on", "conditions"])
    result = due_visits(residents, frame(wanted, NEED), frame(made, VISIT), on=on)
    assert list(result) == list(COLUMNS)
    for row, got in zip(rows, result.itertuples(), strict=True):
        mine = [(row["id"], row["unit_id"]), (None, row["unit_id"])]
        named = {c for c, who, flat, state in wanted if state != "closed" and _of(who, flat, mine)}
        facts = CareFacts(
            row["birth_year"],
            Living(row["living"]) if row["living"] else None,
            frozenset(named) | frozenset((row["conditions"] or "").split("|")),
            row["declines_visits"],
            row["away_until"],
            row["known_since"],
            row["changed_on"],
        )
        calls = [Call(day, Outcome(what)) for flat, who, day, what in made if _of(who, flat, mine)]
        due = next_due(facts, calls, on)
        assert _none(got.step) == due.step
        assert _none(got.rung) == (due.rung.id if due.rung else None)
        assert _none(got.every_days) == due.every_days
        assert _day(got.last_met_on) == due.last_met_on
        assert _day(got.due_on) == due.due_on
        assert got.overdue_days == due.overdue_days
        assert _none(got.pause) == due.pause


def _of(who: str | None, flat: str, mine: list) -> bool:
    (name, _), (_, home) = mine
    return who == name or (who is None and flat == home)


def _none(cell: object) -> object:
    return None if pd.isna(cell) else cell


def _day(cell: object) -> date | None:
    return None if pd.isna(cell) else pd.Timestamp(cell).date()


def people() -> pd.DataFrame:
    return frame(
        [
            ["p1", "u1", 1940, "alone", False, None],
            ["p2", "u2", 1950, "alone", True, None],
            ["p3", "u3", 1990, "family", False, None],
        ],
        RESIDENT,
    ).set_index(pd.Index([7, 7, 3]))


def test_rows_keep_their_index_even_when_it_repeats() -> None:
    due = due_visits(people(), frame([], NEED), frame([], VISIT), on=TODAY)
    assert list(due.index) == [7, 7, 3]
    assert due["step"].tolist()[:2] == ["high", "focus"]
    assert due["step"].isna().tolist() == [False, False, True]


def test_silence_is_counted_also_for_those_on_no_list() -> None:
    seen = frame([["u3", "p3", "2026-11-04", "met"]], VISIT)
    assert due_visits(people(), frame([], NEED), seen, on=TODAY)["silent_days"].tolist()[2] == 20


def test_an_empty_register_has_an_empty_answer() -> None:
    due = due_visits(frame([], RESIDENT), frame([], NEED), frame([], VISIT), on=TODAY)
    assert list(due) == list(COLUMNS)
    assert due.empty


def test_a_flat_that_only_the_diary_knows_is_not_forgotten() -> None:
    wanted = frame(
        [
            ["lone_elderly", None, "u9", "registered"],
            ["leak", None, "u9", "working"],
            ["lone_elderly", None, "u8", "closed"],
            ["lone_elderly", "p1", "u1", "registered"],
            ["snow_ice", None, None, "registered"],
        ],
        NEED,
    )
    unnamed = unnamed_households(people(), wanted)
    assert unnamed["unit_id"].tolist() == ["u9"]
    assert list(unnamed) == RESIDENT
    due = due_visits(unnamed, wanted, frame([], VISIT), on=TODAY)
    assert due["step"].tolist() == ["focus"]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="'residents' lacks the columns living"):
        due_visits(people().drop(columns="living"), frame([], NEED), frame([], VISIT), on=TODAY)


def test_an_unknown_outcome_is_named_with_its_row() -> None:
    strange = frame([["u1", "p1", TODAY, "打卡"]], VISIT)
    with pytest.raises(FrameError, match="visit 0 has outcome '打卡'"):
        due_visits(people(), frame([], NEED), strange, on=TODAY)
