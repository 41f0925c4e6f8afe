"""Seconds from door to door, the stairs and lifts counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from geo.walking.network import Network
from geo.walking.noding import Floats
from geo.walking.pace import Pace
from geo.walking.vertical import GROUND, climb_s


class Door(Protocol):
    """What is needed to reach a home."""

    @property
    def entrance_id(self) -> str:
        """The entrance that leads to it."""

    @property
    def floor(self) -> int:
        """The floor that it is on; -1 is the first basement."""


@dataclass(frozen=True, slots=True, eq=False)
class DoorMatrix:
    """Whole seconds between places, rounded up, so that no detour looks shorter than the way."""

    walk_s: Floats
    climb_s: Floats
    """Shape (n, n)."""

    @property
    def travel_s(self) -> Floats:
        """Shape (n, n): walking and climbing."""
        return np.asarray(self.walk_s + self.climb_s)


def door_matrix(
    network: Network,
    doors: Sequence[Door],
    pace: Pace,
    *,
    ends: tuple[int, ...] = (),
    walk_s: Floats | None = None,
) -> DoorMatrix:
    """Return the seconds between `doors`, then the nodes `ends`.

    `walk_s` are the seconds between their nodes; None: by `network` as it is.

    Walking is symmetric; climbing is not, as stairs down are quicker. Between two homes behind
    one entrance nobody walks, and the climb is from floor to floor.
    """
    nodes = [network.door(door.entrance_id) for door in doors]
    if walk_s is None:
        walk_s = network.travel_s([*nodes, *ends], pace)
    walk = np.ceil(walk_s - 1e-9)
    behind = np.array([*nodes, *(-1 - k for k in range(len(ends)))])
    floors = np.array([*(door.floor for door in doors), *(GROUND for _ in ends)])
    lifts = np.array(
        [*(network.has_lift(door.entrance_id) for door in doors), *(False for _ in ends)]
    )
    up, down = _from_ground(floors, lifts, pace)
    climb = down[:, None] + up[None, :]
    for i, j in np.argwhere(behind[:, None] == behind[None, :]):
        climb[i, j] = _whole(
            climb_s(int(floors[i]), int(floors[j]), lift=bool(lifts[i]), pace=pace)
        )
    return DoorMatrix(walk, climb)


def _from_ground(floors: np.ndarray, lifts: np.ndarray, pace: Pace) -> tuple[Floats, Floats]:
    """Return the seconds from the door of each to its floor, and back."""
    pairs = list(zip(floors.tolist(), lifts.tolist(), strict=True))
    up = [_whole(climb_s(GROUND, floor, lift=lift, pace=pace)) for floor, lift in pairs]
    down = [_whole(climb_s(floor, GROUND, lift=lift, pace=pace)) for floor, lift in pairs]
    return np.array(up), np.array(down)


def _whole(seconds: float) -> float:
    return float(np.ceil(seconds - 1e-9))
