"""Runs the migrations on the connection that the store hands over."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from geo.store.models import Record

SHADOWS = ("_box", "_words")
"""Tables made by triggers and virtual tables of SQLite end so; no model stands for them."""


def include_object(
    item: SchemaItem,
    name: str | None,
    kind: str,
    reflected: bool,  # noqa: FBT001 - Alembic calls it so
    _other: SchemaItem | None,
) -> bool:
    """Leave out the R*Tree and full-text tables when models and database are compared."""
    del item
    return not (kind == "table" and reflected and any(end in (name or "") for end in SHADOWS))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    include_object=include_object,
)
with context.begin_transaction():
    context.run_migrations()
