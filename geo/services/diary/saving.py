"""Keeps an entry with what was read in it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import Permission, permissions
from geo.services.diary.entries import row_of
from geo.services.diary.index import index_entry
from geo.services.diary.neighbours import known_homes
from geo.services.diary.reading import read_facts
from geo.store.audit import note_act
from geo.store.models import Compound, DiaryEntry
from geo.store.scope import viewer_of

LONGEST_KEY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry as it comes from the form."""

    key: str
    """Made by the form: the same words sent twice with it are one entry."""
    text: str
    compound_id: str
    written_on: date


def compounds_of_writer(session: Session) -> list[tuple[str, str]]:
    """Return key and name of each compound that the viewer writes about."""
    rows = session.execute(select(Compound.id, Compound.name).order_by(Compound.name))
    return [(key, name) for key, name in rows]


def compound_name(session: Session, compound_id: str) -> str:
    """Return the name of a compound in scope.

    Raises
    ------
    NotFoundError
        When it is not in the viewer's territory.
    """
    name = session.scalar(select(Compound.name).where(Compound.id == compound_id))
    if name is None:
        raise NotFoundError(
            "this compound does not exist, or is not in your territory",
            zh="没有这个小区，或者它不在您的片区里。",
        )
    return name


def save_entry(session: Session, new: NewEntry, gazetteer: Gazetteer, *, today: date) -> int:
    """Keep an entry with what was read in it and return its key; no need is made yet.

    Raises
    ------
    InputError
        When the text is blank or too long, the key is blank, or the day lies ahead.
    ConflictError
        When another account sent the same words with this key.
    """
    viewer = viewer_of(session)
    if Permission.WRITE_DIARY not in permissions(viewer.role):
        raise ForbiddenError(
            "the diary is written by the leader of the compound", zh="日记由本小区的点长来写。"
        )
    if not new.text.strip():
        raise InputError(
            "an empty entry says nothing: write a sentence", zh="还没有写字：先写一句。"
        )
    if not 0 < len(new.key.strip()) <= LONGEST_KEY:
        raise InputError(
            "an entry needs a key, so that it counts once when it is sent twice",
            zh="这篇缺少编号，请刷新页面再存一次。",
        )
    if new.written_on > today:
        raise InputError(
            f"{new.written_on} lies ahead: an entry is about today or a day before",
            zh="日期还没到：日记只写今天或以前的事。",
        )
    key = f"{new.key}:{sha256(new.text.encode(errors='replace')).hexdigest()[:12]}"
    mine = (DiaryEntry.key == key) & (DiaryEntry.account_id == viewer.account_id)
    before = session.scalar(select(DiaryEntry.id).where(mine))
    if before is not None:
        return before
    name = compound_name(session, new.compound_id)
    read = read_facts(
        new.text, gazetteer, written_on=new.written_on, compound=name, homes=known_homes(session)
    )
    entry = DiaryEntry(
        key=key,
        account_id=viewer.account_id,
        compound_id=new.compound_id,
        written_on=new.written_on,
        text=new.text,
        redacted=read.redacted,
        state="read",
        saved_at=datetime.now(UTC),
        facts=[row_of(fact) for fact in read.facts],
    )
    session.add(entry)
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError(
            "this form was sent by somebody else: open the diary again",
            zh="这一页已经由别人提交过：请重新打开日记。",
        ) from error
    index_entry(session, entry, read.facts)
    note_act(session, "diary.saved", subject=str(entry.id))
    return entry.id
