"""Places go into the store in few statements, and come out as they went in."""

from dataclasses import fields

import pytest
from geopandas.testing import assert_geodataframe_equal
from sqlalchemy import text

from geo.services.facts import places_stamp
from geo.services.loading import change_rows, load_places, place_rows
from geo.services.registry import places_in_scope
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.factories import small_places


def test_what_is_loaded_is_read_back_cell_by_cell(empty: Store) -> None:
    places = small_places()
    with empty.write(CONSOLE) as session:
        counts = load_places(session, places)
    assert set(counts.values()) == {1}
    with empty.read(CONSOLE) as session:
        assert places_stamp(session)
        again = places_in_scope(session, with_units=True)
    for layer in fields(places):
        assert_geodataframe_equal(getattr(again, layer.name), getattr(places, layer.name))


def test_doors_and_flats_know_the_compound_that_they_are_in() -> None:
    rows = place_rows(small_places())
    assert rows["entrances"]["compound_id"].tolist() == ["c1"]
    assert rows["units"][["building_id", "compound_id"]].to_numpy().tolist() == [["c1-b1", "c1"]]


def test_the_box_index_follows_a_change_of_geometry(empty: Store) -> None:
    with empty.write(CONSOLE) as session:
        load_places(session, small_places())
        table = place_rows(small_places())["buildings"].assign(pk=1, east=0.5)
        assert change_rows(session, m.Building, table) == 1
        boxes = session.execute(text("SELECT east FROM building_box")).scalars().all()
    assert boxes == [pytest.approx(0.5, abs=1e-6)]
