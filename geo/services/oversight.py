"""What a steward looks after: accounts, territories, organisations, and the audit of all acts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.diary.persons import read_persons
from geo.diary.phrases import folded
from geo.diary.redaction import Mask, Secret, blanked, masked_name, number_masks, redacted
from geo.errors import ConflictError, ForbiddenError, InputError
from geo.needs.vocabulary import Permission, Role, permissions
from geo.services.accounts import make_territory
from geo.services.paging import Page, asked_page, span_of
from geo.store.audit import note_act
from geo.store.models import Account, AuditEvent, Compound, Partner, Territory, TerritoryCompound
from geo.store.scope import viewer_of

ACTS_A_PAGE = 50
KIND = re.compile(r"[a-z][a-z0-9_]{0,30}")
"""Key of an organisation and of its kind."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account on the steward's list."""

    user: str
    name: str
    role: Role
    territory: str | None
    """None: everything."""
    partner: str | None
    active: bool
    last_login: datetime | None


@dataclass(frozen=True, slots=True)
class TerritoryLine:
    """A territory with its compounds and accounts."""

    name: str
    compounds: tuple[str, ...]
    accounts: int


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """An organisation with the number of its accounts."""

    id: str
    name: str
    kind: str
    accounts: int


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An act on the steward's list."""

    at: datetime
    actor: str
    act: str
    subject: str | None
    reason: str | None
    """As it was typed, names and numbers of persons masked."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which acts are asked for."""

    act: str | None = None
    actor: str | None = None
    day: date | None = None
    """A day on the clock of the service."""
    page: int = 1

    @classmethod
    def from_query(cls, words: Mapping[str, str]) -> "AuditQuery":
        """Return the query in the words of an address; empty ones ask for nothing.

        Raises
        ------
        InputError
            When the day is no date or the page no number from 1.

        Examples
        --------
        >>> AuditQuery.from_query({"act": "login", "day": "", "page": "2"})
        AuditQuery(act='login', actor=None, day=None, page=2)
        """
        day = words.get("day", "").strip()
        try:
            on = date.fromisoformat(day) if day else None
        except ValueError:
            raise InputError(
                f"day={day!r}: wanted a date such as 2026-01-31", zh="日期不对。"
            ) from None
        return cls(words.get("act") or None, words.get("actor") or None, on, asked_page(words))

    def words(self) -> dict[str, str]:
        """Return the words of the address, without the page."""
        day = self.day.isoformat() if self.day else None
        given = {"act": self.act, "actor": self.actor, "day": day}
        return {name: value for name, value in given.items() if value}


def account_lines(session: Session) -> list[AccountLine]:
    """Return all accounts: open ones first, then by user name."""
    logins = (
        select(AuditEvent.actor, func.max(AuditEvent.at).label("at"))
        .where(AuditEvent.act == "login")
        .group_by(AuditEvent.actor)
        .subquery()
    )
    rows = session.execute(
        select(Account, Territory.name, Partner.name, logins.c.at)
        .outerjoin(Territory, Territory.id == Account.territory_id)
        .outerjoin(Partner, Partner.id == Account.partner_id)
        .outerjoin(logins, logins.c.actor == Account.user)
        .order_by(Account.active.desc(), Account.user)
    )
    return [
        AccountLine(one.user, one.name, Role(one.role), territory, partner, one.active, at)
        for one, territory, partner, at in rows
    ]


def territory_lines(session: Session) -> list[TerritoryLine]:
    """Return all territories, by name."""
    compounds: dict[int, list[str]] = {}
    for key, name in session.execute(
        select(TerritoryCompound.territory_id, Compound.name)
        .join(Compound, Compound.id == TerritoryCompound.compound_id)
        .order_by(Compound.name)
    ):
        compounds.setdefault(key, []).append(name)
    held = _accounts_by(session, Account.territory_id)
    rows = session.execute(select(Territory.id, Territory.name).order_by(Territory.name))
    return [
        TerritoryLine(name, tuple(compounds.get(key, ())), held.get(key, 0)) for key, name in rows
    ]


def partner_lines(session: Session) -> list[PartnerLine]:
    """Return all organisations, by name."""
    held = _accounts_by(session, Account.partner_id)
    rows = session.scalars(select(Partner).order_by(Partner.name))
    return [PartnerLine(one.id, one.name, one.kind, held.get(one.id, 0)) for one in rows]


def add_territory(session: Session, name: str, compound_ids: Sequence[str]) -> None:
    """Make a territory of compounds.

    Raises
    ------
    ForbiddenError
        When the viewer's role does not manage accounts.
    InputError
        When the name is empty or long, or no compound or an unknown one is named.
    ConflictError
        When the name is taken.
    """
    _check_role(session, Permission.MANAGE_ACCOUNTS)
    name = _name(name)
    wanted = sorted(set(compound_ids))
    known = set(session.scalars(select(Compound.id).where(Compound.id.in_(wanted))))
    if not wanted or known != set(wanted):
        strange = ", ".join(sorted(set(wanted) - known)) or "none"
        raise InputError(
            f"territory {name!r} needs compounds of this store, given: {strange}",
            zh="请至少勾选一个小区。",
        )
    if session.scalar(select(Territory.id).where(Territory.name == name)) is not None:
        raise ConflictError(f"territory {name!r} exists already", zh="已经有这个名字的片区了。")
    make_territory(session, name, wanted)
    note_act(session, "territory.made", subject=name)


def add_partner(session: Session, key: str, name: str, kind: str) -> None:
    """Add an organisation that needs can be given to.

    Raises
    ------
    ForbiddenError
        When the viewer's role does not manage accounts.
    InputError
        When the key or kind is not made of small letters, or the name is empty or long.
    ConflictError
        When the key is taken.
    """
    _check_role(session, Permission.MANAGE_ACCOUNTS)
    if not KIND.fullmatch(key) or not KIND.fullmatch(kind):
        raise InputError(
            f"organisation {key!r} of kind {kind!r}: wanted small letters, digits, underscores",
            zh="代号和类别要用小写字母开头，可带数字和下划线。",
        )
    if session.get(Partner, key) is not None:
        raise ConflictError(f"organisation {key!r} exists already", zh="这个代号已经有了。")
    session.add(Partner(id=key, name=_name(name), kind=kind))
    note_act(session, "partner.made", subject=key)


def audit_page(session: Session, query: AuditQuery, time_zone: str) -> Page[AuditLine]:
    """Return the acts that `query` asks for, newest first; a page past the end is the last one.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not see the audit.
    """
    _check_role(session, Permission.VIEW_AUDIT)
    wanted = _conditions(query, ZoneInfo(time_zone))
    total = session.scalar(select(func.count(AuditEvent.id)).where(*wanted)) or 0
    span = span_of(total=total, asked=query.page, size=ACTS_A_PAGE)
    rows = session.scalars(
        select(AuditEvent)
        .where(*wanted)
        .order_by(AuditEvent.id.desc())
        .limit(span.size)
        .offset(span.start)
    )
    return Page(tuple(map(_line, rows)), span)


def audit_choices(session: Session) -> tuple[list[str], list[str]]:
    """Return the acts and the actors that occur in the audit."""
    acts = session.scalars(select(AuditEvent.act).distinct().order_by(AuditEvent.act))
    actors = session.scalars(select(AuditEvent.actor).distinct().order_by(AuditEvent.actor))
    return list(acts), list(actors)


def _conditions(query: AuditQuery, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.act:
        wanted.append(AuditEvent.act == query.act)
    if query.actor:
        wanted.append(AuditEvent.actor == query.actor)
    if query.day:
        start = datetime.combine(query.day, time(), zone)
        end = datetime.combine(query.day + timedelta(days=1), time(), zone)
        wanted += [AuditEvent.at >= start, AuditEvent.at < end]
    return wanted


def _line(row: AuditEvent) -> AuditLine:
    reason = row.reason and masked(row.reason)
    return AuditLine(row.at, row.actor, row.act, row.subject, reason)


def masked(reason: str) -> str:
    """Return a reason as a steward may read it: names and numbers of persons masked.

    Examples
    --------
    >>> masked("王淑兰来电 13812345678 说漏水")
    '王*来电 138****5678 说漏水'
    """
    numbers = number_masks(reason)
    plain = blanked(folded(reason), (mask.span for mask in numbers))
    names = [
        Mask(one.span, Secret.NAME, masked_name(one.name, one.surname))
        for one in read_persons(plain, ())
    ]
    return redacted(reason, sorted([*numbers, *names], key=lambda mask: mask.span.start))


def _accounts_by(session: Session, column: InstrumentedAttribute[Any]) -> dict[Any, int]:
    """Return the number of open accounts for each value of `column`."""
    rows = session.execute(select(column, func.count()).where(Account.active).group_by(column))
    return dict(rows.all())


def _name(given: str) -> str:
    name = given.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(
            f"the name {given!r} cannot be used: wanted 1 to {LONGEST_NAME} characters",
            zh="名称不能空着，也不要超过 60 个字。",
        )
    return name


def _check_role(session: Session, wanted: Permission) -> None:
    if wanted not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            f"a role without {wanted.value} cannot do this", zh="只有数据管理员可以。"
        )
