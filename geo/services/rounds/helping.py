"""A volunteer's side of a link: the few doors given for today, and sending ticks back.

The token is all that a volunteer has. Whatever is wrong with it - never made, taken back, of
yesterday - is answered alike. Wrong ones are noted by address, up to `TRIES`; they keep nobody
behind the same address from a link that is live.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from geo.errors import InputError, NotFoundError
from geo.needs.vocabulary import Outcome, Role
from geo.services.accounts import viewer_for
from geo.services.rounds.links import (
    LinkDoor,
    doors_of,
    link_digest,
    sent_outcomes,
    standing_doors,
)
from geo.store.audit import note_act
from geo.store.models import Account, FailedLogin, ProposedTick, VolunteerLink
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

TRIES = 30
"""Wrong links from one address within `TRY_WINDOW` that are noted."""
TRY_WINDOW = timedelta(minutes=10)
MOST_TICKS = 5
"""Ticks that a link may send for each of its doors."""
LONGEST_NOTE = 300
NOWHERE = 0
"""No territory has this number: a volunteer's viewer reaches no place of the store."""

OUTCOMES = (Outcome.MET, Outcome.NOT_HOME, Outcome.DECLINED)
"""What a volunteer can report; that somebody moved is for the leader to see."""


class UnknownLinkError(NotFoundError):
    """The link opens nothing, whatever the cause."""


@dataclass(frozen=True, slots=True)
class Helping:
    """What an opened link shows."""

    doors: tuple[LinkDoor, ...]
    sent: dict[str, Outcome]
    """What was sent before, by flat."""


def opened_link(store: Store, token: str, *, now: datetime, address: str) -> Helping:
    """Return what the link of `token` shows; that it was opened is recorded the first time.

    Raises
    ------
    UnknownLinkError
        When it shows nothing.
    """
    viewer = _volunteer(store, token, now=now, address=address)
    with store.read(viewer) as session:
        link = session.scalars(select(VolunteerLink)).one()
        sent = sent_outcomes(session, [link.id]).get(link.id, {})
        fresh, link_id, giver = not link.opened, link.id, link.account_id
    with store.read(CONSOLE) as session:
        account = session.scalars(select(Account).where(Account.id == giver)).one()
        if account.territory_id is None:
            raise _unknown()
        leader = viewer_for(account)
    with store.read(leader) as session:
        link = session.scalars(select(VolunteerLink).where(VolunteerLink.id == link_id)).one()
        helping = Helping(standing_doors(session, link), sent)
    if fresh:
        with store.write(viewer) as session:
            link = session.scalars(select(VolunteerLink)).one()
            link.opened = True
            note_act(session, "link.opened", subject=str(link.id))
    return helping


def propose_tick(  # noqa: PLR0913 - what a form sends, all named
    store: Store,
    token: str,
    unit_id: str,
    outcome: str,
    *,
    key: str,
    note: str,
    now: datetime,
    address: str,
) -> None:
    """Send a tick to the leader; the same `key` again changes nothing.

    A later tick for the same door replaces one that still waits.

    Raises
    ------
    UnknownLinkError
        When the link shows nothing, or not this door.
    InputError
        When the outcome is not a volunteer's to report, or too many were sent.
    """
    viewer = _volunteer(store, token, now=now, address=address)
    with store.write(viewer) as session:
        link = session.scalars(select(VolunteerLink)).one()
        if unit_id not in {door.unit_id for door in doors_of(link)}:
            raise _unknown()
        if outcome not in OUTCOMES or not 0 < len(key.strip()) <= 80:
            raise InputError(
                "a volunteer reports met, not home or declined, with a key",
                zh="请选：已见面、不在家或暂不需要。",
            )
        known = session.scalars(select(ProposedTick)).all()
        if any(tick.key == key for tick in known):
            return
        if len(known) >= MOST_TICKS * len(doors_of(link)):
            raise InputError(
                "too many ticks were sent with this link: tell the leader",
                zh="这个链接送出的打勾太多了，请直接告诉点长。",
            )
        for tick in known:
            if tick.unit_id == unit_id and tick.state == "open":
                tick.state = "refused"
        session.add(
            ProposedTick(
                link_id=link.id,
                key=key,
                unit_id=unit_id,
                outcome=outcome,
                note=note.strip()[:LONGEST_NOTE] or None,
                state="open",
            )
        )


def _volunteer(store: Store, token: str, *, now: datetime, address: str) -> Viewer:
    """Return the viewer of a link: it reads the row of the link and the ticks sent by it."""
    subject = store.digest(f"link tried from {address}")
    with store.read(CONSOLE) as session:
        tried = session.scalar(
            select(func.count()).where(
                FailedLogin.subject == subject, FailedLogin.at >= now - TRY_WINDOW
            )
        )
        digest = link_digest(session, token)
        live = session.scalar(
            select(VolunteerLink.id).where(
                VolunteerLink.digest == digest,
                VolunteerLink.expires_at > now,
                VolunteerLink.revoked.is_(False),
            )
        )
    if live is None:
        if (tried or 0) >= TRIES:
            raise _unknown()
        with store.write(CONSOLE) as session:
            session.add(FailedLogin(subject=subject, at=datetime.now(UTC)))
            session.execute(delete(FailedLogin).where(FailedLogin.at < now - TRY_WINDOW))
        raise _unknown()
    return Viewer(user="volunteer", name="", role=Role.PARTNER, territory_id=NOWHERE, link=digest)


def _unknown() -> UnknownLinkError:
    return UnknownLinkError(
        "this link shows nothing: it may be of another day; ask the leader for a new one",
        zh="这个链接打不开：可能已经过了当天。请向点长要一个新的。",
    )
