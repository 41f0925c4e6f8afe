"""How likely words speak of each need: a small linear model over what can be read off them.

It sees the characters and pairs of characters of each clause, the senses of its words and their
pairs, and which rules match in it; clauses that are weighed together add up. Rules say what is
plain; the model adds what no rule names and doubts what a rule took wrongly.
``tests/benchmarks/train_need_model.py`` makes the weights from sentences written for it.
"""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.diary.needs import Evidence
from geo.diary.weights import SCALE, need_weights, rows_of_rules, rows_of_words

LogOdds = NDArray[np.float64]
RULE_SHARE = 0.5
"""What a rule counts beside the words: no rule was made for the sentences that train."""


class Said(NamedTuple):
    """The words of one clause, and what rules told in it."""

    words: str
    """Folded."""
    evidence: tuple[Evidence, ...] = ()


def log_odds(said: Sequence[Said], stretches: Sequence[tuple[int, int]]) -> LogOdds:
    """Return how likely each stretch of clauses, from one of `said` to before another, tells what.

    Shape (stretches, told), log-odds, in the order of `told_of`: open and settled needs both count
    as spoken of. Cost: linear in the words; one call for many is much cheaper than many calls.
    """
    weights = need_weights()
    groups = [rows_of_words(one.words) for one in said]
    groups += [rows_of_rules(one.evidence) for one in said]
    bounds = [*chain.from_iterable(stretches)]
    bounds += [len(said) + group for group in bounds]
    sums = weights.sums(groups, bounds)
    words, rules = sums[: len(stretches)], sums[len(stretches) :]
    held = np.sqrt(np.maximum(words[:, -1:], 1))
    total = words[:, :-1] / held + rules[:, :-1] * RULE_SHARE + weights.nothing
    return total / SCALE
