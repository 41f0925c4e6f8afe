"""The card of one flat on the map: what of a household its reader sees at once.

A leader sees it all, phones masked. A partner sees the requests given to it. A manager sees which
flat it is; its people and needs are opened with a reason (`geo.services.households`).
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.needs.vocabulary import Role
from geo.services.households import Household, household
from geo.store.audit import note_act
from geo.store.models import Need, Resident
from geo.store.scope import viewer_of


class Detail(StrEnum):
    """How much of a household is shown."""

    ALL = "all"
    REQUESTS = "requests"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Doorstep:
    """One flat as its viewer may know it."""

    household: Household
    """Phones are masked; what the viewer may not know is empty."""
    detail: Detail
    words: dict[int, str]
    """The sentence that each need came from, by its id; only to the leader."""


DETAILS = {Role.LEADER: Detail.ALL, Role.PARTNER: Detail.REQUESTS}


def doorstep(session: Session, unit_id: str, today: date, language: str) -> Doorstep:
    """Return the card of a flat in scope.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope.
    """
    found = household(session, unit_id, today, language)
    detail = DETAILS.get(viewer_of(session).role, Detail.NONE)
    if detail is not Detail.ALL:
        found = replace(found, people=(), promises=(), last_visit_on=None, last_outcome=None)
    if detail is Detail.NONE:
        found = replace(found, needs=())
    people = tuple(replace(one, phone=masked_phone(one.phone), note=None) for one in found.people)
    words = _words(session, unit_id) if detail is Detail.ALL else {}
    return Doorstep(replace(found, people=people), detail, words)


def phone_shown(session: Session, resident_id: str) -> str:
    """Return the whole phone number of a resident in scope, and note in the audit that it was.

    Raises
    ------
    NotFoundError
        When there is none of this key in the viewer's scope, or no number is known.
    """
    phone = session.scalar(select(Resident.phone).where(Resident.id == resident_id))
    if not phone:
        raise NotFoundError(
            "no phone number is known of this resident in your territory",
            zh="您的片区里没有这位居民的电话。",
        )
    note_act(session, "phone.shown", subject=resident_id)
    return phone


def masked_phone(phone: str | None) -> str | None:
    """Return `phone` with its middle covered.

    Examples
    --------
    >>> masked_phone("13812345678"), masked_phone("024-2345"), masked_phone(None)
    ('138****5678', '****2345', None)
    """
    if not phone:
        return None
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"****{phone[-4:]}"


def _words(session: Session, unit_id: str) -> dict[int, str]:
    rows = session.execute(select(Need.id, Need.words).where(Need.unit_id == unit_id))
    return {key: words for key, words in rows if words}
