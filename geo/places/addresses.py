"""House numbers and building parts that stand apart are given to the building they belong to."""

import re

import geopandas as gpd
import pandas as pd
import shapely

from geo.places.nearness import NONE, holding, nearest
from geo.places.report import Ledger

REACH_M = 15.0
"""A house number on a spot of its own is written at the pavement before its building."""
POSTAL = re.compile(
    r"(?P<road>[^\s,，]*?(?:大街|大道|路|街|道|巷|弄|胡同))(?P<number>\d+(?:[-~之]\d+)?[甲乙丙丁]?)号"
)

WIDER = re.compile(
    r"^(?:[^省\d]{1,6}省)?(?:[^市\d]{1,8}市)?(?:[^区县\d]{1,8}[区县])?(?:[^道镇\d]{1,8}(?:街道|镇))?"
)
"""Province to sub-district, which stand before the road."""


def with_addresses(
    buildings: gpd.GeoDataFrame, addresses: gpd.GeoDataFrame, ledger: Ledger
) -> gpd.GeoDataFrame:
    """Return `buildings` with the house numbers of `addresses`, both in one metric CRS.

    A number goes to the building that holds its spot, else to the nearest within 15 m. What a
    building states itself stands; further numbers on the same road are joined by ";".
    """
    home = holding(buildings.geometry.to_numpy(), addresses.geometry.to_numpy())
    lost = home == NONE
    spots = addresses.geometry.to_numpy()[lost]
    home[lost] = nearest(buildings.geometry.to_numpy(), spots, REACH_M)
    ledger.rejected(
        "address", addresses["source"][home == NONE], f"has no building within {REACH_M:g} m"
    )
    placed = addresses[home != NONE].assign(row=home[home != NONE])
    buildings = buildings.copy()
    road, number = (
        buildings["road"].to_numpy(copy=True),
        buildings["house_number"].to_numpy(copy=True),
    )
    for row, group in placed.groupby("row", sort=True):
        road[row], number[row] = _joined(road[row], number[row], group, ledger)
    return buildings.assign(road=road, house_number=number)


def _joined(
    road: str | None, number: str | None, group: pd.DataFrame, ledger: Ledger
) -> tuple[str | None, str | None]:
    """Return road and house numbers of one building with the addresses in `group`."""
    if road is None and group["road"].notna().any():
        road = str(group["road"].mode().iloc[0])
    fits = group["road"].isna() | (group["road"] == road)
    ledger.rejected("address", group["source"][~fits], f"its building stands on {road}")
    ledger.kept("address", group["source"][fits])
    numbers = set(number.split(";") if number else ()) | set(group["house_number"][fits])
    joined = ";".join(sorted((text.strip() for text in numbers), key=by_number))
    return road, joined or None


def by_number(text: str) -> tuple[int, str]:
    """Return a sorting key that puts 9 before 10 and 10 before 10A."""
    found = re.match(r"\d+", text)
    return (int(found[0]) if found else 10**9, text)


def postal(text: str | None) -> tuple[str | None, str | None]:
    """Return road and house number of a Chinese postal address.

    Examples
    --------
    >>> postal("沈阳市铁西区建设中路92号"), postal("馨馨家园3号楼")
    (('建设中路', '92'), (None, None))
    """
    found = POSTAL.search(WIDER.sub("", text or ""))
    return (found["road"], found["number"]) if found else (None, None)


def with_parts(
    buildings: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, ledger: Ledger
) -> gpd.GeoDataFrame:
    """Return `buildings` with the floors that their parts tell, both in one metric CRS.

    Only what a building does not state itself is taken, and then of its tallest part. A part
    that stands in no building becomes one.
    """
    middles = shapely.point_on_surface(parts.geometry.to_numpy())
    home = holding(buildings.geometry.to_numpy(), middles)
    ledger.kept("building part", parts["source"])
    alone = parts[home == NONE]
    ledger.repaired("building part", alone["source"], "stands in no building: taken as one")
    inside = parts[home != NONE].assign(row=home[home != NONE])
    buildings = buildings.copy()
    for column in ("floors", "basements"):
        tallest = pd.to_numeric(inside[column]).groupby(inside["row"]).max().dropna()
        cells = buildings[column].to_numpy(copy=True)
        silent = tallest.index[pd.isna(cells[tallest.index])]
        cells[silent] = tallest[silent].astype(float)
        buildings[column] = cells
    promoted = alone.assign(id=_key(alone["source"])).reindex(columns=buildings.columns)
    whole = pd.concat([buildings, promoted], ignore_index=True)
    cells = whole.drop(columns="geometry").astype(object)
    return gpd.GeoDataFrame(
        cells.where(cells.notna(), None), geometry=whole.geometry, crs=buildings.crs
    )


def _key(sources: pd.Series) -> list[str]:
    """Return a building id for a part: p and the number in its source."""
    return ["p" + source.rpartition("/")[2] for source in sources]
