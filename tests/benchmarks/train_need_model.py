"""Train the model of needs on the sentences written for it and write its weights.

python tests/benchmarks/train_need_model.py data/lexicon/need_weights.csv [UNITS.tsv ...]

Without UNITS it learns from all of ``tests/geo/diary/units`` and from ``phrasings.csv`` beside
them, whose words are learned without the rules, which were made for them. Features that stand in
fewer than three sentences, and those that no category weighs, are left out; the rest is fitted
again and stored as whole numbers. The same input gives the same file. Needs scikit-learn, which
the product itself does without.
"""

import csv
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from geo.diary.clauses import Clauses
from geo.diary.features import rule_features, word_features
from geo.diary.likelihood import RULE_SHARE
from geo.diary.needs import Standing, need_evidence
from geo.diary.phrases import folded
from geo.diary.weighing import SIGNS
from geo.diary.weights import SCALE, told_of

UNITS = Path(__file__).parents[1] / "geo" / "diary" / "units"
SLACK = 30.0
"""Inverse strength of the penalty on large weights."""
RARE = 3
"""Sentences that a feature of the words must stand in."""
SLIGHT = 0.6
"""A feature whose weights are all smaller is left out."""
NOTHING = 50
"""A stored weight that is smaller is not written."""


@dataclass(frozen=True)
class Example:
    """A sentence that trains, and what it speaks of."""

    text: str
    told: frozenset[str]
    ruled: bool = True
    """Whether the rules that match in it count: not where they were made for it."""


def units(path: Path) -> list[Example]:
    """Return the sentences of `path` and what each speaks of: needs, open or settled; standings."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_example(*(line + "\t\t\t").split("\t")[:4]) for line in lines]


def _example(text: str, needs: str, done: str, declined: str) -> Example:
    told = {*filter(None, f"{needs},{done}".replace("|", ",").split(","))}
    told |= {Standing.DONE} if done else set()
    told |= {Standing.DECLINED} if declined else set()
    return Example(text, frozenset(told))


def phrasings(path: Path) -> list[Example]:
    """Return the sentences that rules were made for, and what each speaks of."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            _example(row["text"], row["needs"], row["settled"], row["declined"])
            for row in csv.DictReader(stream)
        ]
    return [replace(row, ruled=False) for row in rows]


def _clauses(plain: str) -> list[tuple[int, int]]:
    clauses = Clauses(plain)
    return sorted({clauses.clause(at) for at in range(len(plain))})


def _word_features(plain: str) -> list[str]:
    words = [plain[start:end].strip(SIGNS) for start, end in _clauses(plain)]
    return [feature for one in words for feature in word_features(one)]


def _rule_features(plain: str) -> list[str]:
    evidence = need_evidence(Clauses(plain))
    return [
        feature
        for start, end in _clauses(plain)
        for feature in rule_features(one for one in evidence if start <= one.span.start < end)
    ]


class Table:
    """What the model sees of the examples, one row each; `names` are its columns."""

    def __init__(self, examples: list[Example]) -> None:
        plain = [folded(one.text) for one in examples]
        ruled = [text if one.ruled else "" for text, one in zip(plain, examples, strict=True)]
        words = CountVectorizer(analyzer=_word_features, min_df=RARE)
        rules = CountVectorizer(analyzer=_rule_features)
        self._words = words.fit_transform(plain).astype(float)
        self._rules = rules.fit_transform(ruled).astype(float) * RULE_SHARE
        self.words = words.get_feature_names_out()
        self.rules = rules.get_feature_names_out()

    def kept(self, columns: NDArray[np.bool_]) -> None:
        """Leave out the features of words that are not in `columns`."""
        self._words, self.words = self._words[:, columns], self.words[columns]

    def fitted(self, examples: list[Example]) -> NDArray[np.float64]:
        """Return the weights, shape (told_of, 1 + words + rules), the intercept first."""
        held = np.maximum(self._words.sum(axis=1).A1, 1)
        table = sparse.hstack([sparse.diags_array(1 / np.sqrt(held)) @ self._words, self._rules])
        weights = np.zeros((len(told_of()), 1 + table.shape[1]))
        for place, name in enumerate(told_of()):
            model = LogisticRegression(C=SLACK, solver="liblinear", random_state=0)
            model.fit(table.tocsr(), [name in one.told for one in examples])
            weights[place] = [*model.intercept_, *model.coef_[0]]
        return weights


def written(examples: list[Example], target: Path) -> None:
    """Train on `examples` and write the weights to `target`, one feature a line."""
    table = Table(examples)
    first = table.fitted(examples)
    table.kept(np.abs(first[:, 1 : 1 + len(table.words)]).max(axis=0) >= SLIGHT)
    whole = np.rint(table.fitted(examples) * SCALE).astype(int)
    kinds = ["word"] * (1 + len(table.words)) + ["rule"] * len(table.rules)
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["kind", "feature", "weights"])
        for kind, name, column in zip(
            kinds, ["", *table.words, *table.rules], whole.T, strict=True
        ):
            pairs = [
                f"{i}:{weight}"
                for i, weight in enumerate(column)
                if not name or abs(weight) >= NOTHING
            ]
            writer.writerow([kind, name, " ".join(pairs)])


if __name__ == "__main__":
    files = [*map(Path, sys.argv[2:])]
    known = [one for path in files or sorted(UNITS.glob("*.tsv")) for one in units(path)]
    known += [] if files else phrasings(UNITS.parent / "phrasings.csv")
    written(known, Path(sys.argv[1]))
