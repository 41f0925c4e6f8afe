"""Turf 分片: cuts a territory into contiguous areas of equal minutes, along the ways people walk.

Two buildings are neighbours where the ways nearest to them meet, so that an area never leaps over
a wall or a river without a bridge. The cut begins with subtrees of the shortest spanning tree and
with areas grown from places far apart, then moves buildings over the border as long as the areas
become more equal and stay whole (after Bozkaya, Erkut and Laporte 2003,
https://doi.org/10.1016/S0377-2217(01)00380-0, without the tabu list).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree

from geo.errors import InputError
from geo.walking.network import Network
from geo.walking.noding import Floats, Ints
from geo.walking.pace import Pace
from geo.walking.stops import Stop
from geo.walking.vertical import GROUND, climb_s

TOLERANCE = 0.05
"""An area this much above or below its share is equal enough to be made rounder instead."""

STARTS = 8
"""Places from which a cut is begun, two ways each; the best one is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Which places are neighbours, and how far apart."""

    count: int
    pairs: Ints
    """Shape (m, 2): rows of places, the smaller first."""
    gap_s: Floats
    """Shape (m,): seconds from one to the other."""

    def around(self) -> list[list[int]]:
        """Return the neighbours of each place."""
        found: list[list[int]] = [[] for _ in range(self.count)]
        for one, other in self.pairs.tolist():
            found[one].append(other)
            found[other].append(one)
        return found

    def matrix(self) -> coo_array:
        """Return the gaps as a symmetric sparse matrix."""
        one, other = self.pairs.T
        rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
        gaps = np.maximum(np.concatenate([self.gap_s, self.gap_s]), 1e-3)
        return coo_array((gaps, (rows, columns)), shape=(self.count, self.count))


def neighbours(network: Network, doors: Mapping[str, Sequence[str]], pace: Pace) -> Neighbours:
    """Return which buildings are neighbours along the ways.

    Parts that no way joins are tied by the shortest straight lines, so that nobody is left out.

    Parameters
    ----------
    network
        Ways and doors.
    doors
        The entrances of each building; the buildings are numbered in this order.
    pace
        How fast; decides what is near.

    Raises
    ------
    InputError
        When a building has no entrance in the network.
    """
    owner = [k for k, entrances in enumerate(doors.values()) for _ in entrances]
    nodes = [network.door(entrance) for entrances in doors.values() for entrance in entrances]
    bare = [key for key, entrances in doors.items() if not entrances]
    if bare:
        raise InputError(f"building {bare[0]!r} has no entrance: add one, or leave it out")
    spots = np.array(
        [network.xy[[network.door(e) for e in es]].mean(axis=0) for es in doors.values()]
    )
    found = _meeting(network, np.array(nodes), np.array(owner), pace)
    return _joined(found, spots.reshape(-1, 2), len(doors), pace)


def turf(minutes: Floats, near: Neighbours, areas: int) -> Ints:
    """Return the number of the area of each place, shape (n,), 0 to `areas` - 1.

    Every area is contiguous and not empty. Equal input gives equal areas.

    Parameters
    ----------
    minutes
        Shape (n,): expected weekly minutes at each place.
    near
        Which places are neighbours; all are joined, at least through others.
    areas
        How many areas, 1 to n.

    Raises
    ------
    InputError
        When there are more areas than places, minutes are negative, or the places are not joined.
    """
    load = np.asarray(minutes, dtype=float)
    if not 1 <= areas <= len(load):
        raise InputError(f"{len(load)} places cannot be cut into {areas} areas")
    if not (np.isfinite(load) & (load >= 0)).all():
        raise InputError("minutes of a place are negative or missing: wanted numbers from 0")
    if connected_components(near.matrix(), directed=False, return_labels=False) > 1:
        raise InputError("the places are not all joined: tie the parts together first")
    begun = np.unique(np.linspace(0, near.count - 1, STARTS).astype(int)).tolist()
    starts = [cut(load, near, areas, one) for one in begun for cut in (_tree_cut, _grown)]
    cuts = [_levelled(start, load, near, areas) for start in starts]
    return _renumbered(min(cuts, key=lambda cut: _judged(cut, load, near, areas)))


def split_stops(
    network: Network, stops: Sequence[Stop], walkers: int, pace: Pace
) -> list[list[Stop]]:
    """Return the share of each walker: neighbouring entrances, of about equal minutes.

    Counted are the calls and the climb to each. An entrance is never split; where there are fewer
    entrances than walkers, some get nothing.
    """
    doors = {stop.entrance_id: [stop.entrance_id] for stop in stops}
    row = {entrance: k for k, entrance in enumerate(doors)}
    seconds = np.zeros(len(doors))
    for stop in stops:
        lift = network.has_lift(stop.entrance_id)
        climb = climb_s(GROUND, stop.floor, lift=lift, pace=pace)
        seconds[row[stop.entrance_id]] += stop.service_s + climb
    if not stops:
        return [[] for _ in range(walkers)]
    near = neighbours(network, doors, pace)
    area = turf(seconds / 60, near, min(walkers, len(doors)))
    return [[s for s in stops if area[row[s.entrance_id]] == k] for k in range(walkers)]


def shares(minutes: Floats, area: Ints) -> Floats:
    """Return the minutes of each area.

    Examples
    --------
    >>> shares(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0])).tolist()
    [5.0, 2.0]
    """
    return np.asarray(np.bincount(area, weights=minutes), dtype=float)


def weekly_minutes(every_days: Floats, call_min: Floats) -> Floats:
    """Return the minutes of a week that visits in a rhythm take.

    Parameters
    ----------
    every_days
        Days from one visit to the next; infinite: none.
    call_min
        Minutes of one call, stairs and lift included.

    Examples
    --------
    >>> weekly_minutes(np.array([7.0, 28.0, np.inf]), np.array([12.0, 12.0, 12.0])).tolist()
    [12.0, 3.0, 0.0]
    """
    return np.asarray(7.0 / every_days * call_min)


def _meeting(
    network: Network, nodes: Ints, owner: Ints, pace: Pace
) -> dict[tuple[int, int], float]:
    """Return the pairs of buildings whose nearest ways meet, and the seconds between them."""
    graph = network.seconds(pace)
    once, first = np.unique(nodes, return_index=True)
    far, _, source = dijkstra(
        graph, directed=True, indices=once, return_predecessors=True, min_only=True
    )
    mine = np.full(graph.shape[0], -1, dtype=np.int64)
    reached = source >= 0
    of_node = dict(zip(once.tolist(), owner[first].tolist(), strict=True))
    mine[reached] = [of_node[node] for node in source[reached].tolist()]
    edges = graph.tocoo()
    tail, head = edges.coords
    border = (mine[tail] >= 0) & (mine[head] >= 0) & (mine[tail] < mine[head])
    gap = far[tail] + edges.data + far[head]
    found: dict[tuple[int, int], float] = {}
    for k in np.flatnonzero(border).tolist():
        pair = (int(mine[tail[k]]), int(mine[head[k]]))
        found[pair] = min(found.get(pair, np.inf), float(gap[k]))
    return found | _behind_one_door(nodes, owner)


def _behind_one_door(nodes: Ints, owner: Ints) -> dict[tuple[int, int], float]:
    """Return the pairs of buildings that share a node."""
    order = np.lexsort((owner, nodes))
    pairs = zip(order[:-1].tolist(), order[1:].tolist(), strict=True)
    return {
        (int(owner[a]), int(owner[b])): 0.0
        for a, b in pairs
        if nodes[a] == nodes[b] and owner[a] != owner[b]
    }


def _joined(
    found: dict[tuple[int, int], float], spots: Floats, count: int, pace: Pace
) -> Neighbours:
    """Return the neighbours, with the parts that are not joined tied by shortest lines."""
    pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    gaps = np.array([found[pair] for pair in sorted(found)], dtype=float)
    while True:
        near = Neighbours(count, pairs, gaps)
        parts, part = connected_components(near.matrix(), directed=False)
        if parts <= 1:
            return near
        inside, outside = np.flatnonzero(part == part[0]), np.flatnonzero(part != part[0])
        gap = np.hypot(*(spots[inside][:, None] - spots[outside][None]).transpose(2, 0, 1))
        a, b = np.unravel_index(int(gap.argmin()), gap.shape)
        pair = sorted((int(inside[a]), int(outside[b])))
        pairs = np.vstack([pairs, pair])
        gaps = np.append(gaps, gap[a, b] / pace.walk_m_s)


def _tree_cut(load: Floats, near: Neighbours, areas: int, root: int) -> Ints:
    """Cut subtrees of about one share from the shortest spanning tree, from the leaves up."""
    tree = minimum_spanning_tree(near.matrix().tocsr()).tocoo()
    branches: list[list[int]] = [[] for _ in range(near.count)]
    for a, b in zip(*(axis.tolist() for axis in tree.coords), strict=True):
        branches[a].append(b)
        branches[b].append(a)
    order, above = _walked(branches, root)
    area = np.full(near.count, -1, dtype=np.int64)
    left, rest, cut = load.sum(), np.asarray(load, dtype=float).copy(), 0
    open_places = np.ones(near.count, dtype=np.int64)
    for place in reversed(order[1:]):
        # the last area is what remains, and each area that is still to come needs a place
        enough = rest[place] >= left / (areas - cut) * (1 - TOLERANCE)
        spare = (area < 0).sum() - open_places[place] >= areas - cut - 1
        if cut < areas - 1 and enough and spare:
            _fill(area, branches, place, above, cut)
            left -= rest[place]
            cut += 1
        else:
            rest[above[place]] += rest[place]
            open_places[above[place]] += open_places[place]
    area[area < 0] = cut
    return _topped_up(area, near.around(), areas)


def _walked(branches: list[list[int]], root: int) -> tuple[list[int], list[int]]:
    """Return the places of a tree from `root` outwards, and the one above each."""
    above, order = [-1] * len(branches), [root]
    for place in order:
        for other in branches[place]:
            if other != above[place]:
                above[other] = place
                order.append(other)
    return order, above


def _fill(area: Ints, branches: list[list[int]], place: int, above: list[int], number: int) -> None:
    waiting = [place]
    while waiting:
        here = waiting.pop()
        area[here] = number
        waiting += [o for o in branches[here] if o != above[here] and area[o] < 0]


def _grown(load: Floats, near: Neighbours, areas: int, first: int) -> Ints:
    """Grow areas from places far from one another; the lightest takes its nearest free place."""
    gaps = near.matrix().tocsr()
    seeds = [int(dijkstra(gaps, indices=first).argmax())]
    far = dijkstra(gaps, indices=seeds[0])
    while len(seeds) < areas:
        seeds.append(int(far.argmax()))
        far = np.minimum(far, dijkstra(gaps, indices=seeds[-1]))
    reach = dijkstra(gaps, indices=seeds).reshape(areas, -1)
    area = np.full(near.count, -1, dtype=np.int64)
    area[seeds] = np.arange(areas)
    total, around = load[seeds].astype(float), near.around()
    rims = [set(around[seed]) for seed in seeds]
    while (area < 0).any():
        for rim in rims:
            rim.difference_update([place for place in rim if area[place] >= 0])
        number = min((k for k in range(areas) if rims[k]), key=lambda k: (total[k], k))
        place = min(rims[number], key=lambda p, k=number: (reach[k, p], p))  # type: ignore[misc]
        area[place] = number
        total[number] += load[place]
        rims[number].update(around[place])
    return area


def _topped_up(area: Ints, around: list[list[int]], areas: int) -> Ints:
    """Give each empty area a place that its own area can spare."""
    for number in sorted(set(range(areas)) - set(area.tolist())):
        spare = next(p for p in range(len(area)) if _may_leave(p, area, around))
        area[spare] = number
    return area


def _levelled(area: Ints, load: Floats, near: Neighbours, areas: int) -> Ints:
    """Move places over borders as long as the areas become more equal, then rounder.

    Cost: pairs of neighbours for each move, in numpy.
    """
    area, around = area.copy(), near.around()
    total = np.asarray(np.bincount(area, weights=load, minlength=areas), dtype=float)
    share = load.sum() / areas
    low, high = share * (1 - TOLERANCE), share * (1 + TOLERANCE)
    one, other = near.pairs.T
    beside = (np.concatenate([one, other]), np.concatenate([other, one]))

    def more_equal(place: Ints, to: Ints) -> Floats:
        gain: Floats = load[place] * (total[area[place]] - total[to] - load[place])
        return gain

    def rounder(place: Ints, to: Ints) -> Floats:
        key = beside[0] * areas + area[beside[1]]
        count = np.bincount(key, minlength=near.count * areas)
        gain = count[place * areas + to] - count[place * areas + area[place]]
        fits = (total[area[place]] - load[place] >= low) & (total[to] + load[place] <= high)
        return np.where(fits, gain, 0).astype(float)

    # one after the other, as each only ends when its own measure cannot get better
    for gain in (more_equal, rounder):
        while (move := _best_move(area, areas, beside, around, gain)) is not None:
            place, to = move
            total[area[place]] -= load[place]
            total[to] += load[place]
            area[place] = to
    return area


def _best_move(
    area: Ints,
    areas: int,
    beside: tuple[Ints, Ints],
    around: list[list[int]],
    gain: Callable[[Ints, Ints], Floats],
) -> tuple[int, int] | None:
    """Return the place to move and its new area for the most gain; None: nothing gains."""
    border = area[beside[0]] != area[beside[1]]
    moves = np.unique(beside[0][border] * areas + area[beside[1][border]])
    place, to = np.divmod(moves, areas)
    gains = gain(place, to)
    for k in np.argsort(-gains, kind="stable").tolist():
        if gains[k] <= 1e-9:
            break
        if _may_leave(int(place[k]), area, around):
            return int(place[k]), int(to[k])
    return None


def _may_leave(place: int, area: Ints, around: list[list[int]]) -> bool:
    """Whether the area of `place` is whole and not empty without it.

    From all its neighbours at once the area is walked until they meet, or one can go no further:
    what a place holds together is mostly small on one side.
    """
    own = area[place]
    inside = [p for p in around[place] if area[p] == own]
    of = {p: k for k, p in enumerate(inside)}
    rims = {k: [p] for k, p in enumerate(inside)}
    while len(rims) > 1:
        for k in list(rims):
            if k not in rims:
                continue
            if not rims[k]:
                return False
            for p in around[rims[k].pop()]:
                met = of.get(p)
                if met is None and p != place and area[p] == own:
                    of[p] = k
                    rims[k].append(p)
                elif met is not None and met != k:
                    rims[k] += rims.pop(met)
                    of.update({q: k for q, number in of.items() if number == met})
    return bool(inside)


def _judged(area: Ints, load: Floats, near: Neighbours, areas: int) -> tuple[float, float]:
    """Return how unequal the areas are, in steps of the tolerance, and how many pairs they cut."""
    total, share = shares(load, area), max(load.sum() / areas, 1e-9)
    one, other = near.pairs.T
    uneven = float(np.abs(total / share - 1).max())
    return round(uneven / TOLERANCE), float((area[one] != area[other]).sum()) + uneven


def _renumbered(area: Ints) -> Ints:
    """Return `area` with the areas numbered in the order of their first place."""
    _, first, back = np.unique(area, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.asarray(rank[back])
