"""`solve-round` writes a whole plan or nothing, and its status says what happened."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.readme_tables import README
from webmap.cli import main

Run = Callable[..., tuple[int, str]]

PROBLEM: dict[str, Any] = {
    "travel_s": [[0, 60.5, 120], [60.5, 0, 60], [120, 60, 0]],
    "visits": [
        {"id": "v1", "at": 1, "service_s": 600, "windows": [[0, 7200]], "prize": None},
        {"id": "v2", "at": 2, "service_s": 300, "windows": [], "prize": 2, "required": True},
    ],
    "walkers": [{"id": "w1", "start": 0, "end": 0, "shift": [0, 14400], "max_s": 10800}],
    "objective": "least_time",
    "seed": 0,
}


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Return a call of the command line in this process: exit status and standard error."""

    def call(problem: object, *options: str) -> tuple[int, str]:
        text = problem if isinstance(problem, str) else json.dumps(problem)
        (tmp_path / "problem.json").write_text(text)
        command = ["peoples-map", "solve-round", str(tmp_path / "problem.json")]
        monkeypatch.setattr(sys, "argv", [*command, "--out", str(tmp_path / "plan.json"), *options])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capsys.readouterr().err

    return call


def test_a_plan_is_written(tmp_path: Path, run: Run) -> None:
    assert run(PROBLEM, "--seconds", "0.2") == (0, "")
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["routes"][0]["travel_s"] == 240.5
    assert plan["routes"][0]["finish_s"] == 1140.5
    assert plan["travel_s"] == plan["bound"] == 240.5
    assert plan["optimal"] is True
    assert {stop["visit"] for stop in plan["routes"][0]["stops"]} == {"v1", "v2"}


def test_equal_iterations_are_equal_bytes(tmp_path: Path, run: Run) -> None:
    plans = []
    for _ in range(2):
        assert run(PROBLEM, "--iterations", "50") == (0, "")
        plans.append((tmp_path / "plan.json").read_bytes())
    assert plans[0] == plans[1]


def test_a_dropped_required_visit_is_status_1_with_a_plan(tmp_path: Path, run: Run) -> None:
    visits = [PROBLEM["visits"][0] | {"windows": [[0, 10]]}, PROBLEM["visits"][1]]
    status, said = run(PROBLEM | {"visits": visits})
    assert status == 1
    assert "left out v1: window [0, 10] closes before" in said
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert [skip["visit"] for skip in plan["skipped"]] == ["v1"]


def test_the_sample_of_the_readme_is_solved(tmp_path: Path, run: Run) -> None:
    (sample,) = re.findall(r"```json\n(\{\"travel_s\".*?)```", README.read_text("utf-8"), re.DOTALL)
    assert run(sample) == (0, "")
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert [stop["visit"] for stop in plan["routes"][0]["stops"]] == ["3-1-502", "3-2-301"]
    (skipped,) = plan["skipped"]
    assert skipped["visit"] == "5-1-101"
    # 7200 until the window opens, 900 at the door, 420 back
    assert "the finish would be at 8520 s, budget max_s of 'me' is 5400 s" in skipped["reason"]
    assert plan["optimal"]


def test_a_budget_of_zero_names_the_finish_as_it_would_be(tmp_path: Path, run: Run) -> None:
    walkers = [PROBLEM["walkers"][0] | {"max_s": 0}]
    visits = [one | {"windows": []} for one in PROBLEM["visits"]]
    status, said = run(PROBLEM | {"walkers": walkers, "visits": visits})
    assert status == 1
    assert "left out v1: even alone the finish would be at 721 s, budget max_s" in said
    assert json.loads((tmp_path / "plan.json").read_text())["routes"][0]["stops"] == []


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("not json", "the problem is not JSON"),
        ("[]", "the problem is list: wanted an object"),
        (PROBLEM | {"travel_s": [[0, 1], [1]]}, "travel_s is not square: row 1"),
        ('{"travel_s": [[NaN]], "visits": [], "walkers": [], "objective": "least_time"}', "[0][0]"),
        (PROBLEM | {"objective": "fun"}, "wanted one of least_time"),
        ({k: v for k, v in PROBLEM.items() if k != "visits"}, "has no field 'visits'"),
        (PROBLEM | {"visits": [{"id": "v1", "at": 1}]}, "visits[0] has no field 'service_s'"),
        (PROBLEM | {"walkers": []}, "walkers is empty"),
    ],
)
def test_bad_input_is_status_2_and_nothing_is_written(
    tmp_path: Path, run: Run, problem: object, words: str
) -> None:
    status, said = run(problem)
    assert status == 2
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "plan.json").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, run: Run) -> None:
    status, said = run(PROBLEM, "--out", str(tmp_path / "none" / "plan.json"))
    assert status == 2
    assert "cannot write" in said
