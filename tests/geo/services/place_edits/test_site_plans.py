"""Site plans: bare pictures in the data folder, for who edits there, gone when they are dropped."""

import io
from pathlib import Path

import pytest
from PIL import Image

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.places.editing_plans import Mark
from geo.services.place_edits import site_plans
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.place_edits.conftest import TODAY, spot
from tests.geo.services.test_photos import BROKEN


def drawing(kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    """Return a picture with a camera's position beside it."""
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[1] = "N"
    target = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", size).save(target, kind, exif=exif)
    return target.getvalue()


def added(store: Store, viewer: Viewer, folder: Path, content: bytes) -> str:
    with store.write(viewer) as session:
        return site_plans.add_plan(
            session, folder, content, compound="c1", name="总图", today=TODAY
        )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_plan_is_kept_bare(store: Store, leader: Viewer, tmp_path: Path, kind: str) -> None:
    key = added(store, leader, tmp_path, drawing(kind))
    with store.read(leader) as session:
        place = site_plans.plan_file(session, tmp_path, key)
    assert place.stat().st_mode & 0o777 == 0o600
    with Image.open(place) as kept:
        assert (kept.format, kept.size) == ("JPEG", (300, 200))
        assert dict(kept.getexif()) == {}
        if kind == "PNG":  # what was clear is paper
            assert kept.getpixel((5, 5)) == (255, 255, 255)
    assert b"a camera" not in place.read_bytes()


def test_a_large_plan_is_made_smaller_and_no_picture_is_refused(
    store: Store, leader: Viewer, tmp_path: Path
) -> None:
    bare = site_plans.bare_drawing(drawing(size=(5_000, 1_000)))
    assert (bare.width_px, bare.height_px) == (2_400, 480)
    for content in (b"", b"GIF89a nothing", b"x" * (10 * 2**20 + 1)):
        with pytest.raises(InputError):
            added(store, leader, tmp_path, content)
    assert not list(tmp_path.rglob("*.jpg"))


def test_a_plan_is_laid_shown_and_dropped(store: Store, leader: Viewer, tmp_path: Path) -> None:
    key = added(store, leader, tmp_path, drawing())
    marks = (Mark(0, 200, LonLat(*spot(0, 0))), Mark(300, 200, LonLat(*spot(150, 0))))
    with store.write(leader) as session:
        assert site_plans.plans(session)[0].corners == ()
        found = site_plans.lay(session, key, marks)
        assert found.corners[0] == pytest.approx(spot(0, 100), abs=1e-5)
        with pytest.raises(InputError):
            site_plans.lay(session, key, marks[:1])
        site_plans.drop_plan(session, tmp_path, key)
        assert site_plans.plans(session) == []
    assert not list(tmp_path.rglob("*.jpg"))


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_drawing_with_broken_text_or_exif_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no drawing") as refused:
        site_plans.bare_drawing(content)
    assert "打不开" in refused.value.said("zh")


def test_a_plan_whose_dropping_fails_keeps_its_file(
    store: Store, leader: Viewer, tmp_path: Path
) -> None:
    key = added(store, leader, tmp_path, drawing())
    with store.write(leader) as session:
        site_plans.drop_plan(session, tmp_path, key)
        session.rollback()
    with store.read(leader) as session:
        assert site_plans.plan_file(session, tmp_path, key).is_file()


def test_nobody_else_sees_a_plan(store: Store, leader: Viewer, tmp_path: Path) -> None:
    key = added(store, leader, tmp_path, drawing())
    other = Viewer("l", "l", Role.LEADER, territory_id=2)
    with store.read(other) as session:
        assert site_plans.plans(session) == []
        with pytest.raises(NotFoundError):
            site_plans.plan_file(session, tmp_path, key)
    with pytest.raises(NotFoundError):
        added(store, other, tmp_path, drawing())
    with store.read(Viewer("m", "m", Role.MANAGER)) as session, pytest.raises(ForbiddenError):
        site_plans.plans(session)
