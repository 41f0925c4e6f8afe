"""The weights of the model of needs, and which rows of them the words of a clause add up.

The rows are those of `geo.diary.features`, found without spelling the features out: a word has the
same senses wherever it stands, so its rows are looked up once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, repeat
from operator import add

import numpy as np
from numpy.typing import NDArray

from geo.datasets import data_rows
from geo.diary.features import pair_feature, plain_signs, rule_features, sense_feature
from geo.diary.needs import Evidence
from geo.diary.senses import NEAR, sense_pairs, senses_in_order

SCALE = 100
"""The weights are stored as whole numbers, so many to one."""
UNKNOWN = -1
"""Row of a feature that the model does not know: the last one, which is zero."""
_PAIRS_KEPT = 1 << 16

Sums = NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """The table of weights and the row of each feature."""

    table: NDArray[np.int16]
    """(features + 1, told + 1), `SCALE` to one; the last column is 1 for each feature of words."""
    nothing: NDArray[np.int16]
    """What holds without any feature, shape (told,)."""
    words: dict[str, int]
    rules: dict[str, int]

    def sums(self, groups: Sequence[set[int]], stretches: Iterable[int]) -> Sums:
        """Return the sum of the rows of each stretch of `groups`, shape (stretches, told + 1).

        `stretches` holds, for each, its first group and that behind its last, one after the other.
        No group is empty: those of words and rules all hold `UNKNOWN`.
        """
        starts = [0, *accumulate(map(len, groups))]
        rows = np.fromiter(chain(chain.from_iterable(groups), (UNKNOWN,)), np.intp, starts[-1] + 1)
        bounds = [starts[group] for group in stretches]
        # Between two stretches lies what nobody asked for: every other sum.
        taken = self.table.take(rows, axis=0)
        summed: Sums = np.add.reduceat(taken, bounds, axis=0, dtype=np.int32)[::2]
        return summed


@cache
def told_of() -> tuple[str, ...]:
    """Return what the model tells of, in its order: the categories."""
    return tuple(row["category"] for row in data_rows("lexicon/category_traits.csv"))


@cache
def need_weights() -> Weights:
    """Return the shipped weights, read once."""
    listed = data_rows("lexicon/need_weights.csv")
    table = np.zeros((len(listed) + 1, len(told_of()) + 1), dtype=np.int16)
    rows: dict[str, dict[str, int]] = {"word": {}, "rule": {}}
    for place, row in enumerate(listed):
        for pair in row["weights"].split():
            column, weight = pair.split(":")
            table[place, int(column)] = int(weight)
        table[place, -1] = row["kind"] == "word"
        rows[row["kind"]][row["feature"]] = place
    nothing = table[rows["word"].pop("")]
    return Weights(table, nothing[:-1], rows["word"], rows["rule"])


def rows_of_words(words: str) -> set[int]:
    """Return the rows of the features of folded `words`, and `UNKNOWN`."""
    plain = plain_signs(words)
    row_of = need_weights().words.get
    found = {
        UNKNOWN,
        *map(row_of, plain, repeat(UNKNOWN)),
        *map(row_of, map(add, plain, plain[1:]), repeat(UNKNOWN)),
    }
    ordered = senses_in_order(words)
    for place, senses in enumerate(ordered):
        found.update(_sense_rows(senses))
        for others in ordered[place + 1 : place + 1 + NEAR]:
            found.update(_pair_rows(senses, others))
    return found


@cache
def _sense_rows(senses: tuple[str, ...]) -> tuple[int, ...]:
    """Return the rows of the senses of one word."""
    return _known(need_weights().words, map(sense_feature, senses))


@lru_cache(maxsize=_PAIRS_KEPT)
def _pair_rows(senses: tuple[str, ...], others: tuple[str, ...]) -> tuple[int, ...]:
    """Return the rows of the pairs that two words make."""
    pairs = sense_pairs((senses, others))
    return _known(need_weights().words, (pair_feature(one, other) for one, other in pairs))


def rows_of_rules(evidence: Iterable[Evidence]) -> set[int]:
    """Return the rows of the rules that matched, and `UNKNOWN`."""
    return {UNKNOWN, *_known(need_weights().rules, rule_features(evidence))}


def _known(rows: dict[str, int], features: Iterable[str]) -> tuple[int, ...]:
    return tuple(rows[feature] for feature in features if feature in rows)
