"""Writes an address in the ways people do: the inverse of reading it."""

from enum import StrEnum

from geo.address.numerals import LIMIT, arabic, chinese
from geo.address.tokens import TOP
from geo.address.values import Address, Level

LONG_UNIT = 3
"""A flat number of so many digits tells its floor."""
_WIDE = {ord("0") + digit: chr(ord("\uff10") + digit) for digit in range(10)}


class Style(StrEnum):
    """How the levels are worded."""

    PLAIN = "plain"
    """3号楼1单元2楼2号."""
    BLOCKS = "blocks"
    """3栋1门502."""
    WORDS = "words"
    """三号楼一单元二楼二号."""
    WIDE = "wide"
    """３号楼１单元５０２."""
    DASHED = "dashed"
    """3-1-502, where every part is known; otherwise plain."""
    HASH = "hash"
    """3#1-502, where every part is known; otherwise plain."""


def format_address(address: Address, style: Style = Style.PLAIN) -> str:
    """Return `address` as people write it; levels that are None are left out.

    >>> format_address(Address("御林湾", "3", "1", "2", "2"))
    '御林湾3号楼1单元2楼2号'
    >>> format_address(Address("御林湾", "3", "1", "5", "502"), Style.HASH)
    '御林湾3#1-502'
    """
    compound = address.compound or ""
    if style in (Style.DASHED, Style.HASH) and _dashes_fit(address):
        return compound + _dashed(address, style)
    levels = _levels(
        address,
        "栋" if style is Style.BLOCKS else "号楼",
        "门" if style is Style.BLOCKS else "单元",
    )
    return compound + "".join(_worded(number, suffix, style) for number, suffix in levels)


def _levels(address: Address, building: str, entrance: str) -> list[tuple[str, str]]:
    """Return the number and the suffix of each level that is written out."""
    levels: list[tuple[str, str]] = []
    if address.building is not None:
        levels.append((address.building, "座" if address.building.isalpha() else building))
    if address.entrance is not None:
        levels.append((address.entrance, entrance))
    if address.floor is not None and not _told_by_unit(address):
        levels.append(_floor(address.floor))
    if address.unit is not None:
        levels.append(_unit(address.unit))
    return levels


def _told_by_unit(address: Address) -> bool:
    unit = address.unit
    return (
        unit is not None
        and unit.isdecimal()
        and len(unit) >= LONG_UNIT
        and unit[:-2] == address.floor
    )


def _floor(floor: str) -> tuple[str, str]:
    if floor == TOP:
        return "", "顶楼"
    if floor.startswith("B"):
        return "", f"地下{chinese(int(floor[1:]))}层"
    return floor, "楼"


def _unit(unit: str) -> tuple[str, str]:
    if not unit.isdecimal():
        return unit, "户"
    return unit, "" if len(unit) >= LONG_UNIT else "号"


def _worded(number: str, suffix: str, style: Style) -> str:
    if style is Style.WIDE:
        return number.translate(_WIDE) + suffix
    if style is Style.WORDS and suffix and arabic(number) and int(number) < LIMIT:
        return chinese(int(number)) + suffix
    return number + suffix


def _dashes_fit(address: Address) -> bool:
    numbers = (address.building, address.entrance, address.unit)
    return all(n is not None and n.isdecimal() for n in numbers) and _told_by_unit(address)


def _dashed(address: Address, style: Style) -> str:
    joint = "#" if style is Style.HASH else "-"
    return f"{address.building}{joint}{address.entrance}-{address.unit}"


def reached(address: Address, level: Level) -> Address:
    """Return `address` without the levels below `level`."""
    levels = list(Level)
    kept = levels[: levels.index(level) + 1]
    return Address(**{str(one): getattr(address, one) for one in kept})
