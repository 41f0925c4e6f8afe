"""What the map's services found, as the JSON that the page's modules read."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from geo.needs.vocabulary import Living, label
from geo.services.case_files import Case
from geo.services.doorstep import Doorstep
from geo.services.elevation import Elevation
from geo.services.households import Person
from geo.services.mapping import Needy, SceneCounts
from geo.services.scene import Scene
from geo.services.search import Hit
from geo.services.viewing import Role
from webmap.map.vocabulary import category_label
from webmap.sheets.legend import legend_classes, legend_json


def roster(found: SceneCounts, name: str) -> dict[str, Any]:
    """Return the buildings that the counts are of, and what their state is called."""
    frame = found.buildings
    return {
        "roster": name,
        "ids": frame["id"].tolist(),
        "households": frame["households"].tolist(),
    }


def counts(found: SceneCounts, scene: Scene, today: date, *, most: list[Needy]) -> dict[str, Any]:
    """Return the counts in the order of the roster, with the classes of the legend and the totals.

    The legend leaves out buildings where nobody lives and nothing is needed: shops, schools. Where
    no household is known at all, it counts every building.

    Parameters
    ----------
    most
        The buildings with the most needs.
    """
    frame = found.buildings
    lived_in = frame[(frame["households"] > 0) | (frame["needs"] > 0) | (found.households == 0)]
    return {
        "counts": frame["needs"].tolist(),
        "overdue": frame["overdue"].tolist(),
        "compounds": {
            "ids": list(found.by_compound),
            "counts": list(found.by_compound.values()),
        },
        "most": [asdict(one) for one in most],
        "classes": legend_json(legend_classes(lived_in["needs"])),
        "categories": found.by_category,
        "totals": {
            "needs": found.needs,
            "overdue": found.overdue,
            "elsewhere": found.elsewhere,
            "households": found.households,
            "buildings": int((frame["needs"] > 0).sum()),
            "all_buildings": len(frame),
            "care": found.care,
            "people": found.people,
            "care_overdue": found.care_overdue,
        },
        "scene": scene.query(),
        "today": today.isoformat(),
    }


def elevation(found: Elevation, language: str, role: Role) -> dict[str, Any]:
    """Return the elevation; categories become words that `role` may read, the most needed first."""
    words: Counter[str] = Counter()
    for key, count in found.by_category.items():
        words[category_label(key, language, role)] += count
    made = asdict(found) | {
        "by_category": [{"label": word, "needs": count} for word, count in words.most_common()]
    }
    return dict(made)


def doorstep(
    found: Doorstep, today: date, language: str, role: Role, hrefs: dict[str, str]
) -> dict[str, Any]:
    """Return the card of a flat with the addresses `hrefs` of what can be done from it."""
    home = found.household
    place = home.place
    return {
        "unit": home.unit_id,
        "building": home.building_id,
        "place": " ".join(filter(None, (place.compound, *place.door()))),
        "home": place.home,
        "detail": found.detail,
        "people": [_person(one, language) for one in home.people],
        "needs": [_need(one, language, role, found.words) for one in home.needs],
        "promises": [
            {
                "id": one.id,
                "words": one.words,
                "due_on": _day(one.due_on),
                "late": one.due_on is not None and one.due_on < today,
            }
            for one in home.promises
            if one.done_on is None
        ],
        "last_visit": None
        if home.last_visit_on is None or home.last_outcome is None
        else {"on": _day(home.last_visit_on), "outcome": label(home.last_outcome, language)},
        "hrefs": hrefs,
    }


def hits(found: list[Hit]) -> list[dict[str, Any]]:
    """Return what a search found."""
    return [asdict(hit) for hit in found]


def _person(one: Person, language: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name or "",
        "age": one.age,
        "living": label(Living(one.living), language) if one.living in set(Living) else "",
        "phone": one.phone,
        "declines_visits": one.declines_visits,
        "away_until": _day(one.away_until),
    }


def _need(one: Case, language: str, role: Role, words: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "category": category_label(one.category.id, language, role),
        "state": label(one.state, language),
        "is_open": one.state.is_open,
        "handler": one.partner or label(one.handler, language),
        "opened_on": _day(one.opened_on),
        "due_on": _day(one.due_on),
        "overdue": one.overdue,
        "told_resident": one.told_resident,
        "words": words.get(one.id, ""),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
