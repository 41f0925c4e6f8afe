"""What the models of needs see: characters, pairs, senses and their pairs, and rules that match.

Senses stand in brackets, so that no character is taken for one. The models learn from what is
spelt out here; `geo.diary.weights` finds the same without spelling it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from geo.diary.needs import Evidence
from geo.diary.senses import STANDINGS, sense_pairs, senses_in_order

HERE, AFTER, OF = "here ", "after ", "of "
"""What the model of standing calls the features of the first clause, of others, of the need."""
REACH = 6
"""Clauses behind the one that tells of a need in which it may be closed."""
_DIGITS = re.compile(r"\d+")
_BLANKS = "\0 \n\t"


class Said(NamedTuple):
    """The words of one clause, and what rules told in it."""

    words: str
    """Folded."""
    evidence: tuple[Evidence, ...] = ()


def plain_signs(words: str) -> str:
    """Return folded `words` without blanks; each number is one 0.

    Examples
    --------
    >>> plain_signs("路灯 12 盏")
    '路灯0盏'
    """
    plain = _DIGITS.sub("0", words)
    for blank in _BLANKS:
        plain = plain.replace(blank, "")
    return plain


def sense_feature(sense: str) -> str:
    """Return what the model calls a sense."""
    return f"<{sense}>"


def pair_feature(one: str, other: str) -> str:
    """Return what the model calls two senses, the first of which sorts first."""
    return f"<{one}+{other}>"


def closing_feature(feature: str) -> str:
    """Return what the model calls a sense, or a pair of them, by which needs are closed."""
    return "=" + feature


def end_feature(words: str) -> str:
    """Return what the model calls the end of a clause."""
    return "$" + words[-2:]


def sense_features(ordered: Sequence[tuple[str, ...]]) -> set[str]:
    """Return what the model sees in the senses of words in order."""
    found = {sense_feature(sense) for senses in ordered for sense in senses}
    found.update(pair_feature(one, other) for one, other in sense_pairs(ordered))
    return found


def word_features(words: str) -> set[str]:
    """Return what the model sees in folded `words`.

    Examples
    --------
    >>> sorted(word_features("路灯12"))
    ['0', '<lamp>', '灯', '灯0', '路', '路灯']
    """
    plain = plain_signs(words)
    return {*plain, *map(str.__add__, plain, plain[1:]), *sense_features(senses_in_order(words))}


def rule_features(evidence: Iterable[Evidence]) -> set[str]:
    """Return what the model sees of the rules that matched: each rule, and what it speaks of."""
    return {f"{name} {one.standing}" for one in evidence for name in (one.rule, one.category)}


def closing_features(one: Said) -> set[str]:
    """Return what is seen in a clause of how needs stand: all of it, senses of standing, its end.

    Examples
    --------
    >>> sorted(closing_features(Said("修好"))-word_features("修好"))[0]
    '$修好'
    """
    closing = map(closing_feature, sense_features(senses_in_order(one.words, STANDINGS)))
    return {
        *word_features(one.words),
        *rule_features(one.evidence),
        *closing,
        end_feature(one.words),
    }


def standing_features(said: Sequence[Said], category: str, first: int, end: int) -> set[str]:
    """Return what tells how the need that clause `first` of `said` tells of stands.

    That is the first clause, those behind it before clause `end`, at most `REACH`, and the need.
    """
    found = {OF + category, *(HERE + one for one in closing_features(said[first]))}
    for one in said[first + 1 : min(end, first + 1 + REACH)]:
        found |= {AFTER + feature for feature in closing_features(one)}
    return found
