"""What to mind when calling at a home: best hours, call first, two people, how to talk.

The leader keeps it on the household. It tells when somebody is at home, so it is sealed, read by
the leader of the compound alone, and never on paper.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import InputError
from geo.services.flats import compound_of_flat
from geo.store.audit import note_act
from geo.store.models import HomeTerms

MOST_HOURS = 4
LONGEST_ADDRESS = 20

TYPED = str.maketrans(
    dict.fromkeys("–—~～至到", "-") | dict.fromkeys(";；,，、", " ") | {"：": ":"}
)
"""Signs that people type between times and spans."""

Hours = tuple[time, time]


class Talk(StrEnum):
    """How to talk with the people of a home, without saying why."""

    WRITE = "write"
    """Write it down."""
    LOUD = "loud"
    """Loudly, slowly, face to face."""
    KNOCK_LONG = "knock_long"
    """Knock and wait: it takes a while to the door."""
    FAMILY = "family"
    """Talk with the family first."""
    INTERCOM = "intercom"
    """Talk through the door or the intercom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What to mind at one home; the empty value minds nothing."""

    hours: tuple[Hours, ...] = ()
    """Best hours: when a call may begin. None: at any time."""
    call_first: bool = False
    two_people: bool = False
    """Nobody calls here alone."""
    talk: tuple[Talk, ...] = ()
    address_as: str = ""
    """How the people of the home want to be addressed."""

    def __post_init__(self) -> None:
        """Refuse hours that are none, and more than a line can say."""
        for start, end in self.hours:
            if not start < end:
                raise InputError(
                    f"the hours {start:%H:%M}-{end:%H:%M} end before they begin",
                    zh=f"时间 {start:%H:%M}–{end:%H:%M} 不对：结束要晚于开始。",
                )
        if len(self.hours) > MOST_HOURS or len(self.address_as) > LONGEST_ADDRESS:
            raise InputError(
                f"at most {MOST_HOURS} spans of hours and {LONGEST_ADDRESS} characters to address",
                zh=f"时间最多写 {MOST_HOURS} 段，称呼最多 {LONGEST_ADDRESS} 个字。",
            )

    def __bool__(self) -> bool:
        """Whether there is anything to mind."""
        return self != Terms()

    @property
    def spans(self) -> tuple[str, ...]:
        """The hours as they are shown: 09:00–11:00."""
        return tuple(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.hours)

    def to_json(self) -> str:
        """Return the terms as text that `from_json` reads."""
        kept = {
            "hours": [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in self.hours],
            "call_first": self.call_first,
            "two_people": self.two_people,
            "talk": list(self.talk),
            "address_as": self.address_as,
        }
        return json.dumps(kept, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Terms":
        """Return the terms that were kept as `text`."""
        kept = json.loads(text)
        return cls(
            hours=tuple(
                (time.fromisoformat(start), time.fromisoformat(end)) for start, end in kept["hours"]
            ),
            call_first=kept["call_first"],
            two_people=kept["two_people"],
            talk=tuple(Talk(one) for one in kept["talk"]),
            address_as=kept["address_as"],
        )


def hours_of(text: str) -> tuple[Hours, ...]:
    """Return the hours in `text`, as a leader types them: 9:00-11:00、14:00-16:30.

    Raises
    ------
    InputError
        When a part is no span of hours.

    Examples
    --------
    >>> hours_of("9:00-11:00、14-16:30")[1]
    (datetime.time(14, 0), datetime.time(16, 30))
    >>> hours_of("  ")
    ()
    """
    return tuple(_span(part) for part in text.translate(TYPED).split())


def _span(part: str) -> Hours:
    try:
        start, end = (_clock(one) for one in part.split("-"))
    except ValueError as error:
        raise InputError(
            f"{part!r} is no span of hours: write 9:00-11:00",
            zh=f"“{part}”不像一段时间：请写成 9:00-11:00。",
        ) from error
    return start, end


def _clock(text: str) -> time:
    hour, _, minute = text.partition(":")
    return time(int(hour), int(minute or 0))


def terms_of(session: Session, unit_ids: Iterable[str]) -> dict[str, Terms]:
    """Return what to mind at those of `unit_ids` in scope where anything is kept."""
    wanted = set(unit_ids)
    rows = session.execute(select(HomeTerms.unit_id, HomeTerms.terms).order_by(HomeTerms.unit_id))
    return {unit: Terms.from_json(text) for unit, text in rows if unit in wanted}


def set_terms(session: Session, unit_id: str, terms: Terms, *, today: date) -> None:
    """Keep what to mind at a home; empty terms are taken away.

    Raises
    ------
    NotFoundError
        When the flat is not in the viewer's territory.
    """
    compound_id = compound_of_flat(session, unit_id)
    row = session.get(HomeTerms, unit_id)
    if row is not None and not terms:
        session.delete(row)
    elif terms:
        row = row or HomeTerms(unit_id=unit_id, compound_id=compound_id)
        row.terms, row.changed_on = terms.to_json(), today
        session.add(row)
    note_act(session, "home_terms.changed", subject=unit_id)
