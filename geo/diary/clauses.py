"""Where the clauses and sentences of a text begin and end."""

import re

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
        self._clauses = _bounds(text, _CLAUSE_BREAK)
        self._sentences = _bounds(text, _SENTENCE_BREAK)

    def clause(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the clause that holds offset `at`, its sign included."""
        return self._clauses[at]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return (start, end) of the sentence that holds offset `at`, its sign included."""
        return self._sentences[at]

    def around(self, start: int, end: int) -> str:
        """Return the words of all clauses that ``text[start:end]`` touches."""
        return self.text[self.clause(start)[0] : self.clause(max(start, end - 1))[1]]

    def before(self, at: int) -> str:
        """Return the words of the clause up to offset `at`."""
        return self.text[self.clause(at)[0] : at]

    def after(self, at: int) -> str:
        """Return the words from `at` to the end of the clause that `at` - 1 stands in."""
        return self.text[at : self.clause(max(at - 1, 0))[1]]


def _bounds(text: str, sign: re.Pattern[str]) -> list[tuple[int, int]]:
    """Return (start, end) of the stretch that holds each offset of `text`, its end included."""
    held: list[tuple[int, int]] = []
    start = 0
    for end in [found.end() for found in sign.finditer(text)] + [len(text)]:
        held += [(start, end)] * (end - start)
        start = end
    last = held[-1] if held and held[-1][1] > held[-1][0] else (0, 0)
    ends_open = not text or sign.match(text, len(text) - 1) is None
    return [*held, last if ends_open else (len(text), len(text))]
