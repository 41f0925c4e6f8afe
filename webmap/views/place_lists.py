"""Lists beside the map: who was not met for long, lifts that are out, gates and their hours."""

import geopandas as gpd
from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from geo.needs.vocabulary import label
from geo.services import care, coverage, gate_list, lift_out, silence
from geo.services.place_edits.drawing import building_names
from geo.services.silence import Silence
from webmap.access import LEADER, MANAGER, STEWARD, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map.csv_form import csv_bytes
from webmap.map.kept import kept
from webmap.outline_map import OutlineMap, outline_map
from webmap.sheets.legend import LegendClass, class_indices, legend_classes

pages = Blueprint("place_lists", __name__)
UNTOLD = ("#e3e0d9", "#1f1b16")


@pages.get("/silence")
@for_roles(LEADER, MANAGER)
def silent() -> str:
    """Show where people were not met for long, by building."""
    with store().read(viewer()) as session:
        day = today(session)
    version = silence.silence_version(store(), viewer(), day)
    found = kept().get(
        ("silence", viewer().role, viewer().territory_id, language()),
        version,
        lambda: silence.silence(store(), viewer(), day, language()),
    )
    chosen = request.args.get("compound") or (found.compounds[0].id if found.compounds else "")
    shown = found.of_compound(chosen) if chosen else found
    with store().read(viewer()) as session:
        shapes = silence.footprints(session, shown)
    classes = legend_classes([round(one.score) for one in shown.buildings if one.told])
    return render_template(
        "edit/silence.html",
        found=found,
        shown=shown,
        chosen=chosen,
        day=day,
        classes=classes,
        drawn=_drawn(shown, shapes, classes),
        risks={label(step, language()): risk for step, risk in silence.RISK.items()},
        silent_days=care.SILENT_DAYS,
        unmet_days=silence.UNMET_DAYS,
        fewest=coverage.FEWEST_HOMES,
    )


@pages.get("/silence.csv")
@for_roles(LEADER, MANAGER)
def silent_file() -> Response:
    """Return the buildings as a file."""
    with store().write(viewer()) as session:
        day = today(session)
        silence.note_export(session, day)
    found = silence.silence(store(), viewer(), day, language())
    head = (
        _("小区"), _("楼栋"), _("户数"), _("要上门"), _("久未联系"), _("还没见过"), _("分数"),
        _("截至日期"),
    )  # fmt: skip
    rows = [
        (one.compound, one.label, one.homes, one.people, one.silent, one.unmet, one.score, day)
        if one.told
        else (one.compound, one.label, one.homes, *[None] * 4, day)
        for one in found.buildings
    ]
    answer = Response(csv_bytes(head, rows), mimetype="text/csv")
    name = f"silence-{day.isoformat()}.csv"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@pages.get("/lift-out")
@for_roles(LEADER)
def lifts() -> str:
    """Show who lives upstairs where the lift is out; that it was looked at is noted."""
    with store().write(viewer()) as session:
        day = today(session)
        found = lift_out.lifts_out(session, day, language())
        names = building_names(session, (one.building_id for one in found), language())
    return render_template(
        "edit/lift_out.html", found=found, names=names, day=day, old_years=lift_out.OLD_YEARS
    )


@pages.get("/gates")
@for_roles(LEADER, MANAGER, STEWARD)
def gates() -> str:
    """Show the gates with their hours, and how far the doors were checked."""
    with store().read(viewer()) as session:
        found = gate_list.gate_list(session)
    return render_template("edit/gates.html", found=found)


def _drawn(
    shown: Silence, shapes: gpd.GeoDataFrame, classes: tuple[LegendClass, ...]
) -> OutlineMap:
    scores = [round(one.score) for one in shown.buildings]
    which = class_indices(scores, classes)
    colours = {
        one.id: (classes[at].colour, classes[at].ink) if one.told else UNTOLD
        for one, at in zip(shown.buildings, which, strict=True)
    }
    return outline_map(shapes, colours)
