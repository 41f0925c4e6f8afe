"""Places corrected by hand: each edit with what stood before and after, and site plans."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from geo.store.columns import Encrypted, EncryptedBytes
from geo.store.models.record import Record


class PlaceEdit(Record):
    """One edit of places: who, on which day, why. Rows are never deleted; undoing is noted.

    The day is kept, never a clock time: times would trace the leader. Edits are ordered by id.
    """

    __tablename__ = "place_edit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """Idempotency key: an edit sent twice is one edit."""
    act: Mapped[str]
    """Such as entrance.moved or path.added."""
    compound_id: Mapped[str | None] = mapped_column(index=True)
    """Whose leader sees it; None: it is on a street. No foreign key: the history outlives it."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    account_name: Mapped[str]
    """Name of the account, as it was then."""
    made_on: Mapped[date]
    why: Mapped[str | None] = mapped_column(Encrypted("place_edit.why"))
    carried: Mapped[str | None]
    """JSON: keys of the needs that went to another building, by the one that the last step took
    away; undoing or making again gives them back."""
    undone_on: Mapped[date | None]
    """None: it stands."""
    undone_by: Mapped[str | None]

    changes: Mapped[list["PlaceChange"]] = relationship(
        back_populates="edit", order_by="PlaceChange.id"
    )


class PlaceChange(Record):
    """What an edit did to one place."""

    __tablename__ = "place_change"
    __table_args__ = (Index("ix_place_change_layer_place_id", "layer", "place_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edit_id: Mapped[int] = mapped_column(ForeignKey("place_edit.id"), index=True)
    layer: Mapped[str]
    """compounds, gates, buildings, entrances, ways."""
    place_id: Mapped[str]
    building_id: Mapped[str | None] = mapped_column(index=True)
    """Building in whose history it stands."""
    before: Mapped[str | None]
    """GeoJSON feature with all its attributes; None: it was not there."""
    after: Mapped[str | None]
    """None: it was taken away."""

    edit: Mapped[PlaceEdit] = relationship(back_populates="changes")


class SitePlan(Record):
    """A drawing of a compound that lies under the map while somebody traces it."""

    __tablename__ = "site_plan"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random: it stands in the picture's address."""
    compound_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Encrypted("site_plan.name"))
    width_px: Mapped[int]
    height_px: Mapped[int]
    points: Mapped[str]
    """JSON list of {"x", "y", "lon", "lat"}: pixels of the picture and where they are."""
    added_on: Mapped[date]
    account_name: Mapped[str]
    picture: Mapped[bytes | None] = mapped_column(
        EncryptedBytes("site_plan.picture"), deferred=True
    )
    """JPEG without anything that a camera wrote beside it; read only where it is shown.

    None: it was a file that was lost.
    """
