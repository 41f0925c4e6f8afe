"""How likely words speak of each need: a small linear model over what can be read off them.

It sees the characters and pairs of characters of each clause, the senses of its words and their
pairs, and which rules match in it; clauses that are weighed together add up. Rules say what is
plain; the model adds what no rule names and doubts what a rule took wrongly.
``tests/benchmarks/train_need_model.py`` makes the weights from sentences written for it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.diary.needs import Evidence
from geo.diary.weights import SCALE, Sums, need_weights, rows_of_rules, rows_of_words

Likely = NDArray[np.float64]
RULE_SHARE = 0.5
"""What a rule counts beside the words: no rule was made for the sentences that train."""


class Said(NamedTuple):
    """The words of one clause, and what rules told in it."""

    words: str
    """Folded."""
    evidence: tuple[Evidence, ...] = ()


def likelihoods(said: Sequence[Said], stretches: Sequence[tuple[int, int]]) -> Likely:
    """Return how likely each stretch of clauses, from one of `said` to before another, tells what.

    Shape (stretches, told), each 0 to 1, in the order of `told_of`: open and settled needs both
    count as spoken of; the last two tell whether something is done and whether it is declined.
    Cost: linear in the words; one call for many is much cheaper than many calls.
    """
    weights = need_weights()
    groups = [rows_of_words(one.words) for one in said]
    groups += [rows_of_rules(one.evidence) for one in said]
    words, rules = _over(stretches, weights.sums(groups).reshape(2, len(said), -1))
    held = np.sqrt(np.maximum(words[:, -1:], 1))
    total = words[:, :-1] / held + rules[:, :-1] * RULE_SHARE + weights.nothing
    likely: Likely = 1.0 / (1.0 + np.exp(total / -SCALE))
    return likely


def _over(stretches: Sequence[tuple[int, int]], sums: Sums) -> Sums:
    """Return the sums over each stretch of those of its clauses, the second axis of `sums`."""
    running = np.zeros((2, sums.shape[1] + 1, sums.shape[2]), sums.dtype)
    np.cumsum(sums, axis=1, out=running[:, 1:])
    first, last = np.array(stretches).T
    over: Sums = running[:, last] - running[:, first]
    return over
