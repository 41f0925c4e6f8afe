"""What an editor asks for, read from the JSON of the page."""

from geo.services.place_edits.acts import Act
from geo.services.place_edits.given import Given, refused_field
from geo.services.place_edits.wishes import (
    AddBuilding,
    AddEntrance,
    AddGate,
    AddPath,
    ChangeGate,
    ConfirmEntrance,
    DrawBoundary,
    MergeBuildings,
    MoveEntrance,
    PlaceBuilding,
    RemoveEntrance,
    RemoveGate,
    RemovePath,
    SplitBuilding,
    TurnEntrances,
    Wish,
)
from geo.walking.gates import LOCKED

GATE_KINDS = ("both", "pedestrian", "vehicle", LOCKED)
PATH_KINDS = ("path", "footway", "steps", "service")


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
        raise refused_field("doors", "0 or 1 for each entrance")
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
        raise refused_field("numbers", "a short text for each entrance")
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
