"""Accounts: making them, closing them, what they may reach."""

import re
import secrets
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.login_tries import forget_tries
from geo.store.audit import note_act
from geo.store.models import Account, Compound, Partner, Territory, TerritoryCompound, WebSession
from geo.store.scope import Viewer

HASHER = PasswordHasher()
SHORTEST_PASSWORD = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter or digit that is mistaken for another."""

USER_NAME = re.compile(r"[\w.-]{2,40}")


def _check_password(user: str, password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise InputError(
            f"the password of {user!r} needs {SHORTEST_PASSWORD} characters or more",
            zh=f"密码至少要 {SHORTEST_PASSWORD} 个字符。",
        )


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
    _check_password(new.user, new.password)
    if not USER_NAME.fullmatch(new.user) or not new.name.strip():
        raise InputError(
            f"user name {new.user!r} or the shown name cannot be used: wanted 2 to 40 letters, "
            "digits, dots, dashes or underscores, and a name",
            zh="用户名要 2 到 40 个字母、汉字、数字或 . - _，名字不能空着。",
        )
    if session.scalar(select(Account.id).where(Account.user == new.user)) is not None:
        raise ConflictError(
            f"user {new.user!r} exists already: choose another name",
            zh="这个用户名已经有人用了，请换一个。",
        )
    if new.role is Role.PARTNER and session.get(Partner, new.partner_id or "") is None:
        raise _no_organisation(session, new)
    if new.role is Role.LEADER and new.territory is None:
        raise InputError(
            f"user {new.user!r} is a leader: name the territory or compound",
            zh="点长的账号要选片区或小区。",
        )
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


def _no_organisation(session: Session, new: NewAccount) -> InputError:
    """Return the fault of a partner's account without an organisation: which ones there are."""
    known = session.execute(select(Partner.id, Partner.name).order_by(Partner.id)).all()
    listed = ", ".join(f"{key} ({name})" for key, name in known)
    asked = f"organisation {new.partner_id!r} does not exist" if new.partner_id else "a partner"
    return InputError(
        f"user {new.user!r}: {asked}: name the organisation it belongs to by its id, of "
        f"{listed or 'which there is none yet'}; a steward makes another in the browser under "
        "管理 > 片区和单位 > 加协办单位",
        zh="协办单位的账号要选它属于哪个单位："
        + ("、".join(f"{name}（{key}）" for key, name in known) or "现在一个也没有")
        + "。没有的，先到“管理 > 片区和单位”里“加协办单位”。",
    )


def territory_id(session: Session, name: str) -> int:
    """Return the id of territory `name`; a compound's name stands for a territory of it alone."""
    found = session.scalar(select(Territory.id).where(Territory.name == name))
    if found is not None:
        return found
    compound = session.scalar(select(Compound.id).where(Compound.name == name))
    if compound is None:
        raise InputError(
            f"{name!r} is neither a territory nor a compound of this store",
            zh="没有这个片区，也没有这个小区。",
        )
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


def close_account(session: Session, user: str) -> None:
    """Close an account: it cannot log in any more, its browsers are logged out at once.

    Raises
    ------
    NotFoundError
        When there is no such user.
    ConflictError
        When it is the last active steward: nobody could make accounts any more.
    """
    account = _account(session, user)
    if account.role == Role.STEWARD and account.active and _active_stewards(session) == 1:
        raise ConflictError(
            f"user {user!r} is the last active steward: make another one first",
            zh="这是最后一个在用的数据管理员账号，请先再开一个。",
        )
    account.active = False
    _end_sessions(session, account)
    note_act(session, "account.closed", subject=user)


def reopen_account(session: Session, user: str) -> None:
    """Let a closed account log in again.

    Raises
    ------
    NotFoundError
        When there is no such user.
    """
    _account(session, user).active = True
    note_act(session, "account.reopened", subject=user)


def set_password(session: Session, user: str, password: str) -> None:
    """Give an account a new password; its browsers are logged out at once, nobody has to wait.

    Raises
    ------
    NotFoundError
        When there is no such user.
    InputError
        When the password is short.
    """
    account = _account(session, user)
    _check_password(user, password)
    account.password_hash = HASHER.hash(password)
    _end_sessions(session, account)
    forget_tries(session, user)
    note_act(session, "account.password_set", subject=user)


def set_territory(session: Session, user: str, territory: str | None) -> None:
    """Give an account another territory, by its name or a compound's; None: everything.

    Raises
    ------
    NotFoundError
        When there is no such user.
    InputError
        When the territory is unknown, or missing for a leader.
    """
    account = _account(session, user)
    if territory is None and account.role == Role.LEADER:
        raise InputError(
            f"user {user!r} is a leader: name the territory or compound",
            zh="点长的账号要选片区或小区。",
        )
    account.territory_id = None if territory is None else territory_id(session, territory)
    note_act(session, "account.moved", subject=f"{user} → {territory or '*'}")


def _account(session: Session, user: str) -> Account:
    account = session.scalar(select(Account).where(Account.user == user))
    if account is None:
        raise NotFoundError(f"there is no user {user!r}", zh="没有这个账号。")
    return account


def _active_stewards(session: Session) -> int:
    query = select(func.count()).where(Account.role == Role.STEWARD.value, Account.active)
    return session.scalar(query) or 0


def _end_sessions(session: Session, account: Account) -> None:
    """Log all browsers of `account` out, in the same transaction.

    Nobody's scope reaches sessions, a steward's neither, so the rows go past the scope rules.
    """
    ended = delete(WebSession).where(WebSession.account_id == account.id)
    session.connection().execute(ended)


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
            zh="这个点长账号还没有片区，请数据管理员先划定。",
        )
    return Viewer(
        user=account.user,
        name=account.name,
        role=role,
        account_id=account.id,
        territory_id=account.territory_id,
        partner_id=account.partner_id,
    )


def set_language(session: Session, account_id: int, language: str) -> None:
    """Keep the language that an account wants its pages in."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError("this account does not exist any more", zh="这个账号已经不在了。")
    account.language = language
