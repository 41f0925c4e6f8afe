"""What stands around every page: navigation by role, language, the demo's notice."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, session
from flask_babel import lazy_gettext as _l

from geo.services import facts
from geo.services.viewing import CONSOLE, Role
from webmap.access import LEADER, MANAGER, PARTNER, STEWARD, settings, store
from webmap.language import LANGUAGES, language


@dataclass(frozen=True, slots=True)
class Door:
    """One entry of the navigation."""

    endpoint: str
    label: Any
    icon: str
    roles: frozenset[Role]

    @property
    def room(self) -> str:
        """The blueprint behind the door."""
        return self.endpoint.partition(".")[0]


NAVIGATION = (
    Door("day.page", _l("今日"), "today", frozenset({LEADER})),
    Door("diary.page", _l("日记"), "diary", frozenset({LEADER})),
    Door("people_map.page", _l("地图"), "map", frozenset(Role)),
    Door("rounds.page", _l("走访"), "round", frozenset({LEADER})),
    Door("care.page", _l("关怀"), "care", frozenset({LEADER, MANAGER})),
    Door("cases.index", _l("办件"), "cases", frozenset({LEADER, MANAGER, PARTNER})),
    Door("hotspots.page", _l("集中片区"), "hotspots", frozenset({MANAGER})),
    Door("snapshots.page", _l("地图存档"), "snapshot", frozenset({LEADER, MANAGER})),
    Door("handovers.unled", _l("转交"), "diary", frozenset({MANAGER, STEWARD})),
    Door("turf.page", _l("分片"), "turf", frozenset({MANAGER, STEWARD})),
    Door("admin.page", _l("管理"), "admin", frozenset({STEWARD})),
)

ROOMS: dict[tuple[str | None, Role | None], str] = {
    ("questions", STEWARD): "admin",
    ("questions", LEADER): "day",
}
"""Rooms without a door of their own, and the door that leads to them."""


def add_chrome(app: Flask) -> None:
    """Give every template of `app` what its frame needs."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        known = getattr(session, "viewer", None)
        with store().read(CONSOLE) as reading:
            known_facts = facts.store_facts(reading, settings().time_zone)
        return {
            "viewer": known,
            "doors": [door for door in NAVIGATION if known and known.role in door.roles],
            "here": _room(known.role if known else None),
            "language": language(),
            "languages": LANGUAGES,
            "facts": known_facts,
        }


def _room(role: Role | None) -> str | None:
    """Return the room of the page, or the one from which this role gets there."""
    return ROOMS.get((request.blueprint, role), request.blueprint)
