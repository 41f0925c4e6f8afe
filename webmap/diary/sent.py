"""What the diary's form sends: the text, its key, its day, and the compound it is about."""

from datetime import date

from flask import request
from flask_babel import gettext as _

from geo.diary.reading import LONGEST_ENTRY
from geo.errors import InputError
from geo.services.diary import saving
from geo.services.diary.saving import NewEntry
from geo.services.viewing import Session
from webmap.diary.forms import day_of


def new_entry(session: Session, text: str, day: date) -> NewEntry:
    """Return the entry that the form holds; `day` is taken where it names none."""
    return NewEntry(
        key=request.form.get("key", ""),
        text=text,
        compound_id=compound_of(session, request.form.get("compound", "")),
        written_on=day_or(request.form.get("day", ""), day),
    )


def unified(text: str) -> str:
    """Return `text` with one kind of line end, as a browser counts it before sending."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fault_of(text: str) -> str:
    """Return what keeps `text` from being an entry, in the words of the page; empty: nothing."""
    if len(text) > LONGEST_ENTRY:
        return too_long(text)
    return "" if text.strip() else _("还没有写字：先写一句。")


def too_long(text: str) -> str:
    """Return the sentence that an entry has too many characters."""
    sentence: str = _(
        "这篇有 %(count)d 个字，一篇最多 %(longest)d 个字：请分成几篇。",
        count=len(text),
        longest=LONGEST_ENTRY,
    )
    return sentence


def compound_of(session: Session, given: str) -> str:
    """Return the compound that the entry is about: the one given, or the writer's first."""
    if given:
        saving.compound_name(session, given)
        return given
    known = saving.compounds_of_writer(session)
    if not known:
        raise InputError(
            "your territory has no compound: ask the steward to add one",
            zh="您的片区里还没有小区，请数据管理员先添加。",
        )
    return known[0][0]


def day_or(given: str, otherwise: date) -> date:
    """Return the day of a form's field, or `otherwise` where it is empty."""
    return day_of(given) if given else otherwise
