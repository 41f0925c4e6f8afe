"""Places as a GeoPackage: one layer for each frame, equal bytes for equal places."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from threading import Lock

import geopandas as gpd
import pyogrio
import shapely
from pyarrow.lib import ArrowException

from geo.crs import WGS84
from geo.errors import InputError
from geo.frames.places import SPECS, Places

_STAMPING = Lock()
STAMP = "2000-01-01T00:00:00.000Z"
"""Written where the format wants a time of change, so that equal places are equal bytes."""


def write_places(places: Places, path: Path) -> None:
    """Write all layers of `places` to GeoPackage `path`, whole or not at all.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    try:
        with _beside(path) as draft, fixed_stamp():
            for layer in fields(places):
                frame = getattr(places, layer.name)
                pyogrio.write_dataframe(
                    frame,
                    draft,
                    layer=layer.name,
                    driver="GPKG",
                    geometry_type=_declared(layer.name),
                    promote_to_multi=False,
                    append=draft.exists(),
                )
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error


def read_places(path: Path) -> Places:
    """Return the places in GeoPackage `path`; a layer that it lacks is empty.

    Raises
    ------
    InputError
        When the file is missing, damaged, no GeoPackage, or has no layer of a district.
    FrameError
        When a layer does not keep its spec.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist or is not a file")
    try:
        found = {str(name) for name, _ in pyogrio.list_layers(path)}
    except pyogrio.errors.DataSourceError as error:
        raise InputError(f"{path} is not a readable GeoPackage: {error}") from error
    if not found & SPECS.keys():
        wanted = ", ".join(SPECS)
        raise InputError(f"{path} has none of the layers {wanted}: write one with `export`")
    return Places(**{name: _layer(path, name, found) for name in SPECS})


def _layer(path: Path, name: str, found: set[str]) -> gpd.GeoDataFrame:
    if name not in found:
        return SPECS[name].empty()
    try:
        frame = _read(path, name)
    except (RuntimeError, OSError, UnicodeDecodeError, shapely.errors.GEOSException) as error:
        raise InputError(
            f"{path} is damaged in layer {name!r}: {error}; take it from a copy",
            zh=f"文件 {path} 的 {name} 图层已经损坏：请换用备份。",
        ) from error
    return SPECS[name].conformed(frame.to_crs(WGS84))


def _read(path: Path, name: str) -> gpd.GeoDataFrame:
    """Return layer `name`; by Arrow, four times as fast, unless that fails or leaves rows out.

    Arrow reads no curves, and where a page of the file is damaged it may end early and say nothing.
    """
    with suppress(RuntimeError, OSError, ValueError, ArrowException, shapely.errors.GEOSException):
        fast: gpd.GeoDataFrame = pyogrio.read_dataframe(path, layer=name, use_arrow=True)
        if len(fast) == pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]:
            return fast
    slow: gpd.GeoDataFrame = pyogrio.read_dataframe(path, layer=name, use_arrow=False)
    return slow


def _declared(name: str) -> str:
    """Return the geometry type that a GeoPackage layer declares."""
    kinds = SPECS[name].geometry
    return kinds[0] if len(kinds) == 1 else "Unknown"


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield a draft path in the same folder that replaces `path` when all went well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
        draft = Path(folder) / path.name
        yield draft
        draft.replace(path)


@contextmanager
def fixed_stamp() -> Iterator[None]:
    """Make GDAL write `STAMP` as the time of change of each layer; one writer at a time.

    The option belongs to the whole process: two threads that set and clear it would mix.
    """
    with _STAMPING:
        before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": STAMP})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
