"""`evaluate` prints how readings agree with labels, and refuses what is not labelled."""

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from geo.address.gazetteer import Gazetteer
from geo.services.accounts import viewer_for
from geo.services.diary.recording.confirming import confirm
from geo.services.diary.recording.words import ItemWord, Words
from geo.services.diary.saving import NewEntry, save_entry
from geo.services.registry import places_in_scope
from geo.store.models import Account, AuditEvent
from geo.store.scope import CONSOLE
from tests.conftest import DEMO_DAY
from webmap.cli import main
from webmap.installation import store_of
from webmap.settings import from_env

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


def test_the_corrections_of_a_store_are_measured_and_taken_out_masked(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ran(*options: str) -> int:
        arguments = ["peoples-map", "evaluate", "--corrections", "--dir", str(folder), *options]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        code: int = ended.value.code  # type: ignore[assignment]
        return code

    assert ran() == 2
    assert "nothing to measure" in capsys.readouterr().err
    opened = store_of(from_env({}, folder=str(folder)))
    with opened.read(CONSOLE) as session:
        account = session.scalars(select(Account).where(Account.user == "leader")).one()
        leader = viewer_for(account)
        gazetteer = Gazetteer.from_places(places_in_scope(session, with_units=True))
    day = date.fromisoformat(DEMO_DAY)
    with opened.write(leader) as session:
        text = "3号楼1单元2楼2号魏桂芝独居。"
        new = NewEntry(key="k", text=text, compound_id="c01", written_on=day)
        entry_id = save_entry(session, new, gazetteer, today=day)
        word = ItemWord(place="unit:c01-b3-e1-202", needs={"lone_elderly": False})
        words = Words(items={0: word}, promises={})
        confirm(session, entry_id, words, today=day, digest=opened.digest)
    opened.close()
    labels = tmp_path / "labels.jsonl"
    assert ran("--labels", str(labels)) == 0
    printed = capsys.readouterr().out
    assert "1 confirmed entries, 1 of them corrected" in printed
    assert "— -> lone_elderly" in printed
    assert "魏桂芝" not in labels.read_text(encoding="utf-8")
    assert ran("--labels", str(labels), "--reason", "为了改进识别") == 0
    assert "魏桂芝" in labels.read_text(encoding="utf-8")
    opened = store_of(from_env({}, folder=str(folder)))
    with opened.read(CONSOLE) as session:
        wanted = AuditEvent.act == "diary.labels_exported"
        rows = session.scalars(select(AuditEvent).where(wanted).order_by(AuditEvent.id)).all()
        assert [(row.subject, row.reason) for row in rows] == [
            ("1/redacted", None),
            ("1/full", "为了改进识别"),
        ]
    opened.close()


def test_either_a_file_or_the_corrections_are_measured(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([ENTRY], "--corrections") == 2
    assert "one of the two" in capsys.readouterr().err
