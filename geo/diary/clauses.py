"""Where the clauses and sentences of a text begin and end."""

import re
from collections.abc import Sequence
from typing import Any

from geo.diary.phrases import CLAUSE_END, SENTENCE_END, Name, PhraseIndex

_SIGN = re.escape(CLAUSE_END)
# a space parts clauses between Chinese words, a colon unless it stands in a clock time; all breaks
# begin with one set of signs, which lets the search pass over everything else
_CLAUSE_BREAK = re.compile(
    rf"[{_SIGN}: ](?:(?<=[{_SIGN}])(?!(?<=\d[.])\d)|(?<=:)(?!\d\d(?!\d))"
    r"|(?<=[\u4e00-\u9fff)] ) *(?=[\u4e00-\u9fff\d]))"
)
_SENTENCE_BREAK = re.compile(f"[{re.escape(SENTENCE_END)}]")
REACH = 60
"""Characters to each side in which the signs of a clause are looked for.

A clause is hardly ever longer; without it a text without any stops costs the square of its length.
"""
SENTENCE_REACH = 180
"""The same for the signs of a sentence."""


class Clauses:
    """Bounds of the clauses (to a comma) and sentences (to a full stop) of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clause_starts, self._clauses = _bounds(text, _CLAUSE_BREAK)
        self.sentence_starts, self._sentences = _bounds(text, _SENTENCE_BREAK)
        self._matches: dict[PhraseIndex[Any], Any] = {}

    def matches(self, index: PhraseIndex[Name]) -> Sequence[tuple[Name, int, int]]:
        """Return the matches of lexicon `index` in the text, which is searched once for each."""
        if index not in self._matches:
            self._matches[index] = tuple(index.matches(self.text))
        found: Sequence[tuple[Name, int, int]] = self._matches[index]
        return found

    def clause(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the clause that holds offset `at`, its sign included."""
        return self._clauses[at]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the sentence that holds offset `at`, its sign included."""
        return self._sentences[at]

    def around(self, start: int, end: int) -> str:
        """Return the words of the clauses that ``text[start:end]`` touches, within `REACH`."""
        first, last = self.clause(start)[0], self.clause(max(start, end - 1))[1]
        return self.text[max(first, start - REACH) : min(last, end + REACH)]

    def before(self, at: int) -> str:
        """Return the words of the clause up to offset `at`, at most `REACH`."""
        return self.text[max(self.clause(at)[0], at - REACH) : at]

    def after(self, at: int) -> str:
        """Return the words from `at` to the end of the clause of `at` - 1, at most `REACH`."""
        return self.text[at : min(self.clause(max(at - 1, 0))[1], at + REACH)]

    def told_before(self, at: int) -> str:
        """Return the words of the sentence up to offset `at`, at most `SENTENCE_REACH`."""
        return self.text[max(self.sentence(at)[0], at - SENTENCE_REACH) : at]

    def told_after(self, start: int, end: int) -> str:
        """Return the words from `end` on in the sentence of `start`, at most `SENTENCE_REACH`."""
        return self.text[end : min(self.sentence(start)[1], end + SENTENCE_REACH)]


def _bounds(text: str, sign: re.Pattern[str]) -> tuple[list[int], list[tuple[int, int]]]:
    """Return where stretches that end with `sign` start, and (start, end) of that of each offset.

    The end of `text` is an offset too: behind a sign it holds nothing, else the last stretch.
    """
    starts: list[int] = []
    held: list[tuple[int, int]] = []
    start = 0
    for found in sign.finditer(text):
        end = found.end()
        starts.append(start)
        held += [(start, end)] * (end - start)
        start = end
    size = len(text)
    if start < size:
        starts.append(start)
        held += [(start, size)] * (size - start + 1)
    else:
        held.append((size, size))
    return starts, held
