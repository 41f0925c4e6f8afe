"""What a newer file no longer holds: deleted where it is surely gone and nothing refers to it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from geo.frames import Places
from geo.services.importing.layers import EDITED, drop_rows
from geo.services.loading import RECORDS

MADE = "made:"
"""Begins the source of a compound that no file names."""
OURS = ("made", "inferred", "generated", "register", EDITED)
"""Sources of rows that an import or people made: no file is missing them."""


def clear_gone(
    session: Session,
    places: Places,
    stored: Mapping[str, pd.DataFrame],
    rejected: frozenset[str],
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """Delete the stored rows that `places` lacks; return counts and the ids of what stayed.

    Only rows of the same origin, within the ground that the file covers, can be gone. A row stays
    when something refers to it. OpenStreetMap rows stay too where the store holds several
    extracts: what one lacks, its neighbour may hold.

    Parameters
    ----------
    stored : the rows of each layer before the import
    rejected : sources of objects that the file does hold, but broken
    """
    dropped: dict[str, int] = {}
    stayed: dict[str, tuple[str, ...]] = {}
    ground = _ground(places)
    for name in reversed(RECORDS):
        rows = _missing(name, places, stored[name], rejected, ground)
        sources = rows["source"].fillna("").astype(str)
        shared = sources.map(_is_shared).astype(bool) & _has_neighbours(stored["buildings"], ground)
        gone = list(rows["id"][~shared])
        held = drop_rows(session, RECORDS[name], gone)
        if len(gone) > len(held):
            dropped[name] = len(gone) - len(held)
        made = set(rows["id"][sources.str.startswith(MADE)])
        kept = [*rows["id"][shared], *(key for key in held if key not in made)]
        if kept:
            stayed[name] = tuple(sorted(kept))
    return dropped, stayed


def _ground(places: Places) -> shapely.Geometry:
    """Return the box around all that the file draws."""
    frames = (places.buildings, places.ways, places.compounds)
    boxes = [shapely.box(*frame.total_bounds) for frame in frames if len(frame)]
    return shapely.envelope(shapely.union_all(np.array(boxes, dtype=object)))


def _has_neighbours(buildings: pd.DataFrame, ground: shapely.Geometry) -> bool:
    """Tell whether some building of a shared origin stands outside `ground`."""
    shared = buildings[buildings["source"].fillna("").astype(str).map(_is_shared).astype(bool)]
    if shared.empty:
        return False
    return not bool(shapely.covers(ground, shapely.from_wkb(shared["geometry"].to_numpy())).all())


def _is_shared(source: str) -> bool:
    """Tell whether rows of this origin may come from several files, as those of OpenStreetMap."""
    return bool(_origin(source)) and not source.startswith("file:")


def _missing(
    name: str,
    places: Places,
    stored: pd.DataFrame,
    rejected: frozenset[str],
    ground: shapely.Geometry,
) -> pd.DataFrame:
    """Return the stored rows of layer `name` that the file should hold but does not any more."""
    frame = getattr(places, name)
    if frame.empty or stored.empty:
        return stored[:0]
    sources = stored["source"].fillna("").astype(str)
    origins = {_origin(source) for source in frame["source"].dropna()} - {""}
    of_file = sources.map(_origin).isin(origins)
    if name == "entrances":
        guessed = (sources == "inferred") & stored["building_id"].isin(places.buildings["id"])
        of_file |= guessed & stored["inferred"].astype(bool)
    if name == "compounds":
        of_file |= sources.str.startswith(MADE)
    if name == "units":
        of_file &= stored["entrance_id"].isin(places.entrances["id"])
    rows = stored[of_file & ~stored["id"].isin(frame["id"]) & ~sources.isin(rejected)]
    if "geometry" not in rows or rows.empty:
        return rows
    return rows[shapely.covers(ground, shapely.from_wkb(rows["geometry"].to_numpy()))]


def _origin(source: str) -> str:
    """Return whose row it is: osm, file:NAME, demo; empty for what an import or people made.

    Examples
    --------
    >>> _origin("osm:way/7"), _origin("file:a.gpkg/buildings/7"), _origin("made:block")
    ('osm', 'file:a.gpkg', '')
    """
    kind, _, rest = source.partition(":")
    if kind in OURS:
        return ""
    return f"file:{rest.partition('/')[0]}" if kind == "file" else kind
