"""Field encryption: what tells of a person is unreadable in a stolen database file."""

import base64
import hashlib
import hmac
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from geo.errors import StoreError

NONCE_BYTES = 12
BUCKETS = 2**16
KEY_BYTES = 32


def new_key() -> str:
    """Return a fresh random key of 256 bits as URL-safe text."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode("ascii")


class FieldCipher:
    """Encrypts single fields with AES-256-GCM and makes keyed digests to look them up by.

    Both keys are derived from one secret (HKDF, RFC 5869), so that a digest tells nothing of the
    cipher. The column is bound in as associated data: a value moved to another column is refused.

    Examples
    --------
    >>> cipher = FieldCipher(new_key())
    >>> cipher.opened(cipher.sealed("王秀兰", "resident.name"), "resident.name")
    '王秀兰'
    >>> cipher.digest(" 王秀兰") == cipher.digest("王秀兰")
    True
    """

    def __init__(self, secret: str) -> None:
        try:
            material = base64.urlsafe_b64decode(secret)
        except ValueError as error:
            raise StoreError("FIELD_KEY is not URL-safe base64: make one with `init`") from error
        if len(material) != KEY_BYTES:
            raise StoreError(f"FIELD_KEY has {len(material)} bytes, wanted {KEY_BYTES}")
        self._aead = AESGCM(_derived(material, b"field"))
        self._digest_key = _derived(material, b"digest")
        self._bucket_key = _derived(material, b"bucket")

    def sealed(self, text: str, column: str) -> bytes:
        """Return `text` encrypted for `column`: nonce, then ciphertext with its tag."""
        return self.sealed_bytes(text.encode(), column)

    def sealed_bytes(self, content: bytes, column: str) -> bytes:
        """Return `content` (a picture) encrypted for `column`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, content, column.encode())

    def opened(self, sealed: bytes, column: str) -> str:
        """Return the text in `sealed`.

        Raises
        ------
        StoreError
            When the key is another one, or the value was changed or moved.
        """
        return self.opened_bytes(sealed, column).decode()

    def opened_bytes(self, sealed: bytes, column: str) -> bytes:
        """Return the bytes in `sealed`.

        Raises
        ------
        StoreError
            When the key is another one, or the value was changed or moved.
        """
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], column.encode())
        except InvalidTag:
            raise StoreError(
                f"a value in {column} cannot be read with this FIELD_KEY: "
                "use the key that the store was made with"
            ) from None

    def bucket(self, text: str) -> int:
        """Return the number below `BUCKETS` of the bucket that `text` falls into.

        Several texts share a bucket, and which do is known with the key only: an index of buckets
        narrows a search down, and tells neither the text nor for sure that it is there.
        """
        made = hmac.new(self._bucket_key, text.encode(), hashlib.sha256).digest()
        return int.from_bytes(made[:2], "big")

    def digest(self, text: str) -> str:
        """Return a keyed digest of `text`, equal for equal text after NFKC and trimming."""
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        return hmac.new(self._digest_key, plain.encode(), hashlib.sha256).hexdigest()[:32]


def _derived(material: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"peoples-map " + purpose).derive(
        material
    )
