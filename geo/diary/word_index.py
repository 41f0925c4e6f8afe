"""Finds every word of a long list in a text, in one pass."""

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

import ahocorasick

from geo.errors import InputError

Value = TypeVar("Value")
_BEYOND = re.compile("[\uffff\U00010000-\U0010ffff]")
"""Characters of two halves each, which no word holds, and what stands for them."""


def _halves(text: str) -> str:
    """Return both bytes of each character, as a character each."""
    halves = text.encode("utf-16-be", "surrogatepass").decode("latin-1")
    return halves if len(halves) == 2 * len(text) else _halves(_BEYOND.sub("\uffff", text))


class WordIndex(Generic[Value]):
    """Words and a value of each.

    The automaton behind it looks through the characters that may follow one by one, thousands at
    the start of a word: given the halves of characters there are a hundred to look through.

    Examples
    --------
    >>> [*WordIndex({"路灯": "lamp", "灯": "light"}).hits("路灯坏了")]
    [(1, 'lamp'), (1, 'light')]
    """

    def __init__(self, words: Mapping[str, Value]) -> None:
        """Index `words`, none of which is empty. Cost: linear in their characters.

        Raises
        ------
        InputError
            When a word holds a character beyond the basic plane.
        """
        self._automaton = ahocorasick.Automaton()
        for word, value in words.items():
            if _BEYOND.search(word):
                raise InputError(f"word {word!r}: write it with characters below U+FFFF")
            self._automaton.add_word(_halves(word), value)
        self._automaton.make_automaton()
        self._holds_any = bool(words)

    def hits(self, text: str) -> Iterator[tuple[int, Value]]:
        """Yield (offset of its last character, its value) of each word in `text`, by their ends.

        Words inside others are yielded too. Cost: linear in the text and the words found.
        """
        if self._holds_any:
            for last, value in self._automaton.iter(_halves(text)):
                # a hit that ends with a first half lies between the characters
                if last & 1:
                    yield last >> 1, value

    def found(self, text: str) -> set[Value]:
        """Return the values of the words in `text`."""
        if not self._holds_any:
            return set()
        return {value for last, value in self._automaton.iter(_halves(text)) if last & 1}
