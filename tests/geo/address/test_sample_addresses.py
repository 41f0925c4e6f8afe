"""The labelled sample entries: exact addresses, as the reference scorer counts them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.reading import read_mentions
from geo.address.values import Level

LEAST_F1 = 0.97
LARGEST_ECE = 0.05


def predicted(entry: dict[str, object], gazetteer: Gazetteer) -> dict[str, object]:
    """Return the homes of an entry; one without any is on its compound where it has a need."""
    home = str(entry["leader_compound"])
    items = [
        {
            "address": {level: getattr(mention.address, level) for level in Level},
            "confidence": mention.confidence,
        }
        for mention in read_mentions(str(entry["text"]), gazetteer, default_compound=home)
    ]
    if not items and entry["items"]:
        items = [{"address": {"compound": home} | dict.fromkeys(list(Level)[1:])}]
    return {"id": entry["id"], "items": items}


@pytest.mark.data
def test_sample_entries_are_read_exactly(sample_data: Path, tmp_path: Path) -> None:
    folder = sample_data / "diary"
    gazetteer = read_gazetteer(folder / "gazetteer.json")
    gold = folder / "dev.jsonl"
    lines = gold.read_text(encoding="utf-8").splitlines()
    answers = tmp_path / "answers.jsonl"
    answers.write_text(
        "\n".join(json.dumps(predicted(json.loads(line), gazetteer)) for line in lines),
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, folder / "score.py", gold, answers],
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    score = json.loads(run.stdout)
    assert score["address"]["f1"] >= LEAST_F1
    assert score["ece"] <= LARGEST_ECE
