"""Places survive a GeoPackage unchanged, and equal places are equal bytes."""

from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from geo.errors import FrameError, InputError
from geo.frames import SPECS, read_places, write_places
from tests.factories import small_places


def test_places_read_back_equal(tmp_path: Path) -> None:
    places = small_places()
    write_places(places, tmp_path / "district.gpkg")
    read = read_places(tmp_path / "district.gpkg")
    for layer in fields(places):
        assert_geodataframe_equal(getattr(read, layer.name), getattr(places, layer.name))


def test_two_writings_are_equal_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_places(small_places(), tmp_path / folder / "district.gpkg")
    one, two = ((tmp_path / folder / "district.gpkg").read_bytes() for folder in ("one", "two"))
    assert one == two


def test_a_file_that_is_no_geopackage_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.gpkg").write_text("not a database")
    with pytest.raises(InputError, match=r"notes\.gpkg is not a readable GeoPackage"):
        read_places(tmp_path / "notes.gpkg")


def test_a_damaged_file_is_told_and_never_read_in_part(tmp_path: Path) -> None:
    flat = small_places().units
    flats = pd.concat([flat.assign(id=f"u{row}") for row in range(400)], ignore_index=True)
    write_places(small_places(units=flats), tmp_path / "district.gpkg")
    sound = (tmp_path / "district.gpkg").read_bytes()
    page = sound.index(b"u200c1-b1-e1") // 4096 * 4096
    (tmp_path / "district.gpkg").write_bytes(sound[:page] + bytes(4096) + sound[page + 4096 :])
    with pytest.raises(InputError, match=r"district\.gpkg is damaged in layer 'units'"):
        read_places(tmp_path / "district.gpkg")


def test_a_flat_without_its_entrance_is_refused() -> None:
    with pytest.raises(
        FrameError, match="entrance_id 'c1-b1-e1' is not an id of layer 'entrances'"
    ):
        small_places(entrances=SPECS["entrances"].empty())


def test_every_fault_of_a_layer_is_in_one_message() -> None:
    buildings = small_places().buildings
    twice = buildings.loc[[0, 0]].drop(columns="floors")
    with pytest.raises(FrameError, match=r"'floors' is missing; id 'c1-b1' occurs twice"):
        SPECS["buildings"].checked(twice)
