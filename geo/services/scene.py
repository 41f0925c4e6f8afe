"""A scene: which needs a view is about. The same words stand in the address of every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, and_

from geo.errors import InputError
from geo.needs.vocabulary import Group, State, categories
from geo.store.models import Need

CLOSED_STATES = tuple(state.value for state in State if not state.is_open)
E = TypeVar("E", bound=StrEnum)
KEYS = ("category", "group", "status", "from", "to", "compound")


class Status(StrEnum):
    """Which stage of life of a need is looked at."""

    OPEN = "open"
    """Not answered for good; the period bounds the day it was opened."""
    OVERDUE = "overdue"
    """Open after its due date; the period bounds the day it was opened."""
    CLOSED = "closed"
    """Closed, for good or as impossible; the period bounds the day it was closed."""
    ALL = "all"
    """Open or closed; the period bounds the day it was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Which needs a map, list, snapshot or hotspot page is about.

    Examples
    --------
    >>> scene = Scene.from_query({"category": "leak", "from": "2026-01-01"})
    >>> scene.query()
    {'category': 'leak', 'from': '2026-01-01'}
    """

    category: str | None = None
    group: Group | None = None
    status: Status = Status.OPEN
    since: date | None = None
    until: date | None = None
    compound: str | None = None
    """Key of one compound."""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Scene":
        """Return the scene of an address query such as ``category=leak&from=2026-01-01``.

        Raises
        ------
        InputError
            Naming the word that is none of a scene, or the value that cannot be.
        """
        for name in query.keys() - set(KEYS):
            raise InputError(
                f"{name!r} is no part of a scene; there are: {', '.join(KEYS)}",
                zh=f"地址里的 {name!r} 不认识。",
            )
        given = {name: value.strip() for name, value in query.items() if value.strip()}
        since, until = _day(given, "from"), _day(given, "to")
        if since and until and until < since:
            raise InputError(
                f"the period ends ({until}) before it begins ({since}): swap them",
                zh=f"结束日期 {until} 早于开始日期 {since}，请对调。",
            )
        category = given.get("category")
        if category is not None and category not in categories():
            raise InputError(
                f"category {category!r} is not in the vocabulary",
                zh=f"没有 {category!r} 这个类别。",
            )
        return cls(
            category=category,
            group=_member(Group, given, "group"),
            status=_member(Status, given, "status") or Status.OPEN,
            since=since,
            until=until,
            compound=given.get("compound"),
        )

    def query(self) -> dict[str, str]:
        """Return the shortest address query of this scene, in a fixed order."""
        words = {
            "category": self.category,
            "group": self.group,
            "status": None if self.status is Status.OPEN else self.status,
            "from": self.since,
            "to": self.until,
            "compound": self.compound,
        }
        return {name: str(value) for name, value in words.items() if value is not None}

    def category_ids(self) -> tuple[str, ...]:
        """Return the categories that the scene is about."""
        if self.category is not None:
            return (self.category,)
        return tuple(
            key
            for key, one in categories().items()
            if self.group is None or one.group is self.group
        )

    def condition(self, today: date) -> ColumnElement[bool]:
        """Return the SQL condition on `Need` rows; what was called wrong is never among them."""
        closed = Need.state.in_(CLOSED_STATES)
        by_status = {
            Status.OPEN: ~closed,
            Status.OVERDUE: ~closed & (Need.due_on < today),
            Status.CLOSED: closed,
        }
        day = Need.closed_on if self.status is Status.CLOSED else Need.opened_on
        parts: list[ColumnElement[bool]] = [Need.hidden.is_(False)]
        if self.status in by_status:
            parts.append(by_status[self.status])
        if self.category is not None or self.group is not None:
            parts.append(Need.category.in_(self.category_ids()))
        if self.since is not None:
            parts.append(day >= self.since)
        if self.until is not None:
            parts.append(day <= self.until)
        if self.compound is not None:
            parts.append(Need.compound_id == self.compound)
        return and_(*parts)


def _day(given: Mapping[str, str], name: str) -> date | None:
    if name not in given:
        return None
    try:
        return date.fromisoformat(given[name])
    except ValueError:
        raise InputError(
            f"{name}={given[name]!r} is no day: write it as 2026-01-31",
            zh=f"{given[name]!r} 不是日期，要写成 2026-01-31 的样子。",
        ) from None


def _member(kinds: type[E], given: Mapping[str, str], name: str) -> E | None:
    if name not in given:
        return None
    try:
        return kinds(given[name])
    except ValueError:
        wanted = ", ".join(kinds)
        raise InputError(
            f"{name}={given[name]!r} is not known; there are: {wanted}",
            zh=f"{name}={given[name]!r} 不认识，可以是：{wanted}",
        ) from None
