"""Editing on the map: what can be edited in view, the edits themselves, their history."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import InputError, NotFoundError
from geo.services.place_edits import drawing, history, making, sketches, undoing
from geo.services.place_edits.acts import Act
from geo.services.place_edits.drawing import Box
from geo.services.place_edits.given import Given
from geo.services.place_edits.history import EditLine
from geo.services.place_edits.making import Order
from geo.services.place_edits.plans import OpenQuestionError
from geo.services.place_edits.reading import read_wish
from geo.services.place_edits.states import RECORDS
from webmap.access import LEADER, STEWARD, for_roles, store, viewer
from webmap.day import today
from webmap.edit_words import ACTS
from webmap.forms import position
from webmap.language import language

pages = Blueprint("place_edits", __name__)
MOST_BYTES = 200_000
"""Of one edit: an outline with all the corners that it may have."""


@pages.get("/api/edit/places")
@for_roles(LEADER, STEWARD)
def places() -> Response:
    """Return the places in a part of the map as they stand, each with its version."""
    box = Box.from_text(request.args.get("box", ""))
    with store().read(viewer()) as session:
        found = drawing.editable(session, box, language())
    return jsonify(found)


@pages.get("/api/edit/unchecked")
@for_roles(LEADER, STEWARD)
def unchecked() -> Response:
    """Return what waits: inferred entrances, the nearest first, and sketched buildings."""
    try:
        at = position(request.args.get("near", ""))
    except ValueError:
        raise InputError("near: wanted lon,lat", zh="地图位置不对。") from None
    with store().read(viewer()) as session:
        found = drawing.unchecked(session, at.point, language())
        waiting = sketches.unplaced(session, language())
    return jsonify(asdict(found) | {"unplaced": [asdict(one) for one in waiting]})


@pages.get("/api/edit/edits")
@for_roles(LEADER, STEWARD)
def edits() -> Response:
    """Return the newest edits."""
    with store().read(viewer()) as session:
        found = history.recent(session, language())
    return jsonify(edits=[_line(one) for one in found])


@pages.get("/api/edit/history/<layer>/<path:key>")
@for_roles(LEADER, STEWARD)
def of_place(layer: str, key: str) -> Response:
    """Return the survey history of one place."""
    if layer not in RECORDS:
        raise NotFoundError(f"there is no layer {layer!r}", zh="没有这个图层。")
    with store().read(viewer()) as session:
        found = history.history_of(session, layer, key, language())
    return jsonify(edits=[_line(one) for one in found])


@pages.post("/api/edit/acts/<act>")
@for_roles(LEADER, STEWARD)
def make(act: str) -> tuple[BaseResponse, int] | BaseResponse:
    """Make an edit; 409 with `ask` when something must be answered first."""
    order = _order(act)
    try:
        with store().write(viewer()) as session:
            number = making.make_edit(session, order, today(session))
    except OpenQuestionError as question:
        return jsonify(error=question.said(language()), ask=question.about), 409
    return jsonify(edit=number)


@pages.post("/api/edit/edits/<int:edit_id>/undo")
@for_roles(LEADER, STEWARD)
def undo(edit_id: int) -> Response:
    """Take an edit back."""
    with store().write(viewer()) as session:
        undoing.undo(session, edit_id, today(session))
    return jsonify(edit=edit_id)


@pages.post("/api/edit/edits/<int:edit_id>/redo")
@for_roles(LEADER, STEWARD)
def redo(edit_id: int) -> Response:
    """Make an edit again that was taken back."""
    with store().write(viewer()) as session:
        undoing.redo(session, edit_id)
    return jsonify(edit=edit_id)


def _order(act: str) -> Order:
    """Return the edit that the body of the request asks for.

    Raises
    ------
    NotFoundError
        When there is no such kind of edit.
    InputError
        When the body is no JSON object with what the kind needs.
    """
    if act not in set(Act):
        raise NotFoundError(f"there is no edit {act!r}", zh="没有这一种修改。")
    if (request.content_length or 0) > MOST_BYTES:
        raise InputError("this edit is too large", zh="这次修改太大了。")
    given = Given(request.get_json(silent=True))
    seen = given.mapping("seen")
    return Order(
        act=Act(act),
        wish=read_wish(Act(act), given.told),
        key=given.key("key"),
        why=given.text("why"),
        seen={str(name): str(version) for name, version in seen.items()},
    )


def _line(one: EditLine) -> dict[str, Any]:
    return asdict(one) | {
        "act": one.act.value,
        "word": str(ACTS[one.act]),
        "on": one.on.isoformat(),
        "undone_on": None if one.undone_on is None else one.undone_on.isoformat(),
    }
