"""`evaluate` prints how readings agree with labels, and refuses what is not labelled."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from webmap.cli import main

ADDRESS = {"compound": "柳荫里", "building": "3", "entrance": "1", "floor": "1", "unit": "101"}
ITEM = {
    "address": ADDRESS,
    "carried": ["compound"],
    "needs": ["lone_elderly"],
    "resolved": [],
    "declined": [],
    "persons": ["孙佩琴"],
    "when": [],
}
ENTRY: dict[str, Any] = {
    "id": "e1",
    "date": "2022-10-14",
    "leader_compound": "柳荫里",
    "text": "3号楼1单元101孙佩琴独居。",
    "items": [ITEM],
    "others": [],
    "pii": [],
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what evaluates entries and gives the exit status."""
    monkeypatch.chdir(tmp_path)

    def ran(entries: list[Any], *options: str) -> int:
        lines = "\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        Path("gold.jsonl").write_text(lines, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["peoples-map", "evaluate", "gold.jsonl", *options])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    return ran


def test_the_table_tells_every_measure(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([ENTRY]) == 0
    printed = capsys.readouterr().out
    for words in ("address", "needs", "persons", "times", "entries exact: 1.0000 of 1"):
        assert words in printed
    assert "no category was read for another" in printed


def test_the_confusion_names_what_was_missed(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([ENTRY | {"items": [ITEM | {"needs": ["leak"]}]}]) == 0
    assert "1  leak -> lone_elderly" in capsys.readouterr().out


def test_what_was_read_is_written_when_asked(run: Callable[..., int]) -> None:
    assert run([ENTRY], "--out", "told.jsonl") == 0
    (told,) = map(json.loads, Path("told.jsonl").read_text(encoding="utf-8").splitlines())
    assert told["id"] == "e1"
    assert told["items"][0]["address"] == ADDRESS


def test_a_registry_can_be_named(run: Callable[..., int]) -> None:
    registry = [{"name": "柳荫里", "aliases": [], "buildings": ["3"], "max_floor": 9}]
    Path("registry.json").write_text(json.dumps(registry), encoding="utf-8")
    assert run([ENTRY], "--registry", "registry.json") == 0


@pytest.mark.parametrize(
    "entries",
    [
        [],
        ["no entry"],
        [{name: value for name, value in ENTRY.items() if name != "items"}],
        [ENTRY | {"items": [{"address": ADDRESS}]}],
        [ENTRY | {"date": "yesterday"}],
    ],
)
def test_what_is_not_labelled_is_one_sentence_and_nothing_written(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str], entries: list[Any]
) -> None:
    assert run(entries, "--out", "told.jsonl") == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("error: ")
    assert "孙佩琴" not in said
    assert not Path("told.jsonl").exists()
