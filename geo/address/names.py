"""Finds names of compounds in a text: as written, as heard, or with one character wrong.

The exact and the sounding names are two Aho-Corasick automata, so the cost grows with the text
and not with the number of names; misspelt names are looked up by what a slip leaves of them,
only in windows that end where an address or the sentence begins or ends. No digit is ever guessed.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from operator import ne
from typing import NamedTuple

import ahocorasick

from geo.address.glyphs import folded
from geo.address.numerals import LIMIT, arabic, chinese
from geo.address.slips import Slips
from geo.address.sounds import sound_text
from geo.address.standing import (
    NUMERIC,
    SUFFIX,
    before_level,
    boundary_before,
    near_level,
    stands_free,
)
from geo.address.zones import Zones
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


class NameHit(NamedTuple):
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
_GENERIC = re.compile(
    r"(?:小区|花园|家园|新村|公寓|宿舍|佳苑|佳园|雅居|名都|名城|国际|[苑园里府城])$"
)
EVERYDAY = "lexicon/address_everyday.csv"
"""Words that stand before a building without being its compound."""
_SHORTEST_HEARD = 3
_SHORTENED = 4


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
        forms |= {stem, stem + "院", stem + SUFFIX}
    elif plain.endswith(SUFFIX):
        if len(plain) > len(SUFFIX) + 1:
            forms.add(plain.removesuffix(SUFFIX))
    elif not plain.endswith("院"):
        forms.add(plain + SUFFIX)
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
        for short in {_GENERIC.sub("", name), name[:2] if len(name) == _SHORTENED else ""}:
            if len(short) > 1 and not NUMERIC & set(short):
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
        for form in self._exact:
            self._heard.setdefault(sound_text(form), []).append(form)
        self._slips = Slips(self._exact)
        self._zones = Zones(self._exact)
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
            hits += self._misspelt_hits(text)
        taken = _not_overlapping(_within_no_sounding(hits), text)
        return sorted((self._of_part(hit, text) for hit in taken), key=lambda hit: hit.start)

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
            free = before_level if form in self._short else stands_free
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
                len(form) == _SHORTEST_HEARD and boundary_before(text, start)
            )
            if (long or near_level(text, start, end)) and stands_free(text, start, end):
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

    def _of_part(self, hit: NameHit, text: str) -> NameHit:
        """Return the hit on the part of the compound that is written, else `hit`."""
        part = self._zones.part(text, hit.start, hit.end) if hit.likeness < Likeness.SOUND else None
        if part is None:
            return hit
        owners = {owner for name in part.names for owner in self._exact[name]}
        return NameHit(hit.start, part.end, tuple(sorted(owners)), Likeness.ONE_CHARACTER)

    def _misspelt_hits(self, text: str) -> Iterator[NameHit]:
        for start, end, forms in self._slips.guesses(text):
            owners = {owner for form in forms for owner in self._exact[form]}
            yield NameHit(start, end, tuple(sorted(owners)), Likeness.ONE_CHARACTER)


def _automaton(forms: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    automaton.make_automaton()
    return automaton


def _weak(hit: NameHit, text: str) -> bool:
    """Tell whether the hit may be part of a longer name: inexact, or begun inside a word."""
    return hit.likeness >= Likeness.SOUND or not boundary_before(text, hit.start)


def _within_no_sounding(hits: list[NameHit]) -> list[NameHit]:
    """Drop a name as written at the start of a longer one as heard: 盛世嘉园 of 盛世家园二区."""
    longest = {hit.start: hit.end for hit in hits if hit.likeness is Likeness.SOUND}
    return [hit for hit in hits if hit.end >= longest.get(hit.start, 0)]


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
