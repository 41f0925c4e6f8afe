import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from geo.diary.scoring import NONE, Tally, matched, reliability, scored


def item(unit: str | None, **facts: Any) -> dict[str, Any]:
    address = {"compound": "柳荫里", "building": "3", "entrance": "1", "floor": None, "unit": unit}
    empty = {name: [] for name in ("carried", "needs", "resolved", "declined", "persons", "when")}
    return {"address": address, **empty, **facts}


def entry(*items: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return {"items": list(items), "others": [], "pii": [], **facts}


def test_a_reading_equal_to_its_labels_scores_one_everywhere() -> None:
    gold = entry(item("101", needs=["leak"], persons=["邢大爷"]))
    score = scored([(gold, gold)])
    assert all(tally.f1 == 1.0 for tally in score.parts.values())
    assert score.entries == Tally(right=1)
    assert score.confusion == {("leak", "leak"): 1}


def test_an_entry_without_an_answer_is_missed_whole() -> None:
    score = scored([(entry(item("101", needs=["leak", "noise"])), {})])
    assert score.parts["needs"] == Tally(missed=2)
    assert score.parts["address"] == Tally(missed=1)
    assert score.confusion == {("leak", NONE): 1, ("noise", NONE): 1}


def test_a_category_read_for_another_stands_in_the_confusion() -> None:
    score = scored([(entry(item("101", needs=["leak"])), entry(item("101", needs=["noise"])))])
    assert score.confusion == {("leak", "noise"): 1}


def test_what_was_declined_or_settled_and_raised_is_counted() -> None:
    gold = item("101", declined=["home_medical"], resolved=["leak"])
    told = item("101", needs=["home_medical", "leak"])
    assert scored([(entry(gold), entry(told))]).false_raises == 2


def test_items_are_matched_by_address_before_order() -> None:
    assert matched([item("101"), item("202")], [item("202"), item("101")]) == {0: 1, 1: 0}


def test_a_number_that_the_redacted_text_keeps_is_no_masked_one() -> None:
    gold = entry(pii=[{"type": "phone", "value": "13800005678"}])
    told = [{"redacted": "电话138****5678"}, {"redacted": "电话13800005678"}, {}]
    assert scored((gold, one) for one in told).masked == Tally(right=1, missed=2)


def test_reliability_tells_share_right_by_confidence() -> None:
    rows = reliability([(0.95, True), (0.95, False), (1.0, True), (0.2, False)])
    assert [(round(right, 3), count) for _, right, count in rows] == [(0.0, 1), (0.667, 3)]


def test_the_measures_equal_those_of_the_sample_scorer(sample_data: Path, tmp_path: Path) -> None:
    lines = (sample_data / "diary" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines]
    told = [_damaged(json.loads(line), place) for place, line in enumerate(lines)]
    for name, rows in (("gold", gold), ("told", told)):
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = [sys.executable, str(sample_data / "diary" / "score.py")]
    answer = subprocess.run(
        [*command, str(tmp_path / "gold"), str(tmp_path / "told")], check=True, capture_output=True
    )
    wanted = json.loads(answer.stdout)
    score = scored(zip(gold, told, strict=True))
    for part, tally in score.parts.items():
        assert [round(x, 4) for x in (tally.precision, tally.recall, tally.f1)] == [
            wanted[part][measure] for measure in ("p", "r", "f1")
        ]
    assert {name: round(one.recall, 4) for name, one in score.levels.items()} == wanted["levels"]
    assert round(score.carried.recall, 4) == wanted["carry_exact"]
    assert round(score.entries.recall, 4) == wanted["entry_exact"]
    assert score.false_raises == wanted["false_raise"]
    assert score.masked.recall == wanted["pii_recall"]
    assert round(score.brier, 4) == wanted["brier"]
    assert round(score.calibration_error, 4) == wanted["ece"]
    assert score.ranking is not None
    assert round(score.ranking, 4) == wanted["auroc"]


def _damaged(row: dict[str, Any], place: int) -> dict[str, Any]:
    """Return a reading of `row` that is wrong here and there, the same every time."""
    row["redacted"] = row["text"] if place % 2 else ""
    for one in row["items"]:
        one["confidence"] = 0.95 if place % 3 else 0.35
    if place % 4 == 0 and row["items"]:
        row["items"][0]["address"]["unit"] = "9999"
        row["items"][0]["needs"] = ["noise", *row["items"][0]["resolved"]]
    if place % 5 == 0:
        row["items"] = row["items"][1:]
        row["others"] = ["某某"]
    if place % 7 == 0:
        row["items"].append(item("77", needs=["leak"], when=[], confidence=0.5))
        for one in row["items"]:
            one["when"] = one["when"][:1]
    return row
