"""A long list is shown a page at a time, every row once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.services.paging import asked_page, page_of, span_of


@given(st.integers(0, 500), st.integers(1, 60))
def test_the_pages_hold_every_row_once_in_order(total: int, size: int) -> None:
    rows = range(total)
    pages = span_of(total=total, asked=1, size=size).pages
    found = [page_of(rows, asked=number, size=size) for number in range(1, pages + 1)]
    assert [row for page in found for row in page.rows] == list(rows)
    for page in found:
        assert page.span.last - page.span.first + bool(page.rows) == len(page.rows)


@given(st.integers(0, 10**6), st.integers(-5, 10**6))
def test_the_offered_pages_rise_and_hold_the_ends_and_the_neighbours(
    total: int, asked: int
) -> None:
    span = span_of(total=total, asked=asked, size=50)
    offered = [number for number in span.numbers() if number is not None]
    near = {span.page - 1, span.page, span.page + 1} & set(range(1, span.pages + 1))
    assert offered == sorted(set(offered))
    assert {1, span.pages} | near <= set(offered) <= set(range(1, span.pages + 1))
    assert len(span.numbers()) <= 7


@given(st.integers(0, 10**4))
def test_no_gap_hides_a_single_page(total: int) -> None:
    for asked in (1, 3, 4, 5, 10**6):
        numbers = span_of(total=total, asked=asked, size=50).numbers()
        for before, gap, behind in zip(numbers, numbers[1:], numbers[2:], strict=False):
            if gap is None:
                assert before is not None
                assert behind is not None
                assert behind - before > 2


def test_a_page_past_the_end_is_the_last_one_and_an_empty_list_has_one() -> None:
    assert span_of(total=101, asked=99, size=50).page == 3
    empty = page_of((), asked=4, size=50).span
    assert (empty.page, empty.pages, empty.first, empty.last) == (1, 1, 0, 0)


@pytest.mark.parametrize("given_words", [{}, {"page": ""}, {"page": " 1 "}, {"page": "001"}])
def test_no_page_asks_for_the_first(given_words: dict[str, str]) -> None:
    assert asked_page(given_words) == 1


@pytest.mark.parametrize("word", ["0", "-1", "1.5", "x", "٣", "9" * 5_000, "1000001"])
def test_what_is_no_page_is_refused(word: str) -> None:
    with pytest.raises(InputError, match="whole number"):
        asked_page({"page": word})
