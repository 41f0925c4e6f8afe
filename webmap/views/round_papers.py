"""A round taken along: on paper, for navigation programs and calendars. No condition is in any."""

import json

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from geo.services import facts, households, registry
from geo.services.doorstep_card import DoorstepCard, doorstep_card
from geo.services.rounds import files, keeping
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.progress import progress
from geo.services.rounds.wording import in_language
from webmap import round_words
from webmap.access import LEADER, for_roles, settings, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.sheets.doorstep_card import CardWords, card_pdf
from webmap.sheets.round_sheet import RoundWords, round_pdf

pages = Blueprint("round_papers", __name__)


@pages.get("/rounds/<int:round_id>.gpx")
@for_roles(LEADER)
def gpx(round_id: int) -> Response:
    """Return a round as GPX."""
    with store().read(viewer()) as session:
        kept = keeping.kept_round(session, round_id)
    return _file(kept.gpx, f"round-{kept.day}.gpx", "application/gpx+xml")


@pages.get("/rounds/<int:round_id>.ics")
@for_roles(LEADER)
def calendar(round_id: int) -> Response:
    """Return a round as iCalendar."""
    with store().read(viewer()) as session:
        kept = in_language(session, keeping.kept_round(session, round_id), language())
    return _file(files.icalendar(kept, round_id), f"round-{kept.day}.ics", "text/calendar")


@pages.get("/rounds/<int:round_id>.geojson")
@for_roles(LEADER)
def features(round_id: int) -> Response:
    """Return a round as GeoJSON."""
    with store().read(viewer()) as session:
        kept = in_language(session, keeping.kept_round(session, round_id), language())
    text = json.dumps(files.geojson(kept), ensure_ascii=False)
    return _file(text, f"round-{kept.day}.geojson", "application/geo+json")


@pages.get("/rounds/<int:round_id>.pdf")
@for_roles(LEADER)
def sheet(round_id: int) -> Response:
    """Return a round for the printer: door, surname, errand and a box to tick."""
    with store().read(viewer()) as session:
        kept = progress(session, round_id, language()).itinerary
        places = registry.places_in_scope(session)
        sources = facts.store_facts(session, settings().time_zone).attribution
    pdf = round_pdf(kept, places, _words(kept, sources), language())
    return _file(pdf, f"round-{kept.day}.pdf", "application/pdf")


@pages.get("/units/<unit_id>/card")
@for_roles(LEADER)
def ask_card(unit_id: str) -> str:
    """Ask why a household has to be on paper."""
    with store().read(viewer()) as session:
        home = households.household(session, unit_id, today(session), language())
    return render_template("rounds/card.html", place=home.place.line())


@pages.post("/units/<unit_id>/card")
@for_roles(LEADER)
def card(unit_id: str) -> Response:
    """Record the reason and return the doorstep card of one household."""
    reason = request.form.get("reason", "")
    with store().write(viewer()) as session:
        day = today(session)
        made = doorstep_card(session, unit_id, reason=reason, today=day, language=language())
    pdf = card_pdf(made, _card_words(made), language())
    return _file(pdf, f"card-{made.number}.pdf", "application/pdf")


def _card_words(made: DoorstepCard) -> CardWords:
    signed = _("编号 %(number)s · 打印：%(name)s", number=made.number, name=made.printed_by)
    return CardWords(
        title=_("入户卡"),
        people=_("住户"),
        needs=_("还没办结的"),
        promises=_("答应过的"),
        last_visit=_("上次走访"),
        age=_("{n} 岁"),
        declines=_("不希望上门"),
        away=_("外出到 {day}"),
        imprint=f"{signed} · {made.printed_on.isoformat()} · " + _("用完请销毁"),
    )


def _words(kept: Itinerary, sources: str) -> RoundWords:
    homes = ngettext("%(num)d 户", "%(num)d 户", len(kept.legs))
    printed_by = _("打印：%(name)s", name=viewer().name)
    return RoundWords(
        title=_("走访单 %(day)s", day=kept.day),
        subtitle=f"{kept.depart}–{kept.finish} · {homes} · "
        + _("走路 %(n)s 分", n=round(kept.walk_min)),
        columns=(_("几点到"), _("门"), _("姓"), _("做什么")),
        left_title=_("这次排不下的"),
        imprint=" · ".join(filter(None, (printed_by, _("用完请收好或销毁"), sources))),
        climbs=tuple(
            round_words.climb(one.climb) if len(one.legs) > 1 else "" for one in kept.entrances
        ),
        causes=tuple(map(round_words.left_out_on_paper, kept.left)),
        empty=_("这段时间里没有要走访的人家。"),
        comma=_("、"),
    )


def _file(content: str | bytes, name: str, media_type: str) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
