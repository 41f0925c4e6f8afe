"""Rates are coloured by how they compare with the mean."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from webmap.map.rate_classes import class_numbers, rate_classes

RATES = st.lists(st.floats(0, 2), min_size=1, max_size=40)


@given(RATES, st.floats(0.001, 1))
def test_every_rate_is_in_one_class_that_holds_it(rates: list[float], mean: float) -> None:
    classes = rate_classes(rates, mean)
    numbers = class_numbers(rates, mean)
    assert sum(one.buildings for one in classes) == len(rates)
    for rate, number in zip(rates, numbers, strict=True):
        one = classes[number]
        assert 100 * rate >= one.low - 1e-9
        assert one.high is None or 100 * rate < one.high + 1e-9


def test_rates_pulled_to_the_mean_are_of_one_class() -> None:
    mean = 835 / 5097
    nearly = [mean, np.nextafter(mean, 0), np.nextafter(mean, 1)]
    assert set(class_numbers(nearly, mean)) == {2}
