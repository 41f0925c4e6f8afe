"""The people's diary: write, see what was understood, confirm, undo."""

from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.services import aliases
from geo.services.diary import (
    dropping,
    editing,
    entries,
    listing,
    photos,
    picking,
    saving,
    telling,
    undoing,
)
from geo.services.diary.facts import Fact
from geo.services.diary.handing_over import sending
from geo.services.diary.made import made_of
from geo.services.diary.neighbours import known_homes
from geo.services.diary.reading import read_facts
from geo.services.diary.recording import confirming
from geo.services.diary.understanding import understood
from geo.services.viewing import Session
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.diary import answers, forms
from webmap.diary.alarms import alarms, every_line
from webmap.diary.gazetteers import district
from webmap.diary.pictures import pictures_of
from webmap.diary.sent import fault_of, new_entry, unified
from webmap.language import language
from webmap.map.vocabulary import groups

pages = Blueprint("diary", __name__)


@pages.get("/diary")
@for_roles(LEADER)
def page() -> str:
    """Show the page to write on, and the latest entries."""
    return _writing_page()


@pages.post("/diary")
@for_roles(LEADER)
def save() -> BaseResponse | str | tuple[str, int]:
    """Keep an entry; confirm it at once when its writer saw what was understood."""
    text = unified(request.form.get("text", ""))
    if fault := fault_of(text):
        return _writing_page(text=text, fault=fault), 400
    pictures = pictures_of(request.files)
    gazetteer = district().now(store(), viewer())
    with store().write(viewer()) as session:
        day = today(session)
        new = new_entry(session, text, day)
        entry_id = saving.save_entry(session, new, gazetteer, today=day)
        photos.add_photos(session, entry_id, pictures)
        file = entries.entry_file(session, entry_id)
        shown = answers.seen(text, new.written_on, new.compound_id, file.facts)
        confirmed = request.form.get("act") == "confirm" and shown == request.form.get("seen")
        if confirmed and file.state == "read":
            words = forms.words_of(request.form)
            confirming.confirm(session, entry_id, words, today=day, digest=store().digest)
    return redirect(url_for("diary.one", entry_id=entry_id, sent=1))


@pages.get("/diary/<int:entry_id>")
@for_roles(LEADER)
def one(entry_id: int) -> str:
    """Show an entry with its coloured words, what came of it and what still waits."""
    with store().read(viewer()) as session:
        file = entries.entry_file(session, entry_id)
        facts = file.facts or _read_again(session, file)
        found = understood(
            session,
            file.text,
            facts,
            compound_id=file.compound_id,
            language=language(),
            near=photos.places_of_photos(session, entry_id),
        )
        taken = photos.photos_of(session, entry_id, language())
        made = made_of(session, entry_id, today(session), language())
        before = editing.history(session, entry_id) if file.own else ()
        told = _told(session, file) if file.state == "confirmed" else ""
        sent = sending.sent_of(session, entry_id) if file.own else ()
        offers = _alias_offers(session, file) if file.own else ()
        compounds = saving.compounds_of_writer(session)
    return render_template(
        "diary/one.html",
        file=file,
        found=found,
        made=made,
        told=told,
        before=before,
        sent=sent,
        offers=offers,
        photos=taken,
        alarms=alarms(file.text, language()) if file.state == "read" else (),
        compounds=compounds,
        text=file.text,
        groups=groups(language(), viewer().role),
    )


@pages.post("/diary/<int:entry_id>/confirm")
@for_roles(LEADER)
def confirm(entry_id: int) -> BaseResponse:
    """Record what the writer confirmed."""
    with store().write(viewer()) as session:
        words = forms.words_of(request.form)
        confirming.confirm(session, entry_id, words, today=today(session), digest=store().digest)
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/<int:entry_id>/undo")
@for_roles(LEADER)
def undo(entry_id: int) -> BaseResponse:
    """Take back what the entry made."""
    with store().write(viewer()) as session:
        undoing.undo(session, entry_id, today=today(session))
    flash(_("已撤销：这篇日记记下的都收回了。"), "good")
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/<int:entry_id>/drop")
@for_roles(LEADER)
def drop(entry_id: int) -> BaseResponse:
    """Put away an entry that nothing was made of."""
    with store().write(viewer()) as session:
        dropping.drop_entry(session, entry_id)
    flash(_("这篇日记收起来了。"), "good")
    return redirect(url_for("diary.page"))


def _writing_page(text: str = "", fault: str = "") -> str:
    with store().read(viewer()) as session:
        compounds = saving.compounds_of_writer(session)
        entries = listing.latest_entries(session)
        day = today(session)
        unit = request.args.get("unit", "")
        known = picking.chosen(session, [f"unit:{unit}"] if unit else [], "zh")
    place = next((choice.place for choice in known.values()), None)
    start = f"{place.building}{place.entrance}{place.home}," if place else ""
    return render_template(
        "diary/page.html",
        compounds=compounds,
        compound=request.form.get("compound") or next((c.compound_id for c in known.values()), ""),
        entries=entries,
        day=day,
        key=request.form.get("key") or uuid4().hex,
        text=text or start,
        fault=fault,
        every_line=every_line(language()),
    )


def _read_again(session: Session, file: entries.EntryFile) -> tuple[Fact, ...]:
    """Return the facts of an entry that was loaded without any."""
    name = saving.compound_name(session, file.compound_id)
    gazetteer = district().now(store(), viewer(), live=True)
    return read_facts(
        file.text,
        gazetteer,
        written_on=file.written_on,
        compound=name,
        homes=known_homes(session),
    ).facts


def _alias_offers(session: Session, file: entries.EntryFile) -> tuple[aliases.AliasOffer, ...]:
    """Return the names of compounds that the corrections of an entry would teach."""
    if not aliases.corrected(file):
        return ()
    gazetteer = district().now(store(), viewer(), live=True)
    return aliases.offers(session, file, gazetteer, language())


def _told(session: Session, file: entries.EntryFile) -> str:
    return telling.notice(
        file.text,
        file.facts,
        district().now(store(), viewer(), live=True),
        written_on=file.written_on,
        compound=saving.compound_name(session, file.compound_id),
    )
