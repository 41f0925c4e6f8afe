"""The map page, its script, and the layers it draws."""

from flask import Blueprint, Response, render_template

from geo.services import registry
from webmap.access import LEADER, MANAGER, PARTNER, for_roles, store, viewer
from webmap.language import language
from webmap.map import layers
from webmap.map.page import MapPage, map_page

pages = Blueprint("people_map", __name__)


@pages.get("/")
@for_roles(LEADER, MANAGER, PARTNER)
def page() -> str:
    """Show the people's map of the viewer's territory."""
    return render_template("map.html", markup=_map().markup)


@pages.get("/map.js")
@for_roles(LEADER, MANAGER, PARTNER)
def script() -> Response:
    """Return the script that folium wrote for this viewer's map."""
    return Response(_map().script, mimetype="text/javascript")


@pages.get("/api/buildings.geojson")
@for_roles(LEADER, MANAGER, PARTNER)
def buildings() -> Response:
    """Return the buildings in scope."""
    with store().read(viewer()) as session:
        content = layers.buildings(registry.places_in_scope(session), language())
    return Response(content, mimetype="application/geo+json")


@pages.get("/api/ground.geojson")
@for_roles(LEADER, MANAGER, PARTNER)
def ground() -> Response:
    """Return what lies under and around the buildings: areas, ways, compounds, gates."""
    with store().read(viewer()) as session:
        content = layers.ground(registry.places_in_scope(session))
    return Response(content, mimetype="application/geo+json")


def _map() -> MapPage:
    with store().read(viewer()) as session:
        view = layers.opening_view(registry.layer(session, "buildings"))
    return map_page(view, layers.addresses())
