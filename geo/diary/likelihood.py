"""How likely words speak of each need: a small linear model over what can be read off them.

It sees the characters and pairs of characters of each clause, the senses of its words and their
pairs, and which rules match in it; clauses that are weighed together add up. Rules say what is
plain; the model adds what no rule names and doubts what a rule took wrongly.
``tests/benchmarks/train_need_model.py`` makes the weights from sentences written for it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.datasets import data_rows
from geo.diary.needs import Evidence, Standing
from geo.diary.senses import sense_pairs, senses_in_order

Likely = NDArray[np.float64]
SCALE = 100
"""The weights are stored as whole numbers, so many to one."""
RULE_SHARE = 0.5
"""What a rule counts beside the words: no rule was made for the sentences that train."""

_DIGITS = re.compile(r"\d+")
_MARKS = str.maketrans("", "", "\0 \n\t")


@dataclass(frozen=True)
class _Model:
    weights: NDArray[np.float32]
    """(features + 1, told); the last row is zero."""
    nothing: int
    """Row of `weights` that holds without any feature."""
    rows: dict[str, int]
    """Feature of the words -> its row in `weights`."""
    rule_rows: dict[str, int]
    """Feature of a rule -> its row in `weights`."""


@cache
def _model() -> _Model:
    table = data_rows("lexicon/need_weights.csv")
    weights = np.zeros((len(table) + 1, len(told_of())), dtype=np.float32)
    rows: dict[str, int] = {}
    rule_rows: dict[str, int] = {}
    for place, row in enumerate(table):
        for pair in row["weights"].split():
            column, weight = pair.split(":")
            weights[place, int(column)] = int(weight) / SCALE
        (rule_rows if row["kind"] == "rule" else rows)[row["feature"]] = place
    return _Model(weights, rows.pop(""), rows, rule_rows)


@cache
def told_of() -> tuple[str, ...]:
    """Return what `likelihoods` tells of, in its order: each category, then done and declined."""
    traits = data_rows("lexicon/category_traits.csv")
    return (*(row["category"] for row in traits), Standing.DONE, Standing.DECLINED)


def word_features(words: str) -> set[str]:
    """Return what the model sees in folded `words`: characters, pairs of them, senses, pairs.

    Senses stand in brackets, so that no character is taken for one. Each number is one 0.

    Examples
    --------
    >>> sorted(word_features("路灯12"))
    ['0', '<lamp>', '灯', '灯0', '路', '路灯']
    """
    plain = _DIGITS.sub("0", words).translate(_MARKS)
    ordered = senses_in_order(words)
    found = {*plain, *map(str.__add__, plain, plain[1:])}
    found.update(f"<{sense}>" for senses in ordered for sense in senses)
    found.update(f"<{one}+{other}>" for one, other in sense_pairs(ordered))
    return found


def rule_features(evidence: Iterable[Evidence]) -> set[str]:
    """Return what the model sees of the rules that matched: each rule, and what it speaks of."""
    return {f"{name} {one.standing}" for one in evidence for name in (one.rule, one.category)}


@dataclass(frozen=True, slots=True)
class Said:
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
    model = _model()
    words = [_known(model.rows, word_features(one.words)) for one in said]
    rules = [_known(model.rule_rows, rule_features(one.evidence)) for one in said]
    first, last = np.array(stretches).T
    held = _running(np.array([[len(rows)] for rows in words]))
    spoken = _running(_sums(model.weights, words))
    told = _running(_sums(model.weights, rules))
    total = (spoken[last] - spoken[first]) / np.sqrt(np.maximum(held[last] - held[first], 1))
    total += (told[last] - told[first]) * RULE_SHARE + model.weights[model.nothing]
    likely: Likely = 1.0 / (1.0 + np.exp(-total))
    return likely


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of the first 0, 1, 2 ... rows of `values`."""
    sums = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, out=sums[1:])
    return sums


def _known(rows: dict[str, int], features: set[str]) -> list[int]:
    return [*map(rows.__getitem__, rows.keys() & features)]


def _sums(weights: NDArray[np.float32], groups: Sequence[list[int]]) -> NDArray[np.float64]:
    """Return the sum of the rows of `weights` that each of `groups` names, shape (groups, told).

    The last row of `weights` is zero and stands before each group, so that none is empty.
    """
    flat: list[int] = []
    starts: list[int] = []
    for group in groups:
        starts.append(len(flat))
        flat.append(-1)
        flat += group
    summed: NDArray[np.float64] = np.add.reduceat(weights.take(flat, axis=0), starts, axis=0)
    return summed
