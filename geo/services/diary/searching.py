"""Finds entries of the diary by word, category, day and place, within the viewer's scope.

Texts are encrypted at rest: the latest entries that the rest of the question leaves are opened and
looked through, so that no index ever holds a word.
"""

from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.needs.vocabulary import Permission, permissions
from geo.store.models import Compound, DiaryEntry, EntryFact, Need
from geo.store.scope import viewer_of

MOST_LOOKED_AT = 2_000
MOST_FOUND = 100
AROUND = 40
"""Characters shown on either side of the word that was found."""
LONGEST_WORD = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A question to the diary; what is empty matters not."""

    word: str = ""
    category: str = ""
    since: date | None = None
    until: date | None = None
    building_id: str = ""
    unit_id: str = ""


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
    """The answer, the newest first."""

    hits: tuple[Hit, ...]
    looked_at: int
    more: bool
    """There may be older ones that were not looked at or are not shown."""


def find_entries(session: Session, wanted: Wanted) -> Hits:
    """Return the entries that answer `wanted`; only the latest `MOST_LOOKED_AT` are opened.

    Raises
    ------
    ForbiddenError
        When the viewer keeps no diary.
    InputError
        When the word is too long.
    """
    if Permission.WRITE_DIARY not in permissions(viewer_of(session).role):
        raise ForbiddenError(
            "the diary is read by the leader of the compound", zh="日记由小区点长查看。"
        )
    if len(wanted.word) > LONGEST_WORD:
        raise InputError(
            f"look for at most {LONGEST_WORD} characters", zh=f"最多找 {LONGEST_WORD} 个字。"
        )
    rows = session.execute(
        select(DiaryEntry.id, DiaryEntry.written_on, Compound.name, DiaryEntry.text)
        .outerjoin(Compound, Compound.id == DiaryEntry.compound_id)
        .where(DiaryEntry.state != "dropped", *_conditions(wanted))
        .order_by(DiaryEntry.written_on.desc(), DiaryEntry.id.desc())
        .limit(MOST_LOOKED_AT)
    ).all()
    word = _plain(wanted.word.strip())
    found = [
        _hit(key, day, compound or "", text, at, len(word))
        for key, day, compound, text in rows
        if (at := _plain(text).find(word)) >= 0
    ]
    more = len(found) > MOST_FOUND or len(rows) == MOST_LOOKED_AT
    return Hits(tuple(found[:MOST_FOUND]), len(rows), more)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(DiaryEntry.written_on >= wanted.since)
    if wanted.until is not None:
        conditions.append(DiaryEntry.written_on <= wanted.until)
    of_need = {
        Need.category: wanted.category,
        Need.building_id: wanted.building_id,
        Need.unit_id: wanted.unit_id,
    }
    asked = [column == value for column, value in of_need.items() if value]
    if asked:
        told = select(EntryFact.entry_id).join(Need, Need.id == EntryFact.need_id)
        first = select(Need.entry_id).where(Need.entry_id.is_not(None), *asked)
        conditions.append(DiaryEntry.id.in_(told.where(*asked).union(first)))
    return conditions


def _plain(text: str) -> str:
    """Return `text` of the same length in one writing: full and half width, small and large.

    Examples
    --------
    >>> _plain("\uff13号楼A座")
    '3号楼a座'
    """
    signs = (normalize("NFKC", sign).lower() for sign in text)
    return "".join(
        plain if len(plain) == 1 else sign for plain, sign in zip(signs, text, strict=True)
    )


def _hit(key: int, day: date, compound: str, text: str, at: int, length: int) -> Hit:
    start, end = max(0, at - AROUND), at + length + AROUND
    before = ("…" if start else "") + text[start:at]
    after = text[at + length : end] + ("…" if end < len(text) else "")
    return Hit(key, day, compound, before, text[at : at + length], after)
