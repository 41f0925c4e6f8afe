"""What the map's services found, as the JSON that the page's modules read."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from geo.services.doorstep import Doorstep
from geo.services.elevation import Elevation
from geo.services.mapping import SceneCounts
from geo.services.scene import Scene
from geo.services.search import Hit
from geo.services.viewing import Role
from webmap.map.vocabulary import category_label
from webmap.sheets.legend import legend_classes, legend_json


def counts(found: SceneCounts, scene: Scene, today: date) -> dict[str, Any]:
    """Return the counts column by column, with the classes of the legend and the totals."""
    frame = found.buildings
    return {
        "ids": frame["id"].tolist(),
        "counts": frame["needs"].tolist(),
        "overdue": frame["overdue"].tolist(),
        "households": frame["households"].tolist(),
        "classes": legend_json(legend_classes(frame["needs"])),
        "categories": found.by_category,
        "totals": {
            "needs": found.needs,
            "overdue": found.overdue,
            "elsewhere": found.elsewhere,
            "households": found.households,
            "buildings": int((frame["needs"] > 0).sum()),
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


def doorstep(found: Doorstep, hrefs: dict[str, str]) -> dict[str, Any]:
    """Return the card of a flat with the addresses `hrefs` of what can be done from it."""
    made = asdict(found) | {"hrefs": hrefs}
    if found.last_visit is not None:
        made["last_visit"] = {"on": found.last_visit[0], "outcome": found.last_visit[1]}
    return dict(_written(made))


def hits(found: list[Hit]) -> list[dict[str, Any]]:
    """Return what a search found."""
    return [asdict(hit) for hit in found]


def _written(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON answer
    """Return `value` with its days as YYYY-MM-DD."""
    if isinstance(value, dict):
        return {key: _written(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
