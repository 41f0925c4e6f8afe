"""Tells a monitor whether the service can answer."""

from flask import Blueprint, Response, jsonify

from geo.services import facts
from geo.services.viewing import CONSOLE
from webmap.access import for_anyone, settings, store

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@for_anyone
def healthz() -> Response:
    """Answer 200 when the store can be read."""
    with store().read(CONSOLE) as session:
        facts.store_facts(session, settings().time_zone)
    return jsonify(status="ok")
