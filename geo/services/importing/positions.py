"""Whether the places of a file may lie where it puts them: beside what the store holds already."""

import geopandas as gpd
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.datum import Datum
from geo.errors import InputError
from geo.frames import SKETCHED, Places
from geo.places.elsewhere import REFUSED_M, Elsewhere, elsewhere
from geo.places.landing import compass, landing, outside_china, swapped
from geo.services.registry import layer

MOSTLY = 0.5
SHIFTED = (Datum.GCJ02, Datum.BD09)
NAMED = 3
"""Compounds or roads by which a place is called."""


def checked_positions(
    session: Session, places: Places, datum: Datum, *, trust_datum: bool, far_away: bool
) -> tuple[str, ...]:
    """Return what looks wrong with the positions of `places`.

    Parameters
    ----------
    trust_datum : take them also where the buildings say that another datum is meant
    far_away : take them also where they lie in another city than what stands

    Raises
    ------
    InputError
        When latitude stands first, or the buildings land where another datum puts those that
        stand, unless it is trusted, or in another city, unless that is meant.
    """
    warnings = []
    if swapped(places.buildings) > MOSTLY:
        raise InputError(
            "latitude stands first in this file: give the longitude first",
            zh="这份文件里纬度写在了前面：请把经度放在前面再导入。",
        )
    if outside_china(places.buildings) > MOSTLY:
        warnings.append(
            "most buildings lie outside China: if that is wrong, check the order of the numbers"
            + (f"; {datum} shifts nothing there" if datum in SHIFTED else "")
        )
    standing = layer(session, "buildings")
    drawn = standing[standing["source"].fillna("") != SKETCHED]
    warnings += _far_away(session, places, drawn, far_away=far_away)
    warnings += _landed_off(places, drawn, datum, trust_datum=trust_datum)
    return tuple(warnings)


def _landed_off(
    places: Places, drawn: gpd.GeoDataFrame, datum: Datum, *, trust_datum: bool
) -> list[str]:
    """Return the sentence about buildings beside those that stand, all off by the same."""
    found = landing(places.buildings, drawn, datum)
    if found is None or found.likely is None:
        return []
    told = (
        f"the buildings land {found.shift_m:.0f} m {compass(found.bearing_deg)} of those that "
        f"stand: as {found.likely} {found.likely_share:.0%} of {found.compared} lie on one, "
        f"as {datum} {found.share:.0%}"
    )
    if not trust_datum:
        raise InputError(
            f"{told}; give --datum {found.likely}, or --trust-datum if {datum} is right",
            zh=f"坐标系多半不对：这些楼比已有的楼整体偏了约 {found.shift_m:.0f} 米，"
            f"看起来是 {found.likely}，不是 {datum}。请改坐标系再导入"
            f"（--datum {found.likely}）；确实没错就加 --trust-datum。",
        )
    return [told]


def _far_away(
    session: Session, places: Places, drawn: gpd.GeoDataFrame, *, far_away: bool
) -> list[str]:
    """Return the sentence about places that lie in another city than those of the store."""
    known = layer(session, "compounds")
    far = elsewhere(places.buildings, drawn)
    if far is None:
        return _strangers(known, places) if drawn.empty else []
    ours, theirs = _called(known, far.here), _called(places.compounds, far.there, places.ways)
    if far.distance_m > REFUSED_M and not far_away:
        raise InputError(
            f"{_apart(far, ours, theirs)}; give --far-away if both are looked after here",
            zh=f"文件里的楼在{theirs}，库里已有的楼在{ours}，"
            f"相距约 {far.distance_m / 1000:.0f} 公里：多半拿错了文件。"
            "确实两地都归这里管，就加 --far-away 再导入。",
        )
    return [_apart(far, ours, theirs)]


def _apart(far: Elsewhere, ours: str, theirs: str) -> str:
    return (
        f"the buildings of the file lie {far.distance_m / 1000:.0f} km from those that stand: "
        f"{theirs} is not {ours}"
    )


def _strangers(known: gpd.GeoDataFrame, places: Places) -> list[str]:
    """Return the sentence about a map that names no compound of the sketch that stands."""
    ours = known["name"][known["source"] == SKETCHED].tolist()
    theirs = places.compounds["name"].dropna().tolist()
    if not ours or not theirs or set(ours) & set(theirs):
        return []
    told = (
        f"this map has none of the compounds that stand as a sketch ({_listed(ours)}); it has "
        f"{_listed(theirs)}: is it the right file?"
    )
    return [told]


def _called(compounds: gpd.GeoDataFrame, at: LonLat, ways: gpd.GeoDataFrame | None = None) -> str:
    """Return what a place is called by: names in it and where it lies."""
    names = compounds["name"].dropna().tolist()
    if not names and ways is not None:
        names = ways["name"].dropna().unique().tolist()
    where = f"{abs(at.lat):.2f}°{'NS'[at.lat < 0]} {abs(at.lon):.2f}°{'EW'[at.lon < 0]}"
    return f"{_listed(names)} ({where})" if names else where


def _listed(names: list[str]) -> str:
    return "、".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
