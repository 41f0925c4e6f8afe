"""What a snapshot shows, as one value that checks itself: the scene, its words and its numbers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from geo.errors import FrameError, InputError
from geo.frames import Places
from webmap.sheets.legend import LegendClass, legend_classes, recounted

OSM_ATTRIBUTION = "© OpenStreetMap contributors"
"""What the licence (ODbL 4.3) wants to be read wherever OpenStreetMap data is shown."""


class Language(StrEnum):
    """The languages in which a sheet can speak."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Extent:
    """The ground to show, in degrees, EPSG:4326."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        """Refuse an extent without ground or off the globe."""
        if not (-180 <= self.west < self.east <= 180 and -90 < self.south < self.north < 90):
            raise InputError(
                f"extent {self.west},{self.south},{self.east},{self.north} shows no ground: "
                "give west,south,east,north in degrees"
            )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One snapshot of the map; scope and suppression were applied before."""

    title: str
    as_of: date
    """截至日期: the day whose state is shown."""
    places: Places
    counts: pd.DataFrame
    """One row a building: `building_id`, `count` (missing: withheld); optional `households` (the
    denominator) and `hotspot` (true: part of a hotspot). A building of `places` without a row is
    drawn as surroundings."""
    measure: str
    """What is counted, with its unit: 未办结需求（件）."""
    subtitle: str = ""
    """The filter in words."""
    language: Language = Language.ZH
    classes: tuple[LegendClass, ...] = ()
    """Classes of the legend; empty: made from the counts. Their buildings are counted here."""
    attribution: str = ""
    notes: tuple[str, ...] = ()
    """Small print: what was suppressed, the formula."""
    printed_by: str = ""
    number: str = ""
    """Number of the sheet in the register of snapshots."""
    extent: Extent | None = None
    """Ground to show; None: the buildings that have a row in `counts`, and their compounds."""

    def __post_init__(self) -> None:
        """Check the counts against the buildings, and make the classes where none are given."""
        object.__setattr__(self, "language", Language(self.language))
        for column in ("building_id", "count"):
            if column not in self.counts:
                raise FrameError(f"counts of a sheet lack the column {column!r}")
        keys = self.counts["building_id"]
        if keys.duplicated().any():
            raise FrameError(f"building {keys[keys.duplicated()].iloc[0]!r} is counted twice")
        strange = ~keys.isin(self.places.buildings["id"])
        if strange.any():
            raise FrameError(f"counts name building {keys[strange].iloc[0]!r}, which has no place")
        count = self.counts["count"]
        classes = recounted(self.classes, count) if self.classes else legend_classes(count)
        object.__setattr__(self, "classes", classes)

    @property
    def total(self) -> int:
        """Sum of the counts that are shown."""
        return int(self.counts["count"].sum())

    @property
    def withheld(self) -> int:
        """Number of buildings whose count is not shown."""
        return int(self.counts["count"].isna().sum())

    @property
    def households(self) -> int | None:
        """Sum of the households, or None where they are not known."""
        if "households" not in self.counts or self.counts["households"].isna().all():
            return None
        return int(self.counts["households"].sum())

    @property
    def building_numbers(self) -> pd.Series:
        """What people call each building inside its compound, by building id, maybe nothing.

        That is its number, its name, or where entrances are numbered through, those: ``1–3单元``.
        """
        buildings = self.places.buildings.set_index("id")
        doors = self.places.entrances.assign(
            at=lambda doors: pd.to_numeric(doors["number"], errors="coerce")
        ).dropna(subset="at")
        span = doors.groupby("building_id")["at"].agg(["min", "max"]).astype(int).astype(str)
        ends = span["min"].where(span["min"] == span["max"], span["min"] + "–" + span["max"])
        unit = "单元" if self.language is Language.ZH else ""
        return buildings["number"].fillna(buildings["name"]).fillna(ends + unit).fillna("")

    @property
    def hotspots(self) -> pd.Series:
        """Ids of the buildings that are part of a hotspot."""
        if "hotspot" not in self.counts:
            return self.counts["building_id"].iloc[:0]
        return self.counts.loc[self.counts["hotspot"].fillna(value=False) == True, "building_id"]  # noqa: E712 - a nullable flag
