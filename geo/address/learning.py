"""What a correction teaches: the words that a writer uses for a compound.

Pure: who taught an alias and when is kept by the store, which may take it back by leaving it out.
"""

import re
from dataclasses import dataclass

from geo.address.gazetteer import Compound, Gazetteer
from geo.address.glyphs import folded
from geo.address.names import EVERYDAY, spellings
from geo.address.numerals import arabic
from geo.address.values import Level, Mention, Span
from geo.datasets import data_rows

_NUMBER = re.compile(r"\d+(?:-\d+)?|[一二三四五六七八九十百]+(?=号)")
_NUMBER_ONLY = re.compile(r"[\d一二三四五六七八九十百零〇两第\-_#、,.]+[号楼栋幢座院门单元]*")
SHORTEST = 2
LONGEST = 24


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name is not learned, in English and in Chinese."""

    en: str
    zh: str


def named_span(mention: Mention) -> Span | None:
    """Return where the compound of `mention` is written; None when it was carried over."""
    reason = next((one for one in mention.reasons if one.level is Level.COMPOUND), None)
    return reason.span if reason else None


def is_known(words: str, compound: Compound) -> bool:
    """Tell whether `compound` bears the name `words` already."""
    plain = folded(words).text.strip()
    known = {folded(one).text for one in (compound.name, *compound.aliases)}
    return plain in known | spellings(compound.name)


def refusal(alias: str, compound: Compound, gazetteer: Gazetteer) -> Refusal | None:
    """Return why `alias` must not be learned for `compound`, None when it may.

    A digit is never learned away: 12号 does not become a name of 92号.
    """
    plain = folded(alias).text.strip()
    if not SHORTEST <= len(plain) <= LONGEST:
        return Refusal(
            f"an alias has {SHORTEST} to {LONGEST} characters",
            f"叫法要有 {SHORTEST} 到 {LONGEST} 个字。",
        )
    return (
        _numeric(alias, plain, compound)
        or _everyday(alias, plain)
        or _taken(alias, plain, compound, gazetteer)
    )


def _numeric(alias: str, plain: str, compound: Compound) -> Refusal | None:
    written, known = _numbers(plain), _numbers(folded(compound.name).text)
    if written and known and written != known:
        return Refusal(
            f"{alias} is another house number than {compound.name}",
            f"“{alias}”和“{compound.name}”门牌号不同,不能算同一个地方。",
        )
    if plain.isdecimal() or (_NUMBER_ONLY.fullmatch(plain) and written != known):
        return Refusal("a bare number is no name", "光有数字不能当小区的叫法。")
    return None


def _everyday(alias: str, plain: str) -> Refusal | None:
    if plain in {row["word"] for row in data_rows(EVERYDAY)}:
        return Refusal(
            f"{alias} is an everyday word, no name", f"“{alias}”是平常话,不能当小区的叫法。"
        )
    return None


def _taken(alias: str, plain: str, compound: Compound, gazetteer: Gazetteer) -> Refusal | None:
    owners = [one for one in gazetteer.namesakes(alias) if one.id != compound.id]
    if owners:
        return Refusal(
            f"{alias} is the name of another compound, {owners[0].name}",
            f"“{alias}”已经是“{owners[0].name}”的名字或叫法。",
        )
    heard = [one for one in gazetteer.sounding(plain) if one.id != compound.id]
    if heard:
        return Refusal(
            f"{alias} sounds like {heard[0].name}", f"“{alias}”听起来和“{heard[0].name}”一样。"
        )
    return None


def _numbers(name: str) -> list[str]:
    return [
        found[0] if found[0][0].isascii() else arabic(found[0]) or found[0]
        for found in _NUMBER.finditer(name)
    ]
