"""A round for other programs: iCalendar and GeoJSON. Doors and times only, nobody and no reason."""

from datetime import UTC, date, datetime, time
from typing import Any

from geo.needs.worktime import CHINA
from geo.services.rounds.itinerary import Itinerary, Leg

LINE_OCTETS = 75
"""RFC 5545 3.1: longer lines are folded."""


def icalendar(itinerary: Itinerary, round_id: int) -> bytes:
    """Return one event for each home, RFC 5545, times in China's zone written as UTC.

    Equal rounds are equal bytes: the stamp is the time of leaving, not of making.
    """
    stamp = _utc(itinerary.day, itinerary.depart)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//peoples-map//round//ZH",
        "CALSCALE:GREGORIAN",
        *(line for leg in itinerary.legs for line in _event(leg, itinerary, round_id, stamp)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def geojson(itinerary: Itinerary) -> dict[str, Any]:
    """Return the doors in their order, then the way (RFC 7946)."""
    doors = [
        {
            "type": "Feature",
            "id": number,
            "properties": {
                "number": number,
                "place": leg.place,
                "arrive": leg.arrive,
                "leave": leg.leave,
            },
            "geometry": {"type": "Point", "coordinates": list(leg.door)},
        }
        for number, leg in enumerate(itinerary.legs, 1)
    ]
    way: list[dict[str, Any]] = []
    if len(itinerary.line) > 1:
        way.append(
            {
                "type": "Feature",
                "properties": {"day": itinerary.day, "walk_min": itinerary.walk_min},
                "geometry": {
                    "type": "LineString",
                    "coordinates": [list(p) for p in itinerary.line],
                },
            }
        )
    return {"type": "FeatureCollection", "features": [*doors, *way]}


def _event(leg: Leg, itinerary: Itinerary, round_id: int, stamp: str) -> list[str]:
    lon, lat = leg.door
    return [
        "BEGIN:VEVENT",
        f"UID:round-{round_id}-{itinerary.day}-{_text(leg.unit_id)}@peoples-map",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{_utc(itinerary.day, leg.start)}",
        f"DTEND:{_utc(itinerary.day, leg.leave)}",
        f"SUMMARY:{_text(leg.place)}",
        f"LOCATION:{_text(leg.place)}",
        f"GEO:{lat:.6f};{lon:.6f}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _utc(day: str, clock: str) -> str:
    at = datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=CHINA)
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    r"""Return `words` as an iCalendar text.

    Examples
    --------
    >>> _text("a,b;c")
    'a\\,b\\;c'
    """
    plain = "".join(char for char in words if char.isprintable())
    for char in "\\;,":
        plain = plain.replace(char, f"\\{char}")
    return plain


def _folded(line: str) -> bytes:
    """Return `line` in pieces of at most 75 octets, none cut inside a character."""
    pieces: list[bytes] = []
    piece = b""
    for char in line:
        octets = char.encode()
        if len(piece) + len(octets) > LINE_OCTETS - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
