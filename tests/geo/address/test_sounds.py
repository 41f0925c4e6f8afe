import pytest

from geo.address.sounds import sound_key, sound_text


@pytest.mark.parametrize("pair", ["湾弯", "兴新", "中宗", "宁林", "湖福", "御玉", "拖托"])
def test_northern_confusions_share_a_key(pair: str) -> None:
    assert sound_key(pair[0]) == sound_key(pair[1])


@pytest.mark.parametrize("pair", ["四十", "一七", "里楼"])
def test_different_words_and_numerals_do_not(pair: str) -> None:
    assert sound_key(pair[0]) != sound_key(pair[1])


def test_the_sounding_text_keeps_its_length_and_its_digits() -> None:
    heard = sound_text("御林湾12号A座")
    assert len(heard) == len("御林湾12号A座")
    assert heard[3:5] == "12"
