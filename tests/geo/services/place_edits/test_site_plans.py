"""Site plans: bare pictures, sealed in the store, for who edits there, gone when dropped."""

import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text, update

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.places.editing_plans import Mark
from geo.services.place_edits import site_plans
from geo.store.models import SitePlan
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
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


def added(store: Store, viewer: Viewer, content: bytes) -> str:
    with store.write(viewer) as session:
        return site_plans.add_plan(session, content, compound="c1", name="总图", today=TODAY)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_plan_is_kept_bare(store: Store, leader: Viewer, kind: str) -> None:
    key = added(store, leader, drawing(kind))
    with store.read(leader) as session:
        picture = site_plans.plan_picture(session, key)
    with Image.open(io.BytesIO(picture)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (300, 200))
        assert dict(kept.getexif()) == {}
        if kind == "PNG":  # what was clear is paper
            assert kept.getpixel((5, 5)) == (255, 255, 255)
    assert b"a camera" not in picture


def test_a_plan_is_unreadable_in_the_file_of_the_store(store: Store, leader: Viewer) -> None:
    key = added(store, leader, drawing())
    with store.read(leader) as session:
        picture = site_plans.plan_picture(session, key)
        raw = session.connection().execute(text("SELECT picture FROM site_plan")).scalar_one()
    assert picture.startswith(b"\xff\xd8")
    assert raw[12:] != picture
    assert b"JFIF" in picture
    assert b"JFIF" not in raw


def test_files_of_an_older_store_are_taken_in_once_and_stay(
    store: Store, leader: Viewer, tmp_path: Path
) -> None:
    key = added(store, leader, drawing())
    lost = added(store, leader, drawing())
    with store.write(leader) as session:
        picture = site_plans.plan_picture(session, key)
        session.execute(update(SitePlan).values(picture=None))
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / f"{key}.jpg").write_bytes(picture)
    (tmp_path / "plans" / "another.jpg").write_bytes(b"of no plan")
    for taken in (1, 0):
        with store.write(CONSOLE) as session:
            assert site_plans.adopt_files(session, tmp_path) == taken
    assert (tmp_path / "plans" / f"{key}.jpg").read_bytes() == picture
    assert {path.stem for path in site_plans.old_files(tmp_path)} == {key, "another"}
    with store.read(leader) as session:
        assert site_plans.plan_picture(session, key) == picture
        with pytest.raises(NotFoundError, match="is gone"):
            site_plans.plan_picture(session, lost)


def test_a_large_plan_is_made_smaller_and_no_picture_is_refused(
    store: Store, leader: Viewer
) -> None:
    bare = site_plans.bare_drawing(drawing(size=(5_000, 1_000)))
    assert (bare.width_px, bare.height_px) == (2_400, 480)
    for content in (b"", b"GIF89a nothing", b"x" * (10 * 2**20 + 1)):
        with pytest.raises(InputError):
            added(store, leader, content)
    with store.read(leader) as session:
        assert site_plans.plans(session) == []


def test_a_plan_is_laid_shown_and_dropped(store: Store, leader: Viewer) -> None:
    key = added(store, leader, drawing())
    marks = (Mark(0, 200, LonLat(*spot(0, 0))), Mark(300, 200, LonLat(*spot(150, 0))))
    with store.write(leader) as session:
        assert site_plans.plans(session)[0].corners == ()
        found = site_plans.lay(session, key, marks)
        assert found.corners[0] == pytest.approx(spot(0, 100), abs=1e-5)
        with pytest.raises(InputError):
            site_plans.lay(session, key, marks[:1])
        site_plans.drop_plan(session, key)
        assert site_plans.plans(session) == []


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_drawing_with_broken_text_or_exif_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="no drawing") as refused:
        site_plans.bare_drawing(content)
    assert "打不开" in refused.value.said("zh")


def test_a_plan_whose_dropping_fails_keeps_its_picture(store: Store, leader: Viewer) -> None:
    key = added(store, leader, drawing())
    with store.write(leader) as session:
        site_plans.drop_plan(session, key)
        session.rollback()
    with store.read(leader) as session:
        assert site_plans.plan_picture(session, key)


def test_nobody_else_sees_a_plan(store: Store, leader: Viewer) -> None:
    key = added(store, leader, drawing())
    other = Viewer("l", "l", Role.LEADER, territory_id=2)
    with store.read(other) as session:
        assert site_plans.plans(session) == []
        with pytest.raises(NotFoundError):
            site_plans.plan_picture(session, key)
    with pytest.raises(NotFoundError):
        added(store, other, drawing())
    with store.read(Viewer("m", "m", Role.MANAGER)) as session, pytest.raises(ForbiddenError):
        site_plans.plans(session)
