"""Addresses in a table become places: one row in, one row out, in order.

>>> from geo.address.geocode import geocode, read_gazetteer
>>> registry = Gazetteer.from_json([{"name": "柳荫里", "buildings": ["3"]}])
>>> frame = pd.DataFrame({"address": ["柳荫里3号楼1单元502"]})
>>> geocode(frame, registry)["level"].item()
'unit'
"""

import json
from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.address.choosing import Residents, choose
from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.locating import Candidate, Location, locate
from geo.address.reading import LONGEST_TEXT, read_address
from geo.address.values import Level, Mention
from geo.crs import WGS84
from geo.errors import FrameError, InputError
from geo.frames import Places

__all__ = ["ADDED", "Candidate", "Location", "geocode", "locate", "read_gazetteer", "rejects"]

ADDED = (
    "matched",
    "level",
    "confidence",
    "accuracy_m",
    "compound",
    "building",
    "entrance",
    "floor",
    "unit",
    "candidates",
    "explanation",
)
"""Columns that geocoding adds, in order; a given column of the same name gets `GIVEN` behind."""
GIVEN = "_given"
NO_LEVEL = "none"
_json = json.JSONEncoder(ensure_ascii=False).encode

REJECTED = {
    "en": {
        "void": ("no text", "write an address such as 3号楼1单元502"),
        "long": ("text too long", f"keep the address below {LONGEST_TEXT} characters"),
    },
    "zh": {
        "void": ("没有内容", "请写地址，例如 3号楼1单元502"),
        "long": ("内容太长", f"地址不要超过 {LONGEST_TEXT} 个字"),
    },
}
"""Why a row is rejected and what to do, by language."""

Found = tuple[Mention | None, Location | None]


def geocode(  # noqa: PLR0913 - columns and defaults of one table, all by keyword
    frame: pd.DataFrame,
    registry: Places | Gazetteer,
    *,
    column: str = "address",
    compound: str | None = None,
    compound_column: str | None = None,
    person_column: str | None = None,
    residents: Residents | None = None,
) -> gpd.GeoDataFrame:
    """Return `frame` with what each address was matched to, as EPSG:4326 points.

    Parameters
    ----------
    frame
        One address a row in `column`; index and other columns are kept.
    registry
        Places, or a gazetteer made of them once.
    column
        Column of free-text addresses; an empty or overlong text matches nothing.
    compound
        Compound of rows that name none.
    compound_column
        Column with the name or id of the compound of each row that names none; wins over
        `compound`.
    person_column
        Column with the name of the person who lives there.
    residents
        Names of the residents of a flat by its id in the registry, a mapping or a function: they
        tell apart homes that could all be meant, such as flats behind two entrances.

    Returns
    -------
    Columns `ADDED`: `level` is unit, entrance, building, compound or none; `confidence` 0 to 1;
    `accuracy_m` metres, missing without geometry; `candidates` and `explanation` JSON text.
    The cost is linear in the rows.

    Raises
    ------
    FrameError
        When a named column is missing.
    InputError
        When `compound` is not in the registry.
    """
    gazetteer = registry if isinstance(registry, Gazetteer) else Gazetteer.from_places(registry)
    check_columns(frame, gazetteer, (column, compound_column, person_column), compound)
    texts = frame[column].tolist()
    defaults = _defaults(frame, compound, compound_column)
    persons = _persons(frame, person_column)
    found = [
        _found(text, default, names, gazetteer, residents)
        for text, default, names in zip(texts, defaults, persons, strict=True)
    ]
    taken = {*ADDED, "geometry", "lon", "lat"}
    given = frame.rename(
        columns={name: f"{name}{GIVEN}" for name in frame if str(name).lower() in taken}
    )
    added = pd.DataFrame(_columns(texts, found), index=frame.index)
    return gpd.GeoDataFrame(pd.concat([given, added], axis=1), geometry=_points(found), crs=WGS84)


def rejects(frame: pd.DataFrame, column: str = "address", *, language: str = "en") -> pd.DataFrame:
    """Return the rows that hold no readable text: position from 0, reason, suggestion.

    `language`, zh or en, is that of reason and suggestion.
    """
    words = REJECTED[language]
    texts = frame[column]
    empty = [not _has_text(text) for text in texts]
    long = [_has_text(text) and len(text) > LONGEST_TEXT for text in texts]
    rows = [
        (at, *words["void" if void else "long"])
        for at, (void, over) in enumerate(zip(empty, long, strict=True))
        if void or over
    ]
    return pd.DataFrame(rows, columns=["row", "reason", "suggestion"])


def check_columns(
    frame: pd.DataFrame,
    gazetteer: Gazetteer,
    columns: tuple[str | None, ...],
    compound: str | None,
) -> None:
    """Refuse a table that lacks a named column, and a default that is no compound.

    Raises
    ------
    FrameError
        When a named column is missing.
    InputError
        When `compound` is not in the registry.
    """
    for name in filter(None, columns):
        if name not in frame:
            there = ", ".join(map(str, frame.columns))
            raise FrameError(
                f"column {name!r} is missing: the table has {there}; name the right one (--column)"
            )
    if compound is not None and gazetteer.compound(compound) is None:
        near = "、".join(one.name for one in gazetteer.similar(compound, 3))
        raise InputError(f"compound {compound!r} is not in the registry: did you mean {near}?")


def _defaults(
    frame: pd.DataFrame, compound: str | None, compound_column: str | None
) -> list[str | None]:
    if compound_column is None:
        return [compound] * len(frame)
    return [one if _has_text(one) else compound for one in frame[compound_column].tolist()]


def _persons(frame: pd.DataFrame, column: str | None) -> list[tuple[str, ...]]:
    if column is None:
        return [()] * len(frame)
    return [(name.strip(),) if _has_text(name) else () for name in frame[column].tolist()]


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _found(
    text: object,
    default: str | None,
    persons: tuple[str, ...],
    gazetteer: Gazetteer,
    residents: Residents | None,
) -> Found:
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        return None, None
    mention = read_address(text, gazetteer, default_compound=default)
    if mention is None:
        return None, None
    chosen = choose(mention, gazetteer, persons=persons, residents=residents)
    return chosen.mention, chosen.location


def _columns(texts: list[object], found: list[Found]) -> dict[str, object]:
    places = [location for _, location in found]
    columns: dict[str, object] = {
        "matched": pd.array([p.matched if p else "" for p in places], dtype="str"),
        "level": pd.array(
            [str(p.level) if p and p.level else NO_LEVEL for p in places], dtype="str"
        ),
        "confidence": np.array([p.confidence if p else 0.0 for p in places]),
        "accuracy_m": np.array(
            [np.nan if p is None or p.accuracy_m is None else p.accuracy_m for p in places],
            dtype=float,
        ),
    }
    for level in Level:
        columns[str(level)] = pd.array(
            [getattr(p.address, level) if p else None for p in places], dtype="str"
        )
    columns["candidates"] = pd.array([_candidates(p) for p in places], dtype="str")
    columns["explanation"] = pd.array(
        [_explanation(text, *one) for text, one in zip(texts, found, strict=True)], dtype="str"
    )
    return columns


def _candidates(location: Location | None) -> str:
    listed: Iterable[Candidate] = location.candidates if location else ()
    return _json(
        [{"level": c.level, "id": c.id, "name": c.name, "reason": c.reason} for c in listed]
    )


def _explanation(text: object, mention: Mention | None, location: Location | None) -> str:
    """Return, as JSON text, each level's rule and words, then what the registry said."""
    if mention is None or not isinstance(text, str):
        return _json([{"rule": "no_place"}])
    parts: list[dict[str, str | None]] = [
        {
            "level": reason.level,
            "rule": reason.rule,
            "words": text[reason.span.start : reason.span.end] if reason.span else None,
        }
        for reason in mention.reasons
    ]
    parts += [{"rule": note} for note in (location.notes if location else ())]
    return _json(parts)


def _points(found: list[Found]) -> "np.ndarray[tuple[int], np.dtype[np.object_]]":
    points = np.full(len(found), None, dtype=object)
    placed = [
        (row, place.at) for row, (_, place) in enumerate(found) if place is not None and place.at
    ]
    if placed:
        rows = [row for row, _ in placed]
        points[rows] = shapely.points([(at.lon, at.lat) for _, at in placed])
    return points
