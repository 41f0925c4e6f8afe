"""Train the models of needs and of how they stand, and write their weights.

python tests/benchmarks/train_need_model.py data/lexicon

The units of `training_units` are read as an entry is: clause by clause and two at a time. A need
counts as told where any such stretch tells of it, so each model of a need learns from the stretch
of each unit that tells of it most and from all stretches of those that do not (multiple-instance
learning; Andrews and others, 2002). How it stands is learned from the clause that tells of it most
and those behind. Features that are rare or hardly weigh are left out; the rest is fitted again and
stored as whole numbers. The same input gives the same files. Needs scikit-learn, which the product
itself does without.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from training_units import Unit, all_units

from geo.address.gazetteer import Gazetteer
from geo.diary.features import rule_features, standing_features, word_features
from geo.diary.likelihood import RULE_SHARE
from geo.diary.needs import Standing
from geo.diary.weights import SCALE, told_of
from geo.places.demo.ground import make_places

DIARY = Path(__file__).parents[1] / "geo" / "diary"
SLACK, STANDING_SLACK = 30.0, 10.0
"""Inverse strength of the penalty on large weights."""
RARE = 3
"""Units that a feature of the words must stand in."""
SLIGHT, STANDING_SLIGHT = 0.5, 0.25
"""A feature whose weights are all smaller is left out."""
NOTHING = 30
"""A stored weight that is smaller is not written."""

Weights = NDArray[np.float64]
Numbers = NDArray[np.int32]


def _same(features: Iterable[str]) -> Iterable[str]:
    return features


def _counted(groups: Sequence[set[str]], least: int) -> tuple[sparse.csr_array, NDArray[np.str_]]:
    """Return the table (groups, features) of those that stand in at least so many, and names."""
    counter = CountVectorizer(analyzer=_same, min_df=least)
    table = counter.fit_transform(groups).astype(float)
    return sparse.csr_array(table), counter.get_feature_names_out()


def _even(table: sparse.csr_array) -> sparse.csr_array:
    """Return `table` with each row divided by the root of what it holds."""
    held = np.maximum(table.sum(axis=1), 1)
    return sparse.csr_array(sparse.diags_array(1 / np.sqrt(held)) @ table)


def _fitted(table: sparse.csr_array, told: NDArray[np.bool_], slack: float) -> Weights:
    """Return the intercept and the weights of the columns."""
    model = LogisticRegression(C=slack, solver="liblinear", random_state=0, tol=1e-3)
    model.fit(table, told)
    return np.concatenate([model.intercept_, model.coef_[0]])


class Stretches:
    """Every clause of the units and every two that follow one another, as the model sees them."""

    def __init__(self, units: Sequence[Unit]) -> None:
        said = [one for unit in units for one in unit.said]
        self._words, self.words = _counted([word_features(one.words) for one in said], RARE)
        self._rules, self.rules = _counted([{*rule_features(one.evidence)} for one in said], 1)
        self.firsts = np.cumsum([0, *(len(unit.said) for unit in units)]).astype(np.int32)
        bounds = [
            (at, at + size, unit)
            for unit, (first, end) in enumerate(pairwise(self.firsts.tolist()))
            for size in (1, 2)
            for at in range(first, end + 1 - size)
        ]
        self._first, self._end, self.unit = np.array(bounds, dtype=np.int32).T
        self.spoken = np.array([[name in unit.spoken for name in told_of()] for unit in units])

    def kept(self, columns: NDArray[np.bool_]) -> None:
        """Leave out the features of words that are not in `columns`."""
        self._words, self.words = self._words[:, columns], self.words[columns]

    def table(self) -> sparse.csr_array:
        """Return one row for each stretch, the words before the rules."""
        return self._rows(self._first, self._end)

    def clauses(self) -> sparse.csr_array:
        """Return one row for each clause."""
        at = np.arange(self._words.shape[0], dtype=np.int32)
        return self._rows(at, at + 1)

    def units(self) -> sparse.csr_array:
        """Return one row for each unit."""
        return self._rows(self.firsts[:-1], self.firsts[1:])

    def _rows(self, first: Numbers, end: Numbers) -> sparse.csr_array:
        sizes = end - first
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        at = np.arange(starts[-1], dtype=np.int32)
        clauses = at - np.repeat(starts[:-1] - first, sizes)
        inside = sparse.csr_array(
            (np.ones(starts[-1]), clauses, starts), shape=(len(first), self._words.shape[0])
        )
        rules = inside @ self._rules * RULE_SHARE
        return sparse.csr_array(sparse.hstack([_even(inside @ self._words), rules]))


def need_weights(stretches: Stretches) -> Weights:
    """Return the weights, shape (told_of, 1 + words + rules), the intercept first.

    Leaves those features in `stretches` that the whole units weigh.
    """
    whole, told = stretches.units(), stretches.spoken.T
    first = np.array([_fitted(whole, one, SLACK) for one in told])
    kept = np.abs(first[:, 1 : 1 + len(stretches.words)]).max(axis=0) >= SLIGHT
    stretches.kept(kept)
    first = first[:, np.concatenate([[True], kept, [True] * len(stretches.rules)])]
    table = stretches.table()
    odds = table @ first[:, 1:].T
    weights = []
    for one, likely in zip(told, odds.T, strict=True):
        chosen = _instances(stretches, likely, one)
        weights.append(_fitted(table[chosen], one[stretches.unit[chosen]], SLACK))
    return np.array(weights)


def _instances(
    stretches: Stretches, odds: NDArray[np.float64], told: NDArray[np.bool_]
) -> NDArray[np.intp]:
    """Return the likeliest stretch of each unit that tells of a need, and all of the others."""
    order = np.lexsort((-odds, stretches.unit))
    _, firsts = np.unique(stretches.unit[order], return_index=True)
    likeliest = order[firsts]
    others = np.flatnonzero(~told[stretches.unit])
    return np.sort(np.concatenate([likeliest[told[stretches.unit[likeliest]]], others]))


def write_needs(units: Sequence[Unit], target: Path) -> Callable[[int, str], int]:
    """Write the weights of needs; return where a unit tells of a category most: its clause."""
    stretches = Stretches(units)
    weights = need_weights(stretches)
    kinds = ["word"] * (1 + len(stretches.words)) + ["rule"] * len(stretches.rules)
    names = ["", *stretches.words, *stretches.rules]
    columns = np.rint(weights * SCALE).astype(int).T
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["kind", "feature", "weights"])
        for kind, name, column in zip(kinds, names, columns, strict=True):
            kept = [(i, one) for i, one in enumerate(column) if not name or abs(one) >= NOTHING]
            if kept:
                writer.writerow([kind, name, " ".join(f"{i}:{one}" for i, one in kept)])
    odds = stretches.clauses() @ weights[:, 1:].T
    bounds = stretches.firsts

    def tells(unit: int, category: str) -> int:
        return int(odds[bounds[unit] : bounds[unit + 1], told_of().index(category)].argmax())

    return tells


def write_standings(units: Sequence[Unit], tells: Callable[[int, str], int], target: Path) -> None:
    """Write the weights by which a need counts as done or declined."""
    seen: list[set[str]] = []
    stands: list[Standing] = []
    for place, unit in enumerate(units):
        for category, standing in unit.told.items():
            first = tells(place, category)
            seen.append(standing_features(unit.said, category, first, len(unit.said)))
            stands.append(standing)
    counted, names = _counted(seen, RARE)
    closed = [np.array([one is kind for one in stands])
              for kind in (Standing.DONE, Standing.DECLINED)]  # fmt: skip
    whole = np.array([_fitted(_even(counted), one, STANDING_SLACK) for one in closed])
    kept = np.abs(whole[:, 1:]).max(axis=0) >= STANDING_SLIGHT
    counted, names = counted[:, kept], names[kept]
    weights = np.array([_fitted(_even(counted), one, STANDING_SLACK) for one in closed])
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["feature", "done", "declined"])
        columns = np.rint(weights * SCALE).astype(int).T.tolist()
        writer.writerows([name, *column]
                         for name, column in zip(["", *names], columns, strict=True))  # fmt: skip


if __name__ == "__main__":
    lexicon = Path(sys.argv[1])
    known = all_units(DIARY, Gazetteer.from_places(make_places(seed=1, units=5_000)))
    write_standings(
        known,
        write_needs(known, lexicon / "need_weights.csv"),
        lexicon / "standing_weights.csv",
    )
