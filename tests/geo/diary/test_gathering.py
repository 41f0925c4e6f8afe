from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import Reading, read_entry

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": ["柳荫"], "buildings": [str(n) for n in range(1, 21)]}]
)


def read(text: str) -> Reading:
    return read_entry(text, GAZETTEER, written_on=date(2022, 11, 18), leader_compound="柳荫里")


@pytest.mark.parametrize(
    "text", ["在9号楼架空层换书,来了五十多人。", "包粽子真热闹,9号楼的邢大姐包得最快。"]
)
def test_where_something_is_held_is_no_item(text: str) -> None:
    assert read(text).items == ()


def test_whoever_is_named_at_an_event_is_still_masked() -> None:
    reading = read("包粽子真热闹,9号楼的邢大姐包得最快。")
    assert [named.name for named in reading.others] == ["邢大姐"]
    assert "邢大姐" not in reading.redacted


def test_a_trouble_where_something_is_held_is_an_item() -> None:
    (item,) = read("在9号楼架空层换书,架空层的灯坏了。").items
    assert item.mention.address.building == "9"
