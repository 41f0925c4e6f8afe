"""`peoples-map import osm` and `places`: maps come into the store."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from geo.datum import Datum
from geo.frames import Places
from geo.places.credits import is_from_osm
from geo.places.osm import read_osm
from geo.places.report import Report
from geo.places.tables import read_places_table
from geo.places.units import UnitNumbering, UnitPlan
from geo.services.importing.places import PlacesImport, PlacesTerms, import_places
from geo.services.importing.transaction import importing
from webmap.commands.import_accounts import show_places
from webmap.commands.options import Numbers, trial
from webmap.commands.rejects import check_listable, list_beside, list_rows
from webmap.commands.tiles import drawn
from webmap.commands.wording import say
from webmap.installation import has_store, installed, store_of
from webmap.settings import from_env

F = TypeVar("F", bound=Callable[..., Any])
Reader = Callable[..., tuple[Places, Report]]


def _places_options(command: F) -> F:
    """Add the options that both imports of places share."""
    options = (
        click.argument("source", metavar="FILE", type=click.Path(path_type=Path)),
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
            "--far-away",
            is_flag=True,
            help="Import also what lies more than 100 km from the buildings that stand already.",
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
        trial,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(short_help="Bring in an OpenStreetMap extract.")
@_places_options
@click.pass_context
def osm(ctx: click.Context, /, **options: Any) -> None:  # noqa: ANN401 - click's own options
    """Bring in the buildings, entrances, ways and compounds of FILE (.osm, .osm.gz, .osm.pbf).

    A data folder that has no store yet gets one. Broken rings are mended or reported.
    """
    _bring_places(ctx, read_osm, **options)


@click.command(short_help="Bring in a GeoPackage of places.")
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
    far_away: bool,
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
    check_listable(report or list_beside(source))
    say(f"reading {source}", err=True)
    found, account = read(source, datum=Datum(datum))
    if dry_run and not has_store(settings):
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
                far_away=far_away,
            ),
            progress=lambda layer: say(f"loading {layer}", err=True),
        )
        if not dry_run:
            list_rows(done.report, report, source)
    if not dry_run:
        drawn(settings, store)
    store.close()
    show_places(done)
    if done.report.rows and not dry_run:
        say(f"see {report or list_beside(source)}", err=True)
    ctx.exit(int(_any_rejected(done.report)))


def _any_rejected(report: Report) -> bool:
    return any(tally.rejected for tally in report.tallies)
