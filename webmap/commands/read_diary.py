"""`peoples-map read-diary`: lines of diary entries become lines of checked needs."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import click

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.diary.entries import EntryError, parsed_entry
from geo.diary.reading import read_entry
from geo.diary.shape import as_json
from geo.errors import InputError
from webmap.commands.wording import said, say

FILE = click.Path(path_type=Path)
REJECT_COLUMNS = ("row", "reason", "suggestion")


@click.command(name="read-diary", short_help="Read needs, people and times from diary entries.")
@click.argument("source", metavar="IN.jsonl", type=FILE)
@click.option("--registry", type=FILE, required=True, help="Registry: a GeoPackage or a JSON list.")
@click.option("--out", type=FILE, required=True, help="Result: one JSON object a line.")
@click.pass_context
def read_diary(ctx: click.Context, *, source: Path, registry: Path, out: Path) -> None:
    """Read every entry of IN.jsonl (id, date, leader_compound, text), in order.

    OUT gets one object a line: items with address, needs, resolved, declined, persons, when,
    confidence and explanation; others; promises; the redacted text. An entry that says nothing
    has no items. A line that is no entry goes to OUT.rejected.csv with row (1 is the first
    line), reason and suggestion; the exit status is then 1.
    """
    gazetteer = read_gazetteer(registry)
    lines = text_lines(source)
    if not any(line.strip() for line in lines):
        raise InputError(f"{source} holds no entry: write one JSON object a line")
    rejects = out.with_suffix(".rejected.csv")
    rejected: list[tuple[int, str, str]] = []
    with (
        whole_file(out) as stream,
        click.progressbar(
            enumerate(lines, start=1), length=len(lines), label=said("reading"), file=sys.stderr
        ) as bar,
    ):
        for row, line in bar:
            try:
                answer = _answer(line, gazetteer)
            except EntryError as error:
                rejected.append((row, error.reason, error.suggestion))
                continue
            if answer is not None:
                stream.write(json.dumps(answer, ensure_ascii=False) + "\n")
    _write_rejects(rejects, rejected)
    if rejected:
        say(f"{len(rejected)} lines rejected: see {rejects}", err=True)
        ctx.exit(1)


def text_lines(source: Path) -> list[str]:
    """Return the lines of UTF-8 or GBK file `source`."""
    try:
        raw = source.read_bytes()
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror}") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding).split("\n")
        except UnicodeDecodeError:
            continue
    raise InputError(f"{source} is neither UTF-8 nor GBK text: save it as UTF-8")


def _answer(line: str, gazetteer: Gazetteer) -> dict[str, Any] | None:
    """Return the answer to one line, or None when the line is blank."""
    if not line.strip():
        return None
    entry = parsed_entry(line)
    reading = read_entry(
        entry.text,
        gazetteer,
        written_on=entry.written_on,
        leader_compound=entry.leader_compound,
    )
    return {"id": entry.id, **as_json(reading, entry.text)}


@contextmanager
def whole_file(target: Path) -> Iterator[IO[str]]:
    """Yield a draft beside `target` that replaces it when all went well, and vanishes if not."""
    draft = target.with_name(f".{target.name}.draft")
    with ExitStack() as undo:
        undo.callback(draft.unlink, missing_ok=True)
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
            draft.replace(target)
        except OSError as error:
            raise InputError(f"{target} cannot be written: {error.strerror}") from None


def _write_rejects(path: Path, rejected: list[tuple[int, str, str]]) -> None:
    """Write the rejected lines to `path`; without any, leave no file of an earlier run."""
    if not rejected:
        path.unlink(missing_ok=True)
        return
    with whole_file(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REJECT_COLUMNS)
        writer.writerows(rejected)
