"""Guessing is slowed down by account and address: each wrong password doubles the wait there.

Whoever guesses keeps nobody else out: the owner comes in from another address, and where she came
in before she need not wait for what is tried there on other accounts. Addresses are kept as keyed
digests.
"""

import ipaddress
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError
from geo.store.audit import note_act
from geo.store.columns import digest_in
from geo.store.models import Account, FailedLogin, LoginPlace

FREE_TRIES = 5
"""The wait begins with so many wrong passwords for one account from one address."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
"""So long after the last wrong password the count begins anew."""
KNOWN_FOR = timedelta(days=90)
"""So long an address is known as one that an account came in from."""
REPORTED_TRIES = 10
"""So many wrong passwords are told to the steward in the audit."""
ADDRESS_TRIES = 40
"""Wrong passwords from one address within `ADDRESS_WINDOW`, whatever the account."""
ADDRESS_WINDOW = timedelta(minutes=10)


class LoginRefusedError(ForbiddenError):
    """User or password is wrong, or too many tries failed."""


def wait_after(failures: int) -> timedelta:
    """Return how long nobody may try again after so many wrong passwords in a row.

    Examples
    --------
    >>> [wait_after(failures).seconds for failures in (4, 5, 6, 7, 12, 1_000)]
    [0, 30, 60, 120, 3600, 3600]
    """
    if failures < FREE_TRIES:
        return timedelta(0)
    doublings = min(failures - FREE_TRIES, 7)  # of half a minute: more than an hour
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def count_try(session: Session, user: str, address: str) -> None:
    """Count a try of `user` from `address` as failed; `let_in` takes it back.

    Raises
    ------
    LoginRefusedError
        When somebody has to wait there; then it does not count.
    """
    now = datetime.now(UTC)
    place = _place(session, user, address)
    if place.failed_at is None or place.failed_at < now - FORGOTTEN_AFTER:
        place.failures = 0
    elif (left := place.failed_at + wait_after(place.failures) - now) > timedelta(0):
        raise _too_many(left)
    known = place.known_at is not None and place.known_at >= now - KNOWN_FOR
    if not known and _address_failures(session, address, now) >= ADDRESS_TRIES:
        raise _too_many(ADDRESS_WINDOW)
    place.failures += 1
    place.failed_at = now
    if place.failures == REPORTED_TRIES and _is_user(session, user):
        note_act(session, "login.guessed", subject=user)


def count_address(session: Session, address: str) -> None:
    """Count a wrong password from `address`, and clear away what is too old to matter."""
    now = datetime.now(UTC)
    session.add(FailedLogin(subject=_address_subject(session, address), at=now))
    session.execute(delete(FailedLogin).where(FailedLogin.at < now - ADDRESS_WINDOW))
    quiet = or_(LoginPlace.failed_at.is_(None), LoginPlace.failed_at < now - FORGOTTEN_AFTER)
    strange = or_(LoginPlace.known_at.is_(None), LoginPlace.known_at < now - KNOWN_FOR)
    session.execute(delete(LoginPlace).where(quiet, strange))


def let_in(session: Session, user: str, address: str) -> None:
    """Remember that `user` came in from `address`, and begin the count there anew.

    Nobody's scope reaches these rows, her own neither, so they are written past the scope rules.
    """
    known = (
        update(LoginPlace)
        .where(LoginPlace.subject == _subject(session, user, address))
        .values(failures=0, failed_at=None, known_at=datetime.now(UTC))
    )
    session.connection().execute(known)


def forget_tries(session: Session, user: str) -> None:
    """Let nobody wait for `user` any more, and know no address of hers."""
    mine = delete(LoginPlace).where(LoginPlace.account == _account(session, user))
    session.connection().execute(mine)


def _place(session: Session, user: str, address: str) -> LoginPlace:
    subject = _subject(session, user, address)
    place = session.get(LoginPlace, subject)
    if place is None:
        place = LoginPlace(subject=subject, account=_account(session, user), failures=0)
        session.add(place)
    return place


def _address_failures(session: Session, address: str, now: datetime) -> int:
    query = select(func.count()).where(
        FailedLogin.subject == _address_subject(session, address),
        FailedLogin.at >= now - ADDRESS_WINDOW,
    )
    return session.scalar(query) or 0


def _is_user(session: Session, user: str) -> bool:
    """Tell whether there is such an account; what is no user name may be a password."""
    return session.scalar(select(Account.id).where(Account.user == user)) is not None


def _too_many(left: timedelta) -> LoginRefusedError:
    minutes = max(1, -(-left // timedelta(minutes=1)))
    return LoginRefusedError(
        f"too many failed logins here: wait {minutes} min, or ask the steward for a new password",
        zh=f"这里输错密码太多次：请等 {minutes} 分钟再试，或请数据管理员换一个新密码。",
    )


def _subject(session: Session, user: str, address: str) -> str:
    return digest_in(session, f"user {user} at {_network(address)}")


def _account(session: Session, user: str) -> str:
    return digest_in(session, f"user {user}")


def _address_subject(session: Session, address: str) -> str:
    return digest_in(session, f"at {_network(address)}")


def _network(address: str) -> str:
    """Return what one household or office has: an IPv4 address, or the first half of an IPv6 one.

    >>> _network("192.0.2.7"), _network("2001:db8:1:2:3:4:5:6"), _network("unknown")
    ('192.0.2.7', '2001:db8:1:2::/64', 'unknown')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
