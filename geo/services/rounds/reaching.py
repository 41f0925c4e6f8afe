"""Which doors no way leads to, and what bars it: a closed gate, steps, or a gap in the ways."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.store.models import Gate
from geo.walking.gate_hours import stretches
from geo.walking.gates import LOCKED
from geo.walking.network import Network
from geo.walking.pace import Pace


class Barred(StrEnum):
    """Why no way leads to a door."""

    GATE = "gate"
    """A gate stays shut all the time of the round, or opens for too short a time."""
    STEPS = "steps"
    """Only steps lead there."""
    UNLINKED = "unlinked"
    """No way runs near its door."""
    APART = "apart"
    """The ways around it do not join those at the start."""


@dataclass(frozen=True, slots=True)
class Bar:
    """What bars the way to one entrance."""

    why: Barred
    gates: tuple[str, ...] = ()
    """Ids of the gates of which any, if open, would let the walker through."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Doors that the ways join with each other, but not with most other doors."""

    entrance_ids: tuple[str, ...]
    at: LonLat


def bars(
    network: Network,
    entrance_ids: Iterable[str],
    *,
    start: LonLat,
    depart: time,
    minutes: float,
    pace: Pace,
) -> dict[str, Bar]:
    """Return what bars the way from `start` to each of the entrances that cannot be reached."""
    grown, node = network.at(start)
    wanted = sorted(set(entrance_ids))
    known = [key for key in wanted if key in network.parts.doors]
    depart_min = depart.hour * 60 + depart.minute
    now = grown.open_during(depart_min, minutes)
    found = {key: Bar(Barred.UNLINKED) for key in wanted if key not in known}
    parts = stretches(grown.parts.gates, 60 * depart_min, 60 * (depart_min + minutes))
    ever = np.any([grown.reached(node, pace, part.shut) for part in parts], axis=0)
    barred = [key for key in known if not ever[grown.door(key)]]
    unlinked = set(network.unconnected)
    for key in barred:
        if key in unlinked:
            found[key] = Bar(Barred.UNLINKED)
        elif opened := _gates(now, node, key, pace):
            found[key] = Bar(Barred.GATE, opened)
        elif pace.step_free and _reached(now, node, [key], replace(pace, step_free=False))[0]:
            found[key] = Bar(Barred.STEPS)
        else:
            found[key] = Bar(Barred.APART)
    return found


def gate_lines(session: Session, gate_ids: Iterable[str], language: str) -> dict[str, str]:
    """Return name and hours of each of the gates, as they are said: 东门 06:00-22:00."""
    gates = session.scalars(select(Gate).where(Gate.id.in_(set(gate_ids))))
    return {one.id: " ".join(filter(None, (one.name, _hours(one, language)))) for one in gates}


def _hours(gate: Gate, language: str) -> str:
    if gate.kind == LOCKED:
        return "locked" if language == "en" else "一直锁着"
    return f"{gate.opens}–{gate.closes}" if gate.opens and gate.closes else ""


def doors_apart(network: Network) -> list[Apart]:
    """Return the groups of doors that no way joins with the largest group, largest first."""
    if network.estimated:
        return []
    parts = network.components()
    parts = parts[parts["doors"].gt(0)].sort_values("doors", ascending=False, kind="stable")
    return [
        Apart(tuple(ids.split()), LonLat(*network.lon_lat(network.door(ids.split()[0]))))
        for ids in parts["entrances"].iloc[1:]
    ]


def _reached(network: Network, start: int, entrances: list[str], pace: Pace) -> list[bool]:
    nodes = [start, *(network.door(key) for key in entrances)]
    reached: list[bool] = np.isfinite(network.travel_s(nodes, pace)[0, 1:]).tolist()
    return reached


def _gates(network: Network, start: int, entrance: str, pace: Pace) -> tuple[str, ...]:
    """Return the shut gates of which any lets the walker through; all where it takes several."""
    everything = replace(network, shut=frozenset())
    if not network.shut or not _reached(everything, start, [entrance], pace)[0]:
        return ()
    one = [
        gate.id
        for gate in network.parts.gates
        if gate.node in network.shut
        and _reached(replace(network, shut=network.shut - {gate.node}), start, [entrance], pace)[0]
    ]
    shut = [gate.id for gate in network.parts.gates if gate.node in network.shut]
    return tuple(one or shut)
