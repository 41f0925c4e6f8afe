"""The pattern language of the lexicons, and the index that finds which patterns can match.

A steward writes phrases, not code: ``下水(慢|堵)|地漏…返味``.

=========  ==========================================================
``a|b``    either
``(a|b)``  a group, ``(a)?`` and ``x?`` may be missing
``[ab]``   one of these characters
``…``      up to 8 characters within the clause; a space or a colon ends it too
``～``     up to 16 characters, commas allowed, within the sentence
``#``      a number in any script
``{kin}``  any word of that class of ``lexicon/word_classes.csv``
=========  ==========================================================
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from geo.datasets import data_rows
from geo.diary.word_index import WordIndex
from geo.errors import InputError

CLAUSE_END = ",.。;；!！?？\n"
SENTENCE_END = "。;；!！?？\n"
SPECIAL = "|()[]?…~#"
NUMBER = "[0-9零〇一二两三四五六七八九十百千万半几]"
# folding turns ～ into ~
REGEX = {"…": f"[^{CLAUSE_END}: ]{{0,8}}?", "~": f"[^{SENTENCE_END}]{{0,16}}?", "#": f"{NUMBER}+"}
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# lower case by the character: str.lower changes the length of some
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
FOLD = {code: LOWER.get(plain, plain) for code, plain in HALF_WIDTH.items()} | LOWER

_UNFOLDED = re.compile(r"[A-Z\u3000\uff01-\uff5e]")
_STROKE = re.compile(
    r"(?<![\da-z/])/(?!/)|/(?![\da-z/])|[—―]{2,}(?!\d)"
    r"|(?<![\d#日号点时分月层楼栋幢座元门午早晚晨周一二三四五六七八九十末—―])[—―](?![—―])"
    r"|[—―](?![\d周星礼上下一二三四五六七八九十东西中—―])"
)
"""A stroke or a dash between words parts them: 3单元904/老年证/照片要白底.

3/502 and 3—2—501 are homes, 9月1日—9月5日 and 周一—周五 are spans.
"""
_LIST_MARK = re.compile(
    # No building has a decimal number, and a circled one counts the lines of a list.
    r"(?<![\d.])[1-9]\d?\.(?=\d{1,3}(?:号楼|[栋幢座#]|单元|-\d))"
    r"|[\u2460-\u249b](?!号楼|[栋幢座#楼门层]|单元)"
)
_COUNTED_LINES = re.compile(r"\s*1、.{2,}?[\s。;!]2、", re.DOTALL)
_LINE_MARK = re.compile(r"(?:^|(?<=[\s。;!]))[1-9]\d?、")
"""1、3号楼 漏水 2、5号楼 停电 are two lines, 1、3号楼 alone two buildings."""


def folded(text: str) -> str:
    """Return `text` with half-width, lower-case letters and signs; every offset stays.

    The marks of a list become full stops: what stands behind each is told by itself.

    Examples
    --------
    >>> folded("３号楼，Ａ座"), folded("1.3号楼漏水 ②5号楼")
    ('3号楼,a座', '。。3号楼漏水 。5号楼')
    """
    plain = text.translate(FOLD) if _UNFOLDED.search(text) else text
    plain = _STROKE.sub(_as_commas, plain)
    plain = _LIST_MARK.sub(_as_full_stops, plain)
    return _LINE_MARK.sub(_as_full_stops, plain) if _COUNTED_LINES.match(plain) else plain


def _as_commas(mark: re.Match[str]) -> str:
    return "," * len(mark[0])


def _as_full_stops(mark: re.Match[str]) -> str:
    return "。" * len(mark[0])


Name = TypeVar("Name", bound=Hashable)
"""What the patterns of an index are called by."""
Words = frozenset[str]
"""Literal words of which a match holds at least one."""


_SPOKEN = dict(zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True))
_SAID_DIGITS = re.compile(
    r"(?<![零〇一幺二两三四五六七八九十百千])"
    r"[一幺二两三四五六七八九]?[一幺二三四五六七八九][零〇幺][一幺二三四五六七八九]"
    r"(?![零〇一幺二三四五六七八九十百千万多几])"
    r"|(?<=[元门栋幢座楼])[一幺二三四五六七八九]{3,4}(?=号|室|户|$|[ ,.。;、])"
)


def spoken_digits_read(text: str) -> str:
    """Return folded `text` with the flats that are said digit by digit in figures.

    Every offset stays.

    Examples
    --------
    >>> spoken_digits_read("三单元五零二和幺零二")
    '三单元502和102'
    """
    return _SAID_DIGITS.sub(lambda said: "".join(map(_SPOKEN.__getitem__, said[0])), text)


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the alternatives at the top of a pattern."""

    regex: re.Pattern[str]
    needed: tuple[Words, ...]
    """A match holds a word of each; the first is the most telling."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One compiled phrase pattern."""

    regex: re.Pattern[str]
    branches: tuple[Branch, ...]

    @property
    def triggers(self) -> Words:
        """Literal words of which any match holds at least one."""
        return frozenset().union(*(branch.needed[0] for branch in self.branches))


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

    def branches(self) -> list[tuple[str, list[Words]]]:
        """Return the regex of each alternative and the word sets that it needs."""
        found = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            found.append(self.sequence())
        return found

    def alternatives(self) -> tuple[str, Words]:
        branches = self.branches()
        needed = [max(words, key=_selectivity, default=frozenset()) for _, words in branches]
        union: Words = frozenset().union(*needed) if all(needed) else frozenset()
        return "|".join(regex for regex, _ in branches), union

    def sequence(self) -> tuple[str, list[Words]]:
        regex: list[str] = []
        run, found = "", list[Words]()
        while (sign := self.peek()) and sign not in "|)":
            part, triggers, literal = self.atom()
            if self.peek() == "?":
                self.at += 1
                part, triggers, literal = f"(?:{part})?", frozenset(), False
            regex.append(part)
            if literal and run:
                found.pop()
            run = run + sign if literal else ""
            found.append(frozenset([run]) if literal else triggers)
        return "".join(regex), [words for words in found if words]

    def atom(self) -> tuple[str, Words, bool]:
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


def _selectivity(triggers: Words) -> tuple[int, int]:
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
    found = parser.branches()
    if parser.at < len(parser.source):
        raise parser.fail("the end of the pattern")
    if not all(needed for _, needed in found):
        raise InputError(f"pattern {source!r} has no word that it always needs: add one")
    branches = (
        Branch(re.compile(regex), tuple(sorted(needed, key=_selectivity, reverse=True)))
        for regex, needed in found
    )
    return Pattern(re.compile("|".join(regex for regex, _ in found)), tuple(branches))


_DEPTH = 3
"""How many of the words that an alternative needs are looked for before its expression is run."""


class PhraseIndex(Generic[Name]):
    """Finds every match of many patterns in one pass over the text, then a few small searches.

    Cost: O(length of the text + words found in it), whatever the number of patterns.
    """

    def __init__(self, patterns: Mapping[Name, Pattern]) -> None:
        self._patterns = dict(patterns)
        self._branches: list[tuple[Name, Branch]] = [
            (name, branch)
            for name, pattern in self._patterns.items()
            for branch in pattern.branches
        ]
        masks: dict[str, list[int]] = {}
        self._free = [0] * _DEPTH
        for place, (_, branch) in enumerate(self._branches):
            for depth in range(_DEPTH):
                if depth >= len(branch.needed):
                    self._free[depth] |= 1 << place
                    continue
                for word in branch.needed[depth]:
                    masks.setdefault(word, [0] * _DEPTH)[depth] |= 1 << place
        self._masks = [(*held,) for held in masks.values()]
        self._words = WordIndex({word: number for number, word in enumerate(masks)})

    def candidates(self, text: str) -> Iterable[Name]:
        """Return the names of the patterns whose words stand in folded `text`, in order."""
        return dict.fromkeys(name for name, _ in self._possible(text))

    def _possible(self, text: str) -> list[tuple[Name, Branch]]:
        """Return (name, branch) of each alternative whose most telling words stand there.

        The alternatives that a word may belong to are bits of one number, so that thousands of
        them are weighed at once.
        """
        if not self._patterns:
            return []
        first, second, third = self._free
        masks = self._masks
        for number in self._words.found(text):
            one, two, three = masks[number]
            first |= one
            second |= two
            third |= three
        bits = first & second & third
        possible = []
        while bits:
            lowest = bits & -bits
            possible.append(self._branches[lowest.bit_length() - 1])
            bits ^= lowest
        return possible

    def search(self, name: Name, text: str) -> bool:
        """Tell whether pattern `name` occurs in folded `text`."""
        return self._patterns[name].regex.search(text) is not None

    def matches(self, text: str) -> Iterator[tuple[Name, int, int]]:
        """Yield (pattern name, start, end) of every match in folded `text`.

        Matches of one pattern do not overlap: the leftmost stands, of two the first alternative.
        """
        found: dict[Name, list[tuple[int, int, int]]] = {}
        for rank, (name, branch) in enumerate(self._possible(text)):
            for match in branch.regex.finditer(text):
                start, end = match.span()
                if end > start:
                    found.setdefault(name, []).append((start, rank, end))
        for name, spans in found.items():
            reached = 0
            for start, _, end in sorted(spans):
                if start >= reached:
                    reached = end
                    yield name, start, end
