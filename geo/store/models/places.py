"""The ground: compounds, gates, buildings, entrances, units, ways and areas."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from geo.store.models.record import Located, Record


class Compound(Located):
    """A residential compound 小区, or the block or road address that serves as one."""

    __tablename__ = "compound"

    name: Mapped[str] = mapped_column(unique=True)
    aliases: Mapped[str | None]
    """Other names, separated by |."""
    community: Mapped[str | None]
    road: Mapped[str | None]
    house_number: Mapped[str | None]
    source: Mapped[str | None]


class Gate(Located):
    """A gate in the boundary of a compound or across a street; without hours it never closes."""

    __tablename__ = "gate"

    compound_id: Mapped[str | None] = mapped_column(ForeignKey("compound.id"), index=True)
    """None: it bars a street or a road block, and everybody sees it."""
    name: Mapped[str | None]
    kind: Mapped[str | None]
    opens: Mapped[str | None]
    closes: Mapped[str | None]
    source: Mapped[str | None]


class Building(Located):
    """A building 楼; without a number its entrances are numbered through the compound."""

    __tablename__ = "building"

    compound_id: Mapped[str | None] = mapped_column(ForeignKey("compound.id"), index=True)
    """None: it stands on a street, in nobody's compound, and everybody sees it."""
    number: Mapped[str | None]
    name: Mapped[str | None]
    use: Mapped[str | None]
    floors: Mapped[int | None]
    basements: Mapped[int | None]
    road: Mapped[str | None]
    house_number: Mapped[str | None]
    source: Mapped[str | None]


class Entrance(Located):
    """An entrance 单元: its geometry is the door point."""

    __tablename__ = "entrance"

    compound_id: Mapped[str | None] = mapped_column(ForeignKey("compound.id"), index=True)
    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    number: Mapped[str | None]
    floors: Mapped[int | None]
    flats_per_floor: Mapped[int | None]
    lift: Mapped[bool | None]
    inferred: Mapped[bool]
    """Nobody has surveyed the door point."""
    source: Mapped[str | None]


class Unit(Record):
    """A flat 户. It stands at the door point of its entrance, on its floor."""

    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_entrance_floor", "entrance_id", "floor"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    compound_id: Mapped[str | None] = mapped_column(ForeignKey("compound.id"), index=True)
    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    entrance_id: Mapped[str] = mapped_column(ForeignKey("entrance.id"))
    number: Mapped[str]
    floor: Mapped[int]
    """-1 is the first basement."""
    use: Mapped[str | None]
    source: Mapped[str | None]


class Way(Located):
    """A road, path or flight of steps."""

    __tablename__ = "way"

    kind: Mapped[str]
    name: Mapped[str | None]
    width_m: Mapped[float | None]
    walkable: Mapped[bool]
    steps: Mapped[int | None]
    barrier: Mapped[str | None]
    access: Mapped[str | None]
    layer: Mapped[int | None]
    source: Mapped[str | None]


class Area(Located):
    """Green, water, a square: what lies under everything."""

    __tablename__ = "area"

    kind: Mapped[str]
    name: Mapped[str | None]
    source: Mapped[str | None]
