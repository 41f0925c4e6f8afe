"""What a register calls for and nobody has mapped comes into the store as a sketch (示意图)."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.gazetteer import Gazetteer
from geo.crs import LonLat
from geo.frames import ENTRANCES, SKETCHED, Places
from geo.places.proposals import Listed, Proposal, proposed
from geo.places.register import RegisterRow
from geo.places.sketch import (
    Sketch,
    SketchCompound,
    corner_beside,
    sketch,
    sketched,
)
from geo.places.units import UnitPlan, generated_units
from geo.services import aliases, facts
from geo.services.importing.layers import merge_layer, stored_rows
from geo.services.loading import RECORDS, add_rows, located
from geo.services.registry import places_in_scope
from geo.store import models as m

NEAR_DEG = 0.006
"""About 500 m: from a block beside a mapped compound to the path that it is joined to."""


def make_places(
    session: Session,
    rows: Iterable[RegisterRow],
    compound: str | None,
    *,
    fill_floors: bool = False,
) -> Proposal:
    """Sketch what `rows` call for and the store lacks, and return what that was.

    Sketches that stand already grow; what somebody surveyed or put in place stays where it is.

    Parameters
    ----------
    compound : that of rows that name none
    fill_floors : suppose flats at all doors of the floors that are named; else there are only
        those that a row names, which come with the people
    """
    places = places_in_scope(session)
    known = aliases.called_so(places, aliases.learned(session))
    drawn = sketched(places)
    listed = [
        Listed(row.whole_address(compound), row.compound or compound, row.sheet_compound)
        for row in rows
    ]
    proposal = proposed(listed, Gazetteer.from_places(known), [one.id for one in drawn])
    if proposal.compounds:
        _draw(session, places, drawn, proposal, fill_floors=fill_floors)
    return proposal


def move_beside(session: Session) -> None:
    """Let the sketches of the store lie beside what is mapped, which may be new."""
    places = places_in_scope(session)
    drawn = sketched(places)
    if drawn:
        _merge(session, sketch(drawn, _corner(places)))


def _draw(
    session: Session,
    places: Places,
    drawn: Sequence[SketchCompound],
    proposal: Proposal,
    *,
    fill_floors: bool,
) -> None:
    whole = {one.name: one for one in drawn}
    mapped: list[SketchCompound] = []
    keys = dict(zip(places.compounds["name"], places.compounds["id"], strict=True))
    for one in proposal.compounds:
        if one.name in whole:
            whole[one.name] = whole[one.name].with_more(one)
        elif one.name in keys:
            key = keys[one.name]
            mapped.append(SketchCompound(one.name, one.buildings, key, addition=True))
        else:
            whole[one.name] = one
    made = [sketch(tuple(whole.values()), _corner(places))] if whole else []
    made += [_beside(places, one) for one in mapped]
    for part in made:
        _merge(session, part)
    for part in made if fill_floors else ():
        _add_flats(session, part, proposal)
    facts.touch_places(session)


def _corner(places: Places) -> LonLat:
    """Return where the sketched compounds begin: beside all that is mapped or belongs to it."""
    mapped = places.compounds[places.compounds["source"] != SKETCHED]
    return corner_beside(_ground(places, mapped))


def _ground(places: Places, compounds: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the ground of `compounds` and of blocks of theirs that nobody has put in place."""
    buildings = places.buildings
    loose = (buildings["source"] == SKETCHED) & buildings["compound_id"].isin(compounds["id"])
    return gpd.GeoSeries(pd.concat([compounds.geometry, buildings.geometry[loose]]))


def _beside(places: Places, compound: SketchCompound) -> Sketch:
    """Return the blocks of a compound that is mapped without them: beside it, joined to a path."""
    own = places.compounds[places.compounds["id"] == compound.key]
    made = sketch((compound,), corner_beside(_ground(places, own)))
    walkable = places.ways[places.ways["walkable"].astype(bool)]
    ways = made.ways
    if len(walkable):
        lines = walkable.geometry.to_numpy()
        gate = made.gates.geometry.iloc[0]
        near = lines[int(np.argmin(shapely.distance(lines, gate)))]
        link = shapely.shortest_line(gate, near)
        if 0 < link.length < NEAR_DEG:
            row = ways.iloc[[0]].assign(id=f"{compound.ways_id}-link", geometry=[link])
            ways = gpd.GeoDataFrame(pd.concat([ways, row], ignore_index=True), crs=ways.crs)
    return Sketch(
        made.compounds.iloc[:0], made.gates.iloc[:0], made.buildings, made.entrances, ways
    )


def _merge(session: Session, made: Sketch) -> None:
    """Write the rows of a sketch; what was put in place by hand stays."""
    compound_of = made.buildings.set_index("id")["compound_id"]
    entrances = made.entrances.assign(compound_id=made.entrances["building_id"].map(compound_of))
    tables = {
        "compounds": made.compounds,
        "gates": made.gates,
        "buildings": made.buildings,
        "entrances": entrances,
        "ways": made.ways,
    }
    for name, frame in tables.items():
        if len(frame):
            record = RECORDS[name]
            merge_layer(session, record, located(frame), stored_rows(session, record))
    session.expire_all()


def _add_flats(session: Session, made: Sketch, proposal: Proposal) -> None:
    """Suppose the flats between those that the rows name, where doors bear numbers."""
    buildings = made.buildings.set_index("id")
    rows = session.execute(select(m.Compound.id, m.Compound.name))
    names = {row.id: row.name for row in rows}
    here = set(session.scalars(select(m.Unit.id).where(m.Unit.source.is_not(None))))
    for key, doors in made.entrances.groupby("building_id"):
        building = buildings.loc[key]
        number = building["number"] if isinstance(building["number"], str) else None
        told = (names[str(building["compound_id"])], number)
        if told not in proposal.numbering:
            continue
        plan = UnitPlan(
            skipped_floors=proposal.skipped_floors[told], numbering=proposal.numbering[told]
        )
        lowered = doors.assign(floors=doors["floors"] - len(proposal.skipped_floors[told]))
        flats = generated_units(ENTRANCES.conformed(gpd.GeoDataFrame(lowered)), plan).units
        fresh = flats[~flats["id"].isin(here)]
        table = pd.DataFrame(fresh.drop(columns="geometry")).assign(
            building_id=key, compound_id=building["compound_id"]
        )
        add_rows(session, m.Unit, table)
