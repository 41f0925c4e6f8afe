"""What the map of a walking round draws, and where a round can start."""

from dataclasses import dataclass
from typing import Any

from geo.frames import Places
from geo.services.rounds.itinerary import Itinerary
from webmap.round_words import left_out


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A place where a round can start: a gate, or the community office."""

    label: str
    lon: float
    lat: float

    @property
    def value(self) -> str:
        """The position as a form sends it."""
        return f"{self.lon:.6f},{self.lat:.6f}"


def starting_points(places: Places, office_word: str) -> list[StartingPoint]:
    """Return the gates of compounds in scope, then the community offices."""
    names = places.compounds.set_index("id")["name"]
    known = places.gates[places.gates["compound_id"].notna()]
    spots = known.geometry
    gates = [
        StartingPoint(f"{names.get(compound, '')} {name}".strip(), lon, lat)
        for compound, name, lon, lat in zip(
            known["compound_id"], known["name"].fillna(""), spots.x, spots.y, strict=True
        )
    ]
    offices = places.buildings[places.buildings["use"] == "community_office"]
    doors = offices.geometry.representative_point()
    return gates + [
        StartingPoint(name if isinstance(name, str) else office_word, lon, lat)
        for name, lon, lat in zip(offices["name"], doors.x, doors.y, strict=True)
    ]


def round_json(itinerary: Itinerary) -> dict[str, Any]:
    """Return what the map draws: the way, its start, doors, and those no way leads to; nobody."""
    return {
        "line": itinerary.line,
        "start": itinerary.start,
        "legs": [
            {"unit": leg.unit_id, "door": leg.door, "place": leg.place, "arrive": leg.arrive}
            for leg in itinerary.legs
        ],
        "barred": [
            {"door": one.door, "place": one.place, "why": left_out(one)}
            for one in itinerary.left
            if one.barred and one.door
        ],
    }
