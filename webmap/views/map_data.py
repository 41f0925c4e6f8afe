"""The figures and cards that the map page asks for."""

import hashlib
from dataclasses import asdict
from datetime import date

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from geo.errors import NotFoundError
from geo.services import doorstep, map_layers, mapping
from geo.services import elevation as elevations
from geo.services.rounds.terms import Terms, terms_of
from geo.services.scene import Scene
from geo.services.search import residents_named
from geo.services.viewing import Session
from webmap.access import LEADER, MANAGER, for_roles, store, viewer
from webmap.day import today
from webmap.language import language
from webmap.map import answers, layer_words
from webmap.map.kept import kept, place_index
from webmap.map.packed import Beginning, Packed
from webmap.round_words import mind

pages = Blueprint("map_data", __name__)
FOR_GOOD = "private, max-age=31536000, immutable"
"""For an address that names the state of what it leads to: places, which tell of no person."""
FOR_A_DAY = "private, max-age=86400, immutable"
"""For such an address of what tells of needs: it may stay on a disk for so long at most."""


@pages.get("/api/counts")
@for_roles()
def counts() -> Response:
    """Return the needs of a scene by building, the legend and the totals.

    Made once for each state of the needs and places: then many readers open one page. Under an
    address that names this state (`counts_state`) the browser keeps them as well.
    """
    asked = dict(request.args.items())
    known, state = asked.pop("roster", ""), asked.pop("v", "")
    scene = Scene.from_query(asked)
    with store().read(viewer()) as session:
        day = today(session)
        key = ("counts", *_reader())
        version = f"{mapping.counts_version(session)}-{day}"
        fresh = bool(state) and state == counts_state(session, day)

        def made() -> Packed:
            found = mapping.scene_counts(session, scene, day)
            most = mapping.most_in_need(session, found, language())
            told = answers.counts(found, scene, day, most=most)
            name = mapping.places_version(session) + (scene.compound or "")
            if known == name:
                return Packed.of_json({"roster": name, **told})
            # the same under every filter, and most of the answer
            place = ("roster", viewer().territory_id, scene.compound)
            first = kept().get(place, name, lambda: Beginning.of_json(answers.roster(found, name)))
            return first.ended(told)

        found = kept().get((*key, scene, known), version, made)
    answer = found.answer()
    if fresh:
        answer.headers["Cache-Control"] = FOR_A_DAY
        answer.vary.add("Cookie")
    return answer


def counts_state(session: Session, day: date) -> str:
    """Return what names the counts of this reader on `day`, as needs and places are now."""
    told = (*_reader(), mapping.counts_version(session), day)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _reader() -> tuple[object, ...]:
    """Return what of its reader decides what the counts are."""
    return viewer().role.value, viewer().territory_id, viewer().partner_id, language()


@pages.get("/api/layers/<name>")
@for_roles(LEADER, MANAGER)
def layer(name: str) -> Response:
    """Return what else the buildings are coloured by, in the order of the roster of the counts."""
    if name not in set(map_layers.Layer):
        raise NotFoundError(f"there is no layer {name!r}", zh="没有这一层。")
    chosen = map_layers.Layer(name)
    with store().read(viewer()) as session:
        day = today(session)
    # before what it names is read, so that this can only be newer than its name
    version = map_layers.layer_version(store(), viewer(), chosen, day)

    def made() -> Packed:
        with store().read(viewer()) as session:
            roster = mapping.roster(session, request.args.get("compound") or None)
        values = map_layers.layer_values(store(), viewer(), chosen, day)
        return Packed.of_json(layer_words.answer(values, chosen, roster, day))

    key = ("layer", chosen, *_reader(), request.args.get("compound"))
    return kept().get(key, version, made).answer()


@pages.get("/api/compounds")
@for_roles()
def compounds() -> Response:
    """Return the compounds in scope with their bounds; kept by the browser under their version."""
    with store().read(viewer()) as session:
        found = mapping.compounds_in_scope(session)
        fresh = request.args.get("v") == mapping.places_version(session)
    answer = jsonify(compounds=[asdict(one) for one in found])
    if fresh:
        answer.headers["Cache-Control"] = FOR_GOOD
    return answer


@pages.get("/api/buildings/<path:building_id>/elevation")
@for_roles()
def elevation(building_id: str) -> Response:
    """Return the elevation of a building, with what the scene shows in it."""
    scene = Scene.from_query(request.args)
    with store().read(viewer()) as session:
        found = elevations.elevation(
            session, building_id, scene, today(session), language=language()
        )
    made = answers.elevation(found, language(), viewer().role)
    if viewer().role is LEADER and "diary_book.timeline" in current_app.view_functions:
        made["past"] = url_for("diary_book.timeline", subject="building", key=building_id)
    return jsonify(made)


@pages.get("/api/units/<path:unit_id>")
@for_roles()
def unit(unit_id: str) -> Response:
    """Return the card of a flat, as far as its reader may know it."""
    with store().read(viewer()) as session:
        day = today(session)
        found = doorstep.doorstep(session, unit_id, day, language())
        terms = terms_of(session, [unit_id]).get(unit_id, Terms())
    role, hrefs = viewer().role, _doors_from(unit_id, found.household.building_id)
    made = answers.doorstep(found, day, language(), role, hrefs)
    if "terms" in hrefs:
        made["mind"] = mind(terms)
    return jsonify(made)


@pages.post("/api/residents/<path:resident_id>/phone")
@for_roles(LEADER)
def phone(resident_id: str) -> Response:
    """Return a resident's whole phone number; that it was read is recorded."""
    with store().write(viewer()) as session:
        number = doorstep.phone_shown(session, resident_id)
    return jsonify(phone=number)


@pages.get("/api/search")
@for_roles()
def search() -> Response:
    """Return the places that a text may mean, and for a leader the residents of that name."""
    text = request.args.get("q", "").strip()
    with store().read(viewer()) as session:
        found = place_index(session, viewer(), language()).find(text)
        people = residents_named(session, store().digest(text), language()) if text else []
    return jsonify(hits=answers.hits([*people, *found]))


def _doors_from(unit_id: str, building_id: str) -> dict[str, str]:
    """Return the addresses of what this reader can do for a flat, where such pages exist."""
    known, role = current_app.view_functions, viewer().role
    doors = {}
    if role is LEADER and "diary.page" in known:
        doors["diary"] = url_for("diary.page", unit=unit_id)
    if role is LEADER and "home_terms.page" in known:
        back = url_for("people_map.page", building=building_id, unit=unit_id)
        doors["terms"] = url_for("home_terms.page", unit_id=unit_id, next=back)
    if role is LEADER and "diary_book.timeline" in known:
        doors["past"] = url_for("diary_book.timeline", subject="unit", key=unit_id)
        doors["promise_wrong"] = url_for("wrong.promise_wrong", promise_id=0).replace("0", "ID")
        doors["promise_right"] = url_for("wrong.promise_right", promise_id=0).replace("0", "ID")
        doors["person"] = url_for("diary_book.timeline", subject="resident", key="ID")
    if role is MANAGER and "households.of_unit" in known:
        doors["household"] = url_for("households.of_unit", unit_id=unit_id)
    return doors
