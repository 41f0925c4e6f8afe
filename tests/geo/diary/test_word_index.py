import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.diary.word_index import WordIndex
from geo.errors import InputError

GLYPHS = "路灯坏ab1\u0101\u0102\u0201\u0301\n\uffff\ud800😀"
WORDS = st.text(alphabet=GLYPHS.rstrip("\uffff\ud800😀"), min_size=1, max_size=3)


@given(st.sets(WORDS, max_size=8), st.text(alphabet=GLYPHS, max_size=30))
def test_every_word_is_found_wherever_it_stands(words: set[str], text: str) -> None:
    index = WordIndex({word: word for word in words})
    wanted = {
        (start + len(word) - 1, word)
        for word in words
        for start in range(len(text))
        if text.startswith(word, start)
    }
    found = [*index.hits(text)]
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert [last for last, _ in found] == sorted(last for last, _ in found)
    assert index.found(text) == {word for _, word in wanted}


def test_a_word_of_rare_characters_is_refused() -> None:
    with pytest.raises(InputError, match="U\\+FFFF"):
        WordIndex({"😀": 1})
