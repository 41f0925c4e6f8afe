"""One small compound with two counted buildings, one withheld and one beyond the scope."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from geo.crs import WGS84
from geo.frames import SPECS
from tests.factories import small_places
from webmap.sheets.sheet import OSM_ATTRIBUTION, Sheet


def row(number: int) -> dict[str, object]:
    south = 0.0002 + 0.0004 * number
    return {
        "id": f"c1-b{number}",
        "compound_id": "c1",
        "number": str(number),
        "geometry": box(0.0004, south, 0.0011, south + 0.00012),
    }


@pytest.fixture(scope="session")
def sheet() -> Sheet:
    frame = gpd.GeoDataFrame([row(number) for number in (1, 2, 3, 4)], crs=WGS84)
    counts = pd.DataFrame(
        {
            "building_id": ["c1-b1", "c1-b2", "c1-b3"],
            "count": pd.array([0, 9, pd.NA], dtype="Int64"),
            "households": [24, 36, 3],
            "hotspot": [False, True, False],
        }
    )
    return Sheet(
        title="柳荫里未办结需求",
        subtitle="类别：漏水",
        as_of=date(2026, 1, 31),
        places=small_places(buildings=SPECS["buildings"].conformed(frame)),
        counts=counts,
        measure="未办结需求（件）",
        attribution=OSM_ATTRIBUTION,
        notes=("少于 5 户的楼不显示数量。",),
        printed_by="柳荫里社区",
        number="2026-0012",
    )
