"""Looking back in the diary: search, and what was recorded wrongly."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import NotFoundError
from geo.services.diary import doubting, editing, picking, saving
from geo.services.diary import timeline as timelines
from geo.services.diary.searching import Seen, Wanted, find_entries
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.diary import forms
from webmap.diary.gazetteers import district
from webmap.language import language
from webmap.map.vocabulary import groups

pages = Blueprint("diary_book", __name__)


@pages.get("/diary/search")
@for_roles(LEADER)
def search() -> str:
    """Show the form to find entries; a building or a flat may be chosen already."""
    asked = request.args
    places = Wanted(building_id=asked.get("building", ""), unit_id=asked.get("unit", ""))
    return _found(places, after=None, look=places != Wanted())


@pages.post("/diary/search")
@for_roles(LEADER)
def find() -> str:
    """Show a page of the entries that answer: a name never stands in an address."""
    asked = request.form
    wanted = Wanted(
        word=asked.get("word", "").strip(),
        person=asked.get("person", "").strip(),
        category=asked.get("category", ""),
        since=forms.day_of(asked["since"]) if asked.get("since") else None,
        until=forms.day_of(asked["until"]) if asked.get("until") else None,
        building_id=asked.get("building", ""),
        unit_id=asked.get("unit", ""),
    )
    return _found(wanted, after=forms.seen_of(asked.get("after", "")), look=wanted != Wanted())


def _found(wanted: Wanted, *, after: Seen | None, look: bool) -> str:
    asked = {"building": wanted.building_id, "unit": wanted.unit_id}
    keys = [f"{level}:{key}" for level, key in asked.items() if key]
    with store().read(viewer()) as session:
        found = find_entries(session, wanted, after=after) if look else None
        places = picking.chosen(session, keys, language())
        buildings = [
            (name, picking.buildings_within(session, key, language()))
            for key, name in saving.compounds_of_writer(session)
        ]
    return render_template(
        "diary/search.html",
        wanted=wanted,
        found=found,
        behind=after is not None,
        places=[choice.place.line() for choice in places.values()],
        buildings=[(name, rows) for name, rows in buildings if rows],
        groups=groups(language(), viewer().role),
    )


@pages.get("/diary/timeline/<subject>/<path:key>")
@for_roles(LEADER)
def timeline(subject: str, key: str) -> str:
    """Show what happened at a building, in a flat or with a person, the newest first."""
    page = request.args.get("page", 0, type=int)
    with store().read(viewer()) as session:
        told = timelines.timeline(session, _subject(subject), key, language(), page=max(page, 0))
    pages_in_all = -(-told.total // timelines.PAGE)
    return render_template(
        "diary/timeline.html", told=told, subject=subject, key=key, page=page, pages=pages_in_all
    )


def _subject(given: str) -> timelines.Subject:
    if given not in set(timelines.Subject):
        raise NotFoundError(f"nobody tells the past of a {given!r}", zh="没有这样的往事。")
    return timelines.Subject(given)


@pages.post("/diary/facts/<int:fact_id>/wrong")
@for_roles(LEADER)
def wrong(fact_id: int) -> BaseResponse:
    """Put away one thing that was recorded wrongly."""
    with store().write(viewer()) as session:
        entry_id = doubting.call_wrong(session, fact_id, today=today(session))
    flash(_("已收起：地图、列表、走访和导出里都不再出现。一天之内可以放回来。"), "good")
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/facts/<int:fact_id>/right")
@for_roles(LEADER)
def right(fact_id: int) -> BaseResponse:
    """Bring it back."""
    with store().write(viewer()) as session:
        entry_id = doubting.call_right(session, fact_id, today=today(session))
    flash(_("放回来了。"), "good")
    return redirect(url_for("diary.one", entry_id=entry_id))


@pages.post("/diary/<int:entry_id>/edit")
@for_roles(LEADER)
def edit(entry_id: int) -> BaseResponse:
    """Change the words of an entry that waits; the old ones are kept."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    gazetteer = district().now(store(), viewer())
    with store().write(viewer()) as session:
        editing.edit_entry(session, entry_id, text, gazetteer)
    return redirect(url_for("diary.one", entry_id=entry_id))
