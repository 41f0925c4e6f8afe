"""`peoples-map import`: places, registers of people and lists of needs come into the store."""

import sys
from collections.abc import Callable, Iterator
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
from geo.places.credits import is_from_osm
from geo.places.osm import read_osm
from geo.places.register import (
    read_needs_table,
    read_register,
)
from geo.places.report import Report
from geo.places.tables import read_places_table
from geo.places.units import UnitNumbering, UnitPlan
from geo.services import facts
from geo.services.importing.needs import import_needs
from geo.services.importing.places import PlacesImport, PlacesTerms, import_places
from geo.services.importing.register import Basis, Terms, import_register
from geo.services.importing.transaction import importing, sound
from geo.services.viewing import CONSOLE, Store
from webmap.commands.import_accounts import (
    check_listable,
    end_with_faults,
    list_faults,
    list_rows,
    show_mapping,
    show_places,
    show_register,
    show_table,
)
from webmap.commands.options import Numbers, data_folder
from webmap.commands.tiles import drawn
from webmap.installation import installed, store_of
from webmap.settings import Settings, from_env

FILE = click.Path(path_type=Path)
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
            "--trust-datum",
            is_flag=True,
            help="Import also where buildings that stand already speak for another datum.",
        ),
        click.option(
            "--attribution",
            metavar="TEXT",
            help="Source that maps must name; OpenStreetMap is noticed where the file says so.",
        ),
        click.option(
            "--units-per-floor",
            type=click.IntRange(1, 200),
            metavar="N",
            help="Make flats by rule in homes where none is listed: N on each floor where the "
            "entrance does not say how many. Default: no flats are made.",
        ),
        click.option(
            "--skip-floors",
            type=Numbers(),
            default="",
            metavar="N,N",
            help="Floor numbers that houses here leave out, such as 4,13,14.",
        ),
        click.option(
            "--duplex-floors",
            type=Numbers(),
            default="",
            metavar="N,N",
            help="Floors whose flats take the floor above too.",
        ),
        click.option(
            "--shops-below",
            type=click.IntRange(0, 10),
            default=0,
            show_default=True,
            help="Floors from the ground up that are shops.",
        ),
        click.option(
            "--door-numbers",
            type=click.Choice([one.value for one in UnitNumbering]),
            default=UnitNumbering.FLOOR_AND_DOOR.value,
            show_default=True,
            help="How flats that are made are numbered: 502, or 2 on the fifth floor.",
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
    trust_datum: bool,
    attribution: str | None,
    units_per_floor: int | None,
    skip_floors: frozenset[int],
    duplex_floors: frozenset[int],
    shops_below: int,
    door_numbers: str,
    dry_run: bool,
    report: Path | None,
    folder: str | None,
) -> None:
    settings = from_env(folder=folder)
    check_listable(report or rejected_path(source))
    click.echo(f"reading {source}", err=True)
    found, account = read(source, datum=Datum(datum))
    if dry_run and not _has_store(settings):
        show_places(PlacesImport(account, {}, {}, {}))
        ctx.exit(int(_any_rejected(account)))
    store = store_of(settings if dry_run else installed(settings))
    plan = UnitPlan(
        flats_per_floor=units_per_floor,
        skipped_floors=skip_floors,
        duplex_floors=duplex_floors,
        shops_below=shops_below,
        numbering=UnitNumbering(door_numbers),
    )
    with importing(store, dry_run=dry_run) as session:
        done = import_places(
            session,
            found,
            account,
            PlacesTerms(
                origin=f"{source.name} ({datum})",
                attribution=attribution,
                from_osm=read is read_osm or is_from_osm(source),
                units=None if units_per_floor is None else plan,
                datum=Datum(datum),
                trust_datum=trust_datum,
            ),
            progress=lambda layer: click.echo(f"loading {layer}", err=True),
        )
        if not dry_run:
            list_rows(done.report, report, source)
    if not dry_run:
        drawn(settings, store)
    store.close()
    show_places(done)
    if done.report.rows and not dry_run:
        click.echo(f"see {report or rejected_path(source)}", err=True)
    ctx.exit(int(_any_rejected(done.report)))


def _any_rejected(report: Report) -> bool:
    return any(tally.rejected for tally in report.tallies)


@import_group.command(short_help="Bring in a register of people.")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--compound", metavar="NAME", help="Compound of rows that name none.")
@click.option(
    "--basis",
    type=click.Choice([basis.value for basis in Basis]),
    help="On what ground these people are recorded.",
)
@click.option(
    "--make-places",
    is_flag=True,
    help="Sketch the compounds, buildings and flats that the rows name and nobody has mapped; "
    "with --dry-run: show what that would be.",
)
@_trial
@click.pass_context
def register(
    ctx: click.Context,
    *,
    source: Path,
    compound: str | None,
    basis: str | None,
    make_places: bool,
    dry_run: bool,
    report: Path | None,
    folder: str | None,
) -> None:
    """Bring in the people of FILE (.csv or .xlsx), one row a person or household.

    Columns are recognised by Chinese or English header; --dry-run shows how. Addresses find their
    flat among the places of the store. Identity numbers are not kept. A store without a map takes
    its places from the register itself with --make-places: numbered blocks, marked as a sketch,
    until somebody surveys them.
    """
    with _ready_store(folder) as (store, today):
        read = read_register(source, as_of=today)
        if dry_run:
            show_mapping(read)
        terms = Terms(
            digest=store.digest,
            today=today,
            compound=compound,
            basis=Basis(basis) if basis else None,
            origin=source.name,
            make_places=make_places,
        )
        with (
            importing(store, dry_run=dry_run) as session,
            _bar(len(read.rows)) as step,
        ):
            done = import_register(session, read, terms, progress=step)
            list_faults(done.rejected, report, source, dry_run=dry_run)
    show_register(read, done)
    listed = None if dry_run else report or rejected_path(source)
    end_with_faults(ctx, done.rejected, read.faults, listed)


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
            show_table(("column", "field"), [(h, f) for f, h in read.columns.items()])
        with importing(store, dry_run=dry_run) as session, _bar(len(read.rows)) as step:
            done = import_needs(
                session, read, today=today, compound=compound, origin=source.name, progress=step
            )
            list_faults(done.rejected, report, source, dry_run=dry_run)
    click.echo(
        f"{read.found} rows: {done.new} new, {done.changed} changed, {done.same} unchanged, "
        f"{len(done.rejected)} rejected"
    )
    if done.questions:
        click.echo(f"{done.questions} rejected rows wait for an answer at /admin/questions")
    if done.flats:
        click.echo(f"{done.flats} flats made behind entrances that nobody had surveyed")
    listed = None if dry_run else report or rejected_path(source)
    end_with_faults(ctx, done.rejected, read.faults, listed)


@contextmanager
def _ready_store(folder: str | None) -> Iterator[tuple[Store, date]]:
    """Yield the store of the data folder and the day it is there."""
    settings = from_env(folder=folder)
    if not _has_store(settings):
        raise StoreError(
            f"{settings.folder} holds no store yet: run `peoples-map import osm` or `places` first"
        )
    store = store_of(settings)
    try:
        store.check_current()
        with sound(store), store.read(CONSOLE) as session:
            today = facts.store_facts(session, settings.time_zone).today
        yield store, today
    finally:
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
