"""Needs and their answers: the list, one need, and every step that can be taken."""

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from geo.errors import InputError
from geo.needs.vocabulary import Handler, State, categories, terms
from geo.services import case_files, cases, photos
from geo.services.disclosure import may_name
from geo.services.paging import asked_page
from geo.services.scene import Scene, Status
from webmap.access import LEADER, MANAGER, PARTNER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language

pages = Blueprint("cases", __name__)
READERS = (LEADER, MANAGER, PARTNER)


@pages.get("/cases")
@for_roles(*READERS)
def index() -> str:
    """Show the needs that the reader has to do with, the most pressing first."""
    scene = Scene.from_query({key: word for key, word in request.args.items() if key != "page"})
    asked = asked_page(request.args)
    with store().read(viewer()) as session:
        found = case_files.case_page(session, scene, today(session), language(), asked=asked)
    return render_template(
        "cases/index.html",
        cases=found.rows,
        span=found.span,
        scene=scene,
        statuses=Status,
        categories=[one for one in categories().values() if may_name(one, viewer().role)],
    )


@pages.get("/cases/<int:need_id>")
@for_roles(*READERS)
def one(need_id: int) -> str:
    """Show one need with its history and what can be done."""
    with store().read(viewer()) as session:
        file = case_files.case_file(session, need_id, today(session), language())
        organisations = case_files.partners(session)
    return render_template(
        "cases/one.html",
        file=file,
        case=file.case,
        organisations=organisations,
        handlers=terms("handlers"),
        own_hands=(Handler.LEADER, Handler.COMMUNITY, Handler.STREET),
    )


@pages.post("/cases/<int:need_id>/state")
@for_roles(*READERS)
def move(need_id: int) -> BaseResponse:
    """Take the need to another state."""
    with store().write(viewer()) as session:
        cases.move(
            session,
            need_id,
            _state(request.form.get("state", "")),
            note=request.form.get("note", ""),
            version=_version(),
            today=today(session),
        )
    return _back(need_id, _("已记下。"))


@pages.post("/cases/<int:need_id>/hands")
@for_roles(LEADER, MANAGER)
def assign(need_id: int) -> BaseResponse:
    """Give the need into other hands."""
    with store().write(viewer()) as session:
        cases.assign(
            session,
            need_id,
            request.form.get("hands", ""),
            due=_day(request.form.get("due", "")),
            note=request.form.get("note", ""),
            version=_version(),
        )
    return _back(need_id, _("已交办。"))


@pages.post("/cases/<int:need_id>/told")
@for_roles(LEADER, MANAGER)
def told(need_id: int) -> BaseResponse:
    """Record that the resident was told, or not yet."""
    with store().write(viewer()) as session:
        told_now = request.form.get("told") == "yes"
        cases.tell_resident(session, need_id, told=told_now, version=_version())
    return _back(need_id, _("已记下。"))


@pages.post("/cases/<int:need_id>/recheck")
@for_roles(LEADER, MANAGER)
def recheck(need_id: int) -> BaseResponse:
    """Set the day on which a hazard is looked at again."""
    with store().write(viewer()) as session:
        day = _day(request.form.get("day", ""))
        cases.set_recheck(session, need_id, day, version=_version())
    return _back(need_id, _("复查日期已记下。"))


@pages.post("/cases/<int:need_id>/note")
@for_roles(*READERS)
def note(need_id: int) -> BaseResponse:
    """Add a note, a photo, or both."""
    words, picture = request.form.get("note", ""), request.files.get("photo")
    with store().write(viewer()) as session:
        if picture and picture.filename:
            photos.add_photo(session, need_id, picture.read(), words=words or _("照片"))
        else:
            cases.add_note(session, need_id, words)
    return _back(need_id, _("已记下。"))


@pages.post("/cases/<int:need_id>/whistle")
@for_roles(LEADER)
def whistle(need_id: int) -> BaseResponse:
    """Call for help from above."""
    with store().write(viewer()) as session:
        reason = request.form.get("reason", "")
        cases.blow_whistle(session, need_id, reason, version=_version(), today=today(session))
    return _back(need_id, _("已吹哨，上级的清单上有了这件事。"))


@pages.post("/cases/<int:need_id>/answer")
@for_roles(MANAGER)
def answer(need_id: int) -> BaseResponse:
    """Report in: answer a whistle."""
    with store().write(viewer()) as session:
        cases.answer_whistle(session, need_id, request.form.get("answer", ""), version=_version())
    return _back(need_id, _("已报到，点长会在“今日”里看到。"))


@pages.post("/cases/<int:need_id>/wrong")
@for_roles(LEADER)
def wrong(need_id: int) -> BaseResponse:
    """Hide what somebody says is wrong, at once and everywhere."""
    with store().write(viewer()) as session:
        cases.call_wrong(session, need_id, request.form.get("reason", ""))
    flash(_("已收起：地图、列表、走访和导出里都不再出现。"), "good")
    return redirect(url_for("wrong.index"))


@pages.get("/photos/<int:photo_id>")
@for_roles(*READERS)
def picture(photo_id: int) -> Response:
    """Return a photo of a need in scope."""
    with store().read(viewer()) as session:
        content, media_type = photos.photo(session, photo_id)
    return Response(content, mimetype=media_type)


def _back(need_id: int, sentence: str) -> BaseResponse:
    flash(sentence, "good")
    return redirect(url_for("cases.one", need_id=need_id))


def _version() -> int:
    given = request.form.get("version", "")
    if not given.isdigit():
        raise InputError(
            "the form lacks the version of the need: open the page again",
            zh="页面不完整，请重新打开。",
        )
    return int(given)


def _state(given: str) -> State:
    if given not in set(State):
        raise InputError(f"{given!r} is no state of a need", zh="没有这个状态。")
    return State(given)


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise InputError(
            f"{given!r} is no day: write it as 2026-01-31", zh="日期要写成 2026-01-31 的样子。"
        ) from None
