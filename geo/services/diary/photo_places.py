"""Where a photo was taken: the door or building nearest to the position that the camera wrote.

Only the key of that place goes on; the position itself is never kept.
"""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from PIL import Image, TiffImagePlugin
from pyproj import Transformer
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.address.values import Level
from geo.crs import WGS84, LonLat, local_metres
from geo.datum import Datum, to_wgs84
from geo.services.diary.facts import place_key
from geo.services.diary.picking import Choice, chosen
from geo.store.models import Building, Entrance

GPS_IFD = 0x8825
LAT_SIDE, LAT, LON_SIDE, LON, MAP_DATUM = 1, 2, 3, 4, 18
CLOSE_TO_DOOR_M = 25.0
"""A phone's position between houses is seldom better: farther from every door it is a building."""
CLOSE_TO_BUILDING_M = 60.0
EXIF_HEAD = b"Exif\x00\x00"
LONGEST_EXIF = 70_000
METRES_A_DEGREE = 111_000.0


@dataclass(frozen=True, slots=True)
class TakenAt:
    """The place that a photo was taken at, as near as can be told."""

    place: Choice
    metres: int
    """From its door point or outline, rounded to the metre."""


def position_in(exif: bytes) -> LonLat | None:
    """Return the position in an EXIF block, in WGS 84; None when there is none to be read.

    Phones write WGS 84; one that names GCJ-02 as its map datum is converted.
    """
    if not exif.startswith(EXIF_HEAD) or len(exif) > LONGEST_EXIF:
        return None
    read = Image.Exif()
    try:
        read.load(exif)
        return position_of(read)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, ZeroDivisionError):
        return None


def position_of(exif: Image.Exif) -> LonLat | None:
    """Return the position that `exif` holds, in WGS 84; None when it holds none."""
    tags = exif.get_ifd(GPS_IFD)
    if LAT not in tags or LON not in tags:
        return None
    lat = _degrees(tags[LAT], negative=str(tags.get(LAT_SIDE, "N")).upper().startswith("S"))
    lon = _degrees(tags[LON], negative=str(tags.get(LON_SIDE, "E")).upper().startswith("W"))
    if not (math.isfinite(lon) and math.isfinite(lat)) or (lon, lat) == (0.0, 0.0):
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    named = str(tags.get(MAP_DATUM, "")).upper().replace("-", "")
    if "GCJ02" in named:
        lon, lat = to_wgs84(np.array([[lon, lat]]), Datum.GCJ02)[0]
    return LonLat(float(lon), float(lat))


def taken_at(session: Session, position: LonLat, language: str) -> TakenAt | None:
    """Return the door of the viewer's compounds nearest to `position`, else the building.

    None where neither is within reach. Cost: two box queries.
    """
    door = _nearest(session, Entrance, position, CLOSE_TO_DOOR_M)
    level, found = Level.ENTRANCE, door
    if found is None:
        level, found = Level.BUILDING, _nearest(session, Building, position, CLOSE_TO_BUILDING_M)
    if found is None:
        return None
    key = place_key(level, found[0])
    place = chosen(session, [key], language).get(key)
    return None if place is None else TakenAt(place, round(found[1]))


def _nearest(
    session: Session, record: type[Entrance] | type[Building], at: LonLat, reach_m: float
) -> tuple[str, float] | None:
    """Return key and distance in metres of the nearest row within reach."""
    up = reach_m / METRES_A_DEGREE
    across = up / max(math.cos(math.radians(at.lat)), 0.01)
    compound: InstrumentedAttribute[str | None] = record.compound_id
    rows = session.execute(
        select(record.id, record.geometry).where(
            compound.is_not(None),
            record.west <= at.lon + across,
            record.east >= at.lon - across,
            record.south <= at.lat + up,
            record.north >= at.lat - up,
        )
    ).all()
    if not rows:
        return None
    to_metres = Transformer.from_crs(WGS84, local_metres(at), always_xy=True)
    shapes = shapely.transform(
        np.array([row[1] for row in rows], dtype=object),
        lambda xy: np.column_stack(to_metres.transform(xy[:, 0], xy[:, 1])),
    )
    distances = shapely.distance(shapes, shapely.Point(0.0, 0.0))
    nearest = int(np.argmin(distances))
    if distances[nearest] > reach_m:
        return None
    return rows[nearest][0], float(distances[nearest])


def _degrees(parts: object, *, negative: bool) -> float:
    """Return degrees, minutes and seconds as degrees."""
    if not isinstance(parts, tuple) or len(parts) != 3:
        return math.nan
    whole, minutes, seconds = (
        float(part) if isinstance(part, (int, float, TiffImagePlugin.IFDRational)) else math.nan
        for part in parts
    )
    degrees = whole + minutes / 60 + seconds / 3600
    return -degrees if negative else degrees
