"""A file is geocoded in parts: equal whatever does it, and going on where it was interrupted."""

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from geo.batch.addresses import Job, geocode_file
from geo.batch.parts import parts_folder
from geo.batch.running import Workers
from geo.errors import InputError
from geo.frames import write_places
from tests.factories import small_places

FORMS = ["csv", "geojson", "parquet", "gpkg"]


class Stopped(BaseException):
    """As if the user had pressed Ctrl-C."""


class Stopper:
    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self, position_bytes: int) -> None:  # noqa: ARG002
        self.left -= 1
        if self.left == 0:
            raise Stopped


def same(one: Path, other: Path) -> bool:
    """Compare bytes, and rows where the file carries the time of its writing."""
    if one.suffix == ".gpkg":
        return bool(gpd.read_file(one).equals(gpd.read_file(other)))
    return one.read_bytes() == other.read_bytes()


def test_each_row_is_answered_in_order_and_the_empty_one_is_listed(job: Job) -> None:
    summary = geocode_file(job, Workers())
    assert (summary.rows, summary.rejected, summary.resumed) == (61, 1, 0)
    assert summary.levels == {"unit": 60, "none": 1}
    placed = pd.read_csv(job.out, dtype=str, keep_default_na=False)
    assert list(placed["id"]) == [str(row) for row in range(61)]
    assert list(placed["unit"])[:3] == ["101", "201", "301"]
    refused = pd.read_csv(job.out.with_suffix(".rejected.csv"))
    assert list(refused["row"]) == [61]
    assert not parts_folder(job.out).exists()


@pytest.mark.parametrize("form", FORMS)
def test_two_processes_write_what_one_writes(
    job: Job, tmp_path: Path, cluster: str, form: str
) -> None:
    one, two = tmp_path / f"one.{form}", tmp_path / f"two.{form}"
    geocode_file(replace(job, out=one), Workers())
    geocode_file(replace(job, out=two), Workers(scheduler=cluster))
    assert same(one, two)


def test_processes_of_its_own_write_the_same(job: Job, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    geocode_file(replace(job, out=one), Workers())
    geocode_file(replace(job, out=two), Workers(processes=2))
    assert same(one, two)


@pytest.mark.parametrize("form", FORMS)
def test_an_interrupted_run_goes_on_and_gives_the_same(job: Job, tmp_path: Path, form: str) -> None:
    whole, broken = tmp_path / f"whole.{form}", replace(job, out=tmp_path / f"broken.{form}")
    geocode_file(replace(job, out=whole), Workers())
    with pytest.raises(Stopped):
        geocode_file(broken, Workers(), Stopper(4))
    assert not broken.out.exists()
    summary = geocode_file(broken, Workers())
    assert summary.resumed == 28
    assert summary.rows == 61
    assert same(broken.out, whole)


def test_a_changed_table_is_done_from_its_start(job: Job) -> None:
    with pytest.raises(Stopped):
        geocode_file(job, Workers(), Stopper(4))
    text = job.source.read_text(encoding="utf-8")
    job.source.write_text(text.replace("0,柳荫里1号楼", "0,柳荫里2号楼", 1), encoding="utf-8")
    summary = geocode_file(job, Workers())
    assert summary.resumed == 0
    assert pd.read_csv(job.out, dtype=str)["building"].iloc[0] == "2"


def test_other_options_are_another_job(job: Job) -> None:
    with pytest.raises(Stopped):
        geocode_file(job, Workers(), Stopper(4))
    assert geocode_file(replace(job, compound="柳荫里"), Workers()).resumed == 0


def test_a_table_that_breaks_halfway_leaves_nothing(job: Job) -> None:
    with job.source.open("a", encoding="utf-8") as stream:
        stream.write('\n61,"no end')
    with pytest.raises(InputError, match="not a CSV table"):
        geocode_file(job, Workers())
    assert not parts_folder(job.out).exists()
    assert not job.out.exists()


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows_gives_a_result_without_rows(
    job: Job, tmp_path: Path, form: str
) -> None:
    job.source.write_text("id,address\n", encoding="utf-8")
    out = tmp_path / f"empty.{form}"
    assert geocode_file(replace(job, out=out), Workers()).rows == 0
    if form == "csv":
        assert out.read_text(encoding="utf-8").startswith("id,address,matched,level")
    else:
        read = gpd.read_parquet if form == "parquet" else gpd.read_file
        assert len(read(out)) == 0


def test_parquet_tells_the_bounds_and_types_of_all_its_parts(job: Job, tmp_path: Path) -> None:
    registry, out = tmp_path / "small.gpkg", tmp_path / "out.parquet"
    write_places(small_places(), registry)
    lines = ["无此地址"] * 10 + ["柳荫1号楼1单元101"] * 10
    job.source.write_text("\n".join(["address", *lines]), encoding="utf-8")
    geocode_file(replace(job, registry=registry, out=out), Workers())
    placed = gpd.read_parquet(out)
    assert placed.geometry.isna().sum() == 10
    assert placed.crs.to_epsg() == 4326
    told = json.loads(pq.read_schema(out).metadata[b"geo"])["columns"]["geometry"]
    assert told["bbox"] == [0.0007, 0.0005, 0.0007, 0.0005]
    assert told["geometry_types"] == ["Point"]
