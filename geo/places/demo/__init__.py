"""A synthetic district that looks like the real thing: places, people, and what was planted."""

from geo.places.demo.district import District, make_district
from geo.places.demo.ground import make_places
from geo.places.demo.truth import Hotspot, Truth, Typo, write_truth

__all__ = [
    "District",
    "Hotspot",
    "Truth",
    "Typo",
    "make_district",
    "make_places",
    "write_truth",
]
