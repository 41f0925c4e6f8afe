import json
from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry
from geo.diary.shape import as_json, when_json

GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)
TEXT = "昨天看望了3号楼1单元101孙佩琴,电话13800005678,独居,不用送菜,明天上午去修灯。"
READING = read_entry(TEXT, GAZETTEER, written_on=date(2022, 11, 18), leader_compound="柳荫里")
ANSWER = as_json(READING, TEXT)


def test_an_answer_has_the_fields_of_the_label_guide() -> None:
    (item,) = ANSWER["items"]
    wanted = {"address", "carried", "place", "needs", "resolved", "declined", "persons", "when"}
    assert wanted | {"confidence", "explanation"} == item.keys()
    assert list(item["address"]) == ["compound", "building", "entrance", "floor", "unit"]


def test_an_answer_survives_json() -> None:
    assert json.loads(json.dumps(ANSWER)) == ANSWER


def test_categories_are_sorted_and_each_has_its_explanation() -> None:
    (item,) = ANSWER["items"]
    for name in ("needs", "resolved", "declined"):
        assert item[name] == sorted(item[name])
        told = {line["value"] for line in item["explanation"] if line["field"] == name}
        assert told == set(item[name])


def test_every_explanation_quotes_its_own_words() -> None:
    for line in ANSWER["items"][0]["explanation"]:
        if line["start"] is not None:
            assert line["words"] == TEXT[line["start"] : line["end"]]
        assert 0.0 <= line["confidence"] <= 1.0


def test_numbers_are_listed_and_masked() -> None:
    assert ANSWER["pii"] == [{"type": "phone", "value": "13800005678"}]
    assert "13800005678" not in ANSWER["redacted"]


@pytest.mark.parametrize("name", ["promises", "visits"])
def test_promises_and_visits_point_at_items(name: str) -> None:
    (one,) = ANSWER[name]
    assert one["words"] == TEXT[one["start"] : one["end"]]
    assert (one["items"] if name == "promises" else [one["item"]]) == [0]


def test_a_time_is_written_as_the_guide_writes_it() -> None:
    shapes = [when_json(when) for when in READING.items[0].when]
    assert {shape["kind"] for shape in shapes} == {"observed", "due"}
    assert {shape["date_from"] for shape in shapes} == {"2022-11-17", "2022-11-19"}
