"""Archives of tiles: equal layers, equal bytes; every row is in them; written whole or not."""

import gzip
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles

from geo.errors import InputError
from geo.places.tile_layers import TileLayer, tile_layers
from geo.places.tiles import head_length, write_archive
from tests.factories import small_places

LABELS = pd.DataFrame({"zh": ["1号楼"], "en": ["Building 1"]})


@pytest.fixture
def layers() -> list[TileLayer]:
    places = small_places()
    names = ("compounds", "gates", "buildings", "entrances", "ways", "areas")
    return tile_layers({name: getattr(places, name) for name in names}, LABELS)


def test_equal_places_give_equal_bytes(layers: list[TileLayer], tmp_path: Path) -> None:
    one, other = tmp_path / "one.pmtiles", tmp_path / "other.pmtiles"
    assert write_archive(layers, one) == write_archive(layers, other)
    assert one.read_bytes() == other.read_bytes()
    assert sorted(tmp_path.iterdir()) == [one, other]


def test_a_reader_of_others_finds_every_layer(layers: list[TileLayer], tmp_path: Path) -> None:
    path = tmp_path / "a.pmtiles"
    write_archive(layers, path)
    told = {name for name, _ in pyogrio.list_layers(path)}
    filled = {one.name: one.frame for one in layers if len(one.frame) and one.last_zoom == 16}
    assert told == set(filled)
    buildings = pyogrio.read_dataframe(path, layer="building")
    assert buildings["zh"].tolist() == ["1号楼"]
    with path.open("rb") as stream:
        source = MmapSource(stream)
        header = Reader(source).header()
        assert (header["min_zoom"], header["max_zoom"]) == (10, 16)
        assert header["tile_data_offset"] == head_length(path)
        deepest = [gzip.decompress(data) for (z, _x, _y), data in all_tiles(source) if z == 16]
    assert any("1号楼".encode() in data for data in deepest)


def test_progress_reaches_the_end(layers: list[TileLayer], tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    write_archive(layers, tmp_path / "a.pmtiles", progress=lambda *step: steps.append(step))
    assert sum(done for done, _ in steps) == steps[0][1] > 0


def test_without_places_nothing_is_written(layers: list[TileLayer], tmp_path: Path) -> None:
    empty = [TileLayer(one.name, one.frame.iloc[:0], 10) for one in layers]
    with pytest.raises(InputError, match="no places"):
        write_archive(empty, tmp_path / "a.pmtiles")
    with pytest.raises(InputError, match="cannot write"):
        write_archive(layers, tmp_path / "no" / "a.pmtiles")
    assert list(tmp_path.iterdir()) == []
