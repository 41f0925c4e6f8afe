"""A sheet as data: GeoPackage, GeoJSON, CSV and Excel, with the same numbers as the picture."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.cell import WriteOnlyCell

from geo.frames import fixed_stamp
from geo.spreadsheets import safe_cell
from webmap.sheets.draft import written_whole
from webmap.sheets.fonts import printable
from webmap.sheets.legend import class_indices
from webmap.sheets.sheet import Sheet
from webmap.sheets.words import words_in


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of cells, all text."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def buildings_frame(sheet: Sheet) -> gpd.GeoDataFrame:
    """Return the counted buildings, EPSG:4326, ordered by compound and number.

    Columns: `id compound number count households class hotspot`; a withheld count is missing.
    """
    known = sheet.counts.rename(columns={"building_id": "id"})
    optional = [name for name in ("households", "hotspot") if name in known]
    frame = sheet.places.buildings[["id", "compound_id", "geometry"]].merge(
        known[["id", "count", *optional]], on="id"
    )
    compounds = sheet.places.compounds.set_index("id")["name"]
    frame["compound"] = frame["compound_id"].map(compounds).astype("str")
    frame["number"] = frame["id"].map(sheet.building_numbers).astype("str")
    frame["class"] = _labels(sheet, frame["count"])
    frame["count"] = frame["count"].astype("Int64")
    columns = ["id", "compound", "number", "count", *optional, "class", "geometry"]
    order = frame["number"].map(_natural)
    return (
        frame.assign(_order=order)
        .sort_values(["compound", "_order", "id"], kind="stable")[columns]
        .reset_index(drop=True)
    )


def table(sheet: Sheet) -> Table:
    """Return the numbers of `sheet` as people read them, in its language."""
    words = words_in(sheet.language)
    frame = buildings_frame(sheet)
    header = [words.compound, words.building, words.count]
    columns = [
        frame["compound"].fillna("").map(printable),
        frame["number"].map(printable),
        _written(frame["count"], words.withheld),
    ]
    if "households" in frame:
        header.append(words.households_column)
        columns.append(_written(frame["households"], ""))
    return Table(tuple(header), tuple(zip(*columns, strict=True)))


def write_csv(sheet: Sheet, path: Path) -> None:
    """Write the numbers as CSV (UTF-8 with a mark, so that spreadsheets read Chinese)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    told = table(sheet)
    writer.writerows([safe_cell(cell) for cell in row] for row in (told.header, *told.rows))
    written_whole(path, stream.getvalue().encode("utf-8-sig"))


def write_xlsx(sheet: Sheet, path: Path) -> None:
    """Write the numbers as a workbook: one table, and a second sheet that says what it is."""
    book = openpyxl.Workbook(write_only=True)
    words = words_in(sheet.language)
    numbers = book.create_sheet(words.table)
    numbers.freeze_panes = "A2"
    told = table(sheet)
    numbers.append(told.header)
    for row in told.rows:
        numbers.append(
            [
                int(c) if c.isdecimal() and at >= 2 else _text_cell(numbers, c)
                for at, c in enumerate(row)
            ]
        )
    about = book.create_sheet(words.notes)
    for line in about_lines(sheet):
        about.append([_text_cell(about, part) for part in line])
    stream = io.BytesIO()
    book.save(stream)
    written_whole(path, stream.getvalue())


def write_geojson(sheet: Sheet, path: Path) -> None:
    """Write the counted buildings as GeoJSON (RFC 7946), with what the sheet says as members."""
    collection = json.loads(buildings_frame(sheet).to_json(drop_id=True, to_wgs84=True))
    said = dict(about_lines(sheet))
    text = json.dumps({**collection, "about": said}, ensure_ascii=False, separators=(",", ":"))
    written_whole(path, text.encode())


def write_gpkg(sheet: Sheet, path: Path) -> None:
    """Write the counted buildings as a GeoPackage layer, what the sheet says as its metadata."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "snapshot.gpkg"
        with fixed_stamp():
            pyogrio.write_dataframe(
                buildings_frame(sheet),
                draft,
                layer="buildings",
                driver="GPKG",
                geometry_type="Unknown",
                layer_metadata=dict(about_lines(sheet)),
            )
        written_whole(path, draft.read_bytes())


WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    ".csv": write_csv,
    ".xlsx": write_xlsx,
    ".geojson": write_geojson,
    ".gpkg": write_gpkg,
}
"""Suffix -> the writer of a data form."""


def about_lines(sheet: Sheet) -> list[tuple[str, str]]:
    """Return what the sheet says beside its map: title, filter, date, measure, source, notes."""
    words = words_in(sheet.language)
    lines = [
        (words.title, sheet.title),
        (words.filter, sheet.subtitle),
        (words.as_of, sheet.as_of.isoformat()),
        (words.measure, sheet.measure),
        (words.source, sheet.attribution),
        (words.printed_by, sheet.printed_by),
        (words.number, sheet.number),
        (words.notes, " / ".join(sheet.notes)),
    ]
    return [(name, printable(text)) for name, text in lines if text]


def _labels(sheet: Sheet, counts: pd.Series) -> pd.Series:
    labels = pd.Series([*(one.label for one in sheet.classes), None], dtype="str")
    which = class_indices(counts, sheet.classes)
    return pd.Series(labels.to_numpy()[which], index=counts.index, dtype="str")


def _written(numbers: pd.Series, missing: str) -> pd.Series:
    """Return whole `numbers` as text."""
    return numbers.astype("Int64").astype("str").mask(numbers.isna(), missing)


def _natural(number: str) -> tuple[int, str]:
    """Return a key that sorts 2 before 10 and letters after the numbers."""
    digits = "".join(char for char in number if char.isdecimal())
    return int(digits) if digits else 1_000_000, number


def _text_cell(worksheet: object, text: str) -> WriteOnlyCell:
    """Return a cell that holds `text` as text, even where it looks like a formula."""
    cell = WriteOnlyCell(worksheet, value=text)
    cell.data_type = "s"
    return cell
