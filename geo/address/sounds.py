"""How names sound: keys under which a name and what people hear and type are equal.

Northern speakers (and typists) confuse zh/z, ch/c, sh/s, n/l, f/h and -ng/-n; the keys merge them.
Digits and numerals keep their own identity: 12 never sounds like 92, nor 四 like 十.
"""

from functools import lru_cache

from pypinyin import Style, pinyin

from geo.address.numerals import UNITS, VALUES

_FIRST = 0xE000
"""Each key gets one character of the private use area, so that a text keeps its length."""

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_ALIKE = {"l": "n", "h": "f"}
_codes: dict[str, str] = {}


@lru_cache(maxsize=65536)
def sound_key(glyph: str) -> str:
    """Return the merged syllable of one Chinese character, or the character itself.

    >>> sound_key("湾") == sound_key("弯"), sound_key("兴") == sound_key("新")
    (True, True)
    >>> sound_key("四") == sound_key("十")
    False
    """
    if glyph in VALUES or glyph in UNITS or not "㐀" <= glyph <= "鿿":
        return glyph
    return _merged(pinyin(glyph, style=Style.NORMAL, errors="default")[0][0])


def sound_text(text: str) -> str:
    """Return `text` with each Chinese character replaced by a code of its sound; same length."""
    return "".join(map(_TABLE.__getitem__, text))


class _Table(dict[str, str]):
    """Codes of sounds, filled as they are met."""

    def __missing__(self, glyph: str) -> str:
        key = sound_key(glyph)
        self[glyph] = glyph if key == glyph else _codes.setdefault(key, chr(_FIRST + len(_codes)))
        return self[glyph]


_TABLE = _Table()


def _merged(syllable: str) -> str:
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
    syllable = _ALIKE.get(syllable[0], syllable[0]) + syllable[1:]
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
