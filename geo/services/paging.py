"""Long lists a page at a time; the page's number stands in the address beside the filters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from geo.errors import InputError

T = TypeVar("T")
HIGHEST_PAGE = 10**6


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows of a list stand on a page.

    Examples
    --------
    >>> span = span_of(total=120, asked=9, size=50)
    >>> span.page, span.pages, span.first, span.last
    (3, 3, 101, 120)
    """

    total: int
    page: int
    """From 1."""
    pages: int
    """At least 1, also of an empty list."""
    size: int
    """Rows of a full page."""

    @property
    def start(self) -> int:
        """Rows on the pages before."""
        return (self.page - 1) * self.size

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 where there is none."""
        return min(self.start + 1, self.total)

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.start + self.size, self.total)

    def numbers(self) -> tuple[int | None, ...]:
        """Return the pages to offer: the ends and the neighbours; None stands for left out ones.

        Examples
        --------
        >>> span_of(total=1_000, asked=10, size=50).numbers()
        (1, None, 9, 10, 11, None, 20)
        >>> span_of(total=1_000, asked=3, size=50).numbers()
        (1, 2, 3, 4, None, 20)
        """
        near = range(max(1, self.page - 1), min(self.pages, self.page + 1) + 1)
        told: list[int | None] = []
        for number in sorted({1, *near, self.pages}):
            before = told[-1] if told else number - 1
            if before is not None and number - before == 2:
                told.append(number - 1)
            elif before is not None and number - before > 2:
                told.append(None)
            told.append(number)
        return tuple(told)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, and which they are."""

    rows: tuple[T, ...]
    span: Span


def span_of(*, total: int, asked: int, size: int) -> Span:
    """Return the span of page `asked`; a page past the end is the last one."""
    pages = max(1, -(-total // size))
    return Span(total=total, page=min(max(asked, 1), pages), pages=pages, size=size)


def page_of(rows: Sequence[T], *, asked: int, size: int) -> Page[T]:
    """Return page `asked` of `rows`, which are all there."""
    span = span_of(total=len(rows), asked=asked, size=size)
    return Page(tuple(rows[span.start : span.start + size]), span)


def asked_page(words: Mapping[str, str], name: str = "page") -> int:
    """Return the number of the page that the words of an address ask for.

    Raises
    ------
    InputError
        When it is no number from 1.
    """
    given = words.get(name, "").strip() or "1"
    if not (given.isascii() and given.isdecimal()) or not 1 <= int(given[:9]) <= HIGHEST_PAGE:
        raise InputError(f"{name}={given!r}: wanted a whole number from 1", zh="没有这一页。")
    return int(given)
