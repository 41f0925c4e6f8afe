"""Rows of files that were refused, as questions with all that waits behind them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from geo.needs.vocabulary import Priority, categories
from geo.places.register import NeedRow, RegisterRow
from geo.services.importing.addresses import Refused
from geo.services.questions.records import Kind, NewQuestion

if TYPE_CHECKING:
    from geo.services.importing.register import Terms

DIGESTED = "digest:"
"""Begins what is kept of an identity number: the keyed digest, never the number."""


def of_register(row: RegisterRow, refused: Refused, terms: "Terms") -> list[NewQuestion]:
    """Return the question about a row of a register; none where no answer would help."""
    if refused.asked is None:
        return []
    said = asdict(row)
    said["identity"] = DIGESTED + terms.digest(row.identity) if row.identity else None
    waiting = {"row": said, "basis": terms.basis.value if terms.basis else None}
    return [
        NewQuestion(
            kind=Kind.REGISTER,
            key=_sameness(said),
            asked=refused.asked,
            words=row.address,
            source={
                "file": terms.origin,
                "row": row.row if isinstance(row.row, int) else str(row.row),
                "compound": terms.compound,
            },
            waiting=waiting,
            urgency=urgency(row.categories),
        )
    ]


def of_needs(
    row: NeedRow, refused: Refused, *, compound: str | None, origin: str
) -> list[NewQuestion]:
    """Return the question about a row of a list of needs; none where no answer would help."""
    if refused.asked is None:
        return []
    said = asdict(row) | {"opened": row.opened.isoformat() if row.opened else None}
    return [
        NewQuestion(
            kind=Kind.NEEDS,
            key=_sameness(said),
            asked=refused.asked,
            words=row.address,
            source={
                "file": origin,
                "row": row.row if isinstance(row.row, int) else str(row.row),
                "compound": compound,
            },
            waiting={"row": said},
            urgency=urgency([row.category]),
        )
    ]


def register_row(said: dict[str, Any]) -> RegisterRow:
    """Return the row of a register that waited; its identity is a digest already."""
    lists = {name: tuple(said[name]) for name in ("phones", "categories", "conditions")}
    return RegisterRow(**said | lists)


def need_row(said: dict[str, Any]) -> NeedRow:
    """Return the row of a list of needs that waited."""
    opened = date.fromisoformat(said["opened"]) if said["opened"] else None
    return NeedRow(**said | {"opened": opened})


def once_digested(digest: Callable[[str], str]) -> Callable[[str], str]:
    """Return `digest`, which takes an identity number that is a digest already as it is."""

    def known(words: str) -> str:
        return words.removeprefix(DIGESTED) if words.startswith(DIGESTED) else digest(words)

    return known


def urgency(category_ids: Iterable[str]) -> int:
    """Return how urgent the most urgent category is, 0 to 3.

    Examples
    --------
    >>> urgency(["leak"]) >= urgency(["lone_elderly", "unheard_of"]) > urgency([])
    True
    """
    known = (categories().get(one) for one in category_ids)
    return max((Priority.ORDINARY + 1 - one.priority for one in known if one), default=0)


def _sameness(said: dict[str, Any]) -> str:
    """Return what makes a row the same when its file comes again, perhaps with other rows."""
    return json.dumps(said | {"row": 0}, ensure_ascii=False, sort_keys=True)
