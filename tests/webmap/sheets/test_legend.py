"""Classes: the same breaks for every small map, quarters for big counts, colours that print."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from webmap.sheets.legend import (
    COLOURS,
    LegendClass,
    class_indices,
    contrast,
    legend_classes,
    legend_json,
    recounted,
)

# the first example loads the font and the projections
calm = settings(deadline=None, max_examples=60)

COUNTS = st.lists(st.integers(0, 5000), max_size=80)


def test_small_counts_always_fall_into_the_same_classes() -> None:
    assert [one.label for one in legend_classes([])] == ["0", "1", "2–3", "4–6", "7+"]
    assert [one.label for one in legend_classes([20, 1, 1, 3])] == ["0", "1", "2–3", "4–6", "7+"]


@given(COUNTS)
@calm
def test_classes_follow_on_without_gap_and_hold_every_building(counts: list[int]) -> None:
    classes = legend_classes(counts)
    assert classes[0].low == 0
    assert classes[-1].high is None
    assert all(
        one.high == other.low - 1 for one, other in pairwise(classes) if one.high is not None
    )
    assert sum(one.buildings for one in classes) == len(counts)
    assert len(classes) <= len(COLOURS)


@given(COUNTS)
@calm
def test_each_count_lies_in_the_class_it_is_given(counts: list[int]) -> None:
    classes = legend_classes(counts)
    for count, at in zip(counts, class_indices(counts, classes), strict=True):
        high = classes[at].high
        assert classes[at].low <= count
        assert high is None or count <= high


def test_big_counts_are_cut_into_quarters_at_round_numbers() -> None:
    classes = legend_classes([0, *range(1, 401)])
    assert [one.low for one in classes] == [0, 1, 100, 200, 300]
    assert [one.buildings for one in classes] == [1, 99, 100, 100, 101]


def test_a_withheld_count_is_in_no_class() -> None:
    counts = pd.Series([1, pd.NA, 3], dtype="Int64")
    classes = legend_classes(counts)
    assert sum(one.buildings for one in classes) == 2
    assert class_indices(counts, classes).tolist() == [1, -1, 2]
    assert sum(one.buildings for one in recounted(classes, counts)) == 2


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(InputError, match="-2 is below zero"):
        legend_classes([3, -2])


def test_a_class_that_holds_no_count_is_refused() -> None:
    with pytest.raises(InputError, match="holds no count"):
        LegendClass(4, 3, "#ffffff")


def test_colours_darken_step_by_step_so_that_a_copy_in_grey_can_be_read() -> None:
    steps = [contrast(one, other) for one, other in pairwise(COLOURS)]
    assert min(steps) > 1.3
    against_white = [contrast(colour, "#ffffff") for colour in COLOURS]
    assert against_white == sorted(against_white)


def test_numbers_stand_out_on_every_colour() -> None:
    assert all(contrast(one.colour, one.ink) >= 4.5 for one in legend_classes([]))


def test_the_browser_gets_what_the_sheet_shows() -> None:
    told = legend_json(legend_classes(np.array([0, 1, 1, 1, 8])))
    assert [one["label"] for one in told] == ["0", "1", "2–3", "4–6", "7+"]
    assert told[4] == {
        "low": 7, "high": None, "label": "7+",
        "colour": "#993404", "ink": "#ffffff", "buildings": 1,
    }  # fmt: skip
