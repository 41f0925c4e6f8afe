"""What the diary's page asks while somebody writes: readings, places, and sentences sent late."""

from flask import Blueprint, Response, jsonify, render_template, request, url_for

from geo.diary.reading import LONGEST_ENTRY
from geo.errors import InputError
from geo.services.diary import photos, picking, saving
from geo.services.diary.neighbours import known_homes
from geo.services.diary.reading import read_facts
from geo.services.diary.understanding import understood
from webmap.access import LEADER, for_roles, store, viewer
from webmap.day import today
from webmap.diary import answers
from webmap.diary.alarms import alarms
from webmap.diary.gazetteers import district
from webmap.diary.pictures import pictures_of
from webmap.diary.sent import compound_of, day_or, fault_of, new_entry, too_long, unified
from webmap.language import language
from webmap.map.vocabulary import groups

pages = Blueprint("diary_reading", __name__)


@pages.post("/api/diary/read")
@for_roles(LEADER)
def read() -> Response:
    """Return what a text would become; nothing is saved."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict) or not isinstance(sent.get("text"), str):
        raise InputError("send JSON with a text", zh="没有收到文字，请刷新页面再试一次。")
    text = unified(sent["text"])
    if len(text) > LONGEST_ENTRY and (lines := answers.lines(text)):
        return jsonify(spans=[], items=[], seen="", html="", lines=lines)
    if len(text) > LONGEST_ENTRY:
        fault = too_long(text)
        raise InputError(fault, zh=fault)
    gazetteer = district().now(store(), viewer(), live=True)
    with store().read(viewer()) as session:
        day = day_or(str(sent.get("day") or ""), today(session))
        compound = compound_of(session, str(sent.get("compound") or ""))
        name = saving.compound_name(session, compound)
        homes = known_homes(session)
        facts = read_facts(text, gazetteer, written_on=day, compound=name, homes=homes).facts
        found = understood(
            session,
            text,
            facts,
            compound_id=compound,
            language=language(),
        )

    def says(line: str) -> bool:
        known = read_facts(line, gazetteer, written_on=day, compound=name).facts
        return answers.says_something(known)

    card = {
        "found": found,
        "text": text,
        "groups": groups(language(), viewer().role),
        "alarms": alarms(text, language()),
    }
    return jsonify(
        spans=answers.spans(facts, language()),
        items=answers.items(found, language()),
        seen=answers.seen(text, day, compound, facts),
        html=render_template("diary/reading.html", **card),
        lines=answers.lines(text, says),
    )


@pages.get("/api/diary/buildings")
@for_roles(LEADER)
def buildings() -> Response:
    """Return the buildings of a compound for the place picker."""
    with store().read(viewer()) as session:
        found = picking.buildings_within(session, request.args.get("compound", ""), language())
    return jsonify(buildings=[{"key": key, "label": label} for key, label in found])


@pages.get("/api/diary/doorways")
@for_roles(LEADER)
def doorways() -> Response:
    """Return the entrances and flats of a building for the place picker."""
    with store().read(viewer()) as session:
        found = picking.doorways(session, request.args.get("building", ""), language())
    return jsonify(
        doorways=[
            {
                "key": door.key,
                "label": door.label,
                "flats": [
                    {"key": flat.key, "label": flat.label, "floor": flat.floor}
                    for flat in door.flats
                ],
            }
            for door in found
        ]
    )


@pages.post("/api/diary/entries")
@for_roles(LEADER)
def save_unsent() -> Response:
    """Keep an entry that was written without signal; what was read in it waits for its writer."""
    text = unified(request.form.get("text", ""))
    if fault := fault_of(text):
        raise InputError(fault, zh=fault)
    pictures = pictures_of(request.files)
    gazetteer = district().now(store(), viewer())
    with store().write(viewer()) as session:
        day = today(session)
        entry_id = saving.save_entry(session, new_entry(session, text, day), gazetteer, today=day)
        photos.add_photos(session, entry_id, pictures)
    return jsonify(id=entry_id, href=url_for("diary.one", entry_id=entry_id))
