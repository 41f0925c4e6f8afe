"""What an editor asks for: one value a kind of edit."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.crs import LonLat
from geo.errors import InputError
from geo.walking.gates import minute_of_day


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
                zh="开门和关门时间要么都填，要么都不填（不关门）。",
            )
        for hour in filter(None, (self.opens, self.closes)):
            try:
                minute_of_day(hour, "")
            except InputError:
                raise InputError(
                    f"{hour!r} is no time of day: write it as 05:30",
                    zh=f"{hour!r} 不是时间，要写成 05:30 的样子。",
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
