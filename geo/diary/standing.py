"""How a need stands: whether the words behind it say that it is settled or turned down.

A small linear model sees the clause that tells of the need and, apart from it, those that follow up
to the next home: characters, senses of words and rules that match. What it misses leaves a need
open, which somebody then looks at; ``tests/benchmarks/train_need_model.py`` makes its weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt

from geo.datasets import data_rows
from geo.diary.features import pair_feature, rule_features, sense_feature, word_features
from geo.diary.likelihood import Said
from geo.diary.needs import SERVICES, Standing
from geo.diary.senses import STANDINGS, sense_pairs, senses_in_order

LEAST_SURE = {Standing.DONE: 100, Standing.DECLINED: 0}
"""Log-odds, `SCALE` to one, from which a need counts as done, or as declined."""
REACH = 6
"""Clauses behind the one that tells of a need in which it may be closed."""


@dataclass(frozen=True)
class _Weights:
    """The weights of each feature for done and for declined, `SCALE` to one."""

    rows: dict[str, tuple[int, int]]
    nothing: tuple[int, int]


@cache
def _weights() -> _Weights:
    rows = {
        row["feature"]: (int(row["done"]), int(row["declined"]))
        for row in data_rows("lexicon/standing_weights.csv")
    }
    return _Weights(rows, rows.pop(""))


class Standings:
    """How the needs of an entry stand; the words of a clause are looked at once."""

    def __init__(self, said: Sequence[Said]) -> None:
        """Hold the clauses of an entry, in order."""
        self._said = said
        self._features: dict[int, set[str]] = {}

    def of(self, category: str, first: int, end: int) -> Standing:
        """Return how the need that clause `first` tells of stands before clause `end`.

        Cost: linear in the words of at most `REACH` clauses.
        """
        weights = _weights()
        known = [
            weights.rows[one] for one in self.features(category, first, end) if one in weights.rows
        ]
        held = sqrt(max(len(known), 1))
        done, declined = (
            sum(row[place] for row in known) / held + weights.nothing[place] for place in (0, 1)
        )
        if category in SERVICES and declined >= max(done, LEAST_SURE[Standing.DECLINED]):
            return Standing.DECLINED
        return Standing.DONE if done >= LEAST_SURE[Standing.DONE] else Standing.OPEN

    def features(self, category: str, first: int, end: int) -> set[str]:
        """Return what the model sees: the first clause, those behind it, and the category."""
        found = {f"of {category}"}
        for clause in range(first, min(end, first + 1 + REACH)):
            place = "here " if clause == first else "after "
            found |= {place + one for one in self._seen_in(clause)}
        return found

    def _seen_in(self, clause: int) -> set[str]:
        if clause not in self._features:
            one = self._said[clause]
            self._features[clause] = _features(one.words) | rule_features(one.evidence)
        return self._features[clause]


def _features(words: str) -> set[str]:
    """Return what is seen in a clause: what its needs are told by, senses of standing, its end."""
    ordered = senses_in_order(words, STANDINGS)
    found = word_features(words)
    found.update("=" + sense_feature(sense) for senses in ordered for sense in senses)
    found.update("=" + pair_feature(one, other) for one, other in sense_pairs(ordered))
    found.add("$" + words[-2:])
    return found
