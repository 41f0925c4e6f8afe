"""The archive of tiles follows the places; what was edited since it was drawn lies over it."""

import json
from datetime import date
from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import delete, select

from geo.services import facts, tiles
from geo.services.loading import load_places
from geo.services.tile_changes import changed_since
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.factories import small_places

TODAY = date(2026, 3, 2)


@pytest.fixture
def store(empty: Store) -> Store:
    with empty.write(CONSOLE) as session:
        load_places(session, small_places())
    return empty


def noted(store: Store, layer: str, key: str, building: str | None = None) -> int:
    """Note an edit of a place, as whoever edits does."""
    with store.write(CONSOLE) as session:
        change = m.PlaceChange(layer=layer, place_id=key, building_id=building)
        number = len(session.scalars(select(m.PlaceEdit)).all())
        edit = m.PlaceEdit(
            key=str(number), act="entrance.moved", account_name="x", made_on=TODAY, changes=[change]
        )
        session.add(edit)
        facts.touch_places(session)
        session.flush()
        return edit.id


def test_the_archive_is_drawn_once_for_each_state(store: Store, tmp_path: Path) -> None:
    first = tiles.refresh(store, tmp_path)
    assert first is not None
    path = tiles.archive_path(tmp_path, first.digest)
    drawn_at = path.stat().st_mtime_ns
    assert tiles.refresh(store, tmp_path) == first == tiles.current(tmp_path)
    assert path.stat().st_mtime_ns == drawn_at
    with store.write(CONSOLE) as session:
        session.scalars(select(m.Entrance)).first().geometry = Point(0.00051, 0.0005)  # type: ignore[union-attr]
        facts.touch_places(session)
    second = tiles.refresh(store, tmp_path)
    assert second is not None
    assert second.digest != first.digest
    assert path.is_file()


def test_old_archives_are_thrown_away(store: Store, tmp_path: Path) -> None:
    for step in range(4):
        with store.write(CONSOLE) as session:
            session.scalars(select(m.Gate)).first().name = f"门{step}"  # type: ignore[union-attr]
            facts.touch_places(session)
        tiles.refresh(store, tmp_path)
    assert len(list((tmp_path / "tiles").glob("*.pmtiles"))) == tiles.KEPT


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"digest": "x"}', '{"form": 0}'])
def test_a_broken_pointer_is_no_archive(store: Store, tmp_path: Path, broken: str) -> None:
    tiles.refresh(store, tmp_path)
    (tmp_path / "tiles" / "current.json").write_text(broken, encoding="utf-8")
    assert tiles.current(tmp_path) is None
    assert tiles.refresh(store, tmp_path) is not None


def test_an_archive_of_another_form_is_drawn_again(store: Store, tmp_path: Path) -> None:
    tiles.refresh(store, tmp_path)
    pointer = tmp_path / "tiles" / "current.json"
    told = json.loads(pointer.read_text(encoding="utf-8"))
    pointer.write_text(json.dumps(told | {"form": tiles.READABLE[0] - 1}), encoding="utf-8")
    assert tiles.current(tmp_path) is None
    pointer.write_text(json.dumps(told | {"form": tiles.READABLE[0]}), encoding="utf-8")
    meanwhile = tiles.current(tmp_path)
    with store.read(CONSOLE) as session:
        assert meanwhile is not None
        assert not tiles.is_up_to_date(session, meanwhile)
    found = tiles.refresh(store, tmp_path)
    assert found is not None
    assert found.form == tiles.FORM


def test_without_places_there_is_no_archive(empty: Store, tmp_path: Path) -> None:
    assert tiles.refresh(empty, tmp_path) is None
    assert tiles.current(tmp_path) is None
    assert [one.name for one in (tmp_path / "tiles").iterdir()] == [".lock"]


def test_an_edit_lies_over_the_tiles_until_they_hold_it(store: Store, tmp_path: Path) -> None:
    first = tiles.refresh(store, tmp_path)
    assert first is not None
    assert changed_since(store, first).layers == ()
    door = small_places().entrances["id"].iloc[0]
    building = small_places().buildings["id"].iloc[0]
    noted(store, "entrances", door, building)
    found = changed_since(store, first)
    assert found.replaced == {"door": (door,), "building": (building,), "spot": (building,)}
    assert [layer.name for layer in found.layers] == ["building", "spot", "door"]
    second = tiles.refresh(store, tmp_path)
    assert second is not None
    assert changed_since(store, second).replaced == {}


def test_what_was_taken_away_is_replaced_by_nothing(store: Store, tmp_path: Path) -> None:
    first = tiles.refresh(store, tmp_path)
    assert first is not None
    gate = small_places().gates["id"].iloc[0]
    with store.write(CONSOLE) as session:
        session.execute(delete(m.Gate).where(m.Gate.id == gate))
    noted(store, "gates", gate)
    found = changed_since(store, first)
    assert (found.replaced, found.layers) == ({"gate": (gate,)}, ())


def test_an_old_edit_that_is_undone_shows_too(store: Store, tmp_path: Path) -> None:
    way = small_places().ways["id"].iloc[0]
    number = noted(store, "ways", way)
    before = tiles.refresh(store, tmp_path)
    assert before is not None
    with store.write(CONSOLE) as session:
        session.get_one(m.PlaceEdit, number).undone_on = TODAY
        facts.touch_places(session)
    assert set(changed_since(store, before).replaced) == {"road", "service", "wall", "foot"}
    after = tiles.refresh(store, tmp_path)
    assert after is not None
    assert changed_since(store, after).replaced == {}
