"""Snapshots 地图存档: what of a scene may leave the house, and the note that it did."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.frames import Places
from geo.hotspots.disclosure import K, suppressed
from geo.needs.vocabulary import Category, Kind, Permission, Role, categories, permissions
from geo.services import facts
from geo.services.accounts import viewer_for
from geo.services.hotspots import band_of, hot_ids
from geo.services.mapping import scene_counts
from geo.services.registry import places_in_scope
from geo.services.scene import Scene
from geo.store.audit import note_act
from geo.store.models import Account, Need
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer, viewer_of

KEYS = ("title", "bbox", "band")
"""Words that a snapshot adds to those of a scene."""
VIEW_KEYS = ("building", "unit", "sort")
"""Words of a page's address that say what is open on it, not what it is about."""
LONGEST_TITLE = 60
PLACE_KINDS = (Kind.PLACE, Kind.ACTIVITY)
"""Kinds of need that tell of no person."""
STREET = "street"
"""Group of the buildings that stand in no compound."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a snapshot shall show.

    Examples
    --------
    >>> wish = Wish.from_query({"category": "leak", "bbox": "121,31,121.5,31.5", "building": "b1"})
    >>> wish.bbox, wish.query()
    ((121.0, 31.0, 121.5, 31.5), {'category': 'leak', 'bbox': '121,31,121.5,31.5'})
    """

    scene: Scene
    title: str = ""
    """Title of the sheet; empty: made from the scene."""
    bbox: Box | None = None
    """Ground to show, west, south, east, north in degrees; None: all that is counted."""
    band_m: int | None = None
    """Band within which hotspots are looked for and outlined; None: none are."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wish":
        """Return the wish in an address query: the words of a scene, with title, bbox and band.

        Raises
        ------
        InputError
            Naming the word or value that cannot be.
        """
        words = {key: value for key, value in query.items() if key not in VIEW_KEYS}
        own = {key: words.pop(key, "").strip() for key in KEYS}
        if len(own["title"]) > LONGEST_TITLE:
            raise InputError(
                f"the title has more than {LONGEST_TITLE} characters: shorten it",
                zh=f"标题最多 {LONGEST_TITLE} 个字，请缩短。",
            )
        return cls(
            scene=Scene.from_query(words),
            title=own["title"],
            bbox=_box(own["bbox"]) if own["bbox"] else None,
            band_m=band_of(own["band"]) if own["band"] else None,
        )

    def query(self) -> dict[str, str]:
        """Return the address query of this wish without its title."""
        words = self.scene.query()
        if self.bbox is not None:
            words["bbox"] = ",".join(f"{side:.6f}".rstrip("0").rstrip(".") for side in self.bbox)
        if self.band_m is not None:
            words["band"] = str(self.band_m)
        return words


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What may leave the house of a scene: counts in which no household can be recognised."""

    wish: Wish
    as_of: date
    places: Places
    counts: pd.DataFrame
    """Columns building_id, count (missing: withheld), households, hotspot; one row a building
    in which somebody lives or that has a need."""
    beside: int | None
    """Needs of the scene that belong to no building; None: too few to be told."""
    small_told: bool
    """The scene is about faults of places, not about people: small counts may be told."""
    left_out: bool
    """Whether the scene had categories that are not counted outside the caring circle."""
    attribution: str
    number: str
    """The same scene of a territory on a day has the same number, which the audit holds too."""


def may_leave(category: Category) -> bool:
    """Whether needs of `category` may be counted on what leaves the house."""
    return category.counted


def offered() -> tuple[Category, ...]:
    """Return the categories that a snapshot may show."""
    return tuple(one for one in categories().values() if may_leave(one))


def snapshot(session: Session, wish: Wish, today: date) -> Snapshot:
    """Return what may leave the house of the wished scene, within the viewer's scope.

    Raises
    ------
    ForbiddenError
        When the viewer's role makes no snapshots, or none with hotspots.
    InputError
        When the scene is about a category, or only about categories, not counted outside the
        caring circle, or names a compound that is not in scope.
    """
    _check_role(session)
    kept, asked = _countable(wish.scene)
    places = places_in_scope(session)
    _check_compound(wish.scene, places)
    counted = _counted(session, wish.scene, kept, today)
    homes = scene_counts(session, wish.scene, today).buildings[["id", "households"]]
    homes["needs"] = homes["id"].map(counted).fillna(0).astype(int)
    of_places = all(categories()[key].kind in PLACE_KINDS for key in kept)
    told, beside = _told(homes, sum(counted.values()), places, of_places=of_places)
    band_m = wish.band_m
    hot = frozenset() if band_m is None else hot_ids(session, homes, band_m=band_m)
    return Snapshot(
        wish=wish,
        as_of=today,
        places=places,
        counts=told.assign(hotspot=told["building_id"].isin(hot)),
        beside=beside,
        small_told=of_places,
        left_out=len(kept) < len(asked),
        attribution=attribution(session, places),
        number=_number(wish, today, viewer_of(session).territory_id),
    )


def viewer_named(store: Store, user: str) -> Viewer:
    """Return the viewer that the account `user` acts as, for the command line.

    Raises
    ------
    NotFoundError
        When there is no such account, or it was closed.
    """
    with store.read(CONSOLE) as session:
        account = session.scalar(select(Account).where(Account.user == user))
        if account is None or not account.active:
            raise NotFoundError(
                f"user {user!r} does not exist or is closed: see `user add`",
                zh="没有这个账号，或者它已停用。",
            )
        return viewer_for(account)


def attribution(session: Session, places: Places) -> str:
    """Return the sources to be named: what imports noted, and OpenStreetMap where a row says so."""
    noted = facts.store_facts(session, "UTC").attribution
    layers = (places.buildings, places.compounds, places.ways, places.areas)
    from_osm = any(frame["source"].fillna("").str.startswith("osm:").any() for frame in layers)
    parts = [noted] if noted else []
    if from_osm and "OpenStreetMap" not in noted:
        parts.append(facts.OSM_ATTRIBUTION)
    return " · ".join(parts)


def note_snapshot(session: Session, made: Snapshot, form: str) -> None:
    """Note in the audit that the snapshot left the service as `form`, such as pdf."""
    words = urlencode(made.wish.query()) or "all"
    note_act(session, "snapshot.exported", subject=f"{made.number} {form} {words}")


def note_registry(session: Session) -> None:
    """Note in the audit that the places of the store left it as a file."""
    note_act(session, "registry.exported")


def _check_role(session: Session) -> None:
    role = viewer_of(session).role
    if role not in {Role.LEADER, Role.MANAGER} or (
        Permission.EXPORT_SNAPSHOTS not in permissions(role)
    ):
        raise ForbiddenError(
            f"a {role.value} sees no needs, so a snapshot would be empty: "
            "it is made by a leader or a manager",
            zh="您看不到需求，快照会是空的：请由点长或管理者来做。",
        )


def _countable(scene: Scene) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the categories of `scene` that may be counted, and all that it asks for."""
    asked = scene.category_ids()
    kept = tuple(key for key in asked if may_leave(categories()[key]))
    if not kept:
        named = scene.category or scene.group
        raise InputError(
            f"{named!r} is not counted outside the caring circle, not even suppressed: "
            "choose another category for a snapshot",
            zh="这一类需求不对外统计，快照里不能有：请另选一类。",
        )
    return kept, asked


def _check_compound(scene: Scene, places: Places) -> None:
    if scene.compound is not None and not (places.compounds["id"] == scene.compound).any():
        raise InputError(
            f"compound {scene.compound!r} does not exist in your area",
            zh="您的片区里没有这个小区。",
        )


def _counted(
    session: Session, scene: Scene, kept: tuple[str, ...], today: date
) -> dict[str | None, int]:
    """Return the needs of the `kept` categories by building; None: in no building."""
    rows = session.execute(
        select(Need.building_id, func.count())
        .where(scene.condition(today), Need.category.in_(kept))
        .group_by(Need.building_id)
    )
    return {building_id: int(needs) for building_id, needs in rows}


def _told(
    homes: pd.DataFrame, needs: int, places: Places, *, of_places: bool
) -> tuple[pd.DataFrame, int | None]:
    """Return the counts that may be told by building, and those of no building.

    A dripping pipe tells of nobody where `K` or more homes could have it; a condition of a person
    is suppressed as a small cell.
    """
    frame = homes.rename(columns={"id": "building_id"})
    frame = frame[(frame["households"] > 0) | (frame["needs"] > 0)].reset_index(drop=True)
    compounds = places.buildings.set_index("id")["compound_id"]
    groups = frame["building_id"].map(compounds).fillna(STREET)
    beside = needs - int(frame["needs"].sum())
    if of_places:
        few = frame["households"].between(1, K - 1) & (frame["needs"] > 0)
        cells, small = frame["needs"].astype("Int64").mask(few), False
    else:
        cells = suppressed(frame["needs"], groups, frame["households"]).cells
        small = suppressed(pd.Series([beside]), pd.Series([STREET])).cells.isna().iloc[0]
    return (
        frame.assign(count=cells)[["building_id", "count", "households"]],
        None if small else beside,
    )


def _number(wish: Wish, today: date, territory_id: int | None) -> str:
    said = f"{territory_id} {urlencode(wish.query())}"
    digest = hashlib.sha256(said.encode()).hexdigest()
    return f"{today:%Y%m%d}-{digest[:6]}"


def _box(text: str) -> Box:
    wanted = "wanted west,south,east,north in degrees"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(
            f"bbox={text!r}: {wanted}", zh="地图范围要写成 西,南,东,北 四个度数。"
        ) from None
    inside = -180 <= west < east <= 180 and -90 < south < north < 90
    if not (inside and math.isfinite(west + south + east + north)):
        raise InputError(
            f"bbox={text!r} shows no ground: {wanted}", zh="地图范围里没有地面：请重新取一个范围。"
        )
    return west, south, east, north
