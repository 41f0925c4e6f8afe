"""Times of imports: real extracts, a register of 5 000 flats, entrances of 20 000 buildings.

Run ``python tests/benchmarks/imports.py`` with PEOPLES_MAP_TEST_DATA naming the sample data. The
anchor is GDAL's own reading of the same OpenStreetMap file in the same run.
"""

import csv
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from geo.datum import Datum, from_wgs84, to_wgs84
from geo.frames import BUILDINGS, WAYS
from geo.places.entrances import infer_entrances
from geo.places.osm import read_osm
from geo.places.register import read_register
from geo.places.tables import read_places_table

RUNS = 5
FLATS = 5_000
SLABS = 20_000


def seconds(work: Callable[[], object]) -> float:
    """Return the median CPU time of `work`, which a busy machine hardly changes."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def gdal(path: Path) -> None:
    """Read the layers of an OpenStreetMap file with GDAL, which neither repairs nor reports."""
    pyogrio.set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": "NO"})  # ids out of order
    source = f"/vsigzip/{path}" if path.suffix == ".gz" else str(path)
    for name in ("points", "lines", "multipolygons"):
        pyogrio.read_dataframe(source, layer=name)


def register(path: Path) -> None:
    """Write a register of `FLATS` rows."""
    with path.open("w", encoding="gbk", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["姓名", "性别", "年龄", "详细地址", "联系电话", "人员类别", "居住情况"])
        for n in range(FLATS):
            home = f"御林湾{n // 500 + 1}号楼{n // 100 % 5 + 1}单元{n // 10 % 10 + 1}0{n % 10}"
            writer.writerow([f"甲{n}", "女", n % 95, home, f"138{n:08}", "低保、残疾", "独居"])


def slabs() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return `SLABS` buildings in rows, a path along each row."""
    row, column = np.divmod(np.arange(SLABS), 100)
    west, south = 123.0 + column * 0.0008, 41.0 + row * 0.0004
    shapes = shapely.box(west, south, west + 0.0006, south + 0.00011)
    buildings = gpd.GeoDataFrame({"id": np.arange(SLABS).astype(str)}, geometry=shapes, crs=4326)
    rows = np.unique(south) - 0.0001
    ends = np.stack([np.full(len(rows), 122.99), rows, np.full(len(rows), 123.09), rows], axis=1)
    ways = gpd.GeoDataFrame(
        {"id": np.arange(len(rows)).astype(str), "kind": "path", "walkable": True},
        geometry=shapely.linestrings(ends.reshape(-1, 2, 2)),
        crs=4326,
    )
    return BUILDINGS.conformed(buildings), WAYS.conformed(ways)


def main() -> None:
    """Print one line for each import."""
    folder = Path(os.environ.get("PEOPLES_MAP_TEST_DATA", ""))
    for name in ("osm_moscow/moscow.osm.gz", "osm_monaco/monaco-latest.osm.pbf"):
        path = folder / name
        if path.is_file():
            ours, anchor = seconds(lambda p=path: read_osm(p)), seconds(lambda p=path: gdal(p))
            print(f"{path.name}: {ours:.2f} CPU-s, GDAL reading alone {anchor:.2f}")
    table = folder / "osm_shanghai" / "shanghai.gpkg"
    if table.is_file():
        print(f"{table.name}: {seconds(lambda: read_places_table(table)):.2f} s")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "register.csv"
        register(path)
        took = seconds(lambda: read_register(path, as_of=date(2023, 1, 9)))
        print(f"register of {FLATS} rows: {took:.2f} s, {FLATS / took:.0f} rows/s")
    buildings, ways = slabs()
    took = seconds(lambda: infer_entrances(buildings, ways))
    print(f"entrances of {SLABS} buildings: {took:.2f} s")
    lonlat = np.random.default_rng(1).uniform((75, 20), (133, 52), (1_000_000, 2))
    shifted = from_wgs84(lonlat, Datum.BD09)
    took = seconds(lambda: to_wgs84(shifted, Datum.BD09))
    print(f"BD-09 to WGS 84, a million positions: {took:.2f} s")


if __name__ == "__main__":
    main()
