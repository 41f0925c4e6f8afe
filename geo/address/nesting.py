"""Finds which of many addresses lie within another one, without comparing each with each."""

from collections.abc import Iterable
from operator import attrgetter

from geo.address.values import LEVEL_NAMES, Address

_levels_of = attrgetter(*LEVEL_NAMES)
_Levels = tuple[str | None, ...]


class Nesting:
    """The addresses of a text in order, known by the levels that they have.

    Examples
    --------
    >>> homes = Nesting([Address(building="3"), Address(building="3", unit="101")])
    >>> homes.within(Address(building="3"))
    [1]
    """

    def __init__(self, addresses: Iterable[Address] = ()) -> None:
        self._held: list[_Levels] = []
        self._bearers: dict[tuple[int, str], list[int]] = {}
        """Numbers of the addresses that have a value at a level."""
        for address in addresses:
            self.add(address)

    def add(self, address: Address) -> None:
        """Put `address` behind the others."""
        levels: _Levels = _levels_of(address)
        for level, value in enumerate(levels):
            if value is not None:
                self._bearers.setdefault((level, value), []).append(len(self._held))
        self._held.append(levels)

    def within(self, outer: Address, first: int = 0) -> list[int]:
        """Return the numbers, from `first` on, of those that have all of `outer` and more.

        Cost: linear in the addresses that share the rarest level of `outer`.
        """
        levels: _Levels = _levels_of(outer)
        wanted = [(level, value) for level, value in enumerate(levels) if value is not None]
        sharing = [self._bearers.get(one, []) for one in wanted]
        bearers = min(sharing, key=len) if sharing else range(len(self._held))
        return [
            number
            for number in bearers
            if number >= first
            and (inner := self._held[number]) != levels
            and all(inner[level] == value for level, value in wanted)
        ]
