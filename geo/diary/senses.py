"""The senses of words: what kinds of things, states, people and deeds a text names.

A sense lets the reader understand words that no rule names and no sentence trained: 井盖 and 路灯
are both a shared thing, 瘪了 and 不亮 both a fault. ``data/lexicon/senses.csv`` lists the words by
which needs are told, ``standing_senses.csv`` those by which they are closed or turned down.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from geo.datasets import data_rows
from geo.diary.phrases import folded
from geo.diary.word_index import WordIndex
from geo.errors import InputError

NEEDS = "lexicon/senses.csv"
STANDINGS = "lexicon/standing_senses.csv"
NEAR = 4
"""Words further on that make a pair with a word."""


@cache
def _index(lexicon: str) -> WordIndex[tuple[int, tuple[str, ...]]]:
    """Return the index of all words: word -> (its length - 1, its senses)."""
    senses: dict[str, set[str]] = {}
    for row in data_rows(lexicon):
        if not row["sense"] or not row["words"]:
            raise InputError(f"{lexicon}: row {row} wants a sense and its words")
        for word in row["words"].split("|"):
            senses.setdefault(folded(word), set()).add(row["sense"])
    return WordIndex(
        {word: (len(word) - 1, tuple(sorted(names))) for word, names in senses.items()}
    )


def senses_in_order(text: str, lexicon: str = NEEDS) -> list[tuple[str, ...]]:
    """Return the senses of each known word of folded `text`; a word within a longer one is none.

    Cost: linear in the text.

    Examples
    --------
    >>> "lamp" in senses_in_order("路灯不亮")[0]
    True
    """
    return senses_of_stretches(text, [(0, len(text))], lexicon)[0]


def senses_of_stretches(
    text: str, stretches: Iterable[tuple[int, int]], lexicon: str = NEEDS
) -> list[list[tuple[str, ...]]]:
    """Return the `senses_in_order` of each of `stretches`, none of which reaches into the next.

    `stretches` hold start and end in folded `text`, which is searched once for all of them.
    """
    hits = [(last - more, -last, names) for last, (more, names) in _index(lexicon).hits(text)]
    hits.sort()
    told: list[list[tuple[str, ...]]] = []
    at, count = 0, len(hits)
    for first, end in stretches:
        kept: list[tuple[str, ...]] = []
        reached = -1
        while at < count:
            start, minus_last, names = hits[at]
            if start >= end:
                break
            at += 1
            if start >= first and reached < -minus_last < end:
                kept.append(names)
                reached = -minus_last
        told.append(kept)
    return told


def sense_pairs(ordered: Sequence[tuple[str, ...]]) -> set[tuple[str, str]]:
    """Return the pairs of different senses that stand at most `NEAR` words apart, each sorted."""
    pairs: set[tuple[str, str]] = set()
    for place, senses in enumerate(ordered):
        for others in ordered[place + 1 : place + 1 + NEAR]:
            pairs |= {
                (one, other) if one < other else (other, one)
                for one in senses
                for other in others
                if one != other
            }
    return pairs
