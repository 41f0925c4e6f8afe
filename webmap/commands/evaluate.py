"""`peoples-map evaluate`: how well diary entries are read, against labelled ones."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.diary.entries import EntryError, parsed_entry
from geo.diary.reading import read_entry
from geo.diary.scoring import NONE, PARTS, Score, scored
from geo.diary.shape import as_json
from geo.errors import InputError
from geo.services.diary import learning
from geo.services.registry import places_in_scope
from geo.services.viewing import CONSOLE
from webmap.commands.options import data_folder
from webmap.commands.read_diary import FILE, text_lines, whole_file
from webmap.installation import store_of
from webmap.settings import from_env

GOLD_FIELDS = {"items": list, "others": list, "pii": list}
ITEM_FIELDS = ("address", "carried", "needs", "resolved", "declined", "persons", "when")
TITLES = {
    "address": "address",
    "needs": "needs",
    "resolved": "settled",
    "persons": "persons",
    "when": "times",
}


@click.command(short_help="Measure how well labelled diary entries are read.")
@click.argument("gold", metavar="[GOLD.jsonl]", required=False, type=FILE)
@click.option("--registry", type=FILE, help="Registry: a GeoPackage or a JSON list.")
@click.option("--out", type=FILE, help="Also write what was read, one JSON object a line.")
@click.option(
    "--corrections",
    is_flag=True,
    help="Take the entries that leaders confirmed and corrected in the store for labels.",
)
@data_folder
@click.option(
    "--labels",
    type=FILE,
    help="With --corrections: also write these entries, persons and numbers masked.",
)
@click.option("--reason", default="", help="With --labels: why the names are needed; recorded.")
def evaluate(
    *,
    gold: Path | None,
    registry: Path | None,
    out: Path | None,
    corrections: bool,
    folder: str | None,
    labels: Path | None,
    reason: str,
) -> None:
    """Read every labelled entry and print how the readings agree with the labels.

    The entries are those of GOLD.jsonl, or with --corrections those that leaders confirmed in the
    store: what they corrected is the label, so that quality is watched in use.

    Printed are precision, recall and F1 of addresses, needs, settled needs, persons and times;
    exact entries, wrongly raised needs, masked numbers, calibration; then which category was
    read for which. Without --registry the compounds named in the labels are the registry; the
    store has its own.
    """
    if (gold is None) is not corrections:
        raise InputError("name GOLD.jsonl, or take --corrections of the store: one of the two")
    if corrections:
        entries, gazetteer = confirmed_entries(folder, labels, reason.strip())
    else:
        entries = labelled_entries(gold or Path())
        gazetteer = named_compounds(entries)
    if registry is not None:
        gazetteer = read_gazetteer(registry)
    with click.progressbar(entries, label="reading", file=sys.stderr) as bar:
        answers = [_answer(entry, gazetteer) for entry in bar]
    score = scored(zip(entries, answers, strict=True))
    if out is not None:
        with whole_file(out) as stream:
            stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in answers)
    for line in [*table(score, len(entries)), "", *confusion_lines(score)]:
        click.echo(line)


def confirmed_entries(
    folder: str | None, labels: Path | None, reason: str
) -> tuple[list[dict[str, Any]], Gazetteer]:
    """Return the entries that leaders confirmed, with their labels, and the store's registry.

    `labels` takes them out of the store: with names only for a `reason`. Both is recorded.

    Raises
    ------
    InputError
        When nobody confirmed an entry yet.
    """
    store = store_of(from_env(folder=folder))
    store.check_current()
    with store.write(CONSOLE) as session:
        found = list(learning.examples(session))
        if not found:
            raise InputError("no entry was confirmed need by need yet: there is nothing to measure")
        gazetteer = Gazetteer.from_places(places_in_scope(session, with_units=True))
        learning.note_evaluated(session, len(found))
        if labels is not None:
            learning.note_exported(session, len(found), reason)
            lines = (one.gold if reason else learning.without_persons(one) for one in found)
            with whole_file(labels) as stream:
                stream.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in lines)
    store.close()
    corrected = sum(one.corrected for one in found)
    click.echo(f"{len(found)} confirmed entries, {corrected} of them corrected")
    return [one.gold for one in found], gazetteer


def labelled_entries(path: Path) -> list[dict[str, Any]]:
    """Return the labelled entries of JSON lines file `path`.

    Raises
    ------
    InputError
        When a line is no labelled entry; the message names the line, never its words.
    """
    entries = []
    for row, line in enumerate(text_lines(path), start=1):
        if not line.strip():
            continue
        try:
            parsed_entry(line)
        except EntryError as error:
            raise InputError(f"{path}, line {row}: {error}") from None
        entry = json.loads(line)
        lacking = [name for name, kind in GOLD_FIELDS.items() if not _is(entry.get(name), kind)]
        if lacking or not all(_labelled(item) for item in entry["items"]):
            wanted = ", ".join([*GOLD_FIELDS, "and items with", *ITEM_FIELDS])
            raise InputError(f"{path}, line {row}: not labelled, an entry has {wanted}")
        entries.append(entry)
    if not entries:
        raise InputError(f"{path} holds no entry: write one JSON object a line")
    return entries


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind)


def _labelled(item: object) -> bool:
    return (
        isinstance(item, dict)
        and all(name in item for name in ITEM_FIELDS)
        and isinstance(item["address"], dict)
        and {"compound", "building", "entrance", "floor", "unit"} <= item["address"].keys()
    )


def named_compounds(entries: list[dict[str, Any]]) -> Gazetteer:
    """Return a registry of nothing but the compounds and buildings that the labels name."""
    buildings: dict[str, set[str]] = {
        entry["leader_compound"]: set() for entry in entries if entry.get("leader_compound")
    }
    for address in (item["address"] for entry in entries for item in entry["items"]):
        if address["compound"] is not None:
            known = buildings.setdefault(address["compound"], set())
            known.update({address["building"]} - {None})
    return Gazetteer.from_json(
        [
            {"name": name, "aliases": [], "buildings": sorted(numbers)}
            for name, numbers in sorted(buildings.items())
        ]
    )


def _answer(entry: dict[str, Any], gazetteer: Gazetteer) -> dict[str, Any]:
    known = parsed_entry(json.dumps(entry))
    reading = read_entry(
        known.text, gazetteer, written_on=known.written_on, leader_compound=known.leader_compound
    )
    return {"id": known.id, **as_json(reading, known.text)}


def table(score: Score, entries: int) -> list[str]:
    """Return the lines of the table of `score` over so many `entries`."""
    lines = [f"{'':10}{'precision':>10}{'recall':>8}{'F1':>8}{'labels':>8}"]
    for part in PARTS:
        tally = score.parts[part]
        figures = f"{tally.precision:10.4f}{tally.recall:8.4f}{tally.f1:8.4f}"
        lines.append(f"{TITLES[part]:10}{figures}{tally.right + tally.missed:8d}")
    levels = "  ".join(f"{name} {one.recall:.4f}" for name, one in score.levels.items())
    ranking = "too few wrong" if score.ranking is None else f"{score.ranking:.4f}"
    lines += [
        f"levels of matched items: {levels}",
        f"carried addresses exact: {score.carried.recall:.4f}",
        f"entries exact: {score.entries.recall:.4f} of {entries}",
        f"wrongly raised needs: {score.false_raises}",
        f"numbers masked: {score.masked.recall:.4f} of {score.masked.right + score.masked.missed}",
    ]
    if score.confidences:
        calibration = f"Brier {score.brier:.4f}  ECE {score.calibration_error:.4f}"
        lines.append(f"confidence of addresses: {calibration}  AUROC {ranking}")
    return lines


def confusion_lines(score: Score) -> list[str]:
    """Return which category was read for which, most frequent first; what is right is left out."""
    rows = [(count, pair) for pair, count in score.confusion.items() if pair[0] != pair[1]]
    if not rows:
        return ["no category was read for another"]
    head = f"labelled -> read ({NONE}: none)"
    return [
        head,
        *(f"{count:4d}  {gold} -> {told}" for count, (gold, told) in sorted(rows, key=_rank)),
    ]


def _rank(row: tuple[int, tuple[str, str]]) -> tuple[int, tuple[str, str]]:
    return -row[0], row[1]
