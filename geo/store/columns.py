"""Column types of our own: geometry, encrypted text."""

from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import DateTime, Dialect, LargeBinary
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import func
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from geo.errors import StoreError
from geo.store.crypto import FieldCipher

CIPHER_ATTRIBUTE = "peoples_map_cipher"
"""Each engine's dialect object carries its cipher, so that two stores with two keys can be open."""


class PostgisGeometry(UserDefinedType[bytes]):
    """The PostGIS column ``geometry(Geometry, 4326)``, written and read as WKB."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401
        """Return the column type in DDL."""
        return "geometry(Geometry, 4326)"

    def bind_expression(self, bindvalue: Any) -> ColumnElement[Any]:  # noqa: ANN401
        """Return the SQL that turns bound WKB into a geometry."""
        return func.ST_GeomFromWKB(bindvalue, 4326, type_=self)

    def column_expression(self, colexpr: Any) -> ColumnElement[Any]:  # noqa: ANN401
        """Return the SQL that turns the geometry into WKB."""
        return func.ST_AsBinary(colexpr, type_=self)


class Wkb(TypeDecorator[BaseGeometry]):
    """A shapely geometry in EPSG:4326: WKB bytes on SQLite, a PostGIS geometry on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column type of the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(PostgisGeometry())
        return dialect.type_descriptor(LargeBinary())

    def process_bind_param(
        self, value: BaseGeometry | bytes | None, dialect: Dialect
    ) -> bytes | None:
        """Return WKB; bytes are taken to be WKB already, so that bulk loads encode at once."""
        del dialect
        return value if value is None or isinstance(value, bytes) else bytes(shapely.to_wkb(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseGeometry | None:  # noqa: ANN401
        """Return the geometry."""
        del dialect
        return None if value is None else shapely.from_wkb(bytes(value))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC."""
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        del dialect
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Encrypted(TypeDecorator[str]):
    """Text that is encrypted in the database; `column` names it for the cipher.

    Cannot be compared, sorted or searched in SQL: keep a digest beside it.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Return the sealed value."""
        return None if value is None else _cipher(dialect).sealed(value, self.column)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401
        """Return the clear text."""
        return None if value is None else _cipher(dialect).opened(bytes(value), self.column)


def digest_in(session: Session, words: str) -> str:
    """Return the keyed digest of `words` (a name, an address) under the key of the store."""
    return _cipher(session.get_bind().dialect).digest(words)


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes, such as a picture, that are encrypted in the database as `Encrypted` text is."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return the sealed bytes."""
        return None if value is None else _cipher(dialect).sealed_bytes(value, self.column)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ANN401
        """Return the clear bytes."""
        return None if value is None else _cipher(dialect).opened_bytes(bytes(value), self.column)


def cipher_of(session: Session) -> FieldCipher:
    """Return the cipher of the store that `session` reads.

    Raises
    ------
    StoreError
        When the store was opened without its key.
    """
    return _cipher(session.get_bind().dialect)


def _cipher(dialect: Dialect) -> FieldCipher:
    cipher = getattr(dialect, CIPHER_ATTRIBUTE, None)
    if not isinstance(cipher, FieldCipher):
        raise StoreError("this store was opened without FIELD_KEY: personal fields are closed")
    return cipher
