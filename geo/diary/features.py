"""What the model of needs sees: characters, pairs, senses and their pairs, and rules that match.

Senses stand in brackets, so that no character is taken for one.
"""

import re
from collections.abc import Iterable

from geo.diary.needs import Evidence
from geo.diary.senses import sense_pairs, senses_in_order

_DIGITS = re.compile(r"\d+")
_BLANKS = "\0 \n\t"


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


def word_features(words: str) -> set[str]:
    """Return what the model sees in folded `words`.

    Examples
    --------
    >>> sorted(word_features("路灯12"))
    ['0', '<lamp>', '灯', '灯0', '路', '路灯']
    """
    plain = plain_signs(words)
    ordered = senses_in_order(words)
    found = {*plain, *map(str.__add__, plain, plain[1:])}
    found.update(sense_feature(sense) for senses in ordered for sense in senses)
    found.update(pair_feature(one, other) for one, other in sense_pairs(ordered))
    return found


def rule_features(evidence: Iterable[Evidence]) -> set[str]:
    """Return what the model sees of the rules that matched: each rule, and what it speaks of."""
    return {f"{name} {one.standing}" for one in evidence for name in (one.rule, one.category)}
