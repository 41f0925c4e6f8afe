"""Writes layers as one PMTiles archive of vector tiles: equal layers give equal bytes.

GDAL writes an archive of each layer; it cannot add a layer to one that is there. Since a vector
tile is a list of layers, the tiles of equal z/x/y are unpacked, joined and packed again.
"""

import gzip
import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pmtiles.reader import MmapSource, all_tiles
from pmtiles.tile import Compression, TileType, deserialize_header, zxy_to_tileid
from pmtiles.writer import Writer

from geo.errors import InputError
from geo.places.tile_layers import TileLayer

TILE_NAME = "layer.pmtiles"
"""GDAL writes the file's name into the archive, so it is always the same."""
LIMITS = {"MAX_SIZE": 50_000_000, "MAX_FEATURES": 5_000_000}
"""GDAL would drop features from crowded tiles; a map of needs must not lose a building."""
ONE_THREAD = {"GDAL_NUM_THREADS": "1"}
"""Writing holds Python's lock anyway, and one thread costs a quarter less processor time."""
Progress = Callable[[int, int], None]
"""Is told how much was done since it was told last, and how much there is to do."""
DIGEST_LENGTH = 20
HEADER_BYTES = 127
E7 = 10_000_000
LEVEL = 9
"""Of packing: tiles are packed once and sent often."""


def write_archive(
    layers: Iterable[TileLayer], path: Path, *, progress: Progress = lambda _rows, _all: None
) -> str:
    """Write `layers` to the PMTiles archive `path` and return the digest of its bytes.

    About 0.08 ms of one core a row and zoom: a district of 14 000 buildings with 43 000 doors and
    120 000 ways takes some 20 s. The file is written beside `path` and then takes its place.

    Parameters
    ----------
    layers
        In EPSG:4326; those without a row are left out.
    path
        Its folder exists.
    progress
        Told after each layer.

    Raises
    ------
    InputError
        When no layer has a row, or the folder cannot be written.
    """
    known = [layer for layer in layers if not layer.frame.empty]
    if not known:
        raise InputError("there are no places to draw: import places first")
    draft = path.with_name(f".{path.name}.draft")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".tiles-") as folder:
            parts = []
            for number, layer in enumerate(known):
                parts.append(_written(layer, Path(folder) / str(number)))
                progress(layer.cost, sum(one.cost for one in known))
            _merge(known, parts, draft)
        digest = hashlib.sha256(draft.read_bytes()).hexdigest()[:DIGEST_LENGTH]
        draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return digest


def head_length(path: Path) -> int:
    """Return how many bytes before the first tile a reader needs: header and directories."""
    with path.open("rb") as stream:
        return int(deserialize_header(stream.read(HEADER_BYTES))["tile_data_offset"])


def root_directory(path: Path) -> bytes:
    """Return the first directory of the archive `path`, unpacked."""
    with path.open("rb") as stream:
        header = deserialize_header(stream.read(HEADER_BYTES))
        stream.seek(header["root_offset"])
        return gzip.decompress(stream.read(header["root_length"]))


def _written(layer: TileLayer, folder: Path) -> Path:
    """Write one layer to an archive of its own in `folder`."""
    folder.mkdir()
    before = {name: pyogrio.get_gdal_config_option(name) for name in ONE_THREAD}
    pyogrio.set_gdal_config_options(ONE_THREAD)
    try:
        pyogrio.write_dataframe(
            layer.frame,
            folder / TILE_NAME,
            driver="PMTiles",
            layer=layer.name,
            MINZOOM=layer.first_zoom,
            MAXZOOM=layer.last_zoom,
            BUFFER=layer.margin,
            SIMPLIFICATION=layer.simplified,
            **LIMITS,
        )
    finally:
        pyogrio.set_gdal_config_options(before)
    return folder / TILE_NAME


def _merge(layers: list[TileLayer], parts: list[Path], target: Path) -> None:
    """Join the archives `parts` of `layers` into `target`, tile by tile in the archive's order."""
    with ExitStack() as stack:
        opened = [stack.enter_context(part.open("rb")) for part in parts]
        tiles: dict[int, list[bytes]] = defaultdict(list)
        for stream in opened:
            for (z, x, y), data in all_tiles(MmapSource(stream)):
                tiles[zxy_to_tileid(z, x, y)].append(data)
        writer = Writer(stack.enter_context(target.open("wb")))
        for number in sorted(tiles):
            joined = b"".join(gzip.decompress(data) for data in tiles[number])
            writer.write_tile(number, gzip.compress(joined, LEVEL, mtime=0))
        writer.finalize(_header(layers), {"vector_layers": _described(layers)})


def _header(layers: list[TileLayer]) -> dict[str, Any]:
    """Return what the archive says of itself: bounds of all rows, in degrees."""
    bounds = np.array([layer.frame.total_bounds for layer in layers])
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    sides = {"min_lon": west, "min_lat": south, "max_lon": east, "max_lat": north}
    middle = {"center_lon": (west + east) / 2, "center_lat": (south + north) / 2}
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "center_zoom": min(layer.last_zoom for layer in layers),
        **{f"{name}_e7": round(value * E7) for name, value in (sides | middle).items()},
    }


def _described(layers: list[TileLayer]) -> list[dict[str, Any]]:
    """Return name, zooms and fields of each layer as the specification of PMTiles wants them."""
    told: dict[str, dict[str, Any]] = {}
    for layer in layers:
        known = told.setdefault(
            layer.name, {"minzoom": layer.first_zoom, "maxzoom": layer.last_zoom, "fields": {}}
        )
        known["minzoom"] = min(known["minzoom"], layer.first_zoom)
        known["maxzoom"] = max(known["maxzoom"], layer.last_zoom)
        known["fields"] |= {
            name: "String" for name in layer.frame.columns if name != layer.frame.geometry.name
        }
    return [{"id": name, **known} for name, known in told.items()]
