"""What a correction teaches: the words that a writer uses for a compound.

Pure: who taught an alias and when is kept by the store, which may take it back by leaving it out.
"""

import re

from geo.address.gazetteer import Compound, Gazetteer
from geo.address.glyphs import folded
from geo.address.numerals import arabic
from geo.address.values import Level, Mention

_NUMBER = re.compile(r"\d+(?:-\d+)?|[一二三四五六七八九十百]+(?=号)")
_SHORTEST = 2
_LONGEST = 24


def taught_alias(text: str, mention: Mention, compound: Compound) -> str | None:
    """Return the words of `text` that stood for the compound where `compound` was meant.

    None when the compound was not written, or when `compound` is known by those words already.
    """
    reason = next((one for one in mention.reasons if one.level is Level.COMPOUND), None)
    if reason is None or reason.span is None:
        return None
    words = text[reason.span.start : reason.span.end].strip()
    if folded(words).text in {folded(one).text for one in (compound.name, *compound.aliases)}:
        return None
    return words


def refusal(alias: str, compound: Compound, gazetteer: Gazetteer) -> str | None:
    """Return why `alias` must not be learned for `compound`, None when it may.

    A digit is never learned away: 12号 does not become a name of 92号.
    """
    plain = folded(alias).text.strip()
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return f"an alias has {_SHORTEST} to {_LONGEST} characters"
    if plain.isdecimal():
        return "a bare number is no name"
    written, known = _numbers(plain), _numbers(folded(compound.name).text)
    if written and known and written != known:
        return f"{alias} is another house number than {compound.name}"
    owners = [one for one in gazetteer.namesakes(alias) if one.id != compound.id]
    if any(folded(one.name).text == plain for one in owners):
        return f"{alias} is the name of another compound"
    return None


def _numbers(name: str) -> list[str]:
    return [
        found[0] if found[0][0].isascii() else arabic(found[0]) or found[0]
        for found in _NUMBER.finditer(name)
    ]
