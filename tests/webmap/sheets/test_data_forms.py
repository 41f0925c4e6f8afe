"""Data forms: the same numbers as the picture, read back by other programs."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyogrio

from geo.frames import SPECS, Places
from webmap.sheets.data_forms import (
    buildings_frame,
    table,
    write_csv,
    write_geojson,
    write_gpkg,
    write_xlsx,
)
from webmap.sheets.sheet import Sheet


def test_the_frame_is_ordered_by_number_and_keeps_what_is_withheld_empty(sheet: Sheet) -> None:
    frame = buildings_frame(sheet)
    assert frame["number"].tolist() == ["1", "2", "3"]
    assert frame["count"].isna().tolist() == [False, False, True]
    assert frame["class"].fillna("-").tolist() == ["0", "7+", "-"]
    assert frame.crs == "EPSG:4326"


def test_csv_reads_back(sheet: Sheet, tmp_path: Path) -> None:
    write_csv(sheet, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["小区", "楼号", "数量", "户数"]
    assert rows[1:] == [list(row) for row in table(sheet).rows]


def test_geojson_reads_back_with_its_words(sheet: Sheet, tmp_path: Path) -> None:
    write_geojson(sheet, tmp_path / "a.geojson")
    told = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))
    assert told["about"]["截至日期"] == "2026-01-31"
    assert [one["properties"]["count"] for one in told["features"]] == [0, 9, None]
    frame = pyogrio.read_dataframe(tmp_path / "a.geojson")
    assert frame.geometry.iloc[0].equals_exact(buildings_frame(sheet).geometry.iloc[0], 1e-9)


def test_gpkg_reads_back_and_is_equal_bytes(sheet: Sheet, tmp_path: Path) -> None:
    for name in ("a.gpkg", "b.gpkg"):
        write_gpkg(sheet, tmp_path / name)
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()
    frame = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="buildings")
    assert frame["id"].tolist() == ["c1-b1", "c1-b2", "c1-b3"]
    assert frame["count"].fillna(-1).tolist() == [0, 9, -1]
    assert frame["compound"].tolist() == ["柳荫里"] * 3
    words = pyogrio.read_info(tmp_path / "a.gpkg", layer="buildings")["layer_metadata"]
    assert words["标题"] == sheet.title


def test_xlsx_reads_back_with_numbers_as_numbers(sheet: Sheet, tmp_path: Path) -> None:
    write_xlsx(sheet, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    numbers, about = book.worksheets
    assert [cell.value for cell in numbers[3]] == ["柳荫里", "2", 9, 36]
    assert ("标题", sheet.title) in list(about.iter_rows(values_only=True))


def test_a_name_that_looks_like_a_formula_stays_text(sheet: Sheet, tmp_path: Path) -> None:
    old = sheet.places
    named = SPECS["compounds"].conformed(old.compounds.assign(name='=HYPERLINK("x")'))
    places = Places(named, old.gates, old.buildings, old.entrances, old.units, old.ways, old.areas)
    odd = replace(sheet, places=places, title="=1+1")
    write_csv(odd, tmp_path / "a.csv")
    assert "'=HYPERLINK" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    write_xlsx(odd, tmp_path / "a.xlsx")
    numbers, about = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets
    assert numbers["A2"].data_type == "s"
    assert about["B1"].data_type == "s"
