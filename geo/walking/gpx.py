"""A round as GPX 1.1, for any map app: a waypoint for each door and the track between them.

https://www.topografix.com/GPX/1/1/. It holds door labels and times, nothing of people.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo.crs import LonLat
from geo.walking.stops import Round, RoundStop

NAMESPACE = "http://www.topografix.com/GPX/1/1"
SCHEMA = f"{NAMESPACE}/gpx.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def gpx(planned: Round, *, title: str, on: date, zone: tzinfo = UTC) -> bytes:
    """Return `planned` as a GPX 1.1 document in UTF-8.

    Parameters
    ----------
    planned
        The round.
    title
        Name of the track.
    on, zone
        Day and time zone of the round's times.
    """
    root = Element(
        "gpx",
        {
            "version": "1.1",
            "creator": "peoples-map",
            "xmlns": NAMESPACE,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
        },
    )
    SubElement(SubElement(root, "metadata"), "name").text = _printable(title)
    midnight = datetime(on.year, on.month, on.day, tzinfo=zone)
    for number, stop in enumerate(planned.stops, 1):
        _waypoint(root, number, stop, midnight)
    track = SubElement(root, "trk")
    SubElement(track, "name").text = _printable(title)
    if not planned.line.is_empty:
        segment = SubElement(track, "trkseg")
        for lon, lat in planned.line.coords:
            SubElement(segment, "trkpt", _position(LonLat(lon, lat)))
    indent(root)
    document: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return document


def _waypoint(root: Element, number: int, stop: RoundStop, midnight: datetime) -> None:
    point = SubElement(root, "wpt", _position(stop.door))
    at = (midnight + timedelta(seconds=stop.arrive_s)).astimezone(UTC)
    SubElement(point, "time").text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    SubElement(point, "name").text = _printable(f"{number} {stop.stop.label}".strip())


def _position(place: LonLat) -> dict[str, str]:
    return {"lat": f"{place.lat:.7f}", "lon": f"{place.lon:.7f}"}


def _printable(text: str) -> str:
    """Return `text` without the control characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
