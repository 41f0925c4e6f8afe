"""A synthetic district that looks like the real thing: places, people, and what was planted."""

from geo.places.demo.ground import make_places

__all__ = ["make_places"]
