"""What a leader said of an entry: the words that a confirmation takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

NEW_RESIDENT = "new"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWord:
    """What the leader said of one item."""

    place: str | None = None
    """Key of the place; None: it is not known yet and nothing is recorded."""
    needs: Mapping[str, bool] = field(default_factory=dict)
    """Category to record (True) or refuse (False); one that is missing stays open."""
    added: tuple[str, ...] = ()
    """Categories that were not read."""
    settled: Mapping[str, int | None] = field(default_factory=dict)
    """Category to the open need that it closes; None: none of them."""
    visits: Mapping[str, bool] = field(default_factory=dict)
    """Visit, as in `visit_key`, to record (True) or refuse (False)."""
    handed: bool | None = None
    """Hand it over to the colleague whose compound it is about; None leaves it open."""
    residents: Mapping[str, str] = field(default_factory=dict)
    """Name as written to the key of a resident, or `NEW_RESIDENT`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the leader said of a whole entry."""

    items: Mapping[int, ItemWord]
    promises: Mapping[int, bool]
    """Number of a promise to keep (True) or refuse (False); one that is missing stays open."""
    due: Mapping[int, date | None] = field(default_factory=dict)
    """Due days that were changed."""
