from hypothesis import given
from hypothesis import strategies as st

from geo.diary.packed import Packing

COLUMNS = 5
ROWS = st.lists(
    st.dictionaries(st.integers(0, COLUMNS - 1), st.integers(-1_000_000, 1_000_000)), max_size=30
)


@given(ROWS)
def test_the_columns_of_a_sum_are_the_sums_of_the_columns(rows: list[dict[int, int]]) -> None:
    packing = Packing(COLUMNS)
    total = sum(map(packing.packed, rows))
    wanted = tuple(sum(row.get(column, 0) for row in rows) for column in range(COLUMNS))
    assert packing.unpacked(total) == wanted
