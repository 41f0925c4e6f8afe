"""`solve-round` writes a whole plan or nothing, and its status says what happened."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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


def run(folder: Path, problem: object, *options: str) -> subprocess.CompletedProcess[str]:
    text = problem if isinstance(problem, str) else json.dumps(problem)
    (folder / "problem.json").write_text(text)
    code = "from webmap.cli import main; main()"
    command = [sys.executable, "-c", code, "solve-round", str(folder / "problem.json")]
    return subprocess.run(
        [*command, "--out", str(folder / "plan.json"), *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plan_is_written(tmp_path: Path) -> None:
    done = run(tmp_path, PROBLEM, "--seconds", "0.2")
    assert (done.returncode, done.stderr) == (0, "")
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["routes"][0]["travel_s"] == 240.5
    assert plan["routes"][0]["finish_s"] == 1140.5
    assert plan["travel_s"] == plan["bound"] == 240.5
    assert plan["optimal"] is True
    assert {stop["visit"] for stop in plan["routes"][0]["stops"]} == {"v1", "v2"}


def test_equal_iterations_are_equal_bytes(tmp_path: Path) -> None:
    plans = []
    for _ in range(2):
        assert run(tmp_path, PROBLEM, "--iterations", "50").returncode == 0
        plans.append((tmp_path / "plan.json").read_bytes())
    assert plans[0] == plans[1]


def test_a_dropped_required_visit_is_status_1_and_the_plan_is_written(tmp_path: Path) -> None:
    visits = [PROBLEM["visits"][0] | {"windows": [[0, 10]]}, PROBLEM["visits"][1]]
    done = run(tmp_path, PROBLEM | {"visits": visits})
    assert done.returncode == 1
    assert "left out v1: window [0, 10] closes before" in done.stderr
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert [skip["visit"] for skip in plan["skipped"]] == ["v1"]


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
    tmp_path: Path, problem: object, words: str
) -> None:
    done = run(tmp_path, problem)
    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "plan.json").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, PROBLEM, "--out", str(tmp_path / "none" / "plan.json"))
    assert done.returncode == 2
    assert "cannot write" in done.stderr
