"""No count, and no subtraction of counts, tells of one household."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.hotspots.disclosure import suppressed

tables = st.lists(
    st.tuples(st.integers(0, 15), st.sampled_from("ABC"), st.integers(1, 30)), max_size=14
)
ks = st.integers(1, 6)


def told(rows: list, k: int, *, homes: bool = True) -> tuple[pd.DataFrame, pd.Series]:
    table = pd.DataFrame(rows, columns=["count", "group", "homes"])
    result = suppressed(table["count"], table["group"], table["homes"] if homes else None, k=k)
    return table.assign(told=result.cells), result.totals


@given(tables, ks)
def test_no_small_count_is_told(rows: list, k: int) -> None:
    table, totals = told(rows, k)
    shown = table.dropna(subset="told")
    assert not shown["told"].between(1, k - 1).any()
    assert not (shown["told"].gt(0) & shown["homes"].lt(k)).any()
    assert not totals.between(1, k - 1).any()


@given(tables, ks)
def test_what_is_told_is_true(rows: list, k: int) -> None:
    table, totals = told(rows, k)
    shown = table.dropna(subset="told")
    assert (shown["told"] == shown["count"]).all()
    true = table.groupby("group")["count"].sum()
    for group, total in totals.dropna().items():
        assert total == true[group]


@given(tables, ks)
def test_no_subtraction_gives_a_hidden_cell_back(rows: list, k: int) -> None:
    table, totals = told(rows, k)
    for group, total in totals.dropna().items():
        cells = table[table["group"] == group]
        hidden = cells["told"].isna()
        assert hidden.sum() != 1
        if hidden.any():
            assert total - cells["told"].sum() >= k


@given(tables, ks)
def test_nothing_is_hidden_without_need(rows: list, k: int) -> None:
    table, totals = told(rows, k, homes=False)
    for group, cells in table.groupby("group"):
        if not cells["count"].between(1, k - 1).any():
            assert cells["told"].notna().all()
            assert pd.notna(totals[group])


def test_a_building_where_every_home_is_counted_is_hidden() -> None:
    table, _ = told([(8, "A", 8), (20, "A", 90), (30, "A", 90)], 5)
    assert table["told"].isna().tolist() == [True, True, False]


def test_a_group_of_one_small_building_hides_its_total() -> None:
    table, totals = told([(6, "A", 3)], 5)
    assert table["told"].isna().all()
    assert totals.isna().all()


def test_counts_keep_their_index() -> None:
    counts = pd.Series([1, 9], index=["b7", "b3"])
    result = suppressed(counts, pd.Series(["A", "B"], index=counts.index))
    assert result.cells.index.tolist() == ["b7", "b3"]


@pytest.mark.parametrize(("count", "group"), [(-1, "A"), (2.5, "A"), (None, "A"), (3, None)])
def test_a_row_that_cannot_be_judged_is_named(count: float | None, group: str | None) -> None:
    with pytest.raises(InputError, match="row 1:"):
        suppressed(pd.Series([4, count]), pd.Series(["A", group]))


def test_k_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="k = 0"):
        suppressed(pd.Series([4]), pd.Series(["A"]), k=0)
