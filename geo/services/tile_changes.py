"""What was edited of the places since the map's tiles were drawn, so that an edit shows at once."""

from collections import defaultdict
from dataclasses import dataclass

import geopandas as gpd
from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from geo.places.tile_layers import LAST_ZOOM, TileLayer, tile_layers
from geo.services import registry
from geo.services.tiles import Archive, labels_of
from geo.store.models import Entrance, PlaceChange, PlaceEdit
from geo.store.opening import Store
from geo.store.scope import CONSOLE

DRAWN_AS = {
    "compounds": ("compound", "name"),
    "gates": ("gate",),
    "buildings": ("building", "spot"),
    "entrances": ("door",),
    "ways": ("road", "service", "wall", "foot"),
    "areas": ("area", "plot"),
}
"""Layer of places -> the layers of the tiles that its rows may be in."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The places as they are now, and what of the tiles they replace."""

    replaced: dict[str, tuple[str, ...]]
    """Layer of the tiles -> keys that are no longer drawn from them."""
    layers: tuple[TileLayer, ...]
    """Rows that are drawn instead."""


def changed_since(store: Store, archive: Archive) -> Changed:
    """Return what edits changed since `archive` was drawn.

    Like the tiles it is for everybody with a login. Cost is linear in the places edited.
    """
    with store.read(CONSOLE) as session:
        keys = _changed_keys(session, archive)
        places = _places(session, keys)
    labels = labels_of(places)
    edited = places["entrances"]["id"].isin(keys["entrances"])
    drawn = places | {"entrances": places["entrances"][edited]}
    replaced: dict[str, tuple[str, ...]] = {}
    for name, layers in DRAWN_AS.items():
        if keys[name]:
            replaced |= dict.fromkeys(layers, tuple(sorted(keys[name])))
    return Changed(
        replaced,
        tuple(
            layer
            for layer in tile_layers(drawn, labels)
            if layer.last_zoom == LAST_ZOOM and not layer.frame.empty
        ),
    )


def _changed_keys(session: Session, archive: Archive) -> dict[str, set[str]]:
    """Return by layer the places of edits made, undone or made again since `archive`."""
    undone = PlaceEdit.undone_on.is_not(None)
    then_undone = PlaceEdit.id.in_(archive.undone)
    rows = session.execute(
        select(PlaceChange.layer, PlaceChange.place_id, PlaceChange.building_id)
        .join(PlaceEdit)
        .where(or_(PlaceEdit.id > archive.last_edit, undone != then_undone))
    )
    keys: dict[str, set[str]] = defaultdict(set)
    for layer, key, building in rows:
        keys[layer].add(key)
        if building is not None:  # what a building is called hangs on its entrances
            keys["buildings"].add(building)
    return keys


def _places(session: Session, keys: dict[str, set[str]]) -> dict[str, gpd.GeoDataFrame]:
    """Return the places of `keys` as they are now, with all doors of their buildings."""
    doors = or_(
        Entrance.id.in_(sorted(keys["entrances"])),
        Entrance.building_id.in_(sorted(keys["buildings"])),
    )
    return {
        name: registry.layer(
            session,
            name,
            doors if record is Entrance else inspect(record).columns["id"].in_(sorted(keys[name])),
        )
        for name, record in registry.LAYERS.items()
    }
