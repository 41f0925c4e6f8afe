"""What an editor asks for: one value a kind of edit, read from the JSON of the page."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.crs import LonLat
from geo.errors import InputError
from geo.services.place_edits.acts import Act
from geo.walking.gates import minute_of_day

LONGEST_WORDS = 200
GATE_KINDS = ("both", "pedestrian", "vehicle")
PATH_KINDS = ("path", "footway", "steps", "service")


@dataclass(frozen=True, slots=True)
class Hours:
    """When a gate opens and closes, HH:MM; both None: it never closes."""

    opens: str | None
    closes: str | None

    def __post_init__(self) -> None:
        """Refuse half of the hours, and what is no time of day."""
        if (self.opens is None) != (self.closes is None):
            raise InputError(
                "give both hours of the gate, or none when it never closes",
                zh="开门和关门时间要么都填,要么都不填(不关门)。",
            )
        for hour in filter(None, (self.opens, self.closes)):
            try:
                minute_of_day(hour, "")
            except InputError:
                raise InputError(
                    f"{hour!r} is no time of day: write it as 05:30",
                    zh=f"{hour!r} 不是时间,要写成 05:30 的样子。",
                ) from None


@dataclass(frozen=True, slots=True)
class MoveEntrance:
    """An entrance stands elsewhere; it is surveyed then."""

    entrance: str
    at: LonLat


@dataclass(frozen=True, slots=True)
class ConfirmEntrance:
    """An inferred entrance stands where it was supposed."""

    entrance: str


@dataclass(frozen=True, slots=True)
class AddEntrance:
    """A building has one more entrance."""

    building: str
    at: LonLat
    number: str | None


@dataclass(frozen=True, slots=True)
class RemoveEntrance:
    """An entrance does not exist."""

    entrance: str


@dataclass(frozen=True, slots=True)
class TurnEntrances:
    """The entrances of a building are counted from the other end."""

    building: str


@dataclass(frozen=True, slots=True)
class AddGate:
    """There is one more gate."""

    at: LonLat
    name: str | None
    kind: str
    hours: Hours
    compound: str | None
    """None: the one whose boundary is nearest."""


@dataclass(frozen=True, slots=True)
class ChangeGate:
    """A gate stands elsewhere, or has other hours."""

    gate: str
    at: LonLat | None
    """None: it stays."""
    name: str | None
    kind: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class RemoveGate:
    """A gate does not exist."""

    gate: str


@dataclass(frozen=True, slots=True)
class AddPath:
    """People can walk here."""

    corners: tuple[LonLat, ...]
    kind: str
    steps: int | None


@dataclass(frozen=True, slots=True)
class RemovePath:
    """Nobody can walk here."""

    way: str


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle put down by one tap."""

    at: LonLat
    length_m: float
    depth_m: float
    turned_deg: float


@dataclass(frozen=True, slots=True)
class PlaceBuilding:
    """A building that stands already gets a place: traced, or put down as a block."""

    building: str
    outline: tuple[LonLat, ...] | Block


@dataclass(frozen=True, slots=True)
class AddBuilding:
    """There is one more building."""

    compound: str
    number: str | None
    floors: int | None
    outline: tuple[LonLat, ...] | Block


@dataclass(frozen=True, slots=True)
class SplitBuilding:
    """One building is two."""

    building: str
    line: tuple[LonLat, ...]
    number: str | None
    """Number of the smaller part."""
    doors: Mapping[str, int] = field(default_factory=dict)
    """Entrance -> the part it leads to, 0 the larger; only where it is asked."""
    empty_is_meant: bool = False
    """A part without any entrance holds no homes."""


@dataclass(frozen=True, slots=True)
class MergeBuildings:
    """Two buildings are one."""

    building: str
    """Keeps its key and number."""
    other: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    """Entrance of the other building -> its new number; only where it is asked."""


@dataclass(frozen=True, slots=True)
class DrawBoundary:
    """A compound reaches so far; without `compound` it is a new one."""

    compound: str | None
    name: str | None
    corners: tuple[LonLat, ...]
    outside_is_meant: bool = False
    """Buildings of the compound may stand outside."""


Wish = (
    MoveEntrance | ConfirmEntrance | AddEntrance | RemoveEntrance | TurnEntrances
    | AddGate | ChangeGate | RemoveGate | AddPath | RemovePath
    | PlaceBuilding | AddBuilding | SplitBuilding | MergeBuildings | DrawBoundary
)  # fmt: skip


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
            raise _refused(name, f"a text of at most {longest} characters")
        return value.strip() or None

    def key(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.text(name)
        if value is None:
            raise _refused(name, "the key of a place")
        return value

    def one_of(self, name: str, known: Sequence[str]) -> str:
        """Return one of `known`; the first where nothing is said."""
        value = self.text(name) or known[0]
        if value not in known:
            raise _refused(name, ", ".join(known))
        return value

    def number(self, name: str, least: float, most: float) -> float | None:
        """Return a number between `least` and `most`; None where there is none."""
        value = self.told.get(name)
        if value is None:
            return None
        if not _is_number(value) or not least <= value <= most:
            raise _refused(name, f"a number from {least:g} to {most:g}")
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
            raise _refused(name, "a list of positions [lon, lat]")
        return tuple(_position(name, one) for one in value)

    def mapping(self, name: str) -> dict[str, Any]:
        """Return an object; empty where there is none."""
        value = self.told.get(name) or {}
        if not isinstance(value, dict):
            raise _refused(name, "an object")
        return value

    def hours(self) -> Hours:
        """Return the hours of a gate."""
        return Hours(self.text("opens"), self.text("closes"))

    def outline(self) -> "tuple[LonLat, ...] | Block":
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
        raise _refused(name, "a position [lon, lat]")
    return LonLat(float(value[0]), float(value[1]))


def _refused(name: str, wanted: str) -> InputError:
    return InputError(f"field {name!r}: wanted {wanted}", zh=f"“{name}”没填对,请再试一次。")


def read_wish(act: Act, told: object) -> Wish:
    """Return what the JSON object `told` asks for.

    Raises
    ------
    InputError
        When a field is missing or is not what it should be.

    Examples
    --------
    >>> read_wish(Act.ENTRANCE_CONFIRMED, {"entrance": "b1-e2"})
    ConfirmEntrance(entrance='b1-e2')
    """
    return _READERS[act](Given(told))


def _move(given: Given) -> Wish:
    return MoveEntrance(given.key("entrance"), given.spot("at"))


def _confirm(given: Given) -> Wish:
    return ConfirmEntrance(given.key("entrance"))


def _add_entrance(given: Given) -> Wish:
    return AddEntrance(given.key("building"), given.spot("at"), given.text("number", longest=12))


def _remove_entrance(given: Given) -> Wish:
    return RemoveEntrance(given.key("entrance"))


def _turn(given: Given) -> Wish:
    return TurnEntrances(given.key("building"))


def _add_gate(given: Given) -> Wish:
    return AddGate(
        given.spot("at"),
        given.text("name", longest=40),
        given.one_of("kind", GATE_KINDS),
        given.hours(),
        given.text("compound"),
    )


def _change_gate(given: Given) -> Wish:
    return ChangeGate(
        given.key("gate"),
        given.place("at"),
        given.text("name", longest=40),
        given.one_of("kind", GATE_KINDS),
        given.hours(),
    )


def _remove_gate(given: Given) -> Wish:
    return RemoveGate(given.key("gate"))


def _add_path(given: Given) -> Wish:
    return AddPath(
        given.corners("corners"), given.one_of("kind", PATH_KINDS), given.whole("steps", 1, 500)
    )


def _remove_path(given: Given) -> Wish:
    return RemovePath(given.key("way"))


def _place(given: Given) -> Wish:
    return PlaceBuilding(given.key("building"), given.outline())


def _add_building(given: Given) -> Wish:
    return AddBuilding(
        given.key("compound"),
        given.text("number", longest=12),
        given.whole("floors", 1, 150),
        given.outline(),
    )


def _split(given: Given) -> Wish:
    doors = given.mapping("doors")
    if not all(part in (0, 1) for part in doors.values()):
        raise _refused("doors", "0 or 1 for each entrance")
    return SplitBuilding(
        given.key("building"),
        given.corners("line"),
        given.text("number", longest=12),
        {str(key): int(part) for key, part in doors.items()},
        empty_is_meant=given.flag("empty_is_meant"),
    )


def _merge(given: Given) -> Wish:
    numbers = given.mapping("numbers")
    if not all(isinstance(one, str) and 0 < len(one.strip()) <= 12 for one in numbers.values()):
        raise _refused("numbers", "a short text for each entrance")
    return MergeBuildings(
        given.key("building"),
        given.key("other"),
        {str(key): one.strip() for key, one in numbers.items()},
    )


def _boundary(given: Given) -> Wish:
    return DrawBoundary(
        given.text("compound"),
        given.text("name", longest=60),
        given.corners("corners"),
        outside_is_meant=given.flag("outside_is_meant"),
    )


_READERS = {
    Act.ENTRANCE_MOVED: _move,
    Act.ENTRANCE_CONFIRMED: _confirm,
    Act.ENTRANCE_ADDED: _add_entrance,
    Act.ENTRANCE_REMOVED: _remove_entrance,
    Act.ENTRANCES_TURNED: _turn,
    Act.GATE_ADDED: _add_gate,
    Act.GATE_CHANGED: _change_gate,
    Act.GATE_REMOVED: _remove_gate,
    Act.PATH_ADDED: _add_path,
    Act.PATH_REMOVED: _remove_path,
    Act.BLOCK_PLACED: _place,
    Act.BUILDING_ADDED: _add_building,
    Act.BUILDING_SPLIT: _split,
    Act.BUILDINGS_MERGED: _merge,
    Act.BOUNDARY_DRAWN: _boundary,
}
