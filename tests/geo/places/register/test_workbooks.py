"""Registers as workbooks hold them: titles, two-row headers, several sheets, 同上, totals."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.places.register import SheetRow, read_register

TODAY = date(2023, 1, 9)
Cells = Sequence[Sequence[object]]


def workbook(path: Path, sheets: dict[str, Cells], merged: Sequence[str] = ()) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


HEADER = ("序号", "楼号", "单元", "门牌号", "户主姓名", "身份证号")


def test_every_sheet_with_a_known_header_is_read_and_names_its_compound(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "填表说明": [("一、每户一行",), ("二、地址写到门牌",)],
            "柳荫里": [HEADER, (1, "3号楼", "1单元", 502, "蒋某", None)],
            "2026年松园小区台账": [HEADER, (1, "A座", "2单元", "1102", "尤某", None)],
        },
    )
    read = read_register(path, as_of=TODAY)
    assert read.sheets == ("柳荫里", "2026年松园小区台账")
    assert [row.whole_address(None) for row in read.rows] == [
        "柳荫里3号楼1单元502",
        "松园小区A座2单元1102",
    ]
    assert [str(row.row) for row in read.rows] == ["柳荫里!2", "2026年松园小区台账!2"]
    assert read.rows[0].whole_address("机床厂宿舍") == "3号楼1单元502"


def test_a_title_a_header_of_two_rows_ditto_marks_and_totals(tmp_path: Path) -> None:
    rows: Cells = [
        ("和平社区柳荫里住户台账(2026年10月)",),
        ("序号", "住址", None, None, "户主姓名", "证件"),
        (None, "楼号", "单元", "门牌号", None, "身份证号"),
        (1, "3号楼", "1单元", "501", "蒋某", 2.1e17),
        (2, "同 上", "〃", 502, "尤某", None),
        ("序号", "楼号", "单元", "门牌号", "户主姓名", "身份证号"),
        ("合 计", 2),
    ]
    path = workbook(tmp_path / "a.xlsx", {"Sheet1": rows}, merged=["A2:A3", "B2:D2", "E2:E3"])
    read = read_register(path, as_of=TODAY)
    assert read.found == 2
    assert [row.whole_address(None) for row in read.rows[:2]] == [
        "柳荫里3号楼1单元501",
        "柳荫里3号楼1单元502",
    ]
    assert [fault.reason for fault in read.faults if fault.row == 4] == [
        "identity number was rounded by a spreadsheet"
    ]


def test_a_sheet_may_be_a_building(tmp_path: Path) -> None:
    header = ("单元", "门牌号", "姓名")
    title = ("柳荫里住户表",)
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "1号楼": [title, header, ("1单元", "101", "蒋某")],
            "2号楼": [title, header, ("1单元", "101", "尤某")],
        },
    )
    read = read_register(path, as_of=TODAY)
    assert [row.whole_address(None) for row in read.rows] == [
        "柳荫里1号楼1单元101",
        "柳荫里2号楼1单元101",
    ]


def test_a_person_told_twice_in_two_sheets_is_named_with_the_sheet(tmp_path: Path) -> None:
    rows: Cells = [("小区", "楼号", "门牌号", "姓名"), ("柳荫里", "3号楼", "502", "蒋某")]
    path = workbook(tmp_path / "a.xlsx", {"一季度": rows, "二季度": rows})
    (fault,) = read_register(path, as_of=TODAY).rejected
    assert fault.row == SheetRow(2, 2, "二季度")
    assert "一季度!2" in fault.reason


def test_hidden_sheets_are_left_alone(tmp_path: Path) -> None:
    rows: Cells = [HEADER, (1, "3号楼", "1单元", 502, "蒋某", None)]
    path = workbook(tmp_path / "a.xlsx", {"柳荫里": rows, "旧表": rows})
    import openpyxl

    book = openpyxl.load_workbook(path)
    book["旧表"].sheet_state = "hidden"
    book.save(path)
    assert read_register(path, as_of=TODAY).sheets == ()


@pytest.mark.parametrize("name", ["独居老人", "Sheet1", "汇总"])
def test_a_sheet_that_is_named_after_no_place_names_none(tmp_path: Path, name: str) -> None:
    rows: Cells = [HEADER, (1, "3号楼", "1单元", 502, "蒋某", None)]
    read = read_register(workbook(tmp_path / "a.xlsx", {name: rows}), as_of=TODAY)
    assert read.rows[0].sheet_compound is None
