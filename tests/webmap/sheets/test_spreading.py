"""Marks that would cover each other are moved apart, and others stay."""

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webmap.sheets.spreading import spread


def test_marks_with_room_around_them_stay() -> None:
    spots = np.array([[20.0, 20.0], [60.0, 20.0]])
    assert (spread(spots, np.array([6.0, 6.0]), 5.0, (100, 80)) == spots).all()


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0, 60)), min_size=2, max_size=8))
def test_a_few_marks_never_cover_each_other_nor_leave_the_paper(
    spots: list[tuple[float, float]],
) -> None:
    wide = np.linspace(5, 9, len(spots))
    at = spread(np.array(spots), wide, 5.0, (192, 118))
    assert (at[:, 0] >= wide / 2 - 1e-9).all()
    assert (at[:, 1] >= 2.5 - 1e-9).all()
    for one, other in combinations(range(len(at)), 2):
        apart = np.abs(at[one] - at[other])
        assert apart[0] >= (wide[one] + wide[other]) / 2 - 0.5 or apart[1] >= 4.5
