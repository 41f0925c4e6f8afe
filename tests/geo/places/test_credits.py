"""OpenStreetMap is noticed by what a table says of itself, and by nothing else."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from geo.places.credits import is_from_osm


@pytest.mark.parametrize(
    ("cells", "noticed"),
    [
        ({"source": "openstreetmap.org"}, True),
        ({"licence": "ODbL 1.0"}, True),
        ({"attribution": "© OpenStreetMap contributors"}, True),
        ({"source": "osm:way/7"}, True),
        ({"osm_id": "7"}, True),
        ({"addr:street": "建设中路"}, True),
        ({"source": "区测绘院 2024"}, False),
        ({"source": None, "name": "OpenStreetMap 咖啡馆"}, False),
        ({"id": "7"}, False),
    ],
)
def test_a_table_is_known_by_its_columns(
    tmp_path: Path, cells: dict[str, str | None], *, noticed: bool
) -> None:
    path = tmp_path / "t.gpkg"
    frame = gpd.GeoDataFrame([{"geometry": Point(0, 0), **cells}], crs="EPSG:4326")
    frame.to_file(path, layer="buildings")
    assert is_from_osm(path) is noticed
