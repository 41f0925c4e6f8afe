"""Drawings of compounds that lie under the map while somebody traces them: kept, laid, dropped."""

import json
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.places.editing_plans import Mark, laid
from geo.services.pictures import BarePicture, PictureKind, bare_jpeg
from geo.services.place_edits.acts import acts_of
from geo.store.audit import note_act
from geo.store.models import Compound, SitePlan
from geo.store.scope import viewer_of

OLD_FOLDER = "plans"
LARGEST_BYTES = 10 * 2**20
DRAWING = PictureKind(
    formats=("PNG", "JPEG"),
    most_pixels=80_000_000,
    longest_side_px=2400,
    quality=85,
    unreadable=(
        "this file is no drawing that can be read: send PNG or JPEG",
        "这个文件打不开,请传 PNG 或 JPEG 图片。",
    ),
    too_large=(
        "the drawing has more than 80 million pixels: send a smaller one",
        "平面图像素太多(超过 8000 万),请缩小后再传。",
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A site plan as the page needs it."""

    id: str
    name: str
    compound: str
    """Key of the compound."""
    width_px: int
    height_px: int
    points: tuple[dict[str, float], ...]
    corners: tuple[tuple[float, float], ...]
    """Positions of its four corners, top left first; empty: it is not laid yet."""


def bare_drawing(content: bytes) -> BarePicture:
    """Return the drawing as JPEG, upright, at most 2400 px, without camera data.

    Raises
    ------
    InputError
        When it is no PNG or JPEG, or larger than 10 MB or 80 million pixels.
    """
    if len(content) > LARGEST_BYTES:
        raise InputError(
            "the drawing is larger than 10 MB: send a smaller one",
            zh="平面图超过 10 MB，请缩小后再传。",
        )
    return bare_jpeg(content, DRAWING)


def add_plan(session: Session, content: bytes, *, compound: str, name: str, today: date) -> str:
    """Keep a drawing of a compound in scope and return its key.

    Raises
    ------
    ForbiddenError, NotFoundError
        When the viewer edits no places, or the compound is not in her scope.
    InputError
        When `content` is no drawing of a known kind, or too large.
    """
    _check_editor(session)
    if session.scalar(select(Compound.id).where(Compound.id == compound)) is None:
        raise NotFoundError(
            f"compound {compound!r} is not in your area", zh="您的片区里没有这个小区。"
        )
    bare = bare_drawing(content)
    key = secrets.token_hex(8)
    session.add(
        SitePlan(
            id=key,
            compound_id=compound,
            name=name,
            width_px=bare.width_px,
            height_px=bare.height_px,
            points="[]",
            added_on=today,
            account_name=viewer_of(session).name,
            picture=bare.content,
        )
    )
    session.flush()
    note_act(session, "plan.added", subject=key)
    return key


def plans(session: Session) -> list[Plan]:
    """Return the drawings in the viewer's scope, the newest first.

    Raises
    ------
    ForbiddenError
        When the viewer edits no places.
    """
    _check_editor(session)
    rows = session.scalars(select(SitePlan).order_by(SitePlan.added_on.desc(), SitePlan.id))
    return [_plan(row) for row in rows]


def lay(session: Session, key: str, marks: tuple[Mark, ...]) -> Plan:
    """Lay a drawing by two or three marks and return it; no marks take it off the map.

    Raises
    ------
    NotFoundError
        When it is not in scope.
    InputError
        When the marks do not belong together.
    """
    row = _row(session, key)
    if marks:
        laid(marks, row.width_px, row.height_px)
    row.points = json.dumps(
        [{"x": one.x, "y": one.y, "lon": one.at.lon, "lat": one.at.lat} for one in marks]
    )
    return _plan(row)


def drop_plan(session: Session, key: str) -> None:
    """Take a drawing away for good.

    Raises
    ------
    NotFoundError
        When it is not in scope.
    """
    session.delete(_row(session, key))
    session.flush()
    note_act(session, "plan.removed", subject=key)


def plan_picture(session: Session, key: str) -> bytes:
    """Return the picture of a drawing in scope, a JPEG.

    Raises
    ------
    NotFoundError
        When the drawing is not in scope, or its picture was lost.
    """
    picture = _row(session, key).picture
    if picture is None:
        raise NotFoundError("the picture of this plan is gone", zh="这张平面图的图片不在了。")
    return picture


def adopt_files(session: Session, folder: Path) -> int:
    """Take pictures into the store that older versions kept in data folder `folder`; count them.

    The files stay, for a steward who puts the older version and its database back.
    """
    taken = 0
    for row in session.scalars(select(SitePlan).where(SitePlan.picture.is_(None))):
        place = folder / OLD_FOLDER / f"{row.id}.jpg"
        if place.is_file():
            row.picture = place.read_bytes()
            taken += 1
    return taken


def old_files(folder: Path) -> list[Path]:
    """Return the pictures that older versions kept in data folder `folder`."""
    return sorted((folder / OLD_FOLDER).glob("*.jpg"))


def _row(session: Session, key: str) -> SitePlan:
    _check_editor(session)
    row = session.scalar(select(SitePlan).where(SitePlan.id == key))
    if row is None:
        raise NotFoundError("this plan is not in your area", zh="您的片区里没有这张平面图。")
    return row


def _plan(row: SitePlan) -> Plan:
    points = json.loads(row.points)
    marks = [Mark(one["x"], one["y"], LonLat(one["lon"], one["lat"])) for one in points]
    corners = laid(marks, row.width_px, row.height_px).corners if marks else ()
    return Plan(
        row.id,
        row.name,
        row.compound_id,
        row.width_px,
        row.height_px,
        tuple(points),
        tuple((at.lon, at.lat) for at in corners),
    )


def _check_editor(session: Session) -> None:
    if not acts_of(viewer_of(session).role):
        raise ForbiddenError("your role edits no places", zh="您的角色不修改地图。")
