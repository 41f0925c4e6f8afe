"""An independent check that a round passes every gate while it stands open.

It follows each walk from node to node and waits before a gate that is shut, as a walker would; the
hours that the plan was made with are not looked at.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geo.walking.gate_hours import GatedWays

LATE_S = 1.0
"""Walks are planned in whole seconds, rounded up."""


@dataclass(frozen=True, slots=True)
class Move:
    """One walk of a round, from door to door."""

    start: int
    end: int
    """Places of the ways."""
    leave_s: float
    """When the walker comes out of the door, seconds after midnight."""
    there_s: float
    """When the walker is at the other door at the latest."""


def gate_faults(ways: GatedWays, moves: Sequence[Move]) -> list[str]:
    """Return each walk that cannot be in time as its gates open and close; empty: a good round."""
    return [fault for move in moves for fault in _faults(ways, move)]


def _faults(ways: GatedWays, move: Move) -> Iterator[str]:
    network = ways.between(ways.of[move.start], ways.of[move.end])
    if network.estimated or ways.nodes[move.start] == ways.nodes[move.end]:
        return
    gates = {gate.node: gate for gate in network.parts.gates}
    now, walked = move.leave_s, 0.0
    for node, seconds in network.passed(ways.nodes[move.start], ways.nodes[move.end], ways.pace):
        now += seconds - walked
        walked = seconds
        if node in gates:
            now = gates[node].opens_by_s(now)
    if now > move.there_s + LATE_S:
        yield (
            f"the walk from place {move.start} to {move.end} is there at {now:.0f} s, "
            f"not at {move.there_s:.0f} s"
        )
