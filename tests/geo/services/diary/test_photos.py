"""Photos of an entry are sealed, bare and shown in scope; they go with the faults it tells of."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select

from geo.address.gazetteer import Gazetteer
from geo.crs import LonLat
from geo.datum import Datum, from_wgs84
from geo.errors import ForbiddenError, InputError, NotFoundError
from geo.services.case_files import case_file
from geo.services.diary import undoing
from geo.services.diary.photo_places import position_in, taken_at
from geo.services.diary.photos import (
    MOST_PHOTOS,
    Picture,
    add_photos,
    attach,
    drop_photo,
    entry_photo,
    photos_of,
    suggested_place,
)
from geo.store.models import Entrance, EntryPhoto, NeedPhoto
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import (
    HOME,
    ViewerAs,
    confirmed,
    saved,
    what_came,
)

LITTER = "3号楼1单元楼道堆了杂物。"


def parts(degrees: float) -> tuple[float, float, float]:
    """Return degrees, minutes, seconds as a camera writes them."""
    whole = int(abs(degrees))
    minutes = (abs(degrees) - whole) * 60
    return float(whole), float(int(minutes)), (minutes - int(minutes)) * 60


def exif_at(lon: float, lat: float, datum: str = "WGS-84") -> Image.Exif:
    made = Image.Exif()
    made[0x010F] = "CameraMaker"
    made.get_ifd(0x8825).update(
        {1: "S" if lat < 0 else "N", 2: parts(lat), 3: "W" if lon < 0 else "E", 4: parts(lon)}
    )
    made.get_ifd(0x8825)[18] = datum
    return made


def picture(colour: str = "red", exif: Image.Exif | None = None) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(target, "JPEG", exif=exif or Image.Exif())
    return target.getvalue()


def door(store: Store, key: str) -> LonLat:
    with store.read(CONSOLE) as session:
        point = session.scalars(select(Entrance.geometry).where(Entrance.id == key)).one()
    return LonLat(point.x, point.y)


@given(st.floats(-179, 179), st.floats(-89, 89))
def test_the_position_of_a_camera_is_read_to_the_metre(lon: float, lat: float) -> None:
    found = position_in(exif_at(lon, lat).tobytes())
    if found is None:
        assert (abs(lon), abs(lat)) < (1e-4, 1e-4)
        return
    assert found.lon == pytest.approx(lon, abs=1e-5)
    assert found.lat == pytest.approx(lat, abs=1e-5)


@given(st.binary(max_size=300))
def test_no_block_of_a_camera_breaks_anything(rest: bytes) -> None:
    position_in(b"Exif\x00\x00" + rest)
    assert position_in(rest[:4]) is None


def test_a_position_in_the_chinese_datum_is_converted() -> None:
    (shifted,) = from_wgs84(np.array([[123.36, 41.8]]), Datum.GCJ02)
    found = position_in(exif_at(shifted[0], shifted[1], "GCJ-02").tobytes())
    assert found is not None
    assert (found.lon, found.lat) == pytest.approx((123.36, 41.8), abs=1e-5)


def test_the_nearest_door_in_scope_is_suggested(store: Store, viewer_as: ViewerAs) -> None:
    at = door(store, "c01-b3-e1")
    with store.read(viewer_as("leader")) as session:
        found = suggested_place(session, exif_at(at.lon, at.lat).tobytes(), "zh")
        assert found is not None
        assert (found[0].key, found[1]) == ("entrance:c01-b3-e1", 0)
        assert suggested_place(session, b"", "zh") is None
        assert taken_at(session, LonLat(at.lon + 1, at.lat), "zh") is None
        elsewhere = door(store, "c02-x1-e1")
        assert taken_at(session, elsewhere, "zh") is None


def test_photos_are_sealed_bare_and_kept_once(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader, at = viewer_as("leader"), door(store, "c01-b3-e1")
    entry_id = saved(store, leader, gazetteer, LITTER)
    taken = Picture(picture(exif=exif_at(at.lon, at.lat)))
    smaller = Picture(picture("blue"), exif_at(at.lon, at.lat).tobytes())
    with store.write(leader) as session:
        assert add_photos(session, entry_id, [taken, smaller, taken]) == 2
        assert add_photos(session, entry_id, [taken]) == 0
        first, second = photos_of(session, entry_id, "zh")
        assert {first.place, second.place} == {"御林湾 3号楼 1单元"}
        content, _ = entry_photo(session, first.id)
        assert b"CameraMaker" not in content
        with Image.open(io.BytesIO(content)) as opened:
            assert not opened.getexif()
        with pytest.raises(InputError, match="no picture"):
            add_photos(session, entry_id, [Picture(b"GIF89a")])
        many = [Picture(picture(f"#{25 * n:02x}0000")) for n in range(MOST_PHOTOS)]
        with pytest.raises(InputError, match="at most"):
            add_photos(session, entry_id, many)
    with store.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT content FROM entry_photo").scalars().all()
    assert not any(raw.startswith(b"\xff\xd8") for raw in kept)
    with store.read(viewer_as("manager")) as session, pytest.raises(NotFoundError):
        entry_photo(session, first.id)


def test_a_photo_goes_with_the_fault_and_leaves_with_it(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, LITTER)
    with store.write(leader) as session:
        add_photos(session, entry_id, [Picture(picture())])
    confirmed(store, leader, entry_id)
    (need,) = what_came(store, leader, entry_id).needs
    with store.read(leader) as session:
        assert len(case_file(session, need.case.id, TODAY, "zh").photo_ids) == 1
        assert photos_of(session, entry_id, "zh")[0].need_ids == (need.case.id,)
    with store.write(leader) as session:
        undoing.undo(session, entry_id, today=TODAY)
        assert session.scalar(select(func.count()).select_from(NeedPhoto)) == 0
        assert session.scalar(select(func.count()).select_from(EntryPhoto)) == 1
    assert what_came(store, leader, entry_id).needs == ()


def test_a_matter_of_a_person_gets_a_photo_by_hand_only(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, f"{HOME}老人想打疫苗。")
    with store.write(leader) as session:
        add_photos(session, entry_id, [Picture(picture())])
    confirmed(store, leader, entry_id)
    (need,) = what_came(store, leader, entry_id).needs
    with store.write(leader) as session:
        (shown,) = photos_of(session, entry_id, "zh")
        assert shown.need_ids == ()
        attach(session, shown.id, need.case.id)
        attach(session, shown.id, need.case.id)
        with pytest.raises(NotFoundError):
            attach(session, shown.id, need.case.id + 10_000)
        assert photos_of(session, entry_id, "zh")[0].need_ids == (need.case.id,)
        assert drop_photo(session, shown.id) == entry_id
        assert session.scalar(select(func.count()).select_from(NeedPhoto)) == 0


def test_only_the_writer_adds_photos(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer, leader_of_92: Viewer
) -> None:
    entry_id = saved(store, viewer_as("leader"), gazetteer, LITTER)
    with (
        store.write(leader_of_92) as session,
        pytest.raises((ForbiddenError, NotFoundError)),
    ):
        add_photos(session, entry_id, [Picture(picture())])
