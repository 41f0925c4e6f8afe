"""The JSON object of an edit, read field by field."""

import math
from collections.abc import Sequence
from typing import Any

from geo.crs import LonLat
from geo.errors import InputError
from geo.services.place_edits.wishes import Block, Hours

LONGEST_WORDS = 200


class Given:
    """The JSON object of a request, read field by field; every fault names the field."""

    def __init__(self, told: object) -> None:
        if not isinstance(told, dict):
            raise InputError("wanted a JSON object", zh="没有收到要改的内容。")
        self.told: dict[str, Any] = told

    def text(self, name: str, *, longest: int = LONGEST_WORDS) -> str | None:
        """Return a text without blanks around it; None where there is none."""
        value = self.told.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest:
            raise refused_field(name, f"a text of at most {longest} characters")
        return value.strip() or None

    def key(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.text(name)
        if value is None:
            raise refused_field(name, "the key of a place")
        return value

    def one_of(self, name: str, known: Sequence[str]) -> str:
        """Return one of `known`; the first where nothing is said."""
        value = self.text(name) or known[0]
        if value not in known:
            raise refused_field(name, ", ".join(known))
        return value

    def number(self, name: str, least: float, most: float) -> float | None:
        """Return a number between `least` and `most`; None where there is none."""
        value = self.told.get(name)
        if value is None:
            return None
        if not _is_number(value) or not least <= value <= most:
            raise refused_field(name, f"a number from {least:g} to {most:g}")
        return float(value)

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number between `least` and `most`; None where there is none."""
        value = self.number(name, least, most)
        return None if value is None else int(value)

    def flag(self, name: str) -> bool:
        """Return a yes or no; no where nothing is said."""
        return self.told.get(name) is True

    def place(self, name: str) -> LonLat | None:
        """Return a position [lon, lat]; None where there is none."""
        value = self.told.get(name)
        return None if value is None else _position(name, value)

    def spot(self, name: str) -> LonLat:
        """Return a position that must be there."""
        return _position(name, self.told.get(name))

    def corners(self, name: str) -> tuple[LonLat, ...]:
        """Return a list of positions."""
        value = self.told.get(name)
        if not isinstance(value, list):
            raise refused_field(name, "a list of positions [lon, lat]")
        return tuple(_position(name, one) for one in value)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return an object; empty where there is none."""
        value = self.told.get(name) or {}
        if not isinstance(value, dict):
            raise refused_field(name, "an object")
        return value

    def hours(self) -> Hours:
        """Return the hours of a gate."""
        return Hours(self.text("opens"), self.text("closes"))

    def outline(self) -> tuple[LonLat, ...] | Block:
        """Return a traced outline, or a block put down by one tap."""
        if "at" not in self.told:
            return self.corners("corners")
        return Block(
            self.spot("at"),
            self.number("length_m", 3, 300) or 40.0,
            self.number("depth_m", 3, 300) or 12.0,
            self.number("turned_deg", -360, 360) or 0.0,
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _position(name: str, value: object) -> LonLat:
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
        raise refused_field(name, "a position [lon, lat]")
    return LonLat(float(value[0]), float(value[1]))


def refused_field(name: str, wanted: str) -> InputError:
    """Return the refusal of a field that is not what it should be."""
    return InputError(f"field {name!r}: wanted {wanted}", zh=f"“{name}”没填对，请再试一次。")
