"""Where the clauses and sentences of a text begin and end."""

import re
from bisect import bisect_right

from geo.diary.phrases import CLAUSE_END, SENTENCE_END

# a space parts clauses between Chinese words, a colon unless it stands in a clock time
_CLAUSE_BREAK = re.compile(
    rf"(?![.](?<=\d.)\d)[{re.escape(CLAUSE_END)}]"
    r"|:(?!\d\d(?!\d))|(?<=[\u4e00-\u9fff)]) +(?=[\u4e00-\u9fff\d])"
)
_SENTENCE_BREAK = re.compile(f"[{re.escape(SENTENCE_END)}]")


class Clauses:
    """Bounds of the clauses (to a comma) and sentences (to a full stop) of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._clauses = [0, *(found.end() for found in _CLAUSE_BREAK.finditer(text))]
        self._sentences = [0, *(found.end() for found in _SENTENCE_BREAK.finditer(text))]

    def clause(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the clause that holds offset `at`, its sign included."""
        return self._bounds(self._clauses, at)

    def sentence(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the sentence that holds offset `at`, its sign included."""
        return self._bounds(self._sentences, at)

    def around(self, start: int, end: int) -> str:
        """Return the words of all clauses that ``text[start:end]`` touches."""
        return self.text[self.clause(start)[0] : self.clause(max(start, end - 1))[1]]

    def before(self, at: int) -> str:
        """Return the words of the clause up to offset `at`."""
        return self.text[self.clause(at)[0] : at]

    def after(self, at: int) -> str:
        """Return the words from `at` to the end of the clause that `at` - 1 stands in."""
        return self.text[at : self.clause(max(at - 1, 0))[1]]

    def _bounds(self, starts: list[int], at: int) -> tuple[int, int]:
        place = bisect_right(starts, at) - 1
        end = starts[place + 1] if place + 1 < len(starts) else len(self.text)
        return starts[place], end
