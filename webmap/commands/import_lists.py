"""`peoples-map import register` and `needs`: lists of people and of needs come into the store."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from geo.errors import InputError, StoreError
from geo.needs.vocabulary import categories
from geo.places.register import read_needs_table, read_register
from geo.services import facts
from geo.services.importing.needs import import_needs
from geo.services.importing.register import Basis, Terms, import_register
from geo.services.importing.transaction import importing, sound
from geo.services.viewing import CONSOLE, Store
from webmap.commands.import_accounts import show_mapping, show_register, show_table
from webmap.commands.options import trial
from webmap.commands.rejects import end_with_faults, list_beside, list_faults
from webmap.commands.wording import said, say
from webmap.installation import has_store, store_of
from webmap.settings import from_env

FILE = click.Path(path_type=Path)


@click.command(short_help="Bring in a register of people.")
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
@click.option(
    "--fill-floors",
    is_flag=True,
    help="With --make-places: suppose flats also where no row names one, at every door of the "
    "floors that are named. Default: only the flats that the rows name.",
)
@trial
@click.pass_context
def register(
    ctx: click.Context,
    *,
    source: Path,
    compound: str | None,
    basis: str | None,
    make_places: bool,
    fill_floors: bool,
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
    if fill_floors and not make_places:
        raise InputError("--fill-floors goes with --make-places")
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
            fill_floors=fill_floors,
        )
        with (
            importing(store, dry_run=dry_run) as session,
            _bar(len(read.rows)) as step,
        ):
            done = import_register(session, read, terms, progress=step)
            list_faults(done.rejected, report, source, dry_run=dry_run)
    show_register(read, done)
    listed = None if dry_run else report or list_beside(source)
    end_with_faults(ctx, done.rejected, read.faults, listed)


@click.command(short_help="Bring in a list of needs.")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--compound", metavar="NAME", help="Compound of rows that name none.")
@trial
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
    say(
        f"{read.found} rows: {done.new} new, {done.changed} changed, {done.same} unchanged, "
        f"{len(done.rejected)} rejected"
    )
    if done.questions:
        say(f"{done.questions} rejected rows wait for an answer at /admin/questions")
    if done.flats:
        say(f"{done.flats} flats made behind entrances that nobody had surveyed")
    listed = None if dry_run else report or list_beside(source)
    end_with_faults(ctx, done.rejected, read.faults, listed)


@contextmanager
def _ready_store(folder: str | None) -> Iterator[tuple[Store, date]]:
    """Yield the store of the data folder and the day it is there."""
    settings = from_env(folder=folder)
    if not has_store(settings):
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


@contextmanager
def _bar(rows: int) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=rows, label=said("importing"), file=sys.stderr) as bar:
        yield bar.update
