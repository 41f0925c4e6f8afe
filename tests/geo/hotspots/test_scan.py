"""A layer keeps its rows and CRS and gains what gathers where."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda.getisord import G_Local
from libpysal.weights import W
from scipy.spatial.distance import cdist
from shapely import Point, box

from geo.errors import InputError
from geo.hotspots import hotspots
from geo.hotspots.scan import ADDED

METRES = "EPSG:32651"


def layer(seed: int = 1, n: int = 60, crs: str = METRES) -> gpd.GeoDataFrame:
    """Return buildings with needs that gather near the origin, in a mixed order of rows."""
    draw = np.random.default_rng(seed)
    xy = draw.uniform(0, 600, (n, 2))
    near = np.hypot(*xy.T) < 200
    return gpd.GeoDataFrame(
        {
            "id": [f"b{i}" for i in range(n)],
            "needs": draw.poisson(np.where(near, 9, 1)),
            "homes": draw.integers(20, 60, n),
        },
        geometry=gpd.points_from_xy(xy[:, 0] + 500_000, xy[:, 1] + 4_600_000),
        index=draw.permutation(n),
        crs=crs,
    )


def oracle(points: np.ndarray, values: np.ndarray, band_m: float) -> np.ndarray:
    near = cdist(points, points) <= band_m
    neighbours = {i: [int(j) for j in np.flatnonzero(row)] for i, row in enumerate(near)}
    weights = W(neighbours, silence_warnings=True)
    found = G_Local(values, weights, star=True, transform="B", permutations=0)
    return np.asarray(found.Zs)


def test_rows_order_columns_and_crs_are_kept() -> None:
    given = layer()
    before = given.copy()
    found = hotspots(given, "needs", "homes", band_m=120)
    assert list(found.columns) == [*before.columns, *ADDED]
    assert found.crs == before.crs
    pd.testing.assert_frame_equal(found[before.columns.tolist()], before)
    pd.testing.assert_frame_equal(given, before)


@pytest.mark.parametrize("population", [None, "homes"])
def test_the_score_is_that_of_esda_on_the_value_or_the_rate(population: str | None) -> None:
    given = layer()
    values = given["needs"] / (given[population] if population else 1)
    wanted = oracle(given.get_coordinates().to_numpy(), values.to_numpy(float), 120)
    found = hotspots(given, "needs", population, band_m=120)
    np.testing.assert_allclose(found["gi_z"], wanted, rtol=0, atol=1e-9)


def test_what_was_planted_is_hot_and_the_rest_is_not() -> None:
    found = hotspots(layer(n=200), "needs", "homes", band_m=120)
    away = np.hypot(found.geometry.x - 500_000, found.geometry.y - 4_600_000)
    assert found.loc[away < 120, "hot"].all()
    assert not found.loc[away > 400, "hot"].any()
    assert found["hot"].dtype == bool


def test_without_population_there_is_no_rate() -> None:
    found = hotspots(layer(), "needs", band_m=120)
    assert found[["rate", "smoothed_rate"]].isna().all(axis=None)


def test_polygons_count_at_their_centroid() -> None:
    points = layer()
    boxes = points.set_geometry([box(p.x - 8, p.y - 3, p.x + 8, p.y + 3) for p in points.geometry])
    pd.testing.assert_series_equal(
        hotspots(boxes, "needs", band_m=120)["gi_z"], hotspots(points, "needs", band_m=120)["gi_z"]
    )


def test_degrees_are_measured_in_metres_and_stay_degrees() -> None:
    degrees = layer().to_crs("EPSG:4490")
    found = hotspots(degrees, "needs", band_m=120)
    wanted = hotspots(layer(), "needs", band_m=120 * 0.9996)
    assert found.crs == degrees.crs
    assert found["n_neighbours"].tolist() == wanted["n_neighbours"].tolist()


def test_feet_are_measured_in_metres() -> None:
    feet = layer()
    scaled = feet.set_geometry(
        gpd.GeoSeries(feet.geometry.scale(1 / 0.3048, 1 / 0.3048, origin=(0, 0)), crs=METRES)
    ).set_crs("EPSG:2222", allow_override=True)
    np.testing.assert_allclose(
        hotspots(scaled, "needs", band_m=120)["gi_z"], hotspots(feet, "needs", band_m=120)["gi_z"]
    )


def test_an_own_projection_is_not_projected_again() -> None:
    stretched = layer(crs="EPSG:3857")
    assert (
        hotspots(stretched, "needs", band_m=120)["n_neighbours"].tolist()
        == hotspots(layer(), "needs", band_m=120)["n_neighbours"].tolist()
    )


def test_neighbours_are_the_others_within_the_band_exactly() -> None:
    frame = gpd.GeoDataFrame(
        {"needs": [1, 2, 3]}, geometry=[Point(0, 0), Point(100, 0), Point(200.001, 0)], crs=METRES
    )
    assert hotspots(frame, "needs", band_m=100)["n_neighbours"].tolist() == [1, 1, 0]


def test_equal_values_warn_once_and_have_no_score() -> None:
    with pytest.warns(UserWarning, match="all values are equal") as heard:
        found = hotspots(layer().assign(needs=3), "needs", band_m=120)
    assert len(heard) == 1
    assert found[["gi_z", "p", "p_fdr"]].isna().all(axis=None)
    assert not found["hot"].any()


def test_one_building_alone_warns_and_does_not_fail() -> None:
    with pytest.warns(UserWarning, match="all values are equal"):
        found = hotspots(layer(n=1), "needs", "homes", band_m=120)
    assert found["n_neighbours"].tolist() == [0]


def test_a_place_without_homes_is_left_out_with_a_warning() -> None:
    given = layer().sort_index()
    empty = given.assign(homes=given["homes"].where(given.index != 5, 0))
    with pytest.warns(UserWarning, match="1 of 60 rows have no homes"):
        found = hotspots(empty, "needs", "homes", band_m=120)
    others = hotspots(given.drop(index=5), "needs", "homes", band_m=120)
    assert found.loc[5, ["rate", "smoothed_rate", "gi_z", "p", "p_fdr"]].isna().all()
    pd.testing.assert_frame_equal(found.drop(index=5)[list(ADDED)], others[list(ADDED)])


def test_nobody_lives_anywhere() -> None:
    with pytest.warns(UserWarning, match="60 of 60 rows"):
        found = hotspots(layer().assign(homes=0), "needs", "homes", band_m=120)
    assert found["gi_z"].isna().all()


@pytest.mark.parametrize("column", ["needs", "homes"])
@pytest.mark.parametrize(
    ("cell", "found"),
    [(None, "is missing"), (-1, "is -1"), (float("inf"), "is inf"), ("many", "is many")],
)
def test_a_bad_cell_is_named_with_its_row(column: str, cell: object, found: str) -> None:
    cells = layer().sort_index()[column].astype(object)
    cells.loc[17] = cell
    given = layer().sort_index()
    given[column] = cells
    name = given.loc[17, "id"]
    with pytest.raises(InputError, match=rf"row 17 \(id {name}\): '{column}' {found}"):
        hotspots(given, "needs", "homes", band_m=120)


@pytest.mark.parametrize("shape", [None, Point()])
def test_a_row_without_a_place_is_named(shape: Point | None) -> None:
    given = layer().sort_index()
    given.loc[[17], "geometry"] = gpd.GeoSeries([shape], index=[17], crs=METRES)
    with pytest.raises(InputError, match=r"row 17 .*has no geometry"):
        hotspots(given, "needs", band_m=120)


def test_a_row_beyond_the_world_is_named() -> None:
    given = layer().sort_index()
    given.loc[[17], "geometry"] = gpd.GeoSeries([Point(float("inf"), 0)], index=[17], crs=METRES)
    with pytest.raises(InputError, match=r"row 17 .*lies outside the area of WGS 84"):
        hotspots(given, "needs", band_m=120)


@pytest.mark.parametrize("band_m", [0, -5, float("nan"), float("inf")])
def test_a_band_that_is_no_distance_is_refused(band_m: float) -> None:
    with pytest.raises(InputError, match="a band of"):
        hotspots(layer(), "needs", band_m=band_m)


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(InputError, match="no column 'need': the layer has id, needs, homes"):
        hotspots(layer(), "need", band_m=120)
    with pytest.raises(InputError, match="column 'p' is already there"):
        hotspots(layer().assign(p=1), "needs", band_m=120)
    with pytest.raises(InputError, match="no rows"):
        hotspots(layer().iloc[:0], "needs", band_m=120)
    with pytest.raises(InputError, match="no CRS"):
        hotspots(layer().set_crs(None, allow_override=True), "needs", band_m=120)


def test_swapped_coordinates_are_refused() -> None:
    swapped = gpd.GeoDataFrame(
        {"needs": [1, 2]}, geometry=[Point(41.8, 123.4), Point(41.9, 123.5)], crs="EPSG:4326"
    )
    with pytest.raises(InputError, match="longitude comes first"):
        hotspots(swapped, "needs", band_m=120)


def test_chicago_requests_gather_as_esda_says(sample_data: Path) -> None:
    table = pd.read_csv(sample_data / "requests_311" / "chicago311_abandoned_vehicles.csv")
    table = table.dropna(subset=["Longitude", "Latitude"])
    cells = table.groupby([table["Longitude"].round(2), table["Latitude"].round(2)]).size()
    lon, lat = (cells.index.get_level_values(i) for i in (0, 1))
    frame = gpd.GeoDataFrame(
        {"requests": cells.to_numpy()}, geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"
    ).to_crs("EPSG:32616")
    found = hotspots(frame, "requests", band_m=2500)
    wanted = oracle(
        frame.get_coordinates().to_numpy(), frame["requests"].to_numpy(dtype=float), 2500
    )
    np.testing.assert_allclose(found["gi_z"], wanted, rtol=0, atol=1e-9)
    assert 10 < found["hot"].sum() < len(found) / 3
