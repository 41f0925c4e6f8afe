"""Places from a GeoPackage: our own layers, or another's buildings, roads and house numbers."""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely import Geometry

from geo.crs import WGS84, metres_for
from geo.datum import Datum
from geo.errors import InputError
from geo.frames import SPECS, Places, read_places
from geo.places import survey as columns
from geo.places.assembly import KINDS, Habits, assembled
from geo.places.columns import plain, recognised
from geo.places.foreign import FIELDS, LAYERS, NOTHING, READERS, Outcome, Taken, Turned
from geo.places.report import Ledger, Report
from geo.places.streets import joined_streets
from geo.places.survey import Survey, in_wgs84, layer, moved

SURVEY_COLUMNS = {
    "buildings": columns.BUILDING_COLUMNS,
    "parts": columns.PART_COLUMNS,
    "addresses": columns.ADDRESS_COLUMNS,
    "entrances": columns.ENTRANCE_COLUMNS,
    "gates": columns.GATE_COLUMNS,
    "ways": columns.WAY_COLUMNS,
    "areas": columns.AREA_COLUMNS,
    "compounds": columns.COMPOUND_COLUMNS,
}
TOUCHING_M = 30.0
"""Pieces of a compound that a tile edge or a path parts lie at most this far from each other."""


def read_places_table(
    path: Path, *, datum: Datum = Datum.WGS84, habits: Habits | None = None
) -> tuple[Places, Report]:
    """Return the places in table `path` and the account of every row.

    A file with our own layers (see `geo.frames.read_places`) is taken as it is. In any other,
    layers and columns are recognised by Chinese or English names; a file with one layer of areas
    needs no special name. Lines cut by tiles are joined and noded on the ground, bridges and
    tunnels stay apart; addresses (road and number) go to the building around or near them.

    Parameters
    ----------
    path : a GeoPackage, or whatever else GDAL reads with a CRS in it
    datum : what the positions refer to; gcj02 and bd09 are shifted to WGS 84
    habits : what is supposed where the file is silent

    Raises
    ------
    InputError
        When the file is missing, unreadable, or no layer holds buildings or roads.
    FrameError
        When a layer of ours does not keep its spec.
    """
    if not path.is_file():
        raise InputError(f"{path} does not exist or is not a file")
    try:
        names = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    except pyogrio.errors.DataSourceError as error:
        raise InputError(f"{path} is not a readable GeoPackage: {error}") from error
    if _is_ours(path, names):
        return _our_places(path, datum)
    ledger = Ledger()
    found = _Sheets(path.name)
    roles = _roles(path, names)
    for name, role in roles.items():
        found.take(_read(path, name), name, role, ledger)
    survey = in_wgs84(found.survey(ledger), datum)
    places = assembled(survey, ledger, habits or Habits(), name=str(path))
    return places, ledger.report()


def _is_ours(path: Path, names: list[str]) -> bool:
    if "buildings" not in names:
        return "compounds" in names and "entrances" in names
    return {"compound_id", "basements"} <= set(pyogrio.read_info(path, layer="buildings")["fields"])


def _our_places(path: Path, datum: Datum) -> tuple[Places, Report]:
    places = read_places(path)
    shifted = {f.name: moved(getattr(places, f.name), datum) for f in fields(places)}
    ledger = Ledger()
    for name in SPECS:
        ids = shifted[name]["id"]
        ledger.found(KINDS.get(name, name), ids)
        ledger.kept(KINDS.get(name, name), ids)
    return Places(**shifted), ledger.report()


def _roles(path: Path, names: list[str]) -> dict[str, str]:
    """Return layer -> what it holds, for the layers that are of use."""
    by_plain = {plain(word): role for role, words in LAYERS.items() for word in words}
    roles = {name: by_plain[plain(name)] for name in names if plain(name) in by_plain}
    if not {"building", "road"} & set(roles.values()):
        areal = [
            n for n in names if "Polygon" in (pyogrio.read_info(path, layer=n)["geometry_type"])
        ]
        if len(areal) != 1:
            raise InputError(
                f"{path} has no layer of buildings or roads among {', '.join(names) or 'none'}: "
                "name one 'buildings' or 建筑"
            )
        roles[areal[0]] = "building"
    return roles


def _read(path: Path, name: str) -> gpd.GeoDataFrame:
    frame = pyogrio.read_dataframe(path, layer=name, fid_as_index=True)
    if frame.crs is None:
        raise InputError(f"layer {name!r} of {path} names no CRS: set one, such as EPSG:4326")
    return gpd.GeoDataFrame(frame.to_crs(WGS84))


@dataclass(slots=True)
class _Sheets:
    """Rows and shapes of each survey layer, gathered from the layers of one file."""

    file: str
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    shapes: dict[str, list[Geometry]] = field(default_factory=lambda: defaultdict(list))

    def take(self, frame: gpd.GeoDataFrame, name: str, role: str, ledger: Ledger) -> None:
        """Read every row of layer `name` as what it holds."""
        headers = recognised(map(str, frame.columns.drop("geometry")), FIELDS)
        cells = frame[list(headers.values())].set_axis(list(headers), axis="columns")
        idents = _idents(cells, frame, role)
        dimensions = shapely.get_dimensions(frame.geometry.to_numpy())
        records = cells.to_dict("records")
        for at, (record, ident) in enumerate(zip(records, idents, strict=True)):
            source = f"file:{self.file}/{name}/{ident}"
            known = {str(key): cell for key, cell in record.items() if pd.notna(cell)}
            outcome: Outcome = Turned(NOTHING[role], "has no geometry")
            if dimensions[at] >= 0:
                outcome = READERS[role](known, int(dimensions[at]))
            if isinstance(outcome, Taken):
                ledger.found(KINDS[outcome.layer], [source])
                ledger.made("floors by height", int(_by_height(outcome.row)))
                row = outcome.row | {"id": f"{name}.{ident}", "source": source}
                self.rows[outcome.layer].append(row)
                self.shapes[outcome.layer].append(frame.geometry.iloc[at])
            elif isinstance(outcome, Turned):
                ledger.found(outcome.kind, [source])
                ledger.rejected(outcome.kind, [source], outcome.reason)
            else:
                ledger.ignored()

    def survey(self, ledger: Ledger) -> Survey:
        """Return what was gathered, the cuts of tiles healed."""
        layers = {
            name: layer(self.rows[name], wanted, self.shapes[name])
            for name, wanted in SURVEY_COLUMNS.items()
        }
        layers["areas"] = _whole(layers["areas"])
        layers["compounds"] = _one_by_name(_whole(layers["compounds"]), ledger)
        if len(layers["ways"]):
            metres = metres_for(layers["ways"])
            layers["ways"] = joined_streets(layers["ways"].to_crs(metres)).to_crs(WGS84)
        return Survey(**layers)


def _by_height(row: dict[str, Any]) -> bool:
    return bool(row.pop("by_height", False)) and row.get("floors") is not None


def _idents(cells: pd.DataFrame, frame: gpd.GeoDataFrame, role: str) -> list[str]:
    """Return what tells the rows apart: their id where they have one, else the row number.

    Rows of roads and ground may share an id: they are pieces of one thing. Buildings may not.
    """
    numbers = [f"row{number}" for number in frame.index]
    if "id" not in cells or (role not in ("road", "ground") and cells["id"].duplicated().any()):
        return numbers
    texts = (str(int(c)) if isinstance(c, float) and c == c else str(c) for c in cells["id"])  # noqa: PLR0124
    return [
        number if pd.isna(cell) else text
        for number, cell, text in zip(numbers, cells["id"], texts, strict=True)
    ]


def _whole(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return one row for each source, its pieces united."""
    if frame.empty:
        return frame
    united = frame.assign(geometry=shapely.make_valid(frame.geometry.to_numpy()))
    whole = united.dissolve("source", sort=False, as_index=False)
    return gpd.GeoDataFrame(whole[list(frame.columns)])


def _one_by_name(frame: gpd.GeoDataFrame, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return `frame` with neighbouring areas of one name united; the pieces are booked."""
    if frame.empty:
        return frame
    reach = frame.to_crs(metres_for(frame)).buffer(TOUCHING_M / 2).to_numpy()
    one, other = shapely.STRtree(reach).query(reach, predicate="intersects")
    names = frame["name"].to_numpy()
    leader = pd.Series(range(len(frame)))
    for first, second in zip(one, other, strict=True):
        if first < second and names[first] == names[second]:
            leader[second] = min(leader[second], leader[first])
    group = frame["source"].to_numpy()[leader.to_numpy()]
    pieces = frame[group != frame["source"]]
    ledger.kept("compound", pieces["source"])
    ledger.repaired("compound", pieces["source"], "is a piece of a compound of that name: united")
    return _whole(frame.assign(source=group))
