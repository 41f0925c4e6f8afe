"""Places of a file come into the store, which may hold some already: nothing is doubled or lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

import geopandas as gpd
import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from geo.address.registry_doubts import numbered_twice
from geo.datum import Datum
from geo.frames import Places
from geo.places.report import Action, Report, Row, Tally
from geo.places.units import UnitPlan, generated_units
from geo.services import facts
from geo.services.importing.gone import clear_gone
from geo.services.importing.identity import named_once, told_apart
from geo.services.importing.layers import (
    EDITED,
    LayerChange,
    merge_layer,
    stored_rows,
)
from geo.services.importing.positions import checked_positions
from geo.services.importing.sketch import move_beside
from geo.services.loading import RECORDS, add_rows, place_rows
from geo.services.place_edits.keeping import as_edited
from geo.services.questions import twins
from geo.store import models as m
from geo.store.audit import note_act
from geo.store.opening import analyse

OSM = "osm:"
HOMES = ("residential", "", None)
"""Uses of buildings in which a rule may make flats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesTerms:
    """What is known of a file of places beside what it holds."""

    origin: str
    """What the audit says was imported, such as the name of the file and its datum."""
    attribution: str | None = None
    """The source that maps must name."""
    from_osm: bool = False
    """The file says that it was taken from OpenStreetMap; rows that say so are noticed anyway."""
    units: UnitPlan | None = None
    """What is supposed of flats where nobody listed any; None: no flats are made."""
    datum: Datum = Datum.WGS84
    """What the positions of the file were taken as."""
    trust_datum: bool = False
    """Import also where the buildings say that another datum is meant."""
    far_away: bool = False
    """Import also where they lie in another city than what stands."""


@dataclass(frozen=True, slots=True)
class PlacesImport:
    """Account of an import of places."""

    report: Report
    """What became of the objects of the file."""
    layers: Mapping[str, LayerChange]
    """What it did to each layer of the store."""
    dropped: Mapping[str, int]
    """Rows that the file no longer holds and nothing referred to: deleted."""
    stayed: Mapping[str, tuple[str, ...]]
    """Ids of rows that the file no longer holds but something refers to, or another file may."""
    flats: int = 0
    """Flats made by rule, because it was asked for."""
    warnings: tuple[str, ...] = ()
    """What looks wrong with the positions."""


@dataclass(slots=True)
class _Import:
    session: Session
    places: Places
    rejected: frozenset[str]
    """Sources of objects that the file holds, but broken."""
    stored: dict[str, pd.DataFrame]
    layers: dict[str, LayerChange] = field(default_factory=dict)
    notes: list[Row] = field(default_factory=list)


def import_places(
    session: Session,
    places: Places,
    report: Report,
    terms: PlacesTerms,
    *,
    progress: Callable[[str], None] = lambda _layer: None,
) -> PlacesImport:
    """Bring `places` into the store and return the account of it.

    Rows are matched by id. New ones are added; changed ones are written over, but for what was
    surveyed or edited here and for what the file leaves empty. What the file no longer holds is
    deleted where nothing refers to it. People, needs, visits and flats stay where they are.

    Parameters
    ----------
    report : the account of the file, which is completed
    progress : told the layer at hand
    """
    rejected = frozenset(row.id for row in report.rows if row.action is Action.REJECTED)
    warnings = checked_positions(
        session, places, terms.datum, trust_datum=terms.trust_datum, far_away=terms.far_away
    )
    warnings += tuple(numbered_twice(places))
    stored = {name: stored_rows(session, record) for name, record in RECORDS.items()}
    going = _Import(session, told_apart(places, stored), rejected, stored)
    tables = place_rows(going.places)
    tables["compounds"] = named_once(tables["compounds"], stored["compounds"])
    tables = as_edited(session, tables)
    for name in RECORDS:
        progress(name)
        _prepare(going, name, tables)
        going.layers[name] = merge_layer(session, RECORDS[name], tables[name], stored[name])
    follow_buildings(session)
    dropped, stayed = clear_gone(session, going.places, stored, rejected)
    flats = 0 if terms.units is None else _make_flats(going, terms.units)
    if flats or dropped or any(one.new or one.changed for one in going.layers.values()):
        facts.touch_places(session)
    move_beside(session)
    _name_sources(session, going.places, terms)
    twins.ask_about_twins(session)
    account = _completed(report, going.notes)
    done = PlacesImport(account, going.layers, dropped, stayed, flats, warnings)
    note_act(session, "places.imported", subject=_counts(going.layers), reason=terms.origin)
    session.flush()
    analyse(session)
    return done


def _prepare(going: _Import, name: str, tables: dict[str, pd.DataFrame]) -> None:
    """Make the rows of layer `name` ready: in the compound of the store, doors not guessed anew."""
    if name == "compounds":
        _free_names(going, tables[name])
    if name == "buildings":
        tables[name] = _in_their_compound(going, tables[name])
    if name in ("entrances", "units"):
        column = "building_id"
        compound = tables["buildings"].set_index("id")["compound_id"]
        tables[name] = tables[name].assign(compound_id=tables[name][column].map(compound))
    if name == "entrances":
        tables[name] = _not_guessed_anew(tables[name], going.stored[name])


def _free_names(going: _Import, table: pd.DataFrame) -> None:
    """Set aside the names that change, so that two compounds can swap theirs."""
    was = going.stored["compounds"].set_index("id")["name"]
    now = table.set_index("id")["name"]
    both = now.index.intersection(was.index)
    edited = set(going.stored["compounds"]["id"][going.stored["compounds"]["source"] == EDITED])
    for key in both[(now[both] != was[both]).to_numpy(dtype=bool)]:
        if key not in edited:
            going.session.execute(
                update(m.Compound).where(m.Compound.id == key).values(name=f"~{key}")
            )


def _in_their_compound(going: _Import, table: pd.DataFrame) -> pd.DataFrame:
    """Return `table` with buildings left in the compound where an account looks after them."""
    was = table["id"].map(going.stored["buildings"].set_index("id")["compound_id"])
    looked_after = set(going.session.scalars(select(m.TerritoryCompound.compound_id)))
    stays = was.isin(looked_after) & (was != table["compound_id"])
    for source in table["source"][stays].dropna():
        reason = "stands in another compound in the file: left where an account looks after it"
        going.notes.append(Row(str(source), "building", reason, Action.REPAIRED))
    return table.assign(compound_id=table["compound_id"].where(~stays, was))


def _not_guessed_anew(table: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    """Return `table` without new guesses at doors of buildings whose doors were surveyed here."""
    surveyed = set(stored["building_id"][~stored["inferred"].astype(bool)])
    guessed = table["inferred"].astype(bool) & ~table["id"].isin(stored["id"])
    return table[~(guessed & table["building_id"].isin(surveyed))]


def follow_buildings(session: Session) -> None:
    """Let everything that stands in a building be in the compound of the building."""
    in_building: tuple[type[m.Entrance | m.Unit | m.Resident | m.Need], ...] = (
        m.Entrance, m.Unit, m.Resident, m.Need,
    )  # fmt: skip
    for record in in_building:
        _take_over(session, record, record.building_id, m.Building.id, m.Building.compound_id)
    at_home: tuple[type[m.Visit | m.Promise | m.HomeTerms], ...] = (
        m.Visit, m.Promise, m.HomeTerms,
    )  # fmt: skip
    for home in at_home:
        _take_over(session, home, home.unit_id, m.Unit.id, m.Unit.compound_id)


def _take_over(
    session: Session,
    record: type[m.Record],
    key: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    parent: InstrumentedAttribute[str],
    compound: InstrumentedAttribute[str | None],
) -> None:
    right = select(compound).where(parent == key).scalar_subquery()
    own = record.compound_id  # type: ignore[attr-defined]
    session.execute(
        update(record)
        .where(key.is_not(None), right.is_not(None), own.is_distinct_from(right))
        .values(compound_id=right)
        .execution_options(synchronize_session=False)
    )


def _make_flats(going: _Import, plan: UnitPlan) -> int:
    """Make the flats of `plan` behind the doors of homes that have none yet."""
    places, session = going.places, going.session
    taken = set(session.scalars(select(m.Unit.entrance_id).distinct()))
    homes = places.buildings["id"][places.buildings["use"].fillna("").isin(HOMES)]
    doors = places.entrances
    here = set(session.scalars(select(m.Entrance.id)))
    free = doors["building_id"].isin(homes) & ~doors["id"].isin(taken) & doors["id"].isin(here)
    made = generated_units(gpd.GeoDataFrame(doors[free]), plan).units
    table = pd.DataFrame(made.drop(columns="geometry"))
    of_door = pd.DataFrame(
        session.execute(
            select(m.Entrance.id, m.Entrance.building_id, m.Entrance.compound_id)
        ).all(),
        columns=["id", "building_id", "compound_id"],
    ).set_index("id")
    for column in of_door.columns:
        table[column] = table["entrance_id"].map(of_door[column])
    return add_rows(session, m.Unit, table)


def _name_sources(session: Session, places: Places, terms: PlacesTerms) -> None:
    """Note whose data a map must name."""
    frames = (getattr(places, layer.name) for layer in fields(places))
    by_rows = any(frame["source"].fillna("").str.startswith(OSM).any() for frame in frames)
    named = [facts.OSM_ATTRIBUTION] if terms.from_osm or by_rows else []
    stated = (terms.attribution or "").strip()
    named += [stated] if stated else []
    fact = session.get(m.StoreFact, facts.ATTRIBUTION)
    before = fact.value.split("; ") if fact and fact.value else []
    if named:
        facts.set_fact(session, facts.ATTRIBUTION, "; ".join(dict.fromkeys([*before, *named])))


def _completed(report: Report, rows: list[Row]) -> Report:
    """Return `report` with what the store could not take as it was."""
    noted = {(row.kind, row.id) for row in report.rows}
    tallies = tuple(_lowered(tally, rows, noted) for tally in report.tallies)
    refused = {(row.kind, row.id) for row in rows if row.action is Action.REJECTED}
    kept = [row for row in report.rows if (row.kind, row.id) not in refused]
    return replace(report, tallies=tallies, rows=(*kept, *rows))


def _lowered(tally: Tally, rows: list[Row], noted: set[tuple[str, str]]) -> Tally:
    """Return `tally` with the objects of `rows` no longer counted as kept unchanged."""
    mine = [row for row in rows if row.kind == tally.kind]
    fresh = [row for row in mine if (row.kind, row.id) not in noted]
    refused = sum(row.action is Action.REJECTED for row in mine)
    mended = sum(row.action is Action.REPAIRED for row in fresh)
    mended_before = refused - sum(row.action is Action.REJECTED for row in fresh)
    return replace(
        tally,
        kept=tally.kept - len(fresh),
        repaired=tally.repaired + mended - mended_before,
        rejected=tally.rejected + refused,
    )


def _counts(layers: Mapping[str, LayerChange]) -> str:
    return ", ".join(
        f"{name} {one.new} new {one.changed} changed {one.same} same"
        for name, one in layers.items()
        if one != LayerChange(0, 0, 0)
    )
