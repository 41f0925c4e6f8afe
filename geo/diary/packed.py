"""Rows of whole numbers that are added up many at a time: each row is one number with its columns.

Adding two such numbers adds their columns, so that the dozens of weights of each feature of a text
cost one addition, without an array for a few dozen rows.
"""

from collections.abc import Mapping
from struct import Struct

_BITS = 32
"""Bits of a column: no sum of weights of one text comes near the half of what they hold."""


class Packing:
    """Packs the columns of a row into one number, and a sum of such numbers out again.

    Examples
    --------
    >>> columns = Packing(3)
    >>> columns.unpacked(columns.packed({0: 5, 2: -7}) + columns.packed({1: -1, 2: 3}))
    (5, -1, -4)
    """

    def __init__(self, columns: int) -> None:
        self._layout = Struct(f"<{columns}i")
        self._signs = sum(1 << (_BITS * (column + 1) - 1) for column in range(columns))
        """The highest bit of each column."""

    def packed(self, row: Mapping[int, int]) -> int:
        """Return `row`, numbers by their column, as one number."""
        return sum(number << (_BITS * column) for column, number in row.items())

    def unpacked(self, total: int) -> tuple[int, ...]:
        """Return the columns of a sum of packed rows."""
        # A negative column borrows from the next one: with the sign bits added none is negative.
        plain = (total + self._signs) ^ self._signs
        return self._layout.unpack(plain.to_bytes(self._layout.size, "little"))
