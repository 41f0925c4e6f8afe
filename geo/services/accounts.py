"""Accounts: making them, logging in and out, and what a session remembers."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.store.audit import note_act
from geo.store.models import (
    Account,
    Compound,
    FailedLogin,
    Partner,
    Territory,
    TerritoryCompound,
    WebSession,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

HASHER = PasswordHasher()
DUMMY_HASH = HASHER.hash("nobody")
"""Checked when the user is unknown, so that the answer takes as long."""
TRIES = 8
"""Failed tries of one user, or from one address times `ADDRESS_FACTOR`, within `TRY_WINDOW`."""
ADDRESS_FACTOR = 5
TRY_WINDOW = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)
"""A session's last click is written at most so often."""
SHORTEST_PASSWORD = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that is mistaken for another."""


class LoginRefusedError(ForbiddenError):
    """User or password is wrong, or too many tries failed."""


@dataclass(frozen=True, slots=True)
class Login:
    """What a browser's session holds."""

    viewer: Viewer | None
    """None before login."""
    data: dict[str, Any]
    language: str | None = None


def new_password() -> str:
    """Return a random password of 14 characters that can be read aloud (about 69 bits)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(14))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What has to be known to make an account."""

    user: str
    password: str = field(repr=False)
    role: Role
    name: str
    territory: str | None = None
    """Name of a territory, or of a compound that becomes one; None: everything."""
    partner_id: str | None = None


def make_account(session: Session, new: NewAccount) -> Account:
    """Add an account and return it.

    Raises
    ------
    ConflictError
        When the user name is taken.
    InputError
        When the password is short, the territory unknown or missing for a leader, or a partner's
        organisation missing.
    """
    if len(new.password) < SHORTEST_PASSWORD:
        raise InputError(
            f"the password of {new.user!r} needs {SHORTEST_PASSWORD} characters or more"
        )
    if session.scalar(select(Account.id).where(Account.user == new.user)) is not None:
        raise ConflictError(f"user {new.user!r} exists already: choose another name")
    if new.role is Role.PARTNER and session.get(Partner, new.partner_id or "") is None:
        raise InputError(f"user {new.user!r} is a partner: name the organisation it belongs to")
    if new.role is Role.LEADER and new.territory is None:
        raise InputError(f"user {new.user!r} is a leader: name the territory or compound")
    account = Account(
        user=new.user,
        name=new.name,
        role=new.role.value,
        password_hash=HASHER.hash(new.password),
        territory_id=None if new.territory is None else territory_id(session, new.territory),
        partner_id=new.partner_id,
        active=True,
    )
    session.add(account)
    note_act(session, "account.made", subject=new.user)
    session.flush()
    return account


def territory_id(session: Session, name: str) -> int:
    """Return the id of territory `name`; a compound's name stands for a territory of it alone."""
    found = session.scalar(select(Territory.id).where(Territory.name == name))
    if found is not None:
        return found
    compound = session.scalar(select(Compound.id).where(Compound.name == name))
    if compound is None:
        raise InputError(f"{name!r} is neither a territory nor a compound of this store")
    return make_territory(session, name, [compound])


def make_territory(session: Session, name: str, compound_ids: list[str]) -> int:
    """Add a territory of the given compounds and return its id."""
    territory = Territory(name=name)
    session.add(territory)
    session.flush()
    session.add_all(
        TerritoryCompound(territory_id=territory.id, compound_id=key) for key in compound_ids
    )
    session.flush()
    return territory.id


def viewer_for(account: Account) -> Viewer:
    """Return the viewer that `account` acts as.

    Raises
    ------
    ForbiddenError
        For a leader without a territory: she would see every compound.
    """
    role = Role(account.role)
    if role is Role.LEADER and account.territory_id is None:
        raise ForbiddenError(
            f"leader {account.user!r} has no territory: a steward has to give one",
            zh="这个点长账号还没有片区,请数据管理员先划定。",
        )
    return Viewer(
        user=account.user,
        name=account.name,
        role=role,
        account_id=account.id,
        territory_id=account.territory_id,
        partner_id=account.partner_id,
    )


def authenticate(store: Store, user: str, password: str, *, address: str) -> Viewer:
    """Return the viewer of the account with this user and password.

    Raises
    ------
    LoginRefusedError
        When they do not fit, the account is closed, or too many tries failed lately.
    """
    subjects = {
        store.digest(f"user {user}"): TRIES,
        store.digest(f"at {address}"): TRIES * ADDRESS_FACTOR,
    }
    with store.read(CONSOLE) as session:
        if _tries_used_up(session, subjects):
            raise LoginRefusedError(
                "too many failed logins: wait ten minutes, or ask the steward for a new password",
                zh="密码错了太多次:请等十分钟,或请数据管理员换一个新密码。",
            )
        account = session.scalar(select(Account).where(Account.user == user))
    if not _fits(account, password) or account is None or not account.active:
        with store.write(CONSOLE) as session:
            now = datetime.now(UTC)
            session.add_all(FailedLogin(subject=subject, at=now) for subject in subjects)
            session.execute(delete(FailedLogin).where(FailedLogin.at < now - TRY_WINDOW))
        raise LoginRefusedError("user or password is wrong", zh="用户名或密码不对。")
    viewer = viewer_for(account)
    with store.write(viewer) as session:
        note_act(session, "login")
    return viewer


def _fits(account: Account | None, password: str) -> bool:
    try:
        return HASHER.verify(account.password_hash if account else DUMMY_HASH, password)
    except VerificationError:
        return False


def _tries_used_up(session: Session, allowed: dict[str, int]) -> bool:
    since = datetime.now(UTC) - TRY_WINDOW
    counts = session.execute(
        select(FailedLogin.subject, func.count())
        .where(FailedLogin.subject.in_(allowed), FailedLogin.at >= since)
        .group_by(FailedLogin.subject)
    )
    return any(count >= allowed[subject] for subject, count in counts)


def new_session_key() -> str:
    """Return a fresh key for a browser's cookie."""
    return secrets.token_urlsafe(32)


def session_digest(key: str) -> str:
    """Return what the store keeps of a cookie's key: a thief of the database cannot log in."""
    return hashlib.sha256(key.encode()).hexdigest()


def recall(store: Store, key: str, *, hours: int) -> Login | None:
    """Return what the session of cookie `key` holds; None when there is none or it ended."""
    now = datetime.now(UTC)
    with store.read(CONSOLE) as session:
        row = session.get(WebSession, session_digest(key))
        if row is None or row.seen_at < now - timedelta(hours=hours):
            return None
        account = None if row.account_id is None else session.get(Account, row.account_id)
        if row.account_id is not None and (account is None or not account.active):
            return None
        viewer = None if account is None else viewer_for(account)
        login = Login(viewer, json.loads(row.data), account.language if account else None)
        stale = row.seen_at < now - SEEN_EVERY
    if stale:
        with store.write(CONSOLE) as session:
            touched = session.get(WebSession, session_digest(key))
            if touched is not None:
                touched.seen_at = now
    return login


def remember(store: Store, key: str, data: dict[str, Any], *, account_id: int | None) -> None:
    """Write what the session of cookie `key` holds; old sessions of anybody are cleared away."""
    now = datetime.now(UTC)
    with store.write(CONSOLE) as session:
        row = session.get(WebSession, session_digest(key))
        if row is None:
            session.execute(delete(WebSession).where(WebSession.seen_at < now - timedelta(days=7)))
            row = WebSession(digest=session_digest(key), created_at=now)
            session.add(row)
        row.account_id, row.data, row.seen_at = account_id, json.dumps(data), now


def forget(store: Store, key: str) -> None:
    """End the session of cookie `key`."""
    with store.write(CONSOLE) as session:
        session.execute(delete(WebSession).where(WebSession.digest == session_digest(key)))


def set_language(session: Session, account_id: int, language: str) -> None:
    """Keep the language that an account wants its pages in."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError("this account does not exist any more", zh="这个账号已经不在了。")
    account.language = language
