"""What an import could not use: listed beside its input, said at the end, told by the status."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from geo.errors import InputError
from geo.places.register import Fault, write_rejects
from geo.places.report import Report
from webmap.commands.wording import said, say

SHOWN_FAULTS = 10
"""Cells that were not understood are shown up to here; the rest is counted."""


def list_beside(source: Path) -> Path:
    """Return where the rejected rows of input `source` are listed by default.

    Inputs of one stem have a list each.

    Examples
    --------
    >>> [list_beside(Path(name)).name for name in ("a.csv", "a.xlsx", "a.osm.pbf")]
    ['a.rejected.csv', 'a.xlsx.rejected.csv', 'a.osm.pbf.rejected.csv']
    """
    own = source.stem if source.suffix.lower() == ".csv" else source.name
    return source.with_name(f"{own}.rejected.csv")


def check_listable(path: Path) -> None:
    """Refuse a place for the list of rejected rows before anything is imported.

    Raises
    ------
    InputError
        When `path` has no folder to stand in, or is one.
    """
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(f"cannot write {path}: name a file in a folder that exists")


def list_rows(report: Report, path: Path | None, source: Path) -> None:
    """List what of `source` was rejected or repaired, at `path` or beside it."""
    if path is not None or report.rows:
        report.write(path or list_beside(source))
    else:
        list_beside(source).unlink(missing_ok=True)  # of an earlier run


def list_faults(faults: Sequence[Fault], path: Path | None, source: Path, *, dry_run: bool) -> None:
    """List the rejected rows of `source`, at `path` or beside it; a dry run writes nothing."""
    if dry_run:
        return
    if path is not None or faults:
        write_rejects(path or list_beside(source), [_said(fault) for fault in faults])
    else:
        list_beside(source).unlink(missing_ok=True)  # of an earlier run


def _said(fault: Fault) -> Fault:
    return replace(fault, reason=said(fault.reason), suggestion=said(fault.suggestion))


def end_with_faults(
    ctx: click.Context,
    rejected: Sequence[Fault],
    faults: Sequence[Fault],
    listed: Path | None,
) -> None:
    """Say which cells and rows were not understood, and leave with the status of it.

    `listed` is where the rejected rows are listed; None: nowhere, they are shown here.
    """
    mild = [fault for fault in faults if not fault.rejects]
    shown = mild if listed else [*mild, *rejected]
    for fault in shown[:SHOWN_FAULTS]:
        say(f"row {fault.row}: {fault.reason}: {fault.suggestion}", err=True)
    if len(shown) > SHOWN_FAULTS:
        say(f"... and {len(shown) - SHOWN_FAULTS} more", err=True)
    if rejected and listed:
        say(f"{len(rejected)} rows rejected: see {listed}", err=True)
    ctx.exit(int(bool(rejected)))
