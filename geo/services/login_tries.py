"""Guessing is slowed down by account and address: each wrong password doubles the wait there.

Whoever guesses from one address keeps nobody else out: the owner comes in from another one. All
addresses that an account never came in from share a second, generous count, so that many of them
together get few more guesses; where the owner came in before she waits neither for that count nor
for what is tried there on other accounts. Addresses are kept as keyed digests.

Rows are locked in one order, the address's before the account's, so that no two tries on PostgreSQL
wait for each other.
"""

import ipaddress
from datetime import UTC, datetime, timedelta

from sqlalchemy import Executable, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError
from geo.store.audit import note_act
from geo.store.columns import digest_in
from geo.store.models import Account, AuditEvent, FailedLogin, LoginPlace

FREE_TRIES = 5
"""The wait begins with so many wrong passwords for one account from one address."""
STRANGE_TRIES = 50
"""The wait begins with so many for one account from all addresses that it never came in from."""
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(days=1)
"""So long after the last wrong password the count begins anew."""
KNOWN_FOR = timedelta(days=90)
"""So long an address is known as one that an account came in from."""
REPORTED_TRIES = 10
"""So many wrong passwords are told to the steward in the audit, once in `FORGOTTEN_AFTER`."""
ADDRESS_TRIES = 40
"""Wrong passwords from one address within `ADDRESS_WINDOW`, whatever the account."""
SITE_TRIES = 4 * ADDRESS_TRIES
"""The same from one IPv6 /48: whoever rents one has 65 536 addresses as `ADDRESS_TRIES` counts."""
ADDRESS_WINDOW = timedelta(minutes=10)


class LoginRefusedError(ForbiddenError):
    """User or password is wrong, or too many tries failed."""


def wait_after(failures: int, free: int = FREE_TRIES) -> timedelta:
    """Return how long nobody may try again after so many wrong passwords, `free` without a wait.

    Examples
    --------
    >>> [wait_after(failures).seconds for failures in (4, 5, 6, 7, 12, 1_000)]
    [0, 30, 60, 120, 3600, 3600]
    """
    if failures < free:
        return timedelta(0)
    doublings = min(failures - free, 7)  # of half a minute: more than an hour
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))


def count_try(session: Session, user: str, address: str) -> None:
    """Count a try of `user` from `address` as failed; `let_in` takes it back.

    Raises
    ------
    LoginRefusedError
        When somebody has to wait there; then it does not count.
    """
    place = _held(session, user, _subject(session, user, address))
    known = place.known_at is not None and place.known_at >= datetime.now(UTC) - KNOWN_FOR
    strange = None if known else _held(session, user, _strange_subject(session, user))
    now = datetime.now(UTC)  # after the wait for the locks
    _count(place, now, FREE_TRIES)
    if strange is not None:
        _check_address(session, address, now)
        _count(strange, now, STRANGE_TRIES)
    if (strange or place).failures == REPORTED_TRIES and _is_user(session, user):
        _report(session, user, now)


def count_address(session: Session, address: str) -> None:
    """Count a wrong password from `address`, and clear away what is too old to matter."""
    now = datetime.now(UTC)
    for network in _networks(address):
        session.add(FailedLogin(subject=_address_subject(session, network), at=now))
    session.execute(delete(FailedLogin).where(FailedLogin.at < now - ADDRESS_WINDOW))
    quiet = or_(LoginPlace.failed_at.is_(None), LoginPlace.failed_at < now - FORGOTTEN_AFTER)
    strange = or_(LoginPlace.known_at.is_(None), LoginPlace.known_at < now - KNOWN_FOR)
    old = select(LoginPlace.subject).where(quiet, strange).with_for_update(skip_locked=True)
    session.connection().execute(delete(LoginPlace).where(LoginPlace.subject.in_(old)))


def let_in(session: Session, user: str, address: str) -> None:
    """Remember that `user` came in from `address`, and begin the count there anew.

    Nobody's scope reaches these rows, her own neither, so they are written past the scope rules.
    """
    connection, now = session.connection(), datetime.now(UTC)
    here = LoginPlace.subject == _subject(session, user, address)
    known_at = connection.scalar(select(LoginPlace.known_at).where(here).with_for_update())
    connection.execute(
        update(LoginPlace).where(here).values(failures=0, failed_at=None, known_at=now)
    )
    if known_at is None or known_at < now - KNOWN_FOR:
        counted = LoginPlace.subject == _strange_subject(session, user)
        less = {LoginPlace.failures: LoginPlace.failures - 1}
        connection.execute(update(LoginPlace).where(counted, LoginPlace.failures > 0).values(less))


def forget_tries(session: Session, user: str) -> None:
    """Let nobody wait for `user` any more, and know no address of hers."""
    mine = delete(LoginPlace).where(LoginPlace.account == _account(session, user))
    strange = LoginPlace.subject == _strange_subject(session, user)
    session.connection().execute(mine.where(~strange))
    session.connection().execute(mine)


def _held(session: Session, user: str, subject: str) -> LoginPlace:
    """Return the row of `subject`, made if need be, locked until the transaction ends.

    A conflict is written, not passed over: that locks the row, and nobody clears it away meanwhile.
    """
    row = {"subject": subject, "account": _account(session, user), "failures": 0}
    session.connection().execute(_made_or_locked(session.get_bind().dialect.name, row))
    return session.get_one(LoginPlace, subject, populate_existing=True)


def _made_or_locked(dialect: str, row: dict[str, object]) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(LoginPlace).values(row)
    return made.on_conflict_do_update(
        index_elements=["subject"], set_={"account": made.excluded.account}
    )


def _count(row: LoginPlace, now: datetime, free: int) -> None:
    if row.failed_at is None or row.failed_at < now - FORGOTTEN_AFTER:
        row.failures = 0
    elif (left := row.failed_at + wait_after(row.failures, free) - now) > timedelta(0):
        raise _too_many(left)
    row.failures += 1
    row.failed_at = now


def _report(session: Session, user: str, now: datetime) -> None:
    """Tell the steward, unless lately told: a login takes its try back, the next one is no news."""
    told = select(AuditEvent.id).where(
        AuditEvent.act == "login.guessed",
        AuditEvent.subject == user,
        AuditEvent.at >= now - FORGOTTEN_AFTER,
    )
    if session.scalar(told.limit(1)) is None:
        note_act(session, "login.guessed", subject=user)


def _check_address(session: Session, address: str, now: datetime) -> None:
    for network, most in zip(_networks(address), (ADDRESS_TRIES, SITE_TRIES), strict=False):
        if _address_failures(session, network, now) >= most:
            raise _too_many(ADDRESS_WINDOW)


def _address_failures(session: Session, network: str, now: datetime) -> int:
    query = select(func.count()).where(
        FailedLogin.subject == _address_subject(session, network),
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
    return digest_in(session, f"user {user} at {_networks(address)[0]}")


def _strange_subject(session: Session, user: str) -> str:
    """Return what stands in place of an address for all those that `user` never came in from."""
    return digest_in(session, f"strange to user {user}")


def _account(session: Session, user: str) -> str:
    return digest_in(session, f"user {user}")


def _address_subject(session: Session, network: str) -> str:
    return digest_in(session, f"at {network}")


def _networks(address: str) -> tuple[str, ...]:
    """Return what one household or office has, then what one site has, where that is more.

    >>> _networks("192.0.2.7"), _networks("2001:db8:1:2:3:4:5:6"), _networks("unknown")
    (('192.0.2.7',), ('2001:db8:1:2::/64', '2001:db8:1::/48'), ('unknown',))
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return (address,)
    if known.version == 4:
        return (address,)
    if known.ipv4_mapped is not None:
        return (str(known.ipv4_mapped),)
    return tuple(str(ipaddress.ip_network((known, bits), strict=False)) for bits in (64, 48))
