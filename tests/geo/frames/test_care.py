"""Tables of care keep their columns, types and closed sets."""

from datetime import date

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from geo.errors import FrameError
from geo.frames import CARE_SPECS, NEEDS, PROMISES, RESIDENTS, VISITS, TableSpec


def visit(**cells: object) -> pd.DataFrame:
    row = {"id": "v1", "unit_id": "u1", "visited_on": date(2026, 11, 3), "outcome": "met"}
    return pd.DataFrame([row | cells])


@pytest.mark.parametrize("spec", CARE_SPECS.values(), ids=lambda spec: spec.name)
def test_an_empty_table_keeps_its_spec(spec: TableSpec) -> None:
    assert_frame_equal(spec.conformed(spec.empty()), spec.empty())


def test_a_table_is_cast_ordered_and_filled() -> None:
    table = VISITS.conformed(visit(note="dropped"))
    assert list(table) == [column.name for column in VISITS.columns]
    assert table["visited_on"].iloc[0] == pd.Timestamp("2026-11-03")
    assert table["resident_id"].isna().all()


def test_a_word_outside_the_closed_set_is_named_with_what_was_wanted() -> None:
    with pytest.raises(FrameError, match="'outcome' holds 'seen', wanted met, not_home"):
        VISITS.conformed(visit(outcome="seen"))


def test_all_faults_are_in_one_message() -> None:
    twice = pd.concat([visit(unit_id=None), visit()])
    with pytest.raises(FrameError, match=r"'visits': column 'unit_id' is empty.*'v1' occurs twice"):
        VISITS.conformed(twice)


def test_a_missing_column_is_named_by_the_check() -> None:
    with pytest.raises(FrameError, match="column 'made_on' is missing"):
        PROMISES.checked(PROMISES.empty().drop(columns="made_on"))


def test_cells_of_the_wrong_type_are_named() -> None:
    people = pd.DataFrame([{"id": "r1", "unit_id": "u1", "birth_year": "old"}])
    with pytest.raises(FrameError, match="column 'birth_year' is not integer"):
        RESIDENTS.conformed(people)


def test_categories_of_needs_are_those_of_the_vocabulary() -> None:
    need = {
        "id": 1, "category": "ghosts", "compound_id": "c1", "state": "registered",
        "handler": "leader", "opened_on": date(2026, 11, 3), "told_resident": False,
    }  # fmt: skip
    with pytest.raises(FrameError, match="'category' holds 'ghosts', wanted lone_elderly"):
        NEEDS.conformed(pd.DataFrame([need]))
