"""What places are called on a page, in Chinese and in English."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


def building_label(number: str | None, name: str | None, language: str) -> str:
    """Return what people call a building.

    Examples
    --------
    >>> building_label("3", None, "zh"), building_label("A", None, "zh")
    ('3号楼', 'A座')
    >>> building_label("3", None, "en"), building_label(None, "社区办公室", "zh")
    ('Building 3', '社区办公室')
    """
    if number is None:
        return name or ""
    if language == "en":
        return f"Building {number}"
    return f"{number}号楼" if number[:1].isdigit() else f"{number}座"


def entrance_label(number: str | None, language: str) -> str:
    """Return what people call an entrance.

    Examples
    --------
    >>> entrance_label("2", "zh"), entrance_label("2", "en"), entrance_label(None, "zh")
    ('2单元', 'Entrance 2', '')
    """
    if number is None:
        return ""
    return f"Entrance {number}" if language == "en" else f"{number}单元"


def entrances_label(numbers: Iterable[str], language: str) -> str:
    """Return what people call a building without a number: by the entrances that it has.

    Examples
    --------
    >>> entrances_label(["3", "1", "2"], "zh"), entrances_label(["5"], "en")
    ('1–3单元', 'Entrance 5')
    >>> entrances_label([], "zh")
    ''
    """
    known = sorted(numbers, key=lambda number: (len(number), number))
    if len(known) < 2:
        return entrance_label(known[0] if known else None, language)
    span = f"{known[0]}–{known[-1]}"
    return f"Entrances {span}" if language == "en" else f"{span}单元"


def street_label(road: str | None, house_number: str | None, language: str) -> str:
    """Return the postal address of what stands on a street.

    Examples
    --------
    >>> street_label("兴华北街", "31-1", "zh"), street_label("建设中路", None, "en")
    ('兴华北街31-1号', '建设中路')
    """
    if not road or not house_number:
        return road or ""
    if language == "en":
        return f"{road} {house_number}"
    return f"{road}{house_number}" + ("" if house_number.endswith("号") else "号")


def known_as(building: "Named", doors: Iterable[str], language: str) -> str:
    """Return what people call a building, never an empty text.

    By its number or name; else in a compound by its entrances, on a street by the postal address.

    Examples
    --------
    >>> known_as(Named(None, None, "建设中路", "92", in_compound=True), ["1", "2", "3"], "zh")
    '1–3单元'
    >>> known_as(Named(None, None, "兴华北街", "31-1", in_compound=False), ["1"], "zh")
    '兴华北街31-1号'
    """
    own = building_label(building.number, building.name, language)
    by_doors = entrances_label(doors, language)
    on_street = street_label(building.road, building.house_number, language)
    found = own or (by_doors or on_street if building.in_compound else on_street or by_doors)
    return found or ("Building without a number" if language == "en" else "无号楼")


@dataclass(frozen=True, slots=True)
class Named:
    """What a building is called by, as far as it is known."""

    number: str | None
    name: str | None
    road: str | None
    house_number: str | None
    in_compound: bool


def building_labels(
    buildings: pd.DataFrame, entrances: pd.DataFrame, language: str
) -> "pd.Series[str]":
    """Return what people call each of `buildings`, in their order; never an empty text.

    Parameters
    ----------
    buildings
        Columns id, compound_id, number, name, road, house_number.
    entrances
        Columns building_id, number: they name a building that has no number.
    language
        zh or en.
    """
    known = entrances.dropna(subset=["number"])
    doors: dict[str, list[str]] = defaultdict(list)
    for key, number in zip(known["building_id"], known["number"], strict=True):
        doors[key].append(number)
    columns = (buildings[name] for name in ("number", "name", "road", "house_number"))
    cells = ([_text(cell) for cell in column] for column in columns)
    labels = [
        known_as(Named(number, name, road, house, in_compound=inside), doors.get(key, ()), language)
        for key, inside, number, name, road, house in zip(
            buildings["id"], buildings["compound_id"].notna(), *cells, strict=True
        )
    ]
    return pd.Series(labels, index=buildings.index, dtype="str")


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
