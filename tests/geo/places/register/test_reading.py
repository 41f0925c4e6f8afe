"""Registers as people keep them come in: any encoding, any header, every row accounted for."""

import csv
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.places.register import Field, Register, read_register

DAY = date(2023, 1, 9)
HEADER = ["姓名", "性别", "出生日期", "详细地址", "联系电话", "人员类别", "居住情况", "备注"]
PEOPLE = [
    ["王秀兰", "女", "1940-05-01", "御林湾3号楼1单元502", "13800001234", "低保、残疾人", "独居",
     "耳背"],
    ["李建国", "男", "1951年3月", "4号楼102", "024-25880000", "", "与家人同住", ""],
]  # fmt: skip


def written(path: Path, lines: list[list[str]], encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(",".join(line) for line in lines), encoding=encoding)
    return path


def read(path: Path) -> Register:
    return read_register(path, as_of=DAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_gives_the_same_rows(tmp_path: Path, encoding: str) -> None:
    register = read(written(tmp_path / "r.csv", [HEADER, *PEOPLE], encoding))
    first = register.rows[0]
    assert (first.row, first.name, first.sex, first.birth_year) == (2, "王秀兰", "female", 1940)
    assert first.address == "御林湾3号楼1单元502"
    assert first.phones == ("13800001234",)
    assert first.categories == ("disabled", "hardship", "lone_elderly")
    assert first.living == "alone"
    assert register.rows[1].phones == ("02425880000",)
    assert not register.faults


def test_a_workbook_reads_like_the_csv_below_a_title_and_with_merged_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["御林湾小区重点人员登记表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["小区", "楼号", "单元", "户号", "姓名", "年龄"])
    sheet.append(["御林湾", 3, 1, 502, "王秀兰", 83])
    sheet.append([None, 3, 2, 101, "李建国", 71.0])
    sheet.append(["同上", "A座", "", 1201, "赵敏", 40])
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "r.xlsx")
    rows = read(tmp_path / "r.xlsx").rows
    assert [row.address for row in rows] == [
        "御林湾3号楼1单元502",
        "御林湾3号楼2单元101",
        "御林湾A座1201",
    ]
    assert [row.birth_year for row in rows] == [1940, 1952, 1983]
    assert rows[0].row == 3


def test_separate_columns_keep_the_floor_only_where_the_flat_does_not_say_it(
    tmp_path: Path,
) -> None:
    header = ["小区", "楼号", "单元", "楼层", "户号", "姓名"]
    lines = [["御林湾", "3", "1", "5", "2", "甲"], ["御林湾", "3号楼", "1单元", "5", "502", "乙"]]
    rows = read(written(tmp_path / "r.csv", [header, *lines])).rows
    assert [row.address for row in rows] == ["御林湾3号楼1单元5楼2号", "御林湾3号楼1单元502"]


def test_the_compound_column_is_put_before_an_address_that_lacks_it(tmp_path: Path) -> None:
    lines = [["小区", "地址"], ["御林湾", "3号楼502"], ["御林湾", "御林湾3号楼502"],
             ["御林湾", "沈阳市铁西区建设中路92号3号楼502"]]  # fmt: skip
    register = read(written(tmp_path / "r.csv", lines))
    assert [row.address for row in register.rows] == [
        "御林湾3号楼502",
        "沈阳市铁西区建设中路92号3号楼502",
    ]
    assert register.rows[1].compound == "御林湾"
    assert [(f.row, f.reason) for f in register.rejected] == [(3, "says the same as row 2")]


def test_an_identity_number_gives_birth_year_and_sex_and_shows_nowhere(tmp_path: Path) -> None:
    number = "21010219400501002" + "0"
    digits = "21010219400501002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]
    number = digits + check
    lines = [["地址", "姓名", "身份证号"], ["3号楼502", "王秀兰", number]]
    register = read(written(tmp_path / "r.csv", lines))
    row = register.rows[0]
    assert (row.birth_year, row.sex, row.identity) == (1940, "female", number)
    assert number not in repr(register)
    assert "王秀兰" not in repr(register)
    assert register.sample == (("3号楼…", "王*", "…"),)


def test_wrong_parts_are_faults_and_the_row_still_comes_in(tmp_path: Path) -> None:
    header = ["地址", "姓名", "身份证号", "电话", "年龄", "性别", "人员类别"]
    lines = [["3号楼502", "王秀兰", "2.1E+17", "12", "二百", "?", "党员"]]
    register = read(written(tmp_path / "r.csv", [header, *lines]))
    assert len(register.rows) == 1
    assert not register.rejected
    assert [fault.reason for fault in register.faults] == [
        "identity number was rounded by a spreadsheet",
        "age is not understood",
        "phone number is not understood",
        "sex is not understood",
        "group 党员 is not known",
    ]


def test_a_row_without_an_address_is_rejected_with_its_number(tmp_path: Path) -> None:
    lines = [["姓名", "地址"], ["王秀兰", ""], ["", ""], ["李建国", "4号楼102"]]
    register = read(written(tmp_path / "r.csv", lines))
    assert [(f.row, f.reason) for f in register.rejected] == [(2, "no address")]
    assert len(register.rows) + len(register.rejected) == register.found == 2


def test_yes_and_no_columns_name_groups_by_their_header(tmp_path: Path) -> None:
    lines = [["地址", "是否独居", "低保", "残疾", "年龄"], ["3号楼502", "是", "√", "否", "83"],
             ["3号楼501", "是", "", "无", "35"]]  # fmt: skip
    rows = read(written(tmp_path / "r.csv", lines)).rows
    assert rows[0].categories == ("hardship", "lone_elderly")
    assert (rows[1].categories, rows[1].living) == ((), "alone")


def test_the_mapping_says_what_was_taken_for_what(tmp_path: Path) -> None:
    header = [
        "序号",
        "老人姓名",
        "现居住详细地址",
        "本人联系电话",
        "子女电话",
        "总层数",
        "证件类型",
    ]
    register = read(written(tmp_path / "r.csv", [header, ["1", "王", "3号楼1", "", "", "", ""]]))
    uses = [(use.header, use.field, use.how) for use in register.mapping.columns]
    assert uses[1:4] == [
        ("老人姓名", Field.NAME, "exact"),
        ("现居住详细地址", Field.ADDRESS, "contains"),
        ("本人联系电话", Field.PHONE, "contains"),
    ]
    assert register.mapping.unmapped == ("序号", "子女电话", "总层数", "证件类型")


@pytest.mark.parametrize(
    "header", ["家庭情况", "家庭状况", "重点人群类型", "健康状况", "救助类别", "特殊情况"]
)
def test_groups_stand_under_any_usual_header(tmp_path: Path, header: str) -> None:
    cells = ["独居", "肢体残疾二级", "低保", "高血压", "良好"]
    lines = [
        ["姓名", "地址", header],
        *(["王", f"4号楼10{n}", cell] for n, cell in enumerate(cells)),
    ]
    register = read(written(tmp_path / "r.csv", lines))
    assert [row.categories for row in register.rows] == [
        ("lone_elderly",),
        ("disabled",),
        ("hardship",),
        ("severe_illness",),
        (),
    ]
    assert register.rows[1].conditions == ("severe_disability",)
    assert not register.faults
    assert not register.overlooked


def test_several_columns_may_name_groups(tmp_path: Path) -> None:
    lines = [["地址", "人员类别", "家庭情况"], ["4号楼102", "残疾人", "低保"]]
    assert read(written(tmp_path / "r.csv", lines)).rows[0].categories == ("disabled", "hardship")


def test_an_unused_column_of_group_words_is_overlooked(tmp_path: Path) -> None:
    lines = [
        ["地址", "摸底", "政治面貌"],
        ["4号楼102", "低保", "群众"],
        ["4号楼103", "独居", "党员"],
    ]
    assert read(written(tmp_path / "r.csv", lines)).overlooked == {"摸底": 2}


def test_english_headers_are_known_too(tmp_path: Path) -> None:
    lines = [["Name", "Address", "Sex", "Age", "Phone"], ["Wang", "3#1-502", "F", "83", ""]]
    row = read(written(tmp_path / "r.csv", lines)).rows[0]
    assert (row.address, row.sex, row.birth_year) == ("3#1-502", "female", 1940)


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=12)), min_size=1, max_size=8))
def test_any_cells_leave_as_rows_or_as_faults(cells: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.csv"
        with path.open("w", encoding="utf-8", newline="", errors="replace") as stream:
            csv.writer(stream).writerows([["地址", "电话", "身份证号", "年龄", "人员类别"]])
            csv.writer(stream).writerows([a, b, b, a, b] for a, b in cells)
        try:
            register = read(path)
        except InputError:
            return
    assert len(register.rows) + len(register.rejected) == register.found
    assert all(row.address for row in register.rows)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.csv", None, "does not exist"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n  \n", "is empty"),
        ("bare.csv", "姓名,地址\n".encode(), "no rows below"),
        ("other.csv", "姓名,年龄\n王,83\n".encode(), "no column for an address among 姓名、年龄"),
        ("strange.csv", b"a,b\n1,2\n", r"no known column in its header \(a、b\)"),
        ("bytes.csv", b"\xff\x81\xff\x00\x82", "neither UTF-8 nor GB 18030"),
        ("book.xlsx", b"not a workbook", "no readable Excel file"),
        ("book.xls", b"\xd0\xcf\x11\xe0", "old Excel file"),
        ("map.pdf", b"%PDF", "is no table"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=f"{name}.*{message}"):
        read(tmp_path / name)
