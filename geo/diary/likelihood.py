"""How likely words speak of each need: a small linear model over what can be read off them.

It sees the characters and pairs of characters of each clause, the senses of its words and their
pairs, and which rules match in it; clauses that are weighed together add up. Rules say what is
plain; the model adds what no rule names and doubts what a rule took wrongly.
``tests/benchmarks/train_need_model.py`` makes the weights from sentences written for it.
"""

from itertools import pairwise
from math import sqrt

from geo.diary.weights import SCALE, Seen, need_weights

LogOdds = list[float]
"""How likely something tells of each need, in the order of `told_of`."""
RULE_SHARE = 0.5
"""What a rule counts beside the words: no rule was made for the sentences that train."""


def log_odds(seen: Seen) -> list[LogOdds]:
    """Return how likely each clause, and each two that follow one another, tell what.

    Row 2i is of clause i alone, row 2i + 1 of clauses i and i + 1: open and settled needs both
    count as spoken of. Cost: linear in the words.
    """
    weights = need_weights()
    words = _with_next([weights.sums(rows) for rows in seen.words])
    rules = _with_next([weights.sums(rows) for rows in seen.rules])
    return [_odds(*one) for one in zip(words, rules, strict=True)]


def _with_next(sums: list[int]) -> list[int]:
    """Return each of `sums`, and between two their sum."""
    both = [0] * (2 * len(sums) - 1)
    both[::2] = sums
    both[1::2] = [one + other for one, other in pairwise(sums)]
    return both


def _odds(words: int, rules: int) -> LogOdds:
    """Return the log-odds of packed sums of the weights of words and of rules."""
    weights = need_weights()
    *told, count = weights.columns.unpacked(words)
    held = sqrt(max(count, 1))
    if not rules:
        return [(one / held + no) / SCALE for one, no in zip(told, weights.nothing, strict=True)]
    *ruled, _ = weights.columns.unpacked(rules)
    return [
        (one / held + rule * RULE_SHARE + no) / SCALE
        for one, rule, no in zip(told, ruled, weights.nothing, strict=True)
    ]
