"""Where needs gather: rates per household and G* of the residential buildings in scope."""

import math
import warnings
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from sqlalchemy.orm import Session

from geo.crs import metres_for
from geo.errors import ForbiddenError, InputError
from geo.hotspots.clusters import hot_class, is_constant
from geo.hotspots.scan import hotspots
from geo.needs.vocabulary import Permission, permissions
from geo.services.mapping import scene_counts
from geo.services.registry import layer
from geo.services.residential import named_buildings
from geo.services.scene import Scene, Status
from geo.store.audit import note_act
from geo.store.scope import viewer_of

BAND_M = 100
"""Default band: in slab courts it holds the next rows, about five buildings."""
LEAST_BAND_M, MOST_BAND_M = 30, 1000
LEAST_BUILDINGS = 10
"""Fewer buildings than this have no G*: there is no rest to stand out from."""
SURE_BUILDINGS, SURE_NEEDS = 30, 10
"""Below these the normal approximation behind the p-value is weak, and the page says so."""
USUAL_DAYS = 90


class Verdict(StrEnum):
    """Whether the question has an answer."""

    FOUND = "found"
    NONE_HOT = "none_hot"
    NO_NEEDS = "no_needs"
    TOO_FEW = "too_few"
    CONSTANT = "constant"
    TOO_WIDE = "too_wide"
    """Every building is a neighbour of every other one."""


@dataclass(frozen=True, slots=True)
class HotBuilding:
    """A residential building with what its surroundings say."""

    id: str
    compound: str
    label: str
    needs: int
    households: int
    rate: float
    """Needs per household."""
    smoothed_rate: float
    """The same pulled towards the mean where households are few."""
    z: float | None
    """G* of the rate; None where it does not exist."""
    p_fdr: float | None
    strength: int
    """3, 2, 1: hot at 99, 95, 90 % after the false discovery rate; negative: cold; else 0."""
    hot: bool
    n_neighbours: int
    area: int | None
    """Number of the hot area that it is part of, 1 for the one with the highest z."""


@dataclass(frozen=True, slots=True)
class Gathering:
    """The answer for a scene: buildings with the highest z first, and what it is out of."""

    scene: Scene
    band_m: int
    verdict: Verdict
    buildings: tuple[HotBuilding, ...]
    beside: int
    """Needs of the scene that belong to no residential building."""

    @property
    def needs(self) -> int:
        """Needs in residential buildings."""
        return sum(one.needs for one in self.buildings)

    @property
    def households(self) -> int:
        """Households in them."""
        return sum(one.households for one in self.buildings)

    @property
    def mean_rate(self) -> float:
        """Needs per household over all buildings; 0 where nobody lives."""
        return self.needs / self.households if self.households else 0.0

    @property
    def hot(self) -> tuple[HotBuilding, ...]:
        """The buildings around which needs gather."""
        return tuple(one for one in self.buildings if one.hot)

    @property
    def areas(self) -> int:
        """Number of separate areas that the hot buildings make."""
        return max((one.area for one in self.hot if one.area), default=0)

    @property
    def weak(self) -> bool:
        """Whether so few buildings or needs were seen that a finding is only a hint."""
        return len(self.buildings) < SURE_BUILDINGS or self.needs < SURE_NEEDS


def usual_scene(today: date) -> Scene:
    """Return the scene that is looked at first: all needs registered in the last 90 days."""
    return Scene(status=Status.ALL, since=today - timedelta(days=USUAL_DAYS - 1), until=today)


def period_of(scene: Scene, days: int, today: date) -> Scene:
    """Return `scene` over the last `days` days up to `today`."""
    return replace(scene, since=today - timedelta(days=days - 1), until=today)


def band_of(text: str | None) -> int:
    """Return the band that a form names, in metres; `BAND_M` when it names none.

    Raises
    ------
    InputError
        When it is no whole number from 30 to 1000.
    """
    if text is None or not text.strip():
        return BAND_M
    if not text.strip().isdecimal() or not LEAST_BAND_M <= int(text) <= MOST_BAND_M:
        raise InputError(
            f"band={text!r}: wanted whole metres from {LEAST_BAND_M} to {MOST_BAND_M}",
            zh=f"邻楼距离要写 {LEAST_BAND_M} 到 {MOST_BAND_M} 之间的整数（米）。",
        )
    return int(text)


def gathering(
    session: Session, scene: Scene, today: date, language: str, *, band_m: int = BAND_M
) -> Gathering:
    """Return where the needs of `scene` gather, within the viewer's scope.

    Buildings in which somebody lives are compared with each other by needs per household; a need
    of a yard, a gate or a shop has no such rate and is only counted.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not see hotspots.
    """
    _check_role(session)
    counts = scene_counts(session, scene, today)
    frame = _homes(session, counts.buildings, language)
    beside = counts.needs - int(frame["needs"].sum())
    verdict = _verdict(frame)
    scanned = (
        hotspots(frame, "needs", "households", band_m=band_m)
        if verdict is Verdict.FOUND
        else _unscanned(frame)
    )
    if verdict is Verdict.FOUND and scanned["gi_z"].isna().all():
        verdict = Verdict.TOO_WIDE
    elif verdict is Verdict.FOUND and not scanned["hot"].any():
        verdict = Verdict.NONE_HOT
    return Gathering(scene, band_m, verdict, _rows(scanned, band_m), beside)


def hot_ids(session: Session, counts: pd.DataFrame, *, band_m: int) -> frozenset[str]:
    """Return the ids of the buildings around which needs gather.

    Parameters
    ----------
    counts
        Columns id, needs, households: one row a building in scope.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not see hotspots.
    """
    _check_role(session)
    frame = layer(session, "buildings")[["id", "geometry"]].merge(counts, on="id")
    homes = frame[frame["households"] > 0].reset_index(drop=True)
    if _verdict(homes) is not Verdict.FOUND:
        return frozenset()
    scanned = hotspots(homes, "needs", "households", band_m=band_m)
    return frozenset(scanned.loc[scanned["hot"], "id"])


def note_export(session: Session, scene: Scene, band_m: int) -> None:
    """Note in the audit that the table of `scene` was taken out as a file."""
    words = "&".join(f"{name}={value}" for name, value in scene.query().items())
    note_act(session, "hotspots.exported", subject=f"{words or 'all'}&band={band_m}")


def _check_role(session: Session) -> None:
    if Permission.VIEW_HOTSPOTS not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "where needs gather is seen by managers", zh="需求集中片区只有管理者能看。"
        )


def _homes(session: Session, counts: pd.DataFrame, language: str) -> gpd.GeoDataFrame:
    """Return the buildings with households, with their names and counts."""
    named = named_buildings(session, language)[["id", "compound", "label"]]
    known = named.assign(compound=named["compound"].fillna(""))
    shapes = layer(session, "buildings")[["id", "geometry"]]
    joined = shapes.merge(known, on="id").merge(counts[["id", "needs", "households"]], on="id")
    return joined[joined["households"] > 0].reset_index(drop=True)


def _verdict(frame: gpd.GeoDataFrame) -> Verdict:
    if not frame["needs"].sum():
        return Verdict.NO_NEEDS
    if len(frame) < LEAST_BUILDINGS:
        return Verdict.TOO_FEW
    rate = frame["needs"].to_numpy(dtype=float) / frame["households"].to_numpy(dtype=float)
    return Verdict.CONSTANT if is_constant(rate) else Verdict.FOUND


def _unscanned(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame` with rates, and nothing that a comparison would need."""
    if frame.empty:
        return frame
    with warnings.catch_warnings():
        # equal values are no surprise here: the page says so in its own words
        warnings.simplefilter("ignore", UserWarning)
        rated = hotspots(frame, "needs", "households", band_m=1)
    return rated.assign(gi_z=float("nan"), p_fdr=float("nan"), hot=False, n_neighbours=0)


def _rows(frame: gpd.GeoDataFrame, band_m: int) -> tuple[HotBuilding, ...]:
    if frame.empty:
        return ()
    strength = hot_class(frame["gi_z"].to_numpy(), frame["p_fdr"].to_numpy())
    table = frame.assign(strength=strength).sort_values(
        ["gi_z", "smoothed_rate", "id"], ascending=[False, False, True], kind="stable"
    )
    table = table.assign(area=_areas(table, band_m))
    return tuple(_row(values) for values in table.drop(columns="geometry").itertuples(index=False))


def _areas(frame: gpd.GeoDataFrame, band_m: int) -> pd.Series:
    """Return the number of the area of each row: hot buildings in the band are of one area."""
    hot = frame[frame["hot"]]
    areas = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    if hot.empty:
        return areas
    middles = hot.geometry.to_crs(metres_for(hot)).centroid
    tree = cKDTree(np.column_stack([middles.x, middles.y]))
    _count, label = connected_components(tree.sparse_distance_matrix(tree, band_m))
    # the rows come with the highest z first, and so do the areas
    areas[hot.index] = pd.factorize(label)[0] + 1
    return areas


def _row(values: Any) -> HotBuilding:  # noqa: ANN401 - a row of the table
    missing = math.isnan(values.gi_z)
    return HotBuilding(
        id=values.id,
        compound=values.compound,
        label=values.label,
        needs=int(values.needs),
        households=int(values.households),
        rate=float(values.rate),
        smoothed_rate=float(values.smoothed_rate),
        z=None if missing else float(values.gi_z),
        p_fdr=None if missing else float(values.p_fdr),
        strength=int(values.strength),
        hot=bool(values.hot),
        n_neighbours=int(values.n_neighbours),
        area=None if pd.isna(values.area) else int(values.area),
    )
