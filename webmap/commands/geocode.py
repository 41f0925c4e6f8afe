"""`peoples-map geocode`: a table of free-text addresses becomes a table of places."""

import sys
from pathlib import Path

import click

from geo.address.files import file_size, rejected_path
from geo.batch.addresses import Job, Summary, geocode_file
from geo.batch.parts import parts_folder
from geo.batch.running import Workers
from geo.errors import InputError
from webmap.commands.wording import command_language, said, say

FILE = click.Path(path_type=Path)


@click.command(short_help="Place a table of free-text addresses.")
@click.argument("source", metavar="IN.csv", type=FILE)
@click.option("--column", default="address", show_default=True, help="Column of the addresses.")
@click.option("--compound", metavar="NAME", help="Compound of rows that name none.")
@click.option(
    "--compound-column", metavar="COL", help="Column with the compound of rows that name none."
)
@click.option("--registry", type=FILE, required=True, help="Registry: a GeoPackage or a JSON list.")
@click.option("--out", type=FILE, required=True, help="Result: .csv, .gpkg, .geojson or .parquet.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes of this machine to use.",
)
@click.option(
    "--scheduler", metavar="ADDR", help="Dask cluster to use instead, such as tcp://host:8786."
)
@click.pass_context
def geocode(
    ctx: click.Context,
    *,
    source: Path,
    column: str,
    compound: str | None,
    compound_column: str | None,
    registry: Path,
    out: Path,
    workers: int,
    scheduler: str | None,
) -> None:
    """Place every address of IN.csv (UTF-8 or GBK): one row out for each row in, in order.

    Rows without a readable text are also listed in OUT.rejected.csv with row (1 is the first
    below the header), reason and suggestion; the exit status is then 1. The result is the same
    whatever does the work. A run that was interrupted goes on when the same command is given
    again; until then what is done waits in the folder OUT.parts.
    """
    if compound is not None and compound_column is not None:
        raise InputError("give --compound or --compound-column, not both")
    if scheduler is not None and workers != 1:
        raise InputError("give --workers or --scheduler, not both")
    job = Job(source, registry, out, column, compound, compound_column, command_language())
    with click.progressbar(
        length=file_size(source), label=said("geocoding"), file=sys.stderr
    ) as bar:
        try:
            summary = geocode_file(
                job,
                Workers(workers, scheduler),
                lambda position_bytes: bar.update(position_bytes - bar.pos),
            )
        except KeyboardInterrupt:
            say(
                f"\nwhat is done is kept in {parts_folder(out)}: the same command goes on", err=True
            )
            raise
    _tell(summary)
    if summary.rejected:
        say(f"{summary.rejected} rows rejected: see {rejected_path(out)}", err=True)
        ctx.exit(1)


def _tell(summary: Summary) -> None:
    for doubt in summary.doubts:
        say(f"warning: {doubt}", err=True)
    if summary.resumed:
        say(f"{summary.resumed} rows were done by an earlier run", err=True)
    levels = ", ".join(f"{said(level)} {count}" for level, count in summary.levels.items())
    say(f"{summary.rows} rows placed ({levels})", err=True)
