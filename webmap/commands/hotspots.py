"""`peoples-map hotspots`: a layer of counts in, the same layer with rates and significance out."""

import tempfile
import warnings
from pathlib import Path

import click
import geopandas as gpd
import pyogrio

from geo.errors import InputError
from geo.hotspots import hotspots as scanned

FORMATS = (".gpkg", ".geojson", ".parquet")


@click.command(short_help="Find where needs gather.")
@click.argument("layer_file", metavar="IN", type=click.Path(path_type=Path))
@click.option("--value", required=True, metavar="COL", help="Column of counts.")
@click.option(
    "--population", metavar="COL", help="Column of households or persons: gives rates of VALUE."
)
@click.option(
    "--band",
    "band_m",
    required=True,
    type=float,
    metavar="METRES",
    help="Distance within which places are neighbours.",
)
@click.option("--layer", help="Layer to read where the file has several.")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write: .gpkg, .geojson or .parquet.",
)
def hotspots(
    layer_file: Path,
    *,
    value: str,
    population: str | None,
    band_m: float,
    layer: str | None,
    out: Path,
) -> None:
    """Add to each place of IN its rate and whether VALUE gathers around it.

    IN is a .gpkg, .geojson or .parquet of points, or of polygons that count at their centroid. The
    added columns are rate, smoothed_rate (empirical Bayes), gi_z (Getis-Ord G* within the band,
    the place itself included), p (two-sided), p_fdr (Benjamini-Hochberg), hot (gi_z above 0 and
    p_fdr at most 0.05) and n_neighbours. Rates need --population.
    """
    _known_format(out)
    frame, name = _read(layer_file, layer)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        result = scanned(frame, value, population, band_m=band_m)
    for warning in heard:
        click.echo(f"warning: {warning.message}", err=True)
    _write(result, out, name)
    click.echo(f"{int(result['hot'].sum())} of {len(result)} places are hot: {out}")


def _known_format(path: Path) -> None:
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path.name} does not end in {', '.join(FORMATS)}")


def _read(path: Path, layer: str | None) -> tuple[gpd.GeoDataFrame, str]:
    """Return the layer and its name.

    Raises
    ------
    InputError
        When the file cannot be read, or has several layers and none is named.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist or is not a file")
    _known_format(path)
    if path.suffix.lower() == ".parquet":
        return _read_parquet(path), path.stem
    try:
        name = layer or _only_layer(path)
        return pyogrio.read_dataframe(path, layer=name), name
    except pyogrio.errors.DataLayerError as error:
        raise InputError(f"{path}: {error}") from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.GeometryError) as error:
        raise InputError(f"{path} is not a readable layer: {error}") from error


def _only_layer(path: Path) -> str:
    names = [str(name) for name, geometry in pyogrio.list_layers(path) if geometry is not None]
    if len(names) != 1:
        found = ", ".join(names) or "none with a geometry"
        raise InputError(f"{path} has the layers {found}: choose one with --layer")
    return names[0]


def _read_parquet(path: Path) -> gpd.GeoDataFrame:
    try:
        return gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is not a readable GeoParquet file: {error}") from error


def _write(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write `frame` to `path`, whole or not at all.

    Raises
    ------
    InputError
        When the folder cannot be written or the format cannot hold the layer.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            draft = Path(folder) / path.name
            if path.suffix.lower() == ".parquet":
                frame.to_parquet(draft)
            else:
                pyogrio.write_dataframe(frame, draft, layer=layer)
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    except (pyogrio.errors.DataSourceError, pyogrio.errors.GeometryError) as error:
        raise InputError(f"cannot write {path}: {error}") from error
