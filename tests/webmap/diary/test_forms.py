"""The fields of the diary's form say what was confirmed, refused, added and left open."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from geo.errors import InputError
from geo.services.diary.recording.words import ItemWord, Words
from webmap.diary.forms import words_of


def test_fields_become_words() -> None:
    form = MultiDict(
        [
            ("text", "3号楼漏水"),
            ("item-0-place", "unit:c01-b3-e1-202"),
            ("item-0-need-leak", "keep"),
            ("item-0-need-noise", "refuse"),
            ("item-0-add", ""),
            ("item-0-add", "parking"),
            ("item-0-add", "parking"),
            ("item-0-settled-heating", "17"),
            ("item-0-settled-elevator", "refuse"),
            ("item-0-person-王秀兰", "new"),
            ("item-0-person-老李", ""),
            ("item-1-place", ""),
            ("promise-0", "keep"),
            ("promise-0-due", "2026-03-05"),
            ("promise-1", "refuse"),
            ("promise-1-due", ""),
        ]
    )
    assert words_of(form) == Words(
        items={
            0: ItemWord(
                place="unit:c01-b3-e1-202",
                needs={"leak": True, "noise": False},
                added=("parking",),
                settled={"heating": 17, "elevator": None},
                residents={"王秀兰": "new"},
            ),
            1: ItemWord(),
        },
        promises={0: True, 1: False},
        due={0: date(2026, 3, 5), 1: None},
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("promise-0-due", "tomorrow"),
        ("promise-0-due", "0001-01-01"),
        ("promise-0-due", "9999-12-31"),
        ("item-0-settled-leak", "one"),
        ("item-0-settled-leak", "9" * 30),
    ],
)
def test_what_cannot_be_read_is_refused(name: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        words_of(MultiDict([(name, value)]))
    assert refused.value.said("zh") != refused.value.said("en")
