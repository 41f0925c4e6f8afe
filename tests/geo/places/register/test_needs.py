"""Lists of needs come in with category, day and state, every row accounted for."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.places.register import NeedsTable, read_needs_table
from geo.places.register.needs import read_day

CATEGORIES = {"下水": "plumbing_drain", "漏水": "leak"}
DAY = date(2023, 1, 9)


def read(path: Path, text: str) -> NeedsTable:
    path.write_text(text, encoding="gbk")
    return read_needs_table(path, categories=CATEGORIES, as_of=DAY)


def test_needs_come_in_with_id_or_name_of_their_category(tmp_path: Path) -> None:
    table = read(
        tmp_path / "n.csv",
        "小区,地址,类别,内容,日期,状态\n"
        "御林湾,3号楼1单元,下水,下水慢,2023年1月3日,办理中\n"
        ",4号楼102,leak,棚顶漏水,20230105,\n",
    )
    one, two = table.rows
    assert (one.address, one.category, one.state) == (
        "御林湾3号楼1单元",
        "plumbing_drain",
        "working",
    )
    assert (one.opened, two.opened) == (date(2023, 1, 3), date(2023, 1, 5))
    assert two.state == "registered"


def test_unknown_categories_are_rejected_and_late_days_only_reported(tmp_path: Path) -> None:
    table = read(
        tmp_path / "n.csv", "地址,类别,日期,状态\n1号楼,飞碟,,\n,漏水,,\n1号楼,漏水,2024-01-01,飞\n"
    )
    assert [(f.row, f.rejects) for f in table.faults] == [
        (2, True),
        (3, True),
        (4, False),
        (4, False),
    ]
    assert len(table.rows) + sum(fault.rejects for fault in table.faults) == table.found
    assert table.rows[0].opened is None


def test_a_table_without_categories_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column for the category: name one 类别"):
        read(tmp_path / "n.csv", "地址,内容\n1号楼,漏水\n")


@given(
    st.dates(date(1950, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d 10:30", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_a_day_in_any_form_is_read(day: date, form: str) -> None:
    assert read_day(f"{day.year:04}" + day.strftime(form)[len(day.strftime("%Y")) :]) == day
