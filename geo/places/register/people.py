"""What one row of a register says about a person: birth, sex, phones, groups."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from geo.places.register.rejects import Row

STARTS_INSIDE = re.compile(r"[第\dA-Za-zＡＢＣ〇一二三四五六七八九十甲乙丙丁]")
"""How an address begins that names neither region nor road nor compound."""
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""GB 11643-1999: weights of the 17 digits and check digit by the sum modulo 11."""
ROUNDED = "identity number was rounded by a spreadsheet"
OLDEST = 125
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?!\d)")
DOUBLE_SURNAMES = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯",
     "长孙", "司徒", "端木", "南宫", "宇文")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One person or household, parsed; the address is still text."""

    row: Row
    address: str = field(repr=False)
    """As a person would write it, assembled from its columns where they are apart."""
    compound: str | None = None
    """Compound of the row, where a column of its own names it."""
    sheet_compound: str | None = None
    """Compound that the sheet or its title names, for rows that name none."""
    name: str | None = field(default=None, repr=False)
    sex: str | None = None
    """male, female or None."""
    birth_year: int | None = None
    phones: tuple[str, ...] = field(default=(), repr=False)
    """Digits only, landlines with area code where one is written."""
    living: str | None = None
    """Id of ``vocabulary/livings.csv``."""
    categories: tuple[str, ...] = ()
    """Ids of need categories, sorted."""
    conditions: tuple[str, ...] = ()
    """Ids of ``vocabulary/conditions.csv``, sorted."""
    note: str | None = field(default=None, repr=False)
    household: str | None = None
    identity: str | None = field(default=None, repr=False)
    """Transient: make the keyed digest of it, then forget it. Never store, log or show it."""

    def whole_address(self, default: str | None) -> str:
        """Return the address with the compound of its sheet, unless `default` is to be taken.

        Examples
        --------
        >>> RegisterRow(5, "3号楼502", sheet_compound="向阳里").whole_address(None)
        '向阳里3号楼502'
        """
        names_none = self.compound is None and STARTS_INSIDE.match(self.address)
        if default is not None or self.sheet_compound is None or not names_none:
            return self.address
        return f"{self.sheet_compound}{self.address}"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an identity number tells, and whether it is one."""

    number: str | None = field(repr=False)
    birth_year: int | None = None
    sex: str | None = None
    fault: str = ""


def read_identity(cell: str) -> Identity:
    """Read an 18- or 15-digit identity number; one with a fault is not used.

    Examples
    --------
    >>> read_identity("21010219400101000X").fault
    'identity number has a wrong check digit'
    """
    text = unicodedata.normalize("NFKC", cell).upper().replace(" ", "").strip("'")
    if not text:
        return Identity(None)
    if re.fullmatch(r"\d(?:\.\d+)?E\+?\d+", text):
        return Identity(None, fault=ROUNDED)
    if re.fullmatch(r"\d{15}", text):
        year, last = 1900 + int(text[6:8]), int(text[14])
    elif re.fullmatch(r"\d{17}[\dX]", text):
        total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
        if CHECK_DIGITS[total % 11] != text[17]:
            rounded = text.endswith("000")
            return Identity(
                None, fault=ROUNDED if rounded else "identity number has a wrong check digit"
            )
        year, last = int(text[6:10]), int(text[16])
    else:
        return Identity(None, fault="identity number has neither 18 nor 15 digits")
    return Identity(text, year, "male" if last % 2 else "female")


def read_birth_year(cell: str, as_of: date) -> int | None:
    """Return the year of a birth date such as 1940-05-01, 1940年5月, 19400501, 40.5.1 or 1940.

    None when there is no plausible year in it.

    Examples
    --------
    >>> [read_birth_year(text, date(2023, 1, 9)) for text in ("1940年5月", "19400501", "1850")]
    [1940, 1940, None]
    """
    text = unicodedata.normalize("NFKC", cell)
    found = re.match(r"\s*((?:18|19|20)\d{2})(?!\d(?!\d{3}))", text) or re.match(
        r"\s*(\d{2})\s*[年./-]", text
    )
    if not found:
        return None
    year = int(found[1])
    if year < 100:
        year += 2000 if 2000 + year <= as_of.year - OLDEST + 100 else 1900
    return year if as_of.year - OLDEST <= year <= as_of.year else None


def read_age(cell: str, as_of: date) -> int | None:
    """Return the year of birth of someone whose age is in `cell`; None without a plausible age.

    Examples
    --------
    >>> read_age("83岁", date(2023, 1, 9))
    1940
    """
    found = re.fullmatch(
        r"\s*(\d{1,3})(?:\.\d+)?\s*(?:周?岁)?\s*", unicodedata.normalize("NFKC", cell)
    )
    if not found or int(found[1]) > OLDEST:
        return None
    return as_of.year - int(found[1])


def read_sex(cell: str) -> str | None:
    """Return male or female; None for anything else."""
    text = cell.strip().lower()
    if text in ("男", "男性", "m", "male", "1"):
        return "male"
    return "female" if text in ("女", "女性", "f", "female", "2") else None


def read_phones(cell: str) -> tuple[str, ...]:
    """Return the phone numbers in `cell`, digits only.

    Examples
    --------
    >>> read_phones("138 0000 1234、024-25880000")
    ('13800001234', '02425880000')
    """
    text = unicodedata.normalize("NFKC", cell)
    text = re.sub(r"(?<=\d)[ -](?=\d{4}(?!\d))|(?<=\d{3})[ -](?=\d{4}[ -])", "", text)
    numbers = (re.sub(r"\D", "", found) for found in PHONE.findall(text))
    return tuple(dict.fromkeys(numbers))


def masked_name(name: str) -> str:
    """Return surname and one star.

    Examples
    --------
    >>> masked_name("王秀兰"), masked_name("欧阳兰"), masked_name("")
    ('王*', '欧阳*', '')
    """
    if not name:
        return ""
    return f"{name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[:1]}*"


def masked_digits(text: str) -> str:
    """Return `text` with all but the first three and last four characters starred.

    Examples
    --------
    >>> masked_digits("13800001234"), masked_digits("12345")
    ('138****1234', '*****')
    """
    if len(text) < 8:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"
