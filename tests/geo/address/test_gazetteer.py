import json
from pathlib import Path

import pytest

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.errors import InputError
from geo.frames import write_places
from tests.factories import small_places


def test_a_registry_and_a_list_give_the_same_compounds(tmp_path: Path) -> None:
    write_places(small_places(), tmp_path / "registry.gpkg")
    rows = [{"name": "柳荫里", "aliases": ["柳荫里小区", "柳荫"], "buildings": ["1"],
             "max_entrance": 1, "max_floor": 6}]  # fmt: skip
    (tmp_path / "list.json").write_text(json.dumps(rows), encoding="utf-8")
    (placed,) = read_gazetteer(tmp_path / "registry.gpkg").compounds
    (listed,) = read_gazetteer(tmp_path / "list.json").compounds
    for fact in ("name", "aliases", "buildings", "max_entrance", "max_floor", "numbered"):
        assert getattr(placed, fact) == getattr(listed, fact)


def test_a_compound_is_found_by_name_alias_and_traditional_spelling(gazetteer: Gazetteer) -> None:
    for name in ("金色阳光城", "阳光城", "金色陽光城", "金色阳光城小区"):
        compound = gazetteer.compound(name)
        assert compound is not None
        assert compound.name == "金色阳光城"
    assert gazetteer.compound("星海花园") is None


def test_similar_names_come_the_likest_first(gazetteer: Gazetteer) -> None:
    assert gazetteer.similar("金色月光城", 1)[0].name == "金色阳光城"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "not a list"),
        ("[{}]", "has no name"),
        ('[{"name": "柳荫里", "buildings": 3}]', "buildings is not a list"),
        ('[{"name": "柳荫里", "max_floor": "6"}]', "wanted a whole number"),
        ("[", "not JSON"),
    ],
)
def test_a_bad_list_is_refused_with_its_fault(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_gazetteer(path)


def test_a_missing_registry_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        read_gazetteer(tmp_path / "nowhere.gpkg")
