"""Looking back in the diary: search, and what was recorded wrongly."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.services.diary import doubting, editing, picking
from geo.services.diary.searching import Wanted, find_entries
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
    """Show the entries that answer a question."""
    asked = request.args
    wanted = Wanted(
        word=asked.get("word", "").strip(),
        category=asked.get("category", ""),
        since=forms.day_of(asked["since"]) if asked.get("since") else None,
        until=forms.day_of(asked["until"]) if asked.get("until") else None,
        building_id=asked.get("building", ""),
        unit_id=asked.get("unit", ""),
    )
    keys = [f"{level}:{asked[level]}" for level in ("building", "unit") if asked.get(level)]
    with store().read(viewer()) as session:
        found = find_entries(session, wanted) if wanted != Wanted() else None
        places = picking.chosen(session, keys, language())
    return render_template(
        "diary/search.html",
        wanted=wanted,
        found=found,
        places=[choice.place.line() for choice in places.values()],
        groups=groups(language(), viewer().role),
    )


@pages.post("/diary/facts/<int:fact_id>/wrong")
@for_roles(LEADER)
def wrong(fact_id: int) -> BaseResponse:
    """Put away one thing that was recorded wrongly."""
    with store().write(viewer()) as session:
        entry_id = doubting.call_wrong(session, fact_id, today=today(session))
    flash(_("已收起:地图、清单、走访和导出里都不再出现。一天之内可以放回来。"), "good")
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
