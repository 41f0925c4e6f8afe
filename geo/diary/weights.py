"""The weights of the models of needs, and which of their rows the words of each clause add up.

The rows are those of `geo.diary.features`, found without spelling the features out: a word has the
same senses wherever it stands, so its rows are looked up once. Both models number them alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, chain, repeat
from operator import add

from geo.datasets import data_rows
from geo.diary.features import (
    AFTER,
    HERE,
    OF,
    Said,
    closing_feature,
    end_feature,
    pair_feature,
    plain_signs,
    rule_features,
    sense_feature,
)
from geo.diary.packed import Packing
from geo.diary.senses import NEAR, NEEDS, STANDINGS, sense_pairs, senses_of_stretches

SCALE = 100
"""The weights are stored as whole numbers, so many to one."""
UNKNOWN = -1
"""Row of a feature that no model knows: the last one, which is zero."""
_PAIRS_KEPT = 1 << 16
_BREAK = "\n"
"""Stands between clauses; no word of a lexicon holds one."""

ADDED = Packing(3)
"""Columns of the weights of standing: done, declined, and 1 for each feature."""


@dataclass(frozen=True)
class Weights:
    """The weights of needs and the row of each feature."""

    rows: dict[str, int]
    """Row of each feature of either model."""
    packed: tuple[int, ...]
    """By row, in the columns of `columns`, `SCALE` to one; that of `UNKNOWN` is zero."""
    columns: Packing
    """One for each of `told_of`, then 1 for each feature of words."""
    nothing: tuple[int, ...]
    """What holds without any feature, in the order of `told_of`."""

    def sums(self, rows: Iterable[int]) -> int:
        """Return the sum of the weights of `rows`, packed."""
        return sum(map(self.packed.__getitem__, rows))


@dataclass(frozen=True)
class StandingWeights:
    """The weights of done and of declined, in the columns of `ADDED`, `SCALE` to one."""

    here: tuple[int, ...]
    """By row of a feature in the clause that tells of the need; that of `UNKNOWN` is zero."""
    after: tuple[int, ...]
    """The same in the clauses behind it."""
    of: dict[str, int]
    """By the category of the need."""
    nothing: tuple[int, ...]


@cache
def told_of() -> tuple[str, ...]:
    """Return what the model tells of, in its order: the categories."""
    return tuple(row["category"] for row in data_rows("lexicon/category_traits.csv"))


@cache
def need_weights() -> Weights:
    """Return the shipped weights of needs, read once."""
    columns = Packing(len(told_of()) + 1)
    listed = data_rows("lexicon/need_weights.csv")
    rows = {row["feature"]: place for place, row in enumerate(listed)}
    packed = [columns.packed(_columns_of(row)) for row in listed]
    for feature in chain(_standing_listed(HERE), _standing_listed(AFTER)):
        rows.setdefault(feature, len(rows))
    packed += [0] * (len(rows) + 1 - len(packed))
    nothing = columns.unpacked(packed[rows.pop("")])[:-1]
    return Weights(rows, tuple(packed), columns, nothing)


def _columns_of(row: dict[str, str]) -> dict[int, int]:
    weights = (pair.split(":") for pair in row["weights"].split())
    counted = {len(told_of()): 1} if row["kind"] == "word" else {}
    return {int(column): int(weight) for column, weight in weights} | counted


@cache
def standing_weights() -> StandingWeights:
    """Return the shipped weights of how needs stand, read once."""
    return StandingWeights(
        here=_by_row(_standing_listed(HERE)),
        after=_by_row(_standing_listed(AFTER)),
        of=_standing_listed(OF),
        nothing=ADDED.unpacked(_standing_listed("")[""])[:-1],
    )


def _by_row(listed: dict[str, int]) -> tuple[int, ...]:
    weights = need_weights()
    packed = [0] * len(weights.packed)
    for name, held in listed.items():
        packed[weights.rows[name]] = held
    return tuple(packed)


@cache
def _standing_listed(place: str) -> dict[str, int]:
    """Return the packed weights of the features seen at `place`, by what they are called there."""
    return {
        row["feature"].removeprefix(place): ADDED.packed(
            {0: int(row["done"]), 1: int(row["declined"]), 2: 1}
        )
        for row in data_rows("lexicon/standing_weights.csv")
        if row["feature"].startswith(place)
    }


class Seen:
    """What the models see of the clauses of an entry: the rows of their features.

    The words of all clauses are searched at once, and how needs are closed only when it is asked.
    """

    def __init__(self, said: Sequence[Said]) -> None:
        """Hold `said`, the clauses of an entry, in order."""
        self.said = said
        ends = [*accumulate(len(one.words) + 1 for one in said)]
        self._bounds = [
            (end - 1 - len(one.words), end - 1) for one, end in zip(said, ends, strict=True)
        ]
        self._text = _BREAK.join(one.words for one in said)

    @cached_property
    def words(self) -> list[set[int]]:
        """Rows of the words of each clause, and `UNKNOWN`."""
        row_of = need_weights().rows.get
        found = []
        for one, ordered in zip(self.said, self._senses(NEEDS), strict=True):
            plain = plain_signs(one.words)
            signs = chain(plain, map(add, plain, plain[1:]))
            rows = {UNKNOWN, *map(row_of, signs, repeat(UNKNOWN))}
            rows.update(*_rows_of_senses(ordered, NEEDS))
            found.append(rows)
        return found

    @cached_property
    def rules(self) -> list[set[int]]:
        """Rows of the rules that matched in each clause, and `UNKNOWN`."""
        return [{UNKNOWN, *_known(rule_features(one.evidence))} for one in self.said]

    @cached_property
    def closing(self) -> list[set[int]]:
        """Rows of all that tells in each clause how needs stand, and `UNKNOWN`."""
        row_of = need_weights().rows.get
        return [
            {row_of(end_feature(one.words), UNKNOWN)}.union(
                words, rules, *_rows_of_senses(ordered, STANDINGS)
            )
            for one, words, rules, ordered in zip(
                self.said, self.words, self.rules, self._senses(STANDINGS), strict=True
            )
        ]

    def _senses(self, lexicon: str) -> list[list[tuple[str, ...]]]:
        return senses_of_stretches(self._text, self._bounds, lexicon)


def _rows_of_senses(ordered: Sequence[tuple[str, ...]], lexicon: str) -> Iterator[tuple[int, ...]]:
    """Yield the rows of the senses of each word, and of the pairs it makes with the next ones."""
    for place, senses in enumerate(ordered):
        yield _sense_rows(senses, lexicon)
        for others in ordered[place + 1 : place + 1 + NEAR]:
            yield _pair_rows(senses, others, lexicon)


@cache
def _sense_rows(senses: tuple[str, ...], lexicon: str) -> tuple[int, ...]:
    """Return the rows of the senses of one word."""
    return _of_lexicon(map(sense_feature, senses), lexicon)


@lru_cache(maxsize=_PAIRS_KEPT)
def _pair_rows(senses: tuple[str, ...], others: tuple[str, ...], lexicon: str) -> tuple[int, ...]:
    """Return the rows of the pairs that two words make."""
    return _of_lexicon((pair_feature(*pair) for pair in sense_pairs((senses, others))), lexicon)


def _of_lexicon(features: Iterable[str], lexicon: str) -> tuple[int, ...]:
    return _known(features if lexicon == NEEDS else map(closing_feature, features))


def _known(features: Iterable[str]) -> tuple[int, ...]:
    rows = need_weights().rows
    return tuple(rows[feature] for feature in features if feature in rows)
