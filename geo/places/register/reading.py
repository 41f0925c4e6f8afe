"""Reads a register of people: mapping, rows, faults, and a masked sample for the dry run."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from geo.errors import InputError
from geo.places.register.fields import REQUIRED, Field, Mapping, mapped, recognised_headers
from geo.places.register.groups import (
    GROUPS,
    NOTHING,
    OLD,
    YES,
    Group,
    mostly_known,
    said,
)
from geo.places.register.people import (
    STARTS_INSIDE,
    RegisterRow,
    masked_digits,
    masked_name,
    read_age,
    read_birth_year,
    read_identity,
    read_phones,
    read_sex,
)
from geo.places.register.rejects import Fault, Row
from geo.places.register.sheets import Sheet, read_sheets
from geo.places.register.titles import building_in, compound_in

SAMPLE_ROWS = 3
TO_BUILDING = re.compile(r".*?(?:号楼|[栋幢座#])")
SUFFIXES = {
    Field.BUILDING: ("号楼", re.compile(r"[楼栋幢座#]")),
    Field.ENTRANCE: ("单元", re.compile(r"单元|门")),
    Field.FLOOR: ("楼", re.compile(r"[楼层]")),
    Field.UNIT: ("号", re.compile(r"[号室户]|[东西中]户?$")),
}
"""Field -> what stands behind a bare number in an address, and what makes a suffix needless."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register as read: `len(rows)` and the rejecting faults add up to `found`."""

    mapping: Mapping
    """Of the first sheet."""
    rows: tuple[RegisterRow, ...] = field(repr=False)
    faults: tuple[Fault, ...]
    sample: tuple[tuple[str, ...], ...]
    """First rows under the headers of `mapping`, masked: surname and star, phone 138****5678,
    address to the building."""
    found: int
    """Rows below the headers that are not empty."""
    sheets: tuple[str, ...] = ()
    """Sheets of the workbook that were read, where there are several."""
    overlooked: Dictionary[str, int] = field(default_factory=dict)
    """Header of a column that is not used -> its cells that name a group of people; only columns
    where most do."""

    @property
    def rejected(self) -> tuple[Fault, ...]:
        """The faults for which a row was left out."""
        return tuple(fault for fault in self.faults if fault.rejects)


def read_register(path: Path, *, as_of: date) -> Register:
    """Return the people in table `path`, one row a person or household.

    Columns are recognised by Chinese or English header. Where no column holds a whole address it
    is put together from compound, building, entrance, floor and flat. Identity numbers give the
    birth year and sex; the number itself is passed on only for its digest.

    Parameters
    ----------
    path : .csv (UTF-8, UTF-16, GBK, GB 18030) or .xlsx, of which every sheet with known headers
        is read; where no column names the compound or building, the sheet's name or title may
    as_of : the day for which ages in the register hold

    Raises
    ------
    InputError
        When the file is missing, empty, no table, in another encoding, or has no column for an
        address.
    """
    sheets = [_Read.of(sheet, path) for sheet in read_sheets(path, recognised_headers)]
    if not any(one.sheet.rows for one in sheets):
        raise InputError(f"{path} has a header and no rows below it")
    rows: list[RegisterRow] = []
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], Row] = {}
    for at, cells in (
        (at, _Cells(at, cells, one)) for one in sheets for at, cells in one.sheet.rows
    ):
        row, wrong = _row(cells, as_of)
        earlier = seen.setdefault(_sameness(row), at) if row.address else at
        if not row.address:
            wrong = [Fault(at, "no address", "fill in 地址, or 楼号 and 门牌", rejects=True)]
        elif earlier != at:
            wrong = [Fault(at, f"says the same as row {earlier}", "delete one", rejects=True)]
        faults += wrong
        if not any(fault.rejects for fault in wrong):
            rows.append(row)
    return Register(
        mapping=sheets[0].mapping,
        rows=tuple(rows),
        faults=tuple(faults),
        sample=_sample(sheets[0].sheet, sheets[0].mapping),
        found=sum(len(one.sheet.rows) for one in sheets),
        sheets=tuple(one.sheet.name for one in sheets if len(sheets) > 1),
        overlooked=_overlooked(sheets),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet, what its columns are, and where its name and title say that its rows live."""

    sheet: Sheet
    mapping: Mapping
    compound: str | None
    building: str | None

    @classmethod
    def of(cls, sheet: Sheet, path: Path) -> Self:
        mapping = mapped(sheet.header)
        building = building_in(sheet.name)
        if not building and all(mapping.at(needed) is None for needed in REQUIRED):
            where = f"sheet {sheet.name} of {path}" if sheet.name else f"{path}"
            headers = "、".join(filter(None, sheet.header))
            raise InputError(f"{where} has no column for an address among {headers}: name one 地址")
        return cls(sheet, mapping, compound_in(sheet.name) or compound_in(sheet.title), building)


def _overlooked(sheets: list[_Read]) -> dict[str, int]:
    """Return header -> cells that name a group, of columns that are not used but should be."""
    known: Counter[str] = Counter()
    for one in sheets:
        for at, use in enumerate(one.mapping.columns):
            if use.field is None and use.header:
                known[use.header] += mostly_known(cells[at] for _, cells in one.sheet.rows)
    return {header: number for header, number in known.items() if number}


def _sameness(row: RegisterRow) -> tuple[object, ...]:
    home = row.whole_address(None)
    return (home, row.name, row.birth_year, row.sex, row.phones, row.identity, row.household)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row and the sheet that it stands in."""

    at: Row
    cells: tuple[str, ...]
    read: _Read

    @property
    def mapping(self) -> Mapping:
        return self.read.mapping

    def text(self, wanted: Field) -> str:
        at = self.mapping.at(wanted)
        if at is None:
            return (self.read.building or "") if wanted is Field.BUILDING else ""
        return self.cells[at]

    def fault(self, reason: str, suggestion: str) -> Fault:
        return Fault(self.at, reason, suggestion, rejects=False)


def _row(cells: _Cells, as_of: date) -> tuple[RegisterRow, list[Fault]]:
    faults = list(_faults(cells, as_of))
    identity = read_identity(cells.text(Field.IDENTITY))
    birth_year = (
        identity.birth_year
        or read_birth_year(cells.text(Field.BIRTH), as_of)
        or read_age(cells.text(Field.AGE), as_of)
    )
    groups = [group for _, group in _groups(cells) if group]
    is_young = birth_year is not None and as_of.year - birth_year < OLD
    return (
        RegisterRow(
            row=cells.at,
            address=assembled_address(cells.text, cells.text(Field.ADDRESS)),
            compound=cells.text(Field.COMPOUND) or None,
            sheet_compound=cells.read.compound,
            name=cells.text(Field.NAME) or None,
            sex=read_sex(cells.text(Field.SEX)) or identity.sex,
            birth_year=birth_year,
            phones=read_phones(cells.text(Field.PHONE)),
            living=next((group.living for group in groups if group.living), None),
            categories=_categories(groups, is_young=is_young),
            conditions=tuple(sorted({word for group in groups for word in group.conditions})),
            note=cells.text(Field.NOTE) or None,
            household=cells.text(Field.HOUSEHOLD) or None,
            identity=identity.number,
        ),
        faults,
    )


def _categories(groups: list[Group], *, is_young: bool) -> tuple[str, ...]:
    """Return the categories of all groups; the young who live alone are no lone elders."""
    ids = {word for group in groups for word in group.categories}
    return tuple(sorted(ids - {"lone_elderly", "empty_nest_elderly"} if is_young else ids))


def _groups(cells: _Cells) -> Iterator[tuple[str, Group | None]]:
    """Yield every word about groups in the row with the group it names, None when unknown."""
    every = cells.mapping.every
    for column in (wanted for one in (Field.LIVING, Field.GROUP) for wanted in every(one)):
        known, unknown = said(cells.cells[column])
        yield from (("", group) for group in known)
        yield from ((word, None) for word in unknown)
    for at, name in cells.mapping.flags:
        cell = cells.cells[at].strip().lower()
        if cell in YES or cell in GROUPS:
            yield "", GROUPS[name]
        elif cell not in NOTHING:
            yield cell, None


def _faults(cells: _Cells, as_of: date) -> Iterator[Fault]:
    """Yield what is wrong with the row but does not keep it out."""
    if fault := read_identity(cells.text(Field.IDENTITY)).fault:
        yield cells.fault(fault, "format the column as text and write the number again")
    birth = cells.text(Field.BIRTH)
    if birth and read_birth_year(birth, as_of) is None:
        yield cells.fault("birth date is not understood", "write it as 1940-05-01")
    age = cells.text(Field.AGE)
    if age and read_age(age, as_of) is None:
        yield cells.fault("age is not understood", "write whole years, such as 83")
    phone = cells.text(Field.PHONE)
    if phone and phone.lower() not in NOTHING and not read_phones(phone):
        yield cells.fault("phone number is not understood", "write 11 digits, or area code first")
    sex = cells.text(Field.SEX)
    if sex and read_sex(sex) is None:
        yield cells.fault("sex is not understood", "write 男 or 女")
    unknown = sorted({word for word, group in _groups(cells) if group is None})
    if unknown:
        words = "、".join(unknown)[:60]
        yield cells.fault(f"group {words} is not known", "use a word of the list, or 备注")


def assembled_address(text: Callable[[Field], str], written: str) -> str:
    """Return the address of a row: the written one, else put together from its columns.

    A compound in a column of its own is put before an address that begins inside a compound.

    Examples
    --------
    >>> row = {Field.COMPOUND: "御林湾", Field.BUILDING: "3", Field.UNIT: "502"}
    >>> assembled_address(lambda field: row.get(field, ""), "")
    '御林湾3号楼502'
    """
    compound = text(Field.COMPOUND)
    if not written:
        written = "".join(_part(text(wanted), wanted, text) for wanted in SUFFIXES)
    if not compound or not STARTS_INSIDE.match(written) or compound in written:
        return written
    return f"{compound}{written}"


def _part(cell: str, wanted: Field, text: Callable[[Field], str]) -> str:
    """Return one level with its suffix; a floor that the flat number already says is left out."""
    suffix, has_suffix = SUFFIXES[wanted]
    if not cell:
        return ""
    unit_says_floor = bool(re.fullmatch(r"[A-Za-z]?-?\d{3,4}\D*", text(Field.UNIT)))
    if wanted is Field.FLOOR and unit_says_floor:
        return ""
    if has_suffix.search(cell) or (wanted is Field.UNIT and unit_says_floor):
        return cell
    return f"{cell}{suffix}"


def _sample(sheet: Sheet, mapping: Mapping) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_masked(cell, use.field) for cell, use in zip(cells, mapping.columns, strict=True))
        for _, cells in sheet.rows[:SAMPLE_ROWS]
    )


def _masked(cell: str, use: Field | None) -> str:
    """Return a cell as a dry run may show it: columns not recognised may hold anything."""
    if use is Field.NAME:
        return masked_name(cell)
    if use is Field.PHONE:
        return "、".join(map(masked_digits, read_phones(cell)))
    if use is Field.BIRTH:
        return f"{cell[:4]}…" if cell else ""
    if use in (None, Field.IDENTITY, Field.NOTE, Field.UNIT, Field.HOUSEHOLD):
        return "…" if cell else ""
    if use is Field.ADDRESS and cell:
        building = TO_BUILDING.match(cell)
        return f"{building[0] if building else cell[:6]}…"
    return cell
