from datetime import date

import pytest

from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.signs import sign, signs
from geo.diary.times import Part, read_times
from geo.errors import InputError


@pytest.mark.parametrize("row", data_rows("lexicon/signs.csv"), ids=lambda row: row["id"])
def test_the_example_of_each_sign_holds_it(row: dict[str, str]) -> None:
    assert sign(row["id"]).search(row["example"])


@pytest.mark.parametrize("row", data_rows("lexicon/day_parts.csv"), ids=lambda row: row["word"])
def test_the_example_of_each_part_of_day_is_read(row: dict[str, str]) -> None:
    (when,) = read_times(Clauses(row["example"]), row["example"], date(2022, 11, 18))
    assert when.part is Part(row["part"])


def test_a_family_of_signs_is_in_the_order_of_its_rows() -> None:
    names = [name for name, _ in signs("promises.owner.")]
    assert names[0] == "property_company"
    assert len(names) == len(set(names)) == 8


def test_a_missing_sign_is_named() -> None:
    with pytest.raises(InputError, match="has no row"):
        sign("needs.nothing")
