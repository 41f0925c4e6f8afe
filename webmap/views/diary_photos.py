"""Photos of the diary: the place they speak of, adding, showing, and where they go."""

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.services.diary import photos
from webmap.access import LEADER, for_roles, store, viewer
from webmap.diary.forms import number_of
from webmap.diary.pictures import pictures_of
from webmap.language import language

pages = Blueprint("diary_photos", __name__)
KEPT_BY_BROWSER = "private, max-age=600"


@pages.post("/api/diary/photo-place")
@for_roles(LEADER)
def place() -> Response:
    """Return the door or building that a camera's position speaks of; nothing is kept."""
    sent = request.files.get("exif")
    with store().read(viewer()) as session:
        found = photos.suggested_place(session, sent.read() if sent else b"", language())
    if found is None:
        return jsonify(place=None)
    choice, metres = found
    words = "".join(filter(None, (choice.place.compound, *choice.place.door())))
    return jsonify(place={"key": choice.key, "label": choice.place.line(), "words": words,
                          "metres": metres})  # fmt: skip


@pages.post("/diary/<int:entry_id>/photos")
@for_roles(LEADER)
def add(entry_id: int) -> BaseResponse:
    """Add photos to an entry."""
    with store().write(viewer()) as session:
        photos.add_photos(session, entry_id, pictures_of(request.files))
    return _back(entry_id)


@pages.get("/diary/photos/<int:photo_id>")
@for_roles(LEADER)
def show(photo_id: int) -> Response:
    """Return a photo of an entry in scope."""
    with store().read(viewer()) as session:
        content, media_type = photos.entry_photo(session, photo_id)
    answer = Response(content, mimetype=media_type)
    answer.headers["Cache-Control"] = KEPT_BY_BROWSER
    return answer


@pages.post("/diary/photos/<int:photo_id>/drop")
@for_roles(LEADER)
def drop(photo_id: int) -> BaseResponse:
    """Delete a photo."""
    with store().write(viewer()) as session:
        entry_id = photos.drop_photo(session, photo_id)
    flash(_("照片已删除。"), "good")
    return _back(entry_id)


@pages.post("/diary/photos/<int:photo_id>/attach")
@for_roles(LEADER)
def attach(photo_id: int) -> BaseResponse:
    """Let a photo go with a need of its entry."""
    need_id = number_of(request.form.get("need", ""))
    with store().write(viewer()) as session:
        entry_id = photos.attach(session, photo_id, need_id)
    flash(_("照片附到办件上了。"), "good")
    return _back(entry_id)


def _back(entry_id: int) -> BaseResponse:
    return redirect(url_for("diary.one", entry_id=entry_id))
