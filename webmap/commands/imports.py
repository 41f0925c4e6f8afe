"""`peoples-map import`: places, registers of people and lists of needs come into the store."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from geo.address.files import rejected_path
from geo.datum import Datum
from geo.errors import StoreError
from geo.frames import Places
from geo.needs.vocabulary import categories
from geo.places.osm import read_osm
from geo.places.register import (
    Fault,
    Register,
    read_needs_table,
    read_register,
    write_rejects,
)
from geo.places.report import Report
from geo.places.tables import read_places_table
from geo.places.units import UnitPlan
from geo.services import facts
from geo.services.importing import importing
from geo.services.importing_needs import import_needs
from geo.services.importing_places import PlacesImport, PlacesTerms, import_places
from geo.services.importing_register import Basis, RegisterImport, Terms, import_register
from geo.services.viewing import CONSOLE, Store
from webmap.commands.options import data_folder
from webmap.installation import installed, store_of
from webmap.settings import Settings, from_env

FILE = click.Path(path_type=Path)
SHOWN_FAULTS = 10
"""Cells that were not understood are shown up to here; the rest is counted."""

F = TypeVar("F", bound=Callable[..., Any])
Reader = Callable[..., tuple[Places, Report]]


@click.group()
def import_group() -> None:
    """Bring in places, registers of people and lists of needs.

    Importing the same file again changes nothing. Exit status 1: done, but rows were rejected and
    listed in FILE.rejected.csv; 2: nothing was imported.
    """


def _trial(command: F) -> F:
    """Add what all imports share: --dry-run, --report and --dir."""
    dry = click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
    report = click.option(
        "--report",
        type=FILE,
        metavar="FILE.csv",
        help="List rejected rows here. Default: FILE.rejected.csv beside the input.",
    )
    return dry(report(data_folder(command)))


def _places_options(command: F) -> F:
    """Add the options that both imports of places share."""
    options = (
        click.argument("source", metavar="FILE", type=FILE),
        click.option(
            "--datum",
            type=click.Choice([datum.value for datum in Datum]),
            default=Datum.WGS84.value,
            show_default=True,
            help="What positions refer to; GCJ-02 and BD-09 are shifted to WGS 84.",
        ),
        click.option(
            "--attribution", metavar="TEXT", help="Source that maps must name beside the drawing."
        ),
        click.option(
            "--units-per-floor",
            type=click.IntRange(1, 200),
            metavar="N",
            help="Make flats by rule in homes where none is listed: N on each floor where the "
            "entrance does not say how many. Default: no flats are made.",
        ),
        _trial,
    )
    for option in reversed(options):
        command = option(command)
    return command


@import_group.command(short_help="Bring in an OpenStreetMap extract.")
@_places_options
@click.pass_context
def osm(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click's own options
    """Bring in the buildings, entrances, ways and compounds of FILE (.osm, .osm.gz, .osm.pbf).

    A data folder that has no store yet gets one. Broken rings are mended or reported.
    """
    _bring_places(ctx, read_osm, **options)


@import_group.command(short_help="Bring in a GeoPackage of places.")
@_places_options
@click.pass_context
def places(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click's own options
    """Bring in the places of FILE: our own layers, or buildings, roads and house numbers.

    Layers and columns are recognised by Chinese or English names. A data folder that has no store
    yet gets one.
    """
    _bring_places(ctx, read_places_table, **options)


def _bring_places(
    ctx: click.Context,
    read: Reader,
    *,
    source: Path,
    datum: str,
    attribution: str | None,
    units_per_floor: int | None,
    dry_run: bool,
    report: Path | None,
    folder: str | None,
) -> None:
    settings = from_env(folder=folder)
    click.echo(f"reading {source}", err=True)
    found, account = read(source, datum=Datum(datum))
    if dry_run and not _has_store(settings):
        _show_places(PlacesImport(account, {}, {}, {}))
        ctx.exit(int(_any_rejected(account)))
    store = store_of(settings if dry_run else installed(settings))
    listed = report or rejected_path(source)
    plan = None if units_per_floor is None else UnitPlan(flats_per_floor=units_per_floor)
    with importing(store, dry_run=dry_run) as session:
        done = import_places(
            session,
            found,
            account,
            PlacesTerms(origin=f"{source.name} ({datum})", attribution=attribution, units=plan),
            progress=lambda layer: click.echo(f"loading {layer}", err=True),
        )
        if not dry_run:
            _list_rows(done.report, listed)
    store.close()
    _show_places(done)
    if done.report.rows and not dry_run:
        click.echo(f"see {listed}", err=True)
    ctx.exit(int(_any_rejected(done.report)))


def _any_rejected(report: Report) -> bool:
    return any(tally.rejected for tally in report.tallies)


def _list_rows(report: Report, path: Path) -> None:
    """List what was rejected or repaired; a list that an earlier run left goes away."""
    if report.rows:
        report.write(path)
    else:
        path.unlink(missing_ok=True)


def _show_places(done: PlacesImport) -> None:
    """Print what became of each kind of object, and what happened in the store."""
    columns = ("found", "kept", "repaired", "rejected")
    rows = [
        (tally.kind, *(str(getattr(tally, name)) for name in columns))
        for tally in done.report.tallies
    ]
    _show_table(("in the file", *columns), rows)
    for kind, number in done.report.made.items():
        if number:
            click.echo(f"made: {number} {kind}")
    if done.flats:
        click.echo(f"made: {done.flats} flats by rule")
    if done.report.ignored:
        click.echo(f"not of this map: {done.report.ignored} objects")
    layers = [
        (name, str(one.new), str(one.changed), str(one.same), str(done.dropped.get(name, 0)),
         str(len(done.stayed.get(name, ()))))
        for name, one in done.layers.items()
    ]  # fmt: skip
    if layers:
        click.echo()
        _show_table(("in the store", "new", "changed", "same", "deleted", "gone, kept"), layers)
    for name, ids in done.stayed.items():
        shown = ", ".join(ids[:5]) + (", ..." if len(ids) > 5 else "")
        click.echo(
            f"{name} not in the file any more, kept because something refers to them: {shown}"
        )


def _show_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[at]) for row in (header, *rows)) for at in range(len(header))]
    for row in (header, *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        click.echo("  ".join(cells).rstrip())


@import_group.command(short_help="Bring in a register of people.")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--compound", metavar="NAME", help="Compound of rows that name none.")
@click.option(
    "--basis",
    type=click.Choice([basis.value for basis in Basis]),
    help="On what ground these people are recorded.",
)
@_trial
@click.pass_context
def register(
    ctx: click.Context,
    *,
    source: Path,
    compound: str | None,
    basis: str | None,
    dry_run: bool,
    report: Path | None,
    folder: str | None,
) -> None:
    """Bring in the people of FILE (.csv or .xlsx), one row a person or household.

    Columns are recognised by Chinese or English header; --dry-run shows how. Addresses find their
    flat among the places of the store. Identity numbers are not kept.
    """
    with _ready_store(folder) as (store, today):
        read = read_register(source, as_of=today)
        if dry_run:
            _show_mapping(read)
        terms = Terms(
            digest=store.digest,
            today=today,
            compound=compound,
            basis=Basis(basis) if basis else None,
            origin=source.name,
        )
        with (
            importing(store, dry_run=dry_run) as session,
            _bar(len(read.rows)) as step,
        ):
            done = import_register(session, read, terms, progress=step)
            _list_faults(done.rejected, report, source, dry_run=dry_run)
    _show_register(read, done)
    _end(ctx, done.rejected, read.faults, report or rejected_path(source), dry_run=dry_run)


def _show_mapping(read: Register) -> None:
    """Print what each column is taken for, and the first rows, masked."""
    _show_table(
        ("column", "field", "how"),
        [
            (use.header or "(no header)", _use(use.field, use.group), use.how)
            for use in read.mapping.columns
        ],
    )
    unmapped = read.mapping.unmapped
    click.echo(f"not used: {'、'.join(unmapped)}" if unmapped else "every column is used")
    for row in read.sample:
        click.echo("sample: " + " | ".join(row))


def _use(field: object, group: str | None) -> str:
    if field is None:
        return "-"
    return f"{field}: {group}" if group else str(field)


def _show_register(read: Register, done: RegisterImport) -> None:
    click.echo(
        f"{read.found} rows: {done.new} new, {done.changed} changed, {done.same} unchanged, "
        f"{len(done.rejected)} rejected"
    )
    click.echo(f"{done.needs} care needs opened")
    if done.flats:
        click.echo(f"{done.flats} flats made behind entrances that nobody had surveyed")


@import_group.command(short_help="Bring in a list of needs.")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--compound", metavar="NAME", help="Compound of rows that name none.")
@_trial
@click.pass_context
def needs(
    ctx: click.Context,
    *,
    source: Path,
    compound: str | None,
    dry_run: bool,
    report: Path | None,
    folder: str | None,
) -> None:
    """Bring in the needs of FILE (.csv or .xlsx): address, category, words, day, state.

    A category is written as its id or its Chinese or English word. A state only goes forward.
    """
    words = {word: one.id for one in categories().values() for word in (one.zh, one.en)}
    with _ready_store(folder) as (store, today):
        read = read_needs_table(source, categories=words, as_of=today)
        if dry_run:
            _show_table(("column", "field"), [(h, f) for f, h in read.columns.items()])
        with importing(store, dry_run=dry_run) as session, _bar(len(read.rows)) as step:
            done = import_needs(
                session, read, today=today, compound=compound, origin=source.name, progress=step
            )
            _list_faults(done.rejected, report, source, dry_run=dry_run)
    click.echo(
        f"{read.found} rows: {done.new} new, {done.changed} changed, {done.same} unchanged, "
        f"{len(done.rejected)} rejected"
    )
    if done.flats:
        click.echo(f"{done.flats} flats made behind entrances that nobody had surveyed")
    _end(ctx, done.rejected, read.faults, report or rejected_path(source), dry_run=dry_run)


@contextmanager
def _ready_store(folder: str | None) -> Iterator[tuple[Store, date]]:
    """Yield the store of the data folder and the day it is there."""
    settings = from_env(folder=folder)
    if not _has_store(settings):
        raise StoreError(
            f"{settings.folder} holds no store yet: run `peoples-map import osm` or `places` first"
        )
    store = store_of(settings)
    store.check_current()
    with store.read(CONSOLE) as session:
        today = facts.store_facts(session, settings.time_zone).today
    yield store, today
    store.close()


def _has_store(settings: Settings) -> bool:
    """Tell whether there is a store to open; opening a missing file would make one."""
    store = store_of(replace(settings, field_key=None))
    is_file = store.url.get_backend_name() == "sqlite" and store.url.database
    return Path(str(store.url.database)).is_file() if is_file else True


@contextmanager
def _bar(rows: int) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=rows, label="importing", file=sys.stderr) as bar:
        yield bar.update


def _list_faults(
    faults: Sequence[Fault], report: Path | None, source: Path, *, dry_run: bool
) -> None:
    """List rejected rows; a list that an earlier run left goes away. A dry run writes nothing."""
    if dry_run:
        return
    path = report or rejected_path(source)
    if faults:
        write_rejects(path, faults)
    else:
        path.unlink(missing_ok=True)


def _end(
    ctx: click.Context,
    rejected: Sequence[Fault],
    faults: Sequence[Fault],
    listed: Path,
    *,
    dry_run: bool,
) -> None:
    """Say which cells and rows were not understood, and leave with the status of it."""
    mild = [fault for fault in faults if not fault.rejects]
    shown = [*mild, *rejected] if dry_run else mild
    for fault in shown[:SHOWN_FAULTS]:
        click.echo(f"row {fault.row}: {fault.reason}: {fault.suggestion}", err=True)
    if len(shown) > SHOWN_FAULTS:
        click.echo(f"... and {len(shown) - SHOWN_FAULTS} more", err=True)
    if rejected and not dry_run:
        click.echo(f"{len(rejected)} rows rejected: see {listed}", err=True)
    ctx.exit(int(bool(rejected)))
