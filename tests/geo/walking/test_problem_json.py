"""Whatever the file holds, there is one clear error or a plan with a reason for all left out."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.walking.checker import faults
from geo.walking.meeting import solve_with_meetings
from geo.walking.problem_json import plan_json, read_problem

WILD = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5000), st.floats(), st.text(max_size=3),
    st.lists(st.integers(-2, 9), max_size=3), st.just({}),
)  # fmt: skip
SPAN = st.one_of(st.tuples(st.floats(0, 900), st.floats(0, 2000)).map(list), WILD)


def problem() -> dict[str, Any]:
    return {
        "travel_s": [[0, 60, 120], [60, 0, 90], [130, 90, 0]],
        "visits": [
            {"id": "a", "at": 1, "service_s": 300, "windows": [], "prize": 3},
            {"id": "b", "at": 2, "service_s": 60, "windows": [[0, 900]], "required": True},
        ],
        "walkers": [{"id": "w", "start": 0, "end": 0, "shift": [0, 3600], "max_s": 1800}],
        "objective": "most_prize",
    }


def planned_or_refused(given_json: str) -> None:
    try:
        read = read_problem(given_json)
    except InputError:
        return
    plan = solve_with_meetings(read, iterations=2)
    assert faults(read, plan) == []
    assert all(skip.reason for skip in plan.skipped)
    json.loads(plan_json(plan))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(["id", "at", "service_s", "windows", "prize", "required", "people"]),
    WILD,
    st.lists(SPAN, max_size=2),
)
def test_any_field_of_a_visit(field: str, wild: object, spans: list[object]) -> None:
    whole = problem()
    whole["visits"][0][field] = spans if field == "windows" and spans else wild
    planned_or_refused(json.dumps(whole))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from(["id", "start", "end", "shift", "max_s"]), st.one_of(WILD, SPAN))
def test_any_field_of_a_walker(field: str, wild: object) -> None:
    whole = problem()
    whole["walkers"][0][field] = wild
    planned_or_refused(json.dumps(whole))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from([*problem(), "seed", "more"]), WILD)
def test_any_field_of_the_problem(field: str, wild: object) -> None:
    planned_or_refused(json.dumps(problem() | {field: wild}))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.none(), st.floats(), st.integers(0, 9999)), min_size=9, max_size=9))
def test_any_matrix(cells: list[float | None]) -> None:
    rows = [[0 if i == j else cells[3 * i + j] for j in range(3)] for i in range(3)]
    planned_or_refused(json.dumps(problem() | {"travel_s": rows}))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"travel_s": [[0, 1], [1]]}, "not square: row 1 has 1 numbers, wanted 2"),
        ({"travel_s": [[0, math.nan], [1, 0]]}, r"travel_s\[0\]\[1\] is not a number"),
        ({"travel_s": [[0, "x"], [1, 0]]}, r"travel_s\[0\]\[1\] is 'x'"),
        ({"objective": "best"}, "wanted one of least_time"),
        ({"walkers": []}, "name at least one walker"),
        ({"visits": [{"id": "a", "at": 0}]}, r"visits\[0\] has no field 'service_s'"),
        ({"visits": 5}, "visits is int: wanted a list"),
    ],
)
def test_the_error_names_the_culprit(change: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_problem(json.dumps(problem() | change))


def test_text_that_is_no_json() -> None:
    for text in ("", "{", "[" * 100_000, "\ufeff{}"):
        with pytest.raises(InputError):
            read_problem(text)
