"""Lays one compound out: wall, gates with their links to the sidewalk, street-front shops."""

from itertools import pairwise

import numpy as np

from geo.places.demo.network import Traits
from geo.places.demo.plan import Ground, evenly, ring, shrunk
from geo.places.demo.rows import place_rows
from geo.places.demo.settings import CompoundPlan, Gate, Site

SIDEWALK_M = 3.0
"""From the edge of the carriageway to the middle of the sidewalk."""
WALL_M = 6.0
"""From the edge of the carriageway to the wall."""
SHOP_STRIP_M = 12.0
"""Depth kept free outside the wall where shops face the street."""
LOOP_M = 5.0
"""From the wall to the lane that runs round inside it."""

LOOP = Traits("service", width_m=4.0, access="residents")
SIDEWALK = Traits("footway", width_m=2.5)


def lay_out(ground: Ground, plan: CompoundPlan, kerbs: Site, rng: np.random.Generator) -> None:
    """Add compound `plan` to `ground`; `kerbs` are the inner edges of the roads around it."""
    index = len(ground.courts)
    strips = {side: SHOP_STRIP_M if side in plan.shops else 0.0 for side in "NESW"}
    court = shrunk(evenly(kerbs, WALL_M), strips)
    sidewalk, loop = evenly(kerbs, SIDEWALK_M), evenly(court, LOOP_M)
    ground.courts.append(court)
    ground.sketch.add(SIDEWALK, *ring(sidewalk))
    ground.sketch.add(LOOP, *ring(loop))
    for gate in plan.gates:
        _open_gate(ground, index, gate, court, sidewalk, loop)
    for side in plan.shops:
        _line_with_shops(ground, index, plan, side, evenly(kerbs, WALL_M), sidewalk)
    place_rows(ground, index, plan, loop, rng)


def _open_gate(
    ground: Ground, index: int, gate: Gate, court: Site, sidewalk: Site, loop: Site
) -> None:
    """Add a gate with its link from the sidewalk to the lane inside."""
    outside, at, inside = (_on_side(site, gate, court) for site in (sidewalk, court, loop))
    ground.gates.append((index, gate, *at))
    vehicle = gate.kind != "pedestrian"
    kind, width = ("service", 5.0) if vehicle else ("footway", 2.0)
    ground.sketch.add(Traits(kind, width_m=width, access="public"), (*outside, *at))
    stepped = not vehicle and gate.side in "NW"
    ground.sketch.add(
        Traits(
            "steps" if stepped else kind,
            width_m=width,
            steps=4 if stepped else None,
            barrier="gate",
            access="residents",
        ),
        (*at, *inside),
    )


def _on_side(site: Site, gate: Gate, court: Site) -> tuple[float, float]:
    """Return the point of `site` on the axis of `gate`, which is measured along `court`."""
    if gate.side in "NS":
        x = court.west + gate.share * (court.east - court.west)
        return x, site.north if gate.side == "N" else site.south
    y = court.south + gate.share * (court.north - court.south)
    return site.east if gate.side == "E" else site.west, y


def _line_with_shops(
    ground: Ground, index: int, plan: CompoundPlan, side: str, block: Site, sidewalk: Site
) -> None:
    """Add a row of two-storey shop houses on the street side of the wall, gates kept free."""
    along = (block.west, block.east) if side in "NS" else (block.south, block.north)
    strips = {other: SHOP_STRIP_M if other in plan.shops else 0.0 for other in "NESW"}
    court = shrunk(block, strips)
    cuts = [
        _on_side(court, gate, court)["EW".find(side) >= 0]
        for gate in plan.gates
        if gate.side == side
    ]
    office = plan.office
    doors = 1
    for start, end in _free_runs(along, cuts):
        count = max(1, round((end - start) / 34))
        for left, right in pairwise(np.linspace(start, end, count + 1)):
            bays = max(1, int((right - left - 2) // 8))
            is_office = office and right >= end - 1e-6
            office = office and not is_office
            _add_front(
                ground, plan, side, (left + 1, right - 1, 1 if is_office else bays), sidewalk
            )
            cells = ground.buildings
            if is_office:
                cells.compound[-1], cells.use[-1] = index, "community_office"
                cells.name[-1], cells.floors[-1] = f"{plan.community}居民委员会", 3
            else:
                cells.house_number[-1] = f"{plan.house_number}-{doors}"
                doors += 1


def _free_runs(along: tuple[float, float], cuts: list[float]) -> list[tuple[float, float]]:
    """Return the stretches between the ends of a side and its gates, each worth building on."""
    edges = [along[0] + 14, *(x for cut in sorted(cuts) for x in (cut - 6, cut + 6)), along[1] - 14]
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(start, end) for start, end in runs if end - start >= 14]


def _add_front(
    ground: Ground, plan: CompoundPlan, side: str, run: tuple[float, float, int], sidewalk: Site
) -> None:
    """Add one shop house whose doors open to the sidewalk on `side`."""
    left, right, bays = run
    depth = 9.0
    street = {"N": sidewalk.north, "E": sidewalk.east, "S": sidewalk.south, "W": sidewalk.west}
    gap = WALL_M - SIDEWALK_M + 0.6
    west, south = {
        "N": (left, street["N"] - gap - depth),
        "S": (left, street["S"] + gap),
        "E": (street["E"] - gap - depth, left),
        "W": (street["W"] + gap, left),
    }[side]
    level = side in "NS"
    ground.buildings.add(
        compound=-1, number=None, name=None, use="shop", floors=2, entrances=bays, flats=1,
        tower=False, door_style=True, west=west, south=south,
        width=right - left if level else depth, depth=depth if level else right - left,
        faces=side, lane=street[side], road=plan.road, house_number=None,
    )  # fmt: skip
