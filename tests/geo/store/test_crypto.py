"""Sealed fields open again, only in their column and only with their key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import StoreError
from geo.store.crypto import BUCKETS, FieldCipher, new_key

CIPHER = FieldCipher(new_key())


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    sealable = text.encode("utf-8", "ignore").decode()
    assert CIPHER.opened(CIPHER.sealed(sealable, "a.b"), "a.b") == sealable


def test_equal_text_is_sealed_differently_each_time() -> None:
    assert CIPHER.sealed("王", "a.b") != CIPHER.sealed("王", "a.b")


def test_a_value_moved_to_another_column_is_refused() -> None:
    with pytest.raises(StoreError, match=r"a value in resident\.phone cannot be read"):
        CIPHER.opened(CIPHER.sealed("王", "resident.name"), "resident.phone")


def test_a_digest_forgives_width_and_spaces_but_not_letters() -> None:
    assert CIPHER.digest("１３８ 0000") == CIPHER.digest("1380000")
    assert CIPHER.digest("王秀兰") != CIPHER.digest("王秀蓝")


@pytest.mark.parametrize("key", ["short", "!!!", "AAAA"])
def test_a_key_that_is_none_is_named(key: str) -> None:
    with pytest.raises(StoreError, match="FIELD_KEY"):
        FieldCipher(key)


def test_a_bucket_is_the_same_for_one_key_and_holds_many_texts() -> None:
    cipher, other = FieldCipher(new_key()), FieldCipher(new_key())
    texts = [f"词{n}" for n in range(2_000)]
    found = [cipher.bucket(text) for text in texts]
    assert found == [cipher.bucket(text) for text in texts]
    assert found != [other.bucket(text) for text in texts]
    assert all(0 <= one < BUCKETS for one in found)
    assert cipher.opened_bytes(cipher.sealed_bytes(b"\x00\xff", "a.b"), "a.b") == b"\x00\xff"
