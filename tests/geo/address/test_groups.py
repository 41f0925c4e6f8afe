"""Sorted arrays answer as a plain search of all rows does."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.address.groups import NO_GROUP, Groups

GROUPS, KEYS = 4, st.integers(-6, 6)
ROWS = st.lists(st.tuples(st.integers(NO_GROUP, GROUPS - 1), KEYS), max_size=30)


def grouped(rows: list[tuple[int, int]]) -> Groups:
    table = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return Groups.of(GROUPS, table[:, 0], table[:, 1])


@given(ROWS, st.integers(0, GROUPS - 1), KEYS, KEYS)
def test_each_look_up_gives_what_a_search_of_all_rows_gives(
    rows: list[tuple[int, int]], group: int, low: int, high: int
) -> None:
    for groups in (grouped(rows), pickle.loads(pickle.dumps(grouped(rows)))):  # noqa: S301 - ours
        within = [row for row, (own, key) in enumerate(rows) if own == group and low <= key < high]
        assert groups.rows(group, low) == [at for at, one in enumerate(rows) if one == (group, low)]
        assert groups.between(group, low, high) == within
        assert groups.has(group, low, high) == bool(within)
        keys = sorted(key for own, key in rows if own == group)
        assert groups.keys(group) == keys
        assert groups.highest(group) == (keys[-1] if keys else None)
