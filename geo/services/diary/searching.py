"""Finds entries of the diary by word, person, category, day and place, within the viewer's scope.

The blind index (`geo.services.diary.index`) leaves few entries to be opened; what is shown was
found in the text itself. A word of one character is looked for in the latest entries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.needs.vocabulary import Permission, permissions
from geo.services.diary.index import buckets, plain
from geo.store.columns import cipher_of
from geo.store.models import (
    Compound,
    DiaryEntry,
    EntryFact,
    EntryGram,
    EntryName,
    EntryPlace,
    Need,
)
from geo.store.scope import viewer_of

PAGE = 30
ROUND = 200
"""Entries that are opened at once."""
MOST_LOOKED_AT = 4_000
AROUND = 40
"""Characters shown on either side of the word that was found."""
LONGEST_WORD = 50


@dataclass(frozen=True, slots=True)
class Seen:
    """The last entry that was looked at: a page goes on behind it."""

    written_on: date
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question to the diary; what is empty matters not."""

    word: str = ""
    person: str = ""
    """Whole name as it was written."""
    category: str = ""
    since: date | None = None
    until: date | None = None
    building_id: str = ""
    unit_id: str = ""
    resident_id: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers, cut around the word."""

    id: int
    written_on: date
    compound: str
    before: str
    found: str
    after: str


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of the answer, the newest first."""

    hits: tuple[Hit, ...]
    more: Seen | None
    """Where older ones begin; None: there are none."""


def find_entries(session: Session, wanted: Wanted, *, after: Seen | None = None) -> Hits:
    """Return the entries that answer `wanted`, a page at a time.

    At most `MOST_LOOKED_AT` entries are opened for a page: the next one goes on behind them.

    Raises
    ------
    ForbiddenError
        When the viewer keeps no diary.
    InputError
        When the word or the name is too long.
    """
    if Permission.WRITE_DIARY not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "the diary is read by the leader of the compound", zh="日记由小区点长查看。"
        )
    if max(len(wanted.word), len(wanted.person)) > LONGEST_WORD:
        raise InputError(
            f"look for at most {LONGEST_WORD} characters", zh=f"最多找 {LONGEST_WORD} 个字。"
        )
    word = plain(wanted.word.strip())
    found: list[Hit] = []
    last: Seen | None = None
    for looked, row in enumerate(_candidates(session, wanted, after), start=1):
        key, day, compound, text = row
        if len(found) == PAGE or looked > MOST_LOOKED_AT:
            return Hits(tuple(found), last)
        last = Seen(day, key)
        at = plain(text).find(word)
        if at >= 0:
            found.append(_hit(key, day, compound or "", text, at, len(word)))
    return Hits(tuple(found), None)


def _candidates(
    session: Session, wanted: Wanted, after: Seen | None
) -> Iterator[Row[int, date, str | None, str]]:
    """Yield the entries that may answer, the newest first."""
    query = (
        select(DiaryEntry.id, DiaryEntry.written_on, Compound.name, DiaryEntry.text)
        .outerjoin(Compound, Compound.id == DiaryEntry.compound_id)
        .where(DiaryEntry.state != "dropped", *conditions(session, wanted))
        .order_by(DiaryEntry.written_on.desc(), DiaryEntry.id.desc())
        .limit(ROUND)
    )
    while True:
        rows: Sequence[Row[int, date, str | None, str]] = session.execute(
            query if after is None else query.where(_behind(after))
        ).all()
        yield from rows
        if len(rows) < ROUND:
            return
        after = Seen(rows[-1][1], rows[-1][0])


def _behind(seen: Seen) -> ColumnElement[bool]:
    same_day = and_(DiaryEntry.written_on == seen.written_on, DiaryEntry.id < seen.entry_id)
    return or_(DiaryEntry.written_on < seen.written_on, same_day)


def conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what an entry has to meet in SQL to be looked at for `wanted`."""
    found: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        found.append(DiaryEntry.written_on >= wanted.since)
    if wanted.until is not None:
        found.append(DiaryEntry.written_on <= wanted.until)
    if word := wanted.word.strip():
        found += _of_word(session, word)
    if person := wanted.person.strip():
        found.append(_named(session, person))
    if wanted.resident_id:
        of_person = EntryName.resident_id == wanted.resident_id
        found.append(DiaryEntry.id.in_(select(EntryName.entry_id).where(of_person)))
    if wanted.category:
        found.append(_of_need(Need.category == wanted.category))
    for place, need, key in (
        (EntryPlace.building_id, Need.building_id, wanted.building_id),
        (EntryPlace.unit_id, Need.unit_id, wanted.unit_id),
    ):
        if key:
            there = DiaryEntry.id.in_(select(EntryPlace.entry_id).where(place == key))
            found.append(or_(there, _of_need(need == key)))
    return found


def _of_word(session: Session, word: str) -> list[ColumnElement[bool]]:
    """Return the condition that an entry may hold `word`, or name a person so."""
    wanted = buckets(session, word)
    if not wanted:
        return []
    holding = (
        select(EntryGram.entry_id)
        .where(EntryGram.bucket.in_(wanted))
        .group_by(EntryGram.entry_id)
        .having(func.count() == len(wanted))
    )
    return [or_(DiaryEntry.id.in_(holding), _named(session, word))]


def _named(session: Session, name: str) -> ColumnElement[bool]:
    digest = cipher_of(session).digest(name)
    return DiaryEntry.id.in_(select(EntryName.entry_id).where(EntryName.digest == digest))


def _of_need(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that an entry opened, closed or noted a need that meets another."""
    told = select(EntryFact.entry_id).join(Need, Need.id == EntryFact.need_id)
    first = select(Need.entry_id).where(Need.entry_id.is_not(None), condition)
    return DiaryEntry.id.in_(told.where(condition).union(first))


def _hit(key: int, day: date, compound: str, text: str, at: int, length: int) -> Hit:
    start, end = max(0, at - AROUND), at + length + (AROUND if length else 2 * AROUND)
    before = ("…" if start else "") + text[start:at]
    after = text[at + length : end] + ("…" if end < len(text) else "")
    return Hit(key, day, compound, before, text[at : at + length], after)
