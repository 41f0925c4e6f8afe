"""Finds names of compounds in a text: as written, as heard, or with one character wrong.

The exact and the sounding names are two Aho-Corasick automata, so the cost grows with the text
and not with the number of names; misspelt names are looked up by their one-deletion variants,
only in windows that end where an address or the sentence begins or ends. No digit is ever guessed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from operator import ne

import ahocorasick

from geo.address.glyphs import folded
from geo.address.numerals import LIMIT, arabic, chinese
from geo.address.sounds import sound_text
from geo.datasets import data_rows


class Likeness(IntEnum):
    """How a name was recognised; lower is surer."""

    EXACT = 0
    ALIAS = 1
    SOUND = 2
    """One character was written as another of the same sound."""
    SOUNDS = 3
    """More than one was."""
    ONE_CHARACTER = 4
    """One character is wrong, missing or too many."""


NAME_RULES = {
    Likeness.EXACT: "name",
    Likeness.ALIAS: "alias",
    Likeness.SOUND: "same_sound",
    Likeness.SOUNDS: "same_sound",
    Likeness.ONE_CHARACTER: "one_character",
}
"""Id of the rule that each likeness stands for, as explanations give it."""


@dataclass(frozen=True, slots=True)
class NameHit:
    """A name found in folded text at ``[start, end)``."""

    start: int
    end: int
    compounds: tuple[int, ...]
    """Positions in the gazetteer of all compounds that bear the name."""
    likeness: Likeness


_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百]+(?=号)")
_HOUSE = re.compile(
    r"^(?P<road>.+?[路街巷道里弄])(?P<number>\d+(?:-\d+)?号)(?:院|小区|大院|楼院)?$"
)
_SUB = re.compile(r"(\d+)-(\d+)号")
_SUFFIX = "小区"
_NUMERIC = frozenset("0123456789一二三四五六七八九十百零〇两-")
_BEFORE_SHORT = frozenset(" ,.。;:!?、()\n-~/“”\"'在到去从是由和与及跟给至往回了过看访查")
_LEVEL_AHEAD = re.compile(
    r"(?:小区|社区|院)?[\s,的]*(?:[A-Z甲乙丙丁]?[\d一二三四五六七八九十]{1,4}[号栋幢座#单楼门层-]"
    r"|[A-Z甲乙丙丁]-?(?:座|栋|号|\d{3})|地下|负[一二\d])"
)
_AFTER_SHORT = re.compile(
    r"小区|社区|[东西南北大正后前侧][大侧]?[门院]|院(?![花家佳])|门口|[,.。;:!?、)\s]|$"
)
_OWN_GATE = re.compile(r"[东西南北正后前侧]大?门(?![槛铃锁禁把牙诊市])|院[里内门]")
"""A gate or yard right behind shows that even a short name is one, whatever stands before it."""
_SUBNUMBER = re.compile(r"[-之]\d{1,3}号")
"""92-1号 is another house than 92号."""
_NUMBERED_BEFORE = re.compile(r"\d[-之]$")
_CLAUSE = re.compile(r"[^,.。;:!?、\s]+")
_AFTER_LEVEL = frozenset("楼层元栋幢座#")
_GENERIC = re.compile(
    r"(?:小区|花园|家园|新村|公寓|宿舍|佳苑|佳园|雅居|名都|名城|国际|[苑园里府城])$"
)
EVERYDAY = "lexicon/address_everyday.csv"
"""Words that stand before a building without being its compound."""
_SAYS_LITTLE = _NUMERIC | frozenset("号院小区楼")
"""Characters that many names share: one wrong among the rest is a guess, among two it is none."""
_SHORTEST_HEARD = 3
_SHORTEST_GUESSED = 4


def spellings(name: str) -> set[str]:
    """Return the forms, folded, under which people write `name` beside its listed aliases.

    >>> sorted(spellings("长青街7号院"))
    ['长青街7号', '长青街7号小区', '长青街7号院', '长青街七号', '长青街七号小区', '长青街七号院']
    """
    plain = folded(name).text.replace(" ", "")
    forms = {plain}
    house = _HOUSE.match(plain)
    if house:
        stem = house["road"] + house["number"]
        forms |= {stem, stem + "院", stem + _SUFFIX}
    elif plain.endswith(_SUFFIX):
        if len(plain) > len(_SUFFIX) + 1:
            forms.add(plain.removesuffix(_SUFFIX))
    elif not plain.endswith("院"):
        forms.add(plain + _SUFFIX)
    forms |= {_SUB.sub(r"\1之\2号", form) for form in forms}
    return forms | {_in_words(form) for form in forms} | {_in_digits(form) for form in forms}


def _in_words(name: str) -> str:
    return re.sub(
        r"\d+(?=(?:之\d+)?号)",
        lambda m: chinese(int(m[0])) if int(m[0]) < LIMIT else m[0],
        name,
    )


def _in_digits(name: str) -> str:
    return re.sub(r"[一二三四五六七八九十百]+(?=号)", lambda m: arabic(m[0]) or m[0], name)


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    return frozenset(row["word"] for row in data_rows(EVERYDAY))


def _abbreviations(known: dict[str, dict[int, Likeness]], names: dict[int, str]) -> dict[str, int]:
    """Return the short forms, none of them a known name, that lead to one compound only."""
    everyday = _everyday()
    owners: dict[str, set[int]] = {}
    for position, name in names.items():
        house = _HOUSE.match(name)
        if house:
            owners.setdefault(house["number"] + "院", set()).add(position)
        for short in {_GENERIC.sub("", name), name[:2] if len(name) == _SHORTEST_GUESSED else ""}:
            if len(short) > 1 and not _NUMERIC & set(short):
                owners.setdefault(short, set()).add(position)
    return {
        short: min(found)
        for short, found in owners.items()
        if len(found) == 1 and short not in known and short not in everyday
    }


class NameIndex:
    """All names of a gazetteer, ready to be searched."""

    def __init__(self, names: Iterable[tuple[int, str, tuple[str, ...]]]) -> None:
        """Index (position, canonical name, aliases) of each compound.

        The cost is linear in the characters of all names.
        """
        self._exact: dict[str, dict[int, Likeness]] = {}
        canonical: dict[int, str] = {}
        for position, name, aliases in names:
            canonical[position] = folded(name).text
            self._add(position, name, aliases)
        self._everyday = _everyday()
        self._short = _abbreviations(self._exact, canonical)
        self._heard: dict[str, list[str]] = {}
        self._guessed: dict[str, set[str]] = {}
        for form in self._exact:
            self._heard.setdefault(sound_text(form), []).append(form)
            for variant in _guessable(form):
                self._guessed.setdefault(variant, set()).add(form)
        for form, position in self._short.items():
            self._exact[form] = {position: Likeness.ALIAS}
        self._longest = max(map(len, self._exact), default=0)
        self._written = _automaton(self._exact)
        self._sounding = _automaton(self._heard)

    def owners(self, name: str) -> tuple[int, ...]:
        """Return the positions of the compounds that bear `name`, folded, as name or alias."""
        return tuple(self._exact.get(name, ()))

    def heard(self, name: str) -> tuple[int, ...]:
        """Return the positions of the compounds whose name or alias sounds like `name`, folded."""
        forms = self._heard.get(sound_text(name), ())
        return tuple(sorted({owner for form in forms for owner in self._exact[form]}))

    def at_start(self, text: str) -> tuple[int, int, Likeness] | None:
        """Return the end, the only owner and the likeness of the longest name that opens `text`.

        None when no name opens it or when two compounds bear that name.
        """
        for end in range(min(self._longest, len(text)), 1, -1):
            owners = self._exact.get(text[:end])
            if owners is None:
                continue
            if len(owners) > 1 or (text[end - 1].isdigit() and text[end : end + 1].isdigit()):
                return None
            ((position, likeness),) = owners.items()
            return end, position, likeness
        return None

    def find(self, text: str) -> list[NameHit]:
        """Return the names in folded `text` in order, the longest and surest where they overlap."""
        hits = list(self._written_hits(text))
        heard = sound_text(text)
        hits += self._sounding_hits(text, heard)
        if all(_weak(hit, text) for hit in hits):
            hits += self._guesses(text)
        taken = _not_overlapping(hits, text)
        return sorted(taken, key=lambda hit: hit.start)

    def _add(self, position: int, name: str, aliases: tuple[str, ...]) -> None:
        listed = {folded(alias).text for alias in aliases}
        forms = dict.fromkeys(spellings(name), Likeness.ALIAS)
        for alias in listed:
            forms.update(
                dict.fromkeys({alias, _in_words(alias), _in_digits(alias)}, Likeness.ALIAS)
            )
        forms[folded(name).text] = Likeness.EXACT
        for form, likeness in forms.items():
            owners = self._exact.setdefault(form, {})
            owners[position] = min(likeness, owners.get(position, likeness))

    def _written_hits(self, text: str) -> Iterator[NameHit]:
        if not self._exact:
            return
        for last, form in self._written.iter(text):
            start, end = last + 1 - len(form), last + 1
            free = _before_level if form in self._short else _stands_free
            if free(text, start, end):
                owners = self._exact[form]
                best = min(owners.values())
                named = tuple(p for p, likeness in owners.items() if likeness == best)
                yield NameHit(start, end, named, best)

    def _sounding_hits(self, text: str, heard: str) -> Iterator[NameHit]:
        if not self._heard:
            return
        for last, form in self._sounding.iter(heard):
            start, end = last + 1 - len(form), last + 1
            if text[start:end] in self._exact or text[start:end] in self._everyday:
                continue
            long = len(form) > _SHORTEST_HEARD or (
                len(form) == _SHORTEST_HEARD and _boundary_before(text, start)
            )
            if (long or _near_level(text, start, end)) and _stands_free(text, start, end):
                yield self._heard_as(text, start, end, self._heard[form])

    def _heard_as(self, text: str, start: int, end: int, forms: list[str]) -> NameHit:
        """Return the hit on those of `forms`, all of one sound, that are written most alike."""
        apart = [sum(map(ne, text[start:end], form)) for form in forms]
        least = min(apart)
        owners = {
            owner
            for form, count in zip(forms, apart, strict=True)
            if count == least
            for owner in self._exact[form]
        }
        likeness = Likeness.SOUND if least < 2 else Likeness.SOUNDS
        return NameHit(start, end, tuple(sorted(owners)), likeness)

    def _guesses(self, text: str) -> Iterator[NameHit]:
        for start, end in self._windows(text):
            window = text[start:end]
            owners: set[int] = set()
            for variant in _deletions(window):
                for form in self._guessed.get(variant, ()):
                    if len(form) >= _SHORTEST_GUESSED and _one_apart(window, form):
                        owners.update(self._exact[form])
            if owners and _stands_free(text, start, end):
                yield NameHit(start, end, tuple(sorted(owners)), Likeness.ONE_CHARACTER)

    def _windows(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield stretches that may be a misspelt name: up to a level, or from a clause's start."""
        for match in _LEVEL_AHEAD.finditer(text):
            end = match.start()
            for start in range(max(0, end - self._longest - 1), end - _SHORTEST_GUESSED + 2):
                if _boundary_before(text, start):
                    yield start, end
        clause = _CLAUSE.match(text)
        last = min(clause.end() if clause else 0, self._longest + 1)
        for end in range(_SHORTEST_GUESSED - 1, last + 1):
            yield 0, end


def _automaton(forms: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    automaton.make_automaton()
    return automaton


def _deletions(form: str) -> Iterator[str]:
    """Yield `form` and `form` without each character that is no digit."""
    yield form
    for at, glyph in enumerate(form):
        if glyph not in _NUMERIC:
            yield form[:at] + form[at + 1 :]


def _guessable(form: str) -> Iterator[str]:
    """Yield the variants under which a misspelt `form` is found.

    Of a name with two telling characters only the others may be wrong: 林月小北区, 林月区.
    """
    telling = sum(glyph not in _SAYS_LITTLE for glyph in form)
    if telling >= _SHORTEST_HEARD:
        yield from _deletions(form)
    elif telling == _SHORTEST_HEARD - 1 and len(form) >= _SHORTEST_GUESSED:
        yield form
        for at, glyph in enumerate(form):
            if glyph in _SAYS_LITTLE and glyph not in _NUMERIC:
                yield form[:at] + form[at + 1 :]


def _one_apart(written: str, form: str) -> bool:
    """Tell whether one wrong, missing or extra character, no digit, parts the two."""
    if "".join(c for c in written if c in _NUMERIC) != "".join(c for c in form if c in _NUMERIC):
        return False
    if abs(len(written) - len(form)) > 1:
        return False
    if len(written) == len(form):
        return sum(a != b for a, b in zip(written, form, strict=True)) == 1
    short, long = sorted((written, form), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether the hit is not part of a longer number or word."""
    form = text[start:end]
    before = text[start - 1] if start else " "
    after = text[end : end + 1]
    if form[0] in _NUMERIC and (
        before.isdigit() or before in "路街巷道第月" or before in _AFTER_LEVEL
    ):
        return False
    if form[-1].isdigit() and after.isdigit():
        return False
    if _SUBNUMBER.match(text, end) or _NUMBERED_BEFORE.search(text, max(0, start - 2), start):
        return form[0] not in _NUMERIC and not form[-1].isdigit()
    if form[-1] == "号" and after in ("楼", "线"):
        return False
    return (
        len(form) > 2
        or _near_level(text, start, end)
        or _short_name_alone(text, start, end)
        or _OWN_GATE.match(text, end) is not None
    )


def _boundary_before(text: str, start: int) -> bool:
    return start == 0 or text[start - 1] in _BEFORE_SHORT


def _near_level(text: str, start: int, end: int) -> bool:
    return _boundary_before(text, start) and _LEVEL_AHEAD.match(text, end) is not None


def _before_level(text: str, start: int, end: int) -> bool:
    """Tell whether a level follows at once: 领秀B座, not 领秀小区B座."""
    return not text.startswith(_SUFFIX, end) and _near_level(text, start, end)


def _short_name_alone(text: str, start: int, end: int) -> bool:
    return _boundary_before(text, start) and _AFTER_SHORT.match(text, end) is not None


def _weak(hit: NameHit, text: str) -> bool:
    """Tell whether the hit may be part of a longer name: inexact, or begun inside a word."""
    return hit.likeness >= Likeness.SOUND or not _boundary_before(text, hit.start)


def _not_overlapping(hits: list[NameHit], text: str) -> list[NameHit]:
    """Keep the sure ones first, then the longest, dropping what overlaps a kept one."""
    kept: list[NameHit] = []
    order = sorted(
        hits, key=lambda hit: (_weak(hit, text), hit.start - hit.end, hit.likeness, hit.start)
    )
    for hit in order:
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept
