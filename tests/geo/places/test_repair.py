"""Areas are mended by their structure or turned down, never lost."""

import geopandas as gpd
import shapely
from shapely import Polygon, box

from geo.crs import LonLat, local_metres
from geo.places.repair import drawn_once, mended_areas
from geo.places.report import Ledger

METRES = local_metres(LonLat(0, 0))
BOWTIE = Polygon([(0, 0), (0.001, 0.001), (0.001, 0), (0, 0.001)])
SPIKED = Polygon([(0, 0), (0.001, 0), (0.001, 0.001), (0.002, 0.001), (0.001, 0.001), (0, 0.001)])


def test_each_kind_of_fault_is_booked_and_every_area_left_is_valid() -> None:
    shapes = [
        BOWTIE,
        SPIKED,
        box(0, 0, 1e-6, 1e-6),
        None,
        Polygon(),
        box(0, 0, 500, 1),
        box(0, 0, 1, 1),
    ]
    sources = ["bowtie", "spiked", "tiny", "none", "empty", "off", "fine"]
    frame = gpd.GeoDataFrame({"source": sources}, geometry=shapes, crs=4326)
    ledger = Ledger()
    ledger.found("area", sources)
    mended = mended_areas(frame, "area", ledger, METRES)
    ledger.kept("area", mended["source"])
    assert mended["source"].tolist() == ["bowtie", "spiked", "fine"]
    assert mended.is_valid.all()
    assert set(mended.geom_type) <= {"Polygon", "MultiPolygon"}
    report = ledger.report()
    assert report.balanced
    assert (report.tally("area").repaired, report.tally("area").rejected) == (2, 4)


def test_the_second_of_two_equal_outlines_goes_whatever_its_first_corner() -> None:
    turned = shapely.Polygon([(1, 0), (1, 1), (0, 1), (0, 0)])
    frame = gpd.GeoDataFrame(
        {"source": ["a", "b", "c"]}, geometry=[box(0, 0, 1, 1), turned, box(0, 0, 2, 1)], crs=4326
    )
    ledger = Ledger()
    assert drawn_once(frame, "area", ledger)["source"].tolist() == ["a", "c"]
    assert ledger.report().rows[0].reason == "has the same outline as a"
