"""A second opinion on needs: how likely the words around a rule's match speak of its category.

The rules find; this small linear model, trained on sentences made for it, weighs what they found.
It reads which characters and pairs of characters stand around the match and nothing else.
``tests/benchmarks/train_need_model.py`` makes its weights.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from operator import add

from geo.datasets import data_rows
from geo.diary.needs import Evidence, Standing

REACH = 14
"""Characters before and behind a match that are weighed with it."""
LEAST_LIKELY = 0.02
"""A match whose words are less likely than this to speak of its category is not believed."""
SCALE = 100
"""The weights are stored as whole numbers, so many to one."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class _Weights:
    rows: dict[str, int]
    """Character or pair -> its place in each column."""
    columns: dict[str, list[int]]
    """Category -> weight of each character or pair."""
    bias: dict[str, int]


@cache
def _weights() -> _Weights:
    categories = [row["category"] for row in data_rows("lexicon/category_traits.csv")]
    bias, *rows = data_rows("lexicon/need_weights.csv")
    table = [[*map(int, row["weights"].split())] for row in rows]
    columns = dict(zip(categories, map(list, zip(*table, strict=True)), strict=True))
    return _Weights(
        rows={row["gram"]: place for place, row in enumerate(rows)},
        columns=columns,
        bias=dict(zip(categories, map(int, bias["weights"].split()), strict=True)),
    )


def grams(words: str) -> set[str]:
    """Return the characters and pairs of characters in `words`, each number as one 0.

    Examples
    --------
    >>> sorted(grams("漏12"))
    ['0', '漏', '漏0']
    """
    plain = _DIGITS.sub("0", words)
    return {*plain, *map(add, plain, plain[1:])}


def likelihood(words: str, category: str) -> float:
    """Return how likely folded `words` speak of `category`, 0 to 1; not calibrated.

    Cost: linear in the words.
    """
    weights = _weights()
    rows = weights.rows
    known = [rows[gram] for gram in grams(words) if gram in rows]
    column = weights.columns[category]
    total = sum(map(column.__getitem__, known)) / sqrt(len(known) or 1) + weights.bias[category]
    return 1.0 / (1.0 + exp(-total / SCALE))


def weighed(text: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return `evidence` in folded `text` with its calibrated confidence, without the unlikely.

    What two rules tell is kept, however unlikely it seems.
    """
    kept = []
    rules: dict[str, set[str]] = {}
    for one in evidence:
        rules.setdefault(one.category, set()).add(one.rule)
    for one in evidence:
        if one.standing is not Standing.OPEN:
            kept.append(one)
            continue
        around = text[max(0, one.span.start - REACH) : one.span.end + REACH]
        likely = likelihood(around, one.category)
        if likely >= LEAST_LIKELY or len(rules[one.category]) > 1:
            sure = calibrated(likely)
            kept.append(Evidence(one.category, one.standing, one.span, one.rule, sure))
    return kept


_SLOPE, _SHIFT = 0.4, 1.6


def calibrated(likely: float) -> float:
    """Return the share of needs told with this likelihood that were meant.

    Fitted on entries that neither the rules nor the weights had seen.
    """
    bounded = min(max(likely, 1e-4), 1.0 - 1e-4)
    odds = log(bounded / (1.0 - bounded))
    return 1.0 / (1.0 + exp(-(_SLOPE * odds + _SHIFT)))
