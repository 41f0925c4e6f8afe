from pathlib import Path

import pytest

from geo.address.files import stretches, text_encoding
from geo.errors import InputError


def test_gbk_and_marked_utf8_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    for encoding, expected in (("gbk", "gb18030"), ("utf-8-sig", "utf-8-sig")):
        path.write_text("address\n柳荫里3号楼\n", encoding=encoding)
        assert text_encoding(path) == expected
        ((table, _),) = stretches(path)
        assert list(table["address"]) == ["柳荫里3号楼"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"PK\x03\x04\0\0\xff\xfe")
    with pytest.raises(InputError, match="neither UTF-8 nor GBK"):
        text_encoding(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.touch()
    with pytest.raises(InputError, match="is empty"):
        list(stretches(path))


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.XLS", "homes.et"])
def test_a_workbook_is_refused_and_told_how_it_becomes_a_table(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="is an Excel file: save it as CSV"):
        list(stretches(tmp_path / name))


def test_another_kind_of_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "homes.gpkg").touch()
    with pytest.raises(InputError, match=r"is a \.gpkg file"):
        list(stretches(tmp_path / "homes.gpkg"))


def rows_of(path: Path, rows: int = 5_000) -> list[str]:
    return [text for table, _ in stretches(path, rows) for text in table.iloc[:, 0]]


@pytest.mark.parametrize("rows", [1, 2, 5_000])
def test_an_empty_line_of_one_column_is_a_row_unless_it_ends_the_file(
    tmp_path: Path, rows: int
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("address\n3号楼\n\n   \n4号楼\n", encoding="utf-8")
    assert [text.strip() for text in rows_of(path, rows)] == ["3号楼", "", "", "4号楼"]
    path.write_text('address\r\n3号楼\r\n""\r\n', encoding="utf-8")
    assert rows_of(path, rows) == ["3号楼", ""]
    path.write_text("address\n3号楼\n\n", encoding="utf-8")
    assert rows_of(path, rows) == ["3号楼"]
    path.write_text("address,name\n3号楼,甲\n\n4号楼,乙\n", encoding="utf-8")
    assert rows_of(path, rows) == ["3号楼", "4号楼"]


def test_a_row_with_more_cells_than_the_header_is_named_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "in.csv"
    path.write_text("address\n3号楼1单元502\n柳荫里,3号楼,502\n", encoding="utf-8")
    with pytest.raises(InputError, match="the first is row 2: put a text with commas in quotes"):
        rows_of(path)
    path.write_text("address\n3号楼1单元502,,\n", encoding="utf-8")
    assert rows_of(path) == ["3号楼1单元502"]
