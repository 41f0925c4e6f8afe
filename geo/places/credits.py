"""Whose data a table of places is, where its columns tell."""

from pathlib import Path

import pandas as pd
import pyogrio

OSM_HEADERS = frozenset({"osm_id", "osm_type", "osm_way_id", "osm_uid", "osm_timestamp"})
"""Columns that the usual converters of OpenStreetMap write."""
OSM_KEYS = "addr:"
"""Begins a column that is named for an OpenStreetMap key."""
CREDITS = frozenset(
    {"source", "attribution", "license", "licence", "copyright", "来源", "数据来源"}
)
OSM_WORDS = r"open\s?street\s?map|\bosm\b|\bodbl\b"


def is_from_osm(path: Path) -> bool:
    """Tell whether some layer of table `path` says that it was taken from OpenStreetMap.

    It does by a column of its identifiers or keys, or by a source, attribution or licence that
    names it. Geometry is not read.
    """
    return any(_layer_is_from_osm(path, name) for name, _kind in pyogrio.list_layers(path))


def _layer_is_from_osm(path: Path, layer: str) -> bool:
    headers = [str(header) for header in pyogrio.read_info(path, layer=layer)["fields"]]
    if any(h.lower() in OSM_HEADERS or h.lower().startswith(OSM_KEYS) for h in headers):
        return True
    credit = [header for header in headers if header.lower() in CREDITS]
    if not credit:
        return False
    cells = pyogrio.read_dataframe(path, layer=layer, columns=credit, read_geometry=False)
    words = pd.Series(pd.unique(cells.astype("str").to_numpy().ravel()))
    return bool(words.str.contains(OSM_WORDS, case=False, regex=True).any())
