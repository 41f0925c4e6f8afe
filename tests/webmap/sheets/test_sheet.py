"""A sheet refuses what it could not show truly."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.errors import FrameError
from webmap.sheets.sheet import Sheet


def test_the_figures_leave_out_what_is_withheld(sheet: Sheet) -> None:
    assert (sheet.total, sheet.withheld, sheet.households) == (9, 1, 63)
    assert sheet.hotspots.tolist() == ["c1-b2"]
    assert sum(one.buildings for one in sheet.classes) == 2


def test_given_classes_keep_their_breaks_and_count_this_sheet(sheet: Sheet) -> None:
    fewer = replace(sheet, counts=sheet.counts.iloc[:1])
    assert [one.buildings for one in fewer.classes] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        ({"building_id": ["c1-b1"]}, "lack the column 'count'"),
        ({"building_id": ["c1-b1", "c1-b1"], "count": [1, 2]}, "'c1-b1' is counted twice"),
        ({"building_id": ["x"], "count": [1]}, "'x', which has no place"),
    ],
)
def test_counts_that_do_not_fit_the_places_are_refused(
    sheet: Sheet, counts: dict[str, list[object]], fault: str
) -> None:
    with pytest.raises(FrameError, match=fault):
        replace(sheet, counts=pd.DataFrame(counts))
