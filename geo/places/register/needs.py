"""Reads a list of needs: address, category, words, day of opening, state."""

import re
import unicodedata
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from geo.errors import InputError
from geo.places.columns import plain, recognised
from geo.places.register.rejects import Fault, Row
from geo.places.register.sheets import Sheet, read_sheets

HEADERS: dict[str, tuple[str, ...]] = {
    "address": ("地址", "详细地址", "住址", "居住地址", "地点", "位置", "address", "place"),
    "compound": ("小区", "小区名称", "compound"),
    "category": (
        "类别", "需求类别", "需求类型", "问题类型", "诉求类型", "事项", "类型", "category", "type",
    ),
    "words": (
        "内容", "诉求内容", "需求内容", "问题描述", "描述", "情况", "诉求", "words", "text",
        "description",
    ),
    "opened": (
        "日期", "登记日期", "受理日期", "反映日期", "时间", "登记时间", "受理时间", "opened",
        "date", "opened date",
    ),
    "state": ("状态", "办理状态", "办理情况", "进度", "state", "status"),
}  # fmt: skip
STATES = {
    "registered": ("登记", "新建", "未办理", "待办", "registered", "open", "new"),
    "assigned": ("交办", "已交办", "派遣", "assigned"),
    "working": ("办理中", "处理中", "进行中", "working", "in progress"),
    "answered": ("已答复", "答复", "answered"),
    "callback": ("回访", "已回访", "callback"),
    "closed": ("办结", "已办结", "已解决", "完成", "已完成", "closed", "done"),
    "impossible": ("无法办理", "无法解决", "impossible"),
}
"""Ids of ``vocabulary/states.csv`` -> words that mean them."""
_STATE_BY_WORD = {plain(word): state for state, words in STATES.items() for word in words}
DAY = re.compile(
    r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})|\s*(\d{4})(\d{2})(\d{2})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need as a table states it; the address is still text."""

    row: Row
    address: str = field(repr=False)
    category: str
    """Id of a need category."""
    words: str = field(default="", repr=False)
    opened: date | None = None
    """None: the table does not say."""
    state: str = "registered"
    """Id of ``vocabulary/states.csv``."""


@dataclass(frozen=True, slots=True)
class NeedsTable:
    """A list of needs as read: `len(rows)` and the rejecting faults add up to `found`."""

    columns: Dictionary[str, str]
    """What a column says -> its header."""
    rows: tuple[NeedRow, ...] = field(repr=False)
    faults: tuple[Fault, ...]
    found: int


def read_needs_table(path: Path, *, categories: Dictionary[str, str], as_of: date) -> NeedsTable:
    """Return the needs in table `path`, .csv or .xlsx.

    Parameters
    ----------
    path : a table with columns for address and category, by Chinese or English header
    categories : word in any language -> category id; the ids themselves are always known
    as_of : a need opened after this day is a fault

    Raises
    ------
    InputError
        When the file cannot be read as a table or lacks a column for address or category.
    """
    known = {plain(word) for words in HEADERS.values() for word in words}
    sheets = read_sheets(path, lambda cells: sum(plain(cell) in known for cell in cells))
    ids = {plain(word): name for word, name in categories.items()}
    ids |= {plain(name): name for name in categories.values()}
    columns = [_columns(sheet, path) for sheet in sheets]
    rows: list[NeedRow] = []
    faults: list[Fault] = []
    for sheet, used in zip(sheets, columns, strict=True):
        for at, cells in sheet.rows:
            record = {name: cells[sheet.header.index(header)] for name, header in used.items()}
            made, wrong = _need(at, record, ids, as_of)
            faults += wrong
            if made is not None:
                rows.append(made)
    return NeedsTable(
        columns[0], tuple(rows), tuple(faults), sum(len(sheet.rows) for sheet in sheets)
    )


def _columns(sheet: Sheet, path: Path) -> dict[str, str]:
    columns = recognised(sheet.header, HEADERS)
    for needed, word in (("address", "地址"), ("category", "类别")):
        if needed not in columns:
            where = f"sheet {sheet.name} of {path}" if sheet.name else f"{path}"
            raise InputError(f"{where} has no column for the {needed}: name one {word}")
    return columns


def _need(
    number: Row, record: dict[str, str], ids: dict[str, str], as_of: date
) -> tuple[NeedRow | None, list[Fault]]:
    category = ids.get(plain(record["category"]))
    address, compound = record["address"], record.get("compound", "")
    if not address:
        return None, [Fault(number, "no address", "fill in 地址", rejects=True)]
    if category is None:
        reason = "category is not known" if record["category"] else "no category"
        return None, [Fault(number, reason, "use a name of the category list", rejects=True)]
    faults = []
    opened = read_day(record.get("opened", ""))
    if record.get("opened") and (opened is None or opened > as_of):
        faults.append(Fault(number, "day is not understood", "write 2023-01-09", rejects=False))
        opened = None
    state = _STATE_BY_WORD.get(plain(record.get("state", "")))
    if record.get("state") and state is None:
        faults.append(Fault(number, "state is not known", "taken as 登记", rejects=False))
    whole = address if not compound or compound in address else f"{compound}{address}"
    words = record.get("words", "")
    return NeedRow(number, whole, category, words, opened, state or "registered"), faults


def read_day(cell: str) -> date | None:
    """Return the day in `cell`: 2023-01-09, 2023/1/9, 2023年1月9日, 20230109; None without one.

    Examples
    --------
    >>> read_day("2023年1月9日 10:30"), read_day("yesterday")
    (datetime.date(2023, 1, 9), None)
    """
    found = DAY.match(unicodedata.normalize("NFKC", cell))
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None
