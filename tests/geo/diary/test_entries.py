import json
from datetime import date

import pytest

from geo.diary.entries import Entry, EntryError, parsed_entry

GOOD = {"id": "a", "date": "2022-10-14", "leader_compound": "柳荫里", "text": "下水堵了"}


def test_a_good_line_is_an_entry() -> None:
    assert parsed_entry(json.dumps(GOOD)) == Entry("a", date(2022, 10, 14), "柳荫里", "下水堵了")


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2022-13-01"},
        {"date": None},
        {"text": None},
        {"text": "堵" * 20_000},
        {"id": None},
        {"id": True},
        {"leader_compound": 3},
        {"text": "\ud800"},
    ],
)
def test_a_bad_field_is_refused_without_the_entrys_words(change: dict[str, object]) -> None:
    with pytest.raises(EntryError) as refused:
        parsed_entry(json.dumps(GOOD | change))
    assert "堵" not in str(refused.value)
    assert refused.value.suggestion


@pytest.mark.parametrize("line", ["{", "[1]", "3", "下水堵了", "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(line: str) -> None:
    with pytest.raises(EntryError):
        parsed_entry(line)
