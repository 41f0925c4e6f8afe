"""`read-diary` answers each entry in order, writes whole files, and lists what it refused."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from webmap.cli import main

REGISTRY = [{"name": "柳荫里", "aliases": [], "buildings": ["1", "2", "3"], "max_floor": 9}]
ENTRY = {
    "id": "e1",
    "date": "2022-10-14",
    "leader_compound": "柳荫里",
    "text": "3号楼1单元101孙佩琴独居,明天上午去看望。",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Return what runs the command on lines and gives the exit status."""
    monkeypatch.chdir(tmp_path)
    Path("registry.json").write_text(json.dumps(REGISTRY), encoding="utf-8")

    def ran(lines: list[str], encoding: str = "utf-8", out: str = "out.jsonl") -> int:
        Path("in.jsonl").write_bytes("\n".join(lines).encode(encoding))
        command = ["peoples-map", "read-diary", "in.jsonl", "--registry", "registry.json"]
        monkeypatch.setattr(sys, "argv", [*command, "--out", out])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    return ran


def written() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_an_entry_becomes_items_with_explanation_and_a_promise(
    run: Callable[..., int], encoding: str
) -> None:
    assert run([json.dumps(ENTRY, ensure_ascii=False)], encoding) == 0
    (answer,) = written()
    (item,) = answer["items"]
    assert answer["id"] == "e1"
    assert item["needs"] == ["lone_elderly"]
    assert item["address"]["unit"] == "101"
    assert {"field", "value", "rule", "words", "start", "end"} <= item["explanation"][0].keys()
    assert answer["promises"][0]["words"] == "明天上午去看望"
    assert "孙佩琴" not in answer["redacted"]
    assert not Path("out.rejected.csv").exists()


def test_bad_lines_are_listed_and_the_good_ones_read(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    quiet = json.dumps(ENTRY | {"id": 7, "text": "今天开例会"}, ensure_ascii=False)
    assert run(["{", quiet, "", json.dumps(ENTRY | {"date": "x"}, ensure_ascii=False)]) == 1
    assert [(answer["id"], answer["items"]) for answer in written()] == [(7, [])]
    with Path("out.rejected.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["row"] for row in rows] == ["1", "4"]
    assert "孙佩琴" not in Path("out.rejected.csv").read_text(encoding="utf-8")
    assert "2 lines rejected" in capsys.readouterr().err


def test_a_list_of_rejects_of_an_earlier_run_is_removed(run: Callable[..., int]) -> None:
    assert run(["{"]) == 1
    assert run([json.dumps(ENTRY)]) == 0
    assert not Path("out.rejected.csv").exists()


@pytest.mark.parametrize(
    ("lines", "encoding", "out"),
    [
        ([], "utf-8", "out.jsonl"),
        (["漏水"], "utf-16", "out.jsonl"),
        (["{}"], "utf-8", "no/out.jsonl"),
    ],
)
def test_what_cannot_be_read_or_written_is_one_sentence_and_nothing_written(
    run: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    lines: list[str],
    encoding: str,
    out: str,
) -> None:
    assert run(lines, encoding, out) == 2
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert said.startswith("error: ")
    assert not Path(out).exists()
