"""The doorstep card 入户卡: one household on paper, with a reason, a number and who printed it."""

import secrets
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.needs.vocabulary import Permission, permissions
from geo.services.doorstep import masked_phone
from geo.services.households import SHORTEST_REASON, Household, household
from geo.store.audit import note_act
from geo.store.scope import viewer_of


@dataclass(frozen=True, slots=True)
class DoorstepCard:
    """What one card says."""

    number: str
    """Stands on the card and in the audit: a card that is found leads to whoever printed it."""
    printed_by: str
    printed_on: date
    household: Household
    """Phones are masked; only what is still open is listed."""


def doorstep_card(
    session: Session, unit_id: str, *, reason: str, today: date, language: str
) -> DoorstepCard:
    """Return the card of one flat; that it is printed, and why, is recorded first.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not know who lives there.
    InputError
        When the reason says nothing.
    NotFoundError
        When the flat is not in the viewer's territory.
    """
    viewer = viewer_of(session)
    if not {Permission.VIEW_NAMES, Permission.TICK_VISITS} <= permissions(viewer.role):
        raise ForbiddenError(
            "a doorstep card is printed by the leader of the compound",
            zh="入户卡由本小区的点长来打印。",
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise InputError(
            "write why this card has to be on paper: it is recorded",
            zh="请写明为什么要打印这张卡：原因会记录下来。",
        )
    found = household(session, unit_id, today, language)
    number = f"{today:%Y%m%d}-{secrets.token_hex(3)}"
    note_act(session, "card.printed", subject=unit_id, reason=f"{number} {reason.strip()}")
    return DoorstepCard(number, viewer.name, today, _still_open(found))


def _still_open(found: Household) -> Household:
    return replace(
        found,
        people=tuple(replace(one, phone=masked_phone(one.phone)) for one in found.people),
        needs=tuple(one for one in found.needs if one.state.is_open),
        promises=tuple(one for one in found.promises if one.done_on is None),
    )
