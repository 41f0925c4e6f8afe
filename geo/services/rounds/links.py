"""Links that a leader gives to volunteers: the doors of one day, and ticks that come back.

Which doors a link shows, and what for, is written down when it is made; how to address and how to
talk there is told as it is agreed now, and nobody is named who declined, is away or moved since.
A door is no longer shown once its home declined visits or nothing is left to do there. No
condition of a person, no history, no phone, no other home. Its token is in nobody's store.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.errors import InputError, NotFoundError
from geo.needs.vocabulary import Outcome
from geo.places.register.people import masked_name
from geo.services import visits
from geo.services.calls import Cause, calls
from geo.services.placing import places_of_units
from geo.services.rounds.itinerary import Itinerary, Leg
from geo.services.rounds.planning import check_may_plan
from geo.services.rounds.progress import progress, ticked
from geo.services.rounds.terms import Terms, terms_of
from geo.services.who_opens import Home, who_opens
from geo.store.audit import note_act
from geo.store.columns import digest_in
from geo.store.models import ProposedTick, VolunteerLink
from geo.store.scope import viewer_of

TOKEN_BYTES = 16
LONGEST_HELPER = 30
KEPT_FOR = timedelta(days=14)
"""So long the leader can still take what a volunteer sent."""
MOST_LINKS = 40
"""Links of one leader and day that were not taken back."""
BY_HAND = (Cause.ADDED.value, Cause.HABIT.value)
"""Reasons that the leader gave herself: they stand unless she takes the link back."""
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class LinkDoor:
    """All that a volunteer is told of one home."""

    unit_id: str
    place: str
    floor: int
    lift: bool
    address_as: str
    """How the people want to be addressed; else the surname."""
    surname: str
    """Of one person there; empty where `address_as` tells."""
    errands: tuple[str, ...]
    talk: tuple[str, ...]
    """How to talk: `geo.services.rounds.terms.Talk`."""
    grounds: tuple[tuple[str, str], ...] = ()
    """Cause and errand of each reason, to tell what still stands; empty: not known."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A tick that a volunteer sent and that waits for the leader."""

    id: int
    helper: str
    unit_id: str
    place: str
    outcome: Outcome
    note: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link as the leader sees it; its address was shown once, when it was made."""

    id: int
    helper: str
    day: date
    places: tuple[str, ...]
    opened: bool
    live: bool
    """False: it was taken back, or its day is over."""


def give_link(  # noqa: PLR0913 - what day it is comes in beside what is given
    session: Session,
    round_id: int,
    unit_ids: Iterable[str],
    helper: str,
    *,
    today: date,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[int, str]:
    """Make a link to some homes of a round that ends at midnight; return its id and its token.

    `today` is the day of the store, on which visits are counted; `now` is what the clock says.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    InputError
        When no home is chosen, one is not on the round, ticked, or not to be called at alone,
        when nobody is named, or the round is of another day.
    NotFoundError
        When there is no such round of the viewer's.
    """
    check_may_plan(session)
    kept = progress(session, round_id).itinerary
    if kept.day != today.isoformat():
        raise InputError(
            f"this round is of {kept.day}: a link is given for a round of today",
            zh=f"这条路线是 {kept.day} 的：链接只能给今天的路线。",
        )
    doors = [_door(leg) for leg in _chosen(session, kept, set(unit_ids))]
    if not 0 < len(helper.strip()) <= LONGEST_HELPER:
        raise InputError(
            f"write whom the link is for, in 1 to {LONGEST_HELPER} characters",
            zh=f"请写明给谁用，最多 {LONGEST_HELPER} 个字。",
        )
    local = now.astimezone(zone)
    given = select(func.count()).where(
        VolunteerLink.day == today,
        VolunteerLink.expires_at > now,
        VolunteerLink.revoked.is_(False),
    )
    if (session.scalar(given) or 0) >= MOST_LINKS:
        raise InputError(
            f"{MOST_LINKS} links were made today: take some back first",
            zh=f"今天已经开了 {MOST_LINKS} 个链接，请先收回一些。",
        )
    _forget_old(session, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = VolunteerLink(
        account_id=viewer_of(session).account_id,
        digest=link_digest(session, token),
        day=today,
        expires_at=datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=zone),
        revoked=False,
        opened=False,
        helper=helper.strip(),
        doors=json.dumps([asdict(door) for door in doors], ensure_ascii=False),
    )
    session.add(link)
    session.flush()
    note_act(session, "link.made", subject=str(link.id), reason=f"{len(doors)}")
    return link.id, token


def link_digest(session: Session, token: str) -> str:
    """Return what the store keeps of a link's token."""
    return digest_in(session, f"volunteer link {token}")


def doors_of(link: VolunteerLink) -> tuple[LinkDoor, ...]:
    """Return what a link shows."""
    kept = json.loads(link.doors)
    return tuple(
        LinkDoor(
            **door
            | {
                "errands": tuple(door["errands"]),
                "talk": tuple(door["talk"]),
                "grounds": tuple((cause, errand) for cause, errand in door.get("grounds", ())),
            }
        )
        for door in kept
    )


def standing_doors(session: Session, link: VolunteerLink) -> tuple[LinkDoor, ...]:
    """Return the doors of a link that may still be called at, as its leader's `session` sees it.

    A home that declined visits or moved since, or where nobody is to call alone, is not among
    them; nor is one of which every reason is settled or was called wrong, unless a tick was sent
    for it.
    """
    doors = doors_of(link)
    units = [door.unit_id for door in doors]
    sent = sent_outcomes(session, [link.id]).get(link.id, {})
    terms, homes = terms_of(session, units), who_opens(session, units, link.day)
    closed = {unit for unit, home in homes.items() if home.closed}
    closed |= {unit for unit, minded in terms.items() if minded.two_people}
    # an errand is kept in the language in which the round was planned
    known = {
        (call.unit_id, why.cause.value, why.errand)
        for language in LANGUAGES
        for call in calls(session, link.day, language)
        for why in call.whys
    }
    found = []
    for kept in doors:
        door = _as_now(kept, terms.get(kept.unit_id, Terms()), homes.get(kept.unit_id))
        left = [
            errand
            for cause, errand in door.grounds
            if cause in BY_HAND or (door.unit_id, cause, errand) in known
        ]
        if door.unit_id in closed:
            continue
        if not door.grounds or door.unit_id in sent:
            found.append(door)
        elif left:
            found.append(replace(door, errands=tuple(dict.fromkeys(left))))
    return tuple(found)


def links(session: Session, now: datetime) -> list[Link]:
    """Return the links that the viewer gave and that still show something, the newest first."""
    rows = session.scalars(
        select(VolunteerLink)
        .where(VolunteerLink.expires_at > now)
        .order_by(VolunteerLink.id.desc())
    )
    return [
        Link(
            id=row.id,
            helper=row.helper,
            day=row.day,
            places=tuple(door.place for door in doors_of(row)),
            opened=row.opened,
            live=not row.revoked,
        )
        for row in rows
    ]


def revoke_link(session: Session, link_id: int) -> None:
    """Take a link back: from now on it looks as if it had never been.

    Raises
    ------
    NotFoundError
        When the viewer gave no such link.
    """
    link = session.get(VolunteerLink, link_id)
    if link is None:
        raise NotFoundError("you gave no such link", zh="您没有给过这个链接。")
    link.revoked = True
    note_act(session, "link.revoked", subject=str(link_id))


def proposals(session: Session, language: str) -> list[Proposal]:
    """Return the ticks that volunteers sent and that wait for the viewer, the first sent first."""
    rows = session.execute(
        select(ProposedTick, VolunteerLink.helper)
        .join(VolunteerLink, VolunteerLink.id == ProposedTick.link_id)
        .where(ProposedTick.state == "open")
        .order_by(ProposedTick.id)
    ).all()
    places = places_of_units(session, {tick.unit_id for tick, _ in rows}, language)
    return [
        Proposal(
            tick.id,
            helper,
            tick.unit_id,
            places[tick.unit_id].line(),
            Outcome(tick.outcome),
            tick.note or "",
        )
        for tick, helper in rows
        if tick.unit_id in places
    ]


def take_proposal(session: Session, proposal_id: int) -> tuple[str, str, str, date]:
    """Make a visit of a volunteer's tick; return flat, key of the visit, note, and its day.

    The visit was paid on the day of the link. Taking twice is taking once.

    Raises
    ------
    NotFoundError
        When no such tick waits for the viewer.
    """
    row = _proposal(session, proposal_id)
    link = session.get_one(VolunteerLink, row.link_id)
    # numbers of deleted links are given again, digests are not
    key = f"link-{link.digest[:16]}-{row.id}"
    note = row.note or ""
    visits.tick(session, row.unit_id, Outcome(row.outcome), key=key, today=link.day, note=note)
    row.state = "taken"
    return row.unit_id, key, note, link.day


def refuse_proposal(session: Session, proposal_id: int) -> None:
    """Put a volunteer's tick aside: it was a mistake.

    Raises
    ------
    NotFoundError
        When no such tick waits for the viewer.
    """
    _proposal(session, proposal_id).state = "refused"


def sent_outcomes(session: Session, link_ids: Iterable[int]) -> dict[int, dict[str, Outcome]]:
    """Return the last outcome that was sent by each link, by flat; refused ones are not told."""
    rows = session.execute(
        select(ProposedTick.link_id, ProposedTick.unit_id, ProposedTick.outcome)
        .where(ProposedTick.link_id.in_(list(link_ids)), ProposedTick.state != "refused")
        .order_by(ProposedTick.id)
    )
    found: dict[int, dict[str, Outcome]] = defaultdict(dict)
    for link_id, unit, outcome in rows:
        found[link_id][unit] = Outcome(outcome)
    return found


def _forget_old(session: Session, now: datetime) -> None:
    """Delete the viewer's links of long ago: the doors of a day are nobody's business after it."""
    old = select(VolunteerLink.id).where(VolunteerLink.expires_at < now - KEPT_FOR)
    session.execute(delete(ProposedTick).where(ProposedTick.link_id.in_(old)))
    session.execute(delete(VolunteerLink).where(VolunteerLink.expires_at < now - KEPT_FOR))


def _proposal(session: Session, proposal_id: int) -> ProposedTick:
    row = session.get(ProposedTick, proposal_id)
    if row is None or row.state == "refused":
        raise NotFoundError("no such tick waits for you", zh="没有这条等您确认的打勾。")
    return row


def _chosen(session: Session, kept: Itinerary, units: set[str]) -> list[Leg]:
    done = ticked(session, kept.unit_ids, date.fromisoformat(kept.day))
    legs = [leg for leg in kept.legs if leg.unit_id in units and leg.unit_id not in done]
    if not legs or len(legs) < len(units):
        raise InputError(
            "choose homes of this round that are not ticked yet",
            zh="请选这条路线上还没打勾的人家。",
        )
    paired = [leg.place for leg in legs if leg.two_people]
    if paired:
        raise InputError(
            f"nobody calls alone at {', '.join(paired)}: leave it out of a volunteer's link",
            zh=f"{'、'.join(paired)}要两个人一起去，不能交给一位志愿者：请不要选。",
        )
    return legs


def _door(leg: Leg) -> LinkDoor:
    return LinkDoor(
        unit_id=leg.unit_id,
        place=leg.place,
        floor=leg.floor,
        lift=leg.lift,
        address_as=leg.address_as,
        # one name to ask for at the door, and none where the home said how to be addressed
        surname="" if leg.address_as else _surname(next(iter(leg.people), "")),
        errands=leg.errands,
        talk=leg.talk,
        grounds=tuple(dict.fromkeys((ground.cause, ground.errand) for ground in leg.grounds)),
    )


def _as_now(door: LinkDoor, terms: Terms, home: Home | None) -> LinkDoor:
    """Return `door` with what is agreed there now and the surname of somebody who opens it."""
    surnames = [_surname(name) for name in home.names] if home else []
    named = door.surname if door.surname in surnames else next(iter(surnames), "")
    return replace(
        door,
        address_as=terms.address_as,
        surname="" if terms.address_as else named,
        talk=tuple(one.value for one in terms.talk),
    )


def _surname(name: str) -> str:
    return masked_name(name).removesuffix("*")
