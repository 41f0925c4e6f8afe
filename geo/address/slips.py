"""Finds names of compounds with one character wrong, missing or too many; no digit is guessed.

The names are looked up by what is left of them, only in stretches that end where a level begins or
that open the text.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance.Levenshtein import distance

from geo.address.standing import BEFORE_SHORT, NUMERIC, stands_free

_LEVEL_HEAD = re.compile(
    # A level word by its first character, which makes the search quick.
    r"[A-Z甲乙丙丁\d一二三四五六七八九十地负]"
    r"(?:(?<=[A-Z甲乙丙丁])(?:[\d一二三四五六七八九十]{1,4}[号栋幢座#单楼门层-]|-?(?:座|栋|号|\d{3}))"
    r"|(?<=[\d一二三四五六七八九十])[\d一二三四五六七八九十]{0,3}[号栋幢座#单楼门层-]"
    r"|(?<=地)下|(?<=负)[一二\d])"
)
_CLAUSE = re.compile(r"[^,.。;:!?、\s]+")
_SAYS_LITTLE = NUMERIC | frozenset("号院小区楼")
"""Characters that many names share: one wrong among the rest is a guess, among two it is none."""
_HOLE = "\0"
"""Stands for any one character."""
_SHORTEST = 4
_LEAST_TELLING = 2


_KIND = re.compile(r"(?:小区|花园|家园|嘉园|佳园|新村|公寓|宿舍|名邸|国际|[苑园里院庭府城湾])$")
"""How many names end; one kind for another is another compound: 丁香花园, 丁香家园."""


class Guess(NamedTuple):
    """A stretch of text and the forms of names that it may be misspelt from."""

    start: int
    end: int
    forms: list[str]


class Slips:
    """The names of a gazetteer, ready to be found where one character is wrong."""

    def __init__(self, forms: Collection[str]) -> None:
        """Index `forms`, folded. The cost is linear in their characters, twice."""
        self._forms = frozenset(filter(_is_guessable, forms))
        self._longest = max(map(len, forms), default=0)
        self._holed: dict[str, list[str]] = {}
        self._longer: dict[str, list[str]] = {}
        for form in forms:
            for at in _doubtful(form):
                holed = form[:at] + _HOLE + form[at + 1 :]
                self._holed.setdefault(holed, []).append(form)
                self._longer.setdefault(form[:at] + form[at + 1 :], []).append(form)
        self._heads = {form[:2] for form in self._forms}
        self._seconds = {form[2:4] for form in self._forms}

    def guesses(self, text: str) -> list[Guess]:
        """Return misspelt names: up to a level, and only without any from a clause's start."""
        starts = [
            start
            for start in (0, *(at + 1 for at, glyph in enumerate(text) if glyph in BEFORE_SHORT))
            if self._may_begin(text, start)
        ]
        if not starts:
            return []
        return self._guessed(text, self._before_levels(text, starts)) or self._guessed(
            text, self._opening(text) if starts[0] == 0 else ()
        )

    def _may_begin(self, text: str, start: int) -> bool:
        """Tell whether the first or the next two characters are those of a name.

        One slip leaves either pair as it is, the second moved by one character at most.
        """
        if text[start : start + 2] in self._heads:
            return True
        seconds = self._seconds
        return (
            text[start + 2 : start + 4] in seconds
            or text[start + 1 : start + 3] in seconds
            or text[start + 3 : start + 5] in seconds
        )

    def _guessed(self, text: str, windows: Iterable[tuple[int, int]]) -> list[Guess]:
        return [
            Guess(start, end, forms)
            for start, end in windows
            if (forms := self._alike(text[start:end])) and stands_free(text, start, end)
        ]

    def _alike(self, written: str) -> list[str]:
        """Return the forms that one character, no digit, parts from `written`."""
        forms = list(self._longer.get(written, ()))
        for at, glyph in enumerate(written):
            if glyph in NUMERIC:
                continue
            before, after = written[:at], written[at + 1 :]
            forms += self._holed.get(before + _HOLE + after, ())
            shorter = before + after
            if shorter in self._forms:
                forms.append(shorter)
        return [form for form in forms if _are_of_one_kind(written, form)]

    def _before_levels(self, text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
        """Yield the stretches that may be a name and end where a level begins."""
        for match in _LEVEL_HEAD.finditer(text):
            end = _before_suffix(text, match.start())
            for start in starts:
                if end - self._longest - 1 <= start <= end - _SHORTEST + 1:
                    yield start, end

    def _opening(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the stretches that may be a name and open the text."""
        clause = _CLAUSE.match(text)
        last = min(clause.end() if clause else 0, self._longest + 1)
        for end in range(_SHORTEST - 1, last + 1):
            yield 0, end


def _doubtful(form: str) -> Iterator[int]:
    """Yield the places of `form` where a wrong, missing or extra character still leaves it known.

    Of a name with two telling characters only the others may be wrong: 林月小北区, 林月区.
    """
    if not _is_guessable(form):
        return
    telling = sum(glyph not in _SAYS_LITTLE for glyph in form)
    for at, glyph in enumerate(form):
        if glyph not in NUMERIC and (telling > _LEAST_TELLING or glyph in _SAYS_LITTLE):
            yield at


def _is_guessable(form: str) -> bool:
    """Tell whether enough of `form` tells it from others."""
    if len(form) < _SHORTEST:
        return False
    return sum(glyph not in _SAYS_LITTLE for glyph in form) >= _LEAST_TELLING


def is_slip(written: str, names: Iterable[str]) -> bool:
    """Tell whether one character, no digit, parts `written` from one of `names` of its kind.

    >>> is_slip("山峰小区", ["云峰小区"]), is_slip("御林", ["御林湾"])
    (True, True)
    >>> is_slip("丁香花园", ["丁香家园"]), is_slip("12号院", ["92号院"])
    (False, False)
    """
    return any(_parted_by_one(written, name) for name in names)


def _parted_by_one(written: str, name: str) -> bool:
    if distance(written, name, score_cutoff=1) != 1:
        return False
    if [one for one in written if one in NUMERIC] != [one for one in name if one in NUMERIC]:
        return False
    return _are_of_one_kind(written, name)


def _are_of_one_kind(written: str, name: str) -> bool:
    kinds = [found[0] if (found := _KIND.search(one)) else "" for one in (written, name)]
    return kinds[0] == kinds[1] or not all(kinds)


def _before_suffix(text: str, end: int) -> int:
    """Return where 小区, 社区 or 院 begins that stands before `end` with nothing but glue."""
    while end and text[end - 1] in " ,的":
        end -= 1
    for suffix in ("小区", "社区", "院"):
        if text.endswith(suffix, 0, end):
            return end - len(suffix)
    return end
