import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import geo
from geo.address.gazetteer import Gazetteer
from geo.address.geocode import ADDED, geocode, rejects
from geo.errors import FrameError, InputError
from tests.factories import small_places


def test_one_row_out_for_each_row_in_with_index_and_columns_kept() -> None:
    frame = pd.DataFrame(
        {"who": ["a", "b", "c", "d"], "address": ["柳荫1号楼1单元101", "", None, "无此地址"]},
        index=[7, 3, 5, 1],
    )
    placed = geocode(frame, small_places())
    assert list(placed.columns) == ["who", "address", *ADDED, "geometry"]
    assert list(placed.index) == [7, 3, 5, 1]
    assert list(placed["level"]) == ["unit", "none", "none", "none"]
    assert placed.crs.to_epsg() == 4326
    assert placed.geometry.iloc[0].coords[0] == (0.0007, 0.0005)
    assert placed.geometry.iloc[1] is None


def test_rows_without_a_compound_take_their_own_default_then_the_common_one(
    gazetteer: Gazetteer,
) -> None:
    frame = pd.DataFrame(
        {"address": ["3号楼101", "3号楼101", "B座101"], "where": ["机床厂宿舍", "", "领秀国际"]}
    )
    placed = geocode(frame, gazetteer, compound="柳荫里", compound_column="where")
    assert list(placed["compound"]) == ["机床厂宿舍", "柳荫里", "领秀国际"]


def test_a_given_column_that_is_named_like_a_result_is_kept_under_another_name(
    gazetteer: Gazetteer,
) -> None:
    frame = pd.DataFrame({"address": ["3号楼101"], "compound": ["柳荫里"], "Level": ["x"]})
    placed = geocode(frame, gazetteer, compound_column="compound")
    assert placed["compound_given"].iloc[0] == "柳荫里"
    assert placed["Level_given"].iloc[0] == "x"
    assert placed["compound"].iloc[0] == "柳荫里"


def test_the_explanation_names_rule_and_words_of_each_level(gazetteer: Gazetteer) -> None:
    frame = pd.DataFrame({"address": ["柳阴里３号楼8单元"]})
    parts = json.loads(geocode(frame, gazetteer)["explanation"].iloc[0])
    assert {"level": "compound", "rule": "same_sound", "words": "柳阴里"} in parts
    assert {"level": "building", "rule": "building", "words": "３号楼"} in parts
    assert {"rule": "entrance_unknown"} in parts


def test_rows_without_a_readable_text_are_listed_with_reason_and_suggestion() -> None:
    frame = pd.DataFrame({"address": ["柳荫里1号楼", " ", None, "楼" * 10_001]})
    refused = rejects(frame)
    assert list(refused["row"]) == [1, 2, 3]
    assert list(refused["reason"]) == ["no text", "no text", "text too long"]


def test_a_missing_column_or_unknown_compound_is_named(gazetteer: Gazetteer) -> None:
    frame = pd.DataFrame({"text": ["3号楼"]})
    with pytest.raises(FrameError, match="'address' is missing: the table has text"):
        geocode(frame, gazetteer)
    with pytest.raises(InputError, match="did you mean 金色阳光城"):
        geocode(frame, gazetteer, column="text", compound="金色月光城")


def test_a_notebook_reaches_it_in_two_lines(tmp_path: Path) -> None:
    source = tmp_path / "registry.json"
    source.write_text('[{"name": "柳荫里", "buildings": ["3"]}]', encoding="utf-8")
    frame = pd.DataFrame({"address": ["柳荫里3号楼1单元502"]})
    assert geo.geocode(frame, geo.read_gazetteer(source))["level"].item() == "unit"
    with pytest.raises(AttributeError, match="no attribute 'geocoder'"):
        _ = geo.geocoder


def test_import_geo_loads_nothing_heavy() -> None:
    code = "import sys, geo; print(sorted({'pandas', 'shapely', 'geo.address'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
