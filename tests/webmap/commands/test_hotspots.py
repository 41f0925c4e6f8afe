"""`peoples-map hotspots` writes the layer with its findings, whole or not at all."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

from geo.errors import GeoError
from geo.hotspots import hotspots as scanned
from geo.hotspots.scan import ADDED
from webmap.commands.hotspots import hotspots


def run(*arguments: object) -> Result:
    return CliRunner().invoke(hotspots, [str(one) for one in arguments])


def refusal(*arguments: object) -> str:
    """Return the sentence of the error that the command line turns into status 2."""
    error = run(*arguments).exception
    assert isinstance(error, GeoError), error
    return str(error)


@pytest.fixture
def buildings() -> gpd.GeoDataFrame:
    draw = np.random.default_rng(3)
    x, y = draw.uniform(0, 500, (2, 80))
    return gpd.GeoDataFrame(
        {
            "name": [f"{i}号楼" for i in range(80)],
            "needs": draw.poisson(np.where(x + y < 300, 8, 1)),
            "homes": draw.integers(12, 48, 80),
        },
        geometry=gpd.points_from_xy(x + 500_000, y + 4_600_000),
        crs="EPSG:32651",
    )


@pytest.fixture
def layer_file(tmp_path: Path, buildings: gpd.GeoDataFrame) -> Path:
    path = tmp_path / "in.gpkg"
    buildings.to_file(path, layer="buildings")
    return path


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "parquet"])
def test_every_format_holds_the_same_findings(
    layer_file: Path, buildings: gpd.GeoDataFrame, ending: str
) -> None:
    out = layer_file.with_name(f"out.{ending}")
    done = run(
        layer_file, "--value", "needs", "--population", "homes", "--band", "90", "--out", out
    )
    assert done.exit_code == 0, done.output
    found = gpd.read_parquet(out) if ending == "parquet" else gpd.read_file(out)
    wanted = scanned(buildings, "needs", "homes", band_m=90)
    assert found.crs == buildings.crs
    assert found["name"].tolist() == buildings["name"].tolist()
    assert set(ADDED) < set(found.columns)
    np.testing.assert_allclose(found["gi_z"], wanted["gi_z"], rtol=0, atol=1e-9)
    assert found["hot"].astype(bool).tolist() == wanted["hot"].tolist()
    assert f"{wanted['hot'].sum()} of 80 places are hot" in done.output


def test_each_format_can_be_read(layer_file: Path, buildings: gpd.GeoDataFrame) -> None:
    buildings.to_file(layer_file.with_suffix(".geojson"))
    buildings.to_parquet(layer_file.with_suffix(".parquet"))
    found = []
    for ending in (".gpkg", ".geojson", ".parquet"):
        out = layer_file.with_name("again.gpkg")
        source = layer_file.with_suffix(ending)
        assert run(source, "--value", "needs", "--band", "90", "--out", out).exit_code == 0
        found.append(pd.DataFrame(gpd.read_file(out)[["gi_z", "n_neighbours"]]))
    pd.testing.assert_frame_equal(found[0], found[1])
    pd.testing.assert_frame_equal(found[0], found[2])


def test_equal_values_warn_once_and_are_written_without_score(
    layer_file: Path, buildings: gpd.GeoDataFrame
) -> None:
    buildings.assign(needs=2).to_file(layer_file, layer="buildings")
    out = layer_file.with_name("out.gpkg")
    done = run(layer_file, "--value", "needs", "--band", "90", "--out", out)
    assert done.exit_code == 0
    assert done.stderr.count("warning: all values are equal") == 1
    assert gpd.read_file(out)["gi_z"].isna().all()


def test_a_negative_value_names_its_row_and_writes_nothing(
    layer_file: Path, buildings: gpd.GeoDataFrame
) -> None:
    buildings.loc[41, "needs"] = -2
    buildings.to_file(layer_file, layer="buildings")
    out = layer_file.with_name("out.gpkg")
    sentence = refusal(layer_file, "--value", "needs", "--band", "90", "--out", out)
    assert "row 41" in sentence
    assert "-2" in sentence
    assert not out.exists()


def test_the_input_may_be_overwritten(layer_file: Path) -> None:
    assert run(layer_file, "--value", "needs", "--band", "90", "--out", layer_file).exit_code == 0
    assert "gi_z" in gpd.read_file(layer_file)
    assert [path.name for path in layer_file.parent.iterdir()] == ["in.gpkg"]


def test_a_file_with_several_layers_wants_a_choice(
    layer_file: Path, buildings: gpd.GeoDataFrame
) -> None:
    buildings.to_file(layer_file, layer="gates")
    out = layer_file.with_name("out.gpkg")
    options = ("--value", "needs", "--band", "90", "--out", out)
    assert "buildings, gates: choose one with --layer" in refusal(layer_file, *options)
    assert run(layer_file, *options, "--layer", "gates").exit_code == 0
    assert "shops" in refusal(layer_file, *options, "--layer", "shops")


def test_a_file_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    options = ("--value", "needs", "--band", "90", "--out", tmp_path / "out.gpkg")
    assert "does not exist" in refusal(tmp_path / "no.gpkg", *options)
    assert "does not exist" in refusal(tmp_path, *options)
    for name in ("bad.gpkg", "bad.geojson", "bad.parquet"):
        (tmp_path / name).write_text("no layer", encoding="utf-8")
        assert "is not a readable" in refusal(tmp_path / name, *options)
    (tmp_path / "bad.xyz").write_text("no layer", encoding="utf-8")
    assert "does not end in .gpkg" in refusal(tmp_path / "bad.xyz", *options)
    assert not (tmp_path / "out.gpkg").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(layer_file: Path, tmp_path: Path) -> None:
    options = ("--value", "needs", "--band", "90", "--out")
    assert "cannot write" in refusal(layer_file, *options, tmp_path / "no" / "out.gpkg")
    assert "does not end in" in refusal(layer_file, *options, tmp_path / "out.shp")
    (tmp_path / "taken.gpkg").mkdir()
    assert "cannot write" in refusal(layer_file, *options, tmp_path / "taken.gpkg")
