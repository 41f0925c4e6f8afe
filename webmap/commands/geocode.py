"""`peoples-map geocode`: a table of free-text addresses becomes a table of places."""

import sys
from pathlib import Path

import click

from geo.address.batch import Job, geocoded_stretches
from geo.address.files import answer_encoding, rejected_path, results
from geo.errors import InputError

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
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes to use."
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
) -> None:
    """Place every address of IN.csv (UTF-8 or GBK): one row out for each row in, in order.

    Rows without a readable text are also listed in OUT.rejected.csv with row (1 is the first
    below the header), reason and suggestion; the exit status is then 1.
    """
    if compound is not None and compound_column is not None:
        raise InputError("give --compound or --compound-column, not both")
    job = Job(source, registry, column, compound, compound_column)
    with (
        results(out, encoding=answer_encoding(source)) as (target, rejects),
        click.progressbar(length=job.size, label="geocoding", file=sys.stderr) as bar,
    ):
        for stretch in geocoded_stretches(job, workers=workers):
            target.add(stretch.frame)
            rejects.add(stretch.rejected)
            bar.update(stretch.read_bytes)
    if rejects.count:
        click.echo(f"{rejects.count} rows rejected: see {rejected_path(out)}", err=True)
        ctx.exit(1)
