"""The pattern language of the lexicons, and the index that finds which patterns can match.

A steward writes phrases, not code: ``下水(慢|堵)|地漏…返味``.

=========  ==========================================================
``a|b``    either
``(a|b)``  a group, ``(a)?`` and ``x?`` may be missing
``[ab]``   one of these characters
``…``      up to 8 characters within the clause
``～``     up to 16 characters, commas allowed, within the sentence
``#``      a number in any script
``{kin}``  any word of that class of ``lexicon/word_classes.csv``
=========  ==========================================================
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import ahocorasick

from geo.datasets import data_rows
from geo.errors import InputError

CLAUSE_END = ",.。;；!！?？\n"
SENTENCE_END = "。;；!！?？\n"
SPECIAL = "|()[]?…~#"
NUMBER = "[0-9零〇一二两三四五六七八九十百千万半几]"
# folding turns ～ into ~
REGEX = {"…": f"[^{CLAUSE_END}]{{0,8}}?", "~": f"[^{SENTENCE_END}]{{0,16}}?", "#": f"{NUMBER}+"}
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# lower case by the character: str.lower changes the length of some
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
FOLD = {code: LOWER.get(plain, plain) for code, plain in HALF_WIDTH.items()} | LOWER


def folded(text: str) -> str:
    """Return `text` with half-width, lower-case letters and signs; every offset stays.

    Examples
    --------
    >>> folded("３号楼，Ａ座")
    '3号楼,a座'
    """
    return text.translate(FOLD)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled phrase pattern."""

    regex: re.Pattern[str]
    triggers: frozenset[str]
    """Literal words of which any match holds at least one; empty when there is none."""


@cache
def _word_classes() -> dict[str, str]:
    return {row["name"]: row["words"] for row in data_rows("lexicon/word_classes.csv")}


def _spelled_out(source: str) -> str:
    """Return `source` with each ``{class}`` replaced by a group of its words."""

    def words(named: re.Match[str]) -> str:
        try:
            return f"({_word_classes()[named[1]]})"
        except KeyError:
            raise InputError(
                f"pattern {source!r}: no word class {named[1]!r}, add it to word_classes.csv"
            ) from None

    return re.sub(r"\{(\w+)\}", words, source)


class _Parser:
    """Reads one pattern by recursive descent: yields its regex and its triggers."""

    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0

    def peek(self) -> str:
        return self.source[self.at : self.at + 1]

    def fail(self, wanted: str) -> InputError:
        return InputError(f"pattern {self.source!r}, character {self.at + 1}: wanted {wanted}")

    def alternatives(self) -> tuple[str, frozenset[str]]:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        some_free = any(not triggers for _, triggers in branches)
        union = frozenset().union(*(triggers for _, triggers in branches))
        return "|".join(regex for regex, _ in branches), frozenset() if some_free else union

    def sequence(self) -> tuple[str, frozenset[str]]:
        regex, run, found = [], "", []
        while (sign := self.peek()) and sign not in "|)":
            part, triggers, literal = self.atom()
            if self.peek() == "?":
                self.at += 1
                part, triggers, literal = f"(?:{part})?", frozenset(), False
            regex.append(part)
            run = run + sign if literal else ""
            found.append(frozenset([run]) if literal else triggers)
        return "".join(regex), max(found, key=_selectivity, default=frozenset())

    def atom(self) -> tuple[str, frozenset[str], bool]:
        sign = self.peek()
        self.at += 1
        if sign in REGEX:
            return REGEX[sign], frozenset(), False
        if sign == "(":
            regex, triggers = self.alternatives()
            if self.peek() != ")":
                raise self.fail("a closing bracket")
            self.at += 1
            return f"(?:{regex})", triggers, False
        if sign == "[":
            end = self.source.find("]", self.at)
            if end <= self.at:
                raise self.fail("characters and a closing square bracket")
            chars, self.at = self.source[self.at : end], end + 1
            return f"[{re.escape(chars)}]", frozenset(chars), False
        if sign in SPECIAL:
            raise self.fail(f"something before {sign!r}")
        return re.escape(sign), frozenset([sign]), True


def _selectivity(triggers: frozenset[str]) -> tuple[int, int]:
    """Rank trigger sets: long words first, then few of them."""
    return (min(map(len, triggers)), -len(triggers)) if triggers else (0, 0)


def compiled(source: str) -> Pattern:
    """Return phrase pattern `source` compiled.

    Raises
    ------
    InputError
        When brackets do not close, or the pattern could match nothing at all.

    Examples
    --------
    >>> sorted(compiled("下水(慢|堵)|地漏…返味").triggers)
    ['下水', '地漏']
    """
    parser = _Parser(folded(_spelled_out(source)))
    regex, triggers = parser.alternatives()
    if parser.at < len(parser.source):
        raise parser.fail("the end of the pattern")
    expression = re.compile(regex)
    if not triggers:
        raise InputError(f"pattern {source!r} has no word that it always needs: add one")
    return Pattern(expression, triggers)


class PhraseIndex:
    """Finds every match of many patterns in one pass over the text, then a few small searches.

    Cost: O(length of the text + words found in it), whatever the number of patterns.
    """

    def __init__(self, patterns: Mapping[str, Pattern]) -> None:
        self._patterns = dict(patterns)
        self._order = {name: place for place, name in enumerate(self._patterns)}
        users: dict[str, list[str]] = {}
        for name, pattern in self._patterns.items():
            for word in pattern.triggers:
                users.setdefault(word, []).append(name)
        self._words = ahocorasick.Automaton()
        for word, names in users.items():
            self._words.add_word(word, tuple(names))
        self._words.make_automaton()

    def candidates(self, text: str) -> Iterable[str]:
        """Return the names of the patterns whose trigger stands in folded `text`, in order."""
        if not self._patterns:
            return []
        found = {name for _, names in self._words.iter(text) for name in names}
        return sorted(found, key=self._order.__getitem__)

    def search(self, name: str, text: str) -> bool:
        """Tell whether pattern `name` occurs in folded `text`."""
        return self._patterns[name].regex.search(text) is not None

    def matches(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield (pattern name, start, end) of every match in folded `text`."""
        for name in self.candidates(text):
            for match in self._patterns[name].regex.finditer(text):
                if match.end() > match.start():
                    yield name, match.start(), match.end()
