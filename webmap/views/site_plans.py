"""Site plans under the map: uploaded, laid by points, shown only to who traces them."""

import io
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request, send_file, url_for

from geo.errors import InputError
from geo.places.editing_plans import Mark
from geo.services.place_edits import site_plans
from geo.services.place_edits.given import Given
from geo.services.place_edits.site_plans import Plan
from webmap.access import LEADER, STEWARD, for_roles, store, viewer
from webmap.day import today

pages = Blueprint("site_plans", __name__)
LONGEST_NAME = 60


@pages.get("/api/edit/plans")
@for_roles(LEADER, STEWARD)
def index() -> Response:
    """Return the plans in scope."""
    with store().read(viewer()) as session:
        found = site_plans.plans(session)
    return jsonify(plans=[_told(plan) for plan in found])


@pages.post("/api/edit/plans")
@for_roles(LEADER, STEWARD)
def add() -> Response:
    """Keep the drawing that was sent."""
    sent = request.files.get("picture")
    if sent is None:
        raise InputError("no picture was sent", zh="没有收到图片。")
    with store().write(viewer()) as session:
        key = site_plans.add_plan(
            session,
            sent.read(),
            compound=request.form.get("compound", ""),
            name=request.form.get("name", "").strip()[:LONGEST_NAME],
            today=today(session),
        )
    return jsonify(plan=key)


@pages.get("/api/edit/plans/<key>.jpg")
@for_roles(LEADER, STEWARD)
def picture(key: str) -> Response:
    """Return the picture of a plan."""
    with store().read(viewer()) as session:
        content = site_plans.plan_picture(session, key)
    # the picture of a key never changes
    answer = send_file(io.BytesIO(content), mimetype="image/jpeg", etag=key)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@pages.post("/api/edit/plans/<key>/points")
@for_roles(LEADER, STEWARD)
def lay(key: str) -> Response:
    """Lay a plan by two or three points that are known on both."""
    marks = _marks(request.get_json(silent=True))
    with store().write(viewer()) as session:
        found = site_plans.lay(session, key, marks)
    return jsonify(_told(found))


@pages.post("/api/edit/plans/<key>/remove")
@for_roles(LEADER, STEWARD)
def remove(key: str) -> Response:
    """Take a plan away."""
    with store().write(viewer()) as session:
        site_plans.drop_plan(session, key)
    return jsonify(plan=key)


def _marks(told: object) -> tuple[Mark, ...]:
    points = Given(told).told.get("points")
    if not isinstance(points, list) or len(points) > 3:
        raise InputError("points: wanted a list of at most three", zh="对应点不对。")
    marks = []
    for one in map(Given, points):
        x, y = one.number("x", 0, 100_000), one.number("y", 0, 100_000)
        if x is None or y is None:
            raise InputError("points: wanted x and y in pixels", zh="对应点不对。")
        marks.append(Mark(x, y, one.spot("at")))
    return tuple(marks)


def _told(plan: Plan) -> dict[str, object]:
    return asdict(plan) | {"href": url_for("site_plans.picture", key=plan.id)}
