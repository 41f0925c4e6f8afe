"""The same file twice changes nothing; a newer file changes what it says and nothing else."""

from dataclasses import fields
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, affinity, box
from sqlalchemy import select

from geo.crs import WGS84
from geo.datum import Datum, from_wgs84
from geo.errors import InputError
from geo.frames import SKETCHED, SPECS, Places
from geo.needs.vocabulary import Role
from geo.places.report import Action, Ledger, Report
from geo.places.units import UnitPlan
from geo.services import facts
from geo.services.accounts import make_territory
from geo.services.importing.layers import LayerChange, stored_rows
from geo.services.importing.places import PlacesImport, PlacesTerms, import_places
from geo.services.importing.transaction import importing
from geo.services.loading import RECORDS
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.factories import small_places

SAME = LayerChange(0, 0, 1)


def frame(name: str, *rows: dict[str, Any]) -> gpd.GeoDataFrame:
    if not rows:
        return SPECS[name].empty()
    return SPECS[name].conformed(gpd.GeoDataFrame(list(rows), crs=WGS84))


def sourced(places: Places, source: str = "osm:way/1") -> Places:
    """Return `places` with every row from `source`."""
    return Places(**{f.name: getattr(places, f.name).assign(source=source) for f in fields(places)})


def account(places: Places) -> Report:
    ledger = Ledger()
    for name, kind in (("gates", "gate"), ("buildings", "building")):
        ledger.found(kind, getattr(places, name)["source"].dropna())
        ledger.kept(kind, getattr(places, name)["source"].dropna())
    return ledger.report()


def bring(store: Store, places: Places, *, dry_run: bool = False, **terms: Any) -> PlacesImport:
    with importing(store, dry_run=dry_run) as session:
        return import_places(session, places, account(places), PlacesTerms(origin="test", **terms))


def content(store: Store) -> dict[str, list[object]]:
    with store.read(CONSOLE) as session:
        return {
            name: stored_rows(session, record).to_numpy().tolist()
            for name, record in RECORDS.items()
        }


def moved_house(places: Places) -> Places:
    shifted = places.buildings.assign(
        geometry=places.buildings.translate(1e-5, 0), floors=7, name="新楼"
    )
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    return Places(**(layers | {"buildings": SPECS["buildings"].conformed(shifted)}))


def test_the_same_file_twice_changes_nothing(empty: Store) -> None:
    places = sourced(small_places())
    first = bring(empty, places)
    assert all(one == LayerChange(1, 0, 0) for one in first.layers.values())
    before = content(empty)
    stamp = stamp_of(empty)
    again = bring(empty, places)
    assert all(one == SAME for one in again.layers.values())
    assert content(empty) == before
    assert stamp_of(empty) == stamp


def test_the_stamp_of_places_is_new_with_each_change_of_them(empty: Store) -> None:
    places = sourced(small_places(units=SPECS["units"].empty()))
    stamps = [stamp_of(empty)]
    for changed, terms in (
        (places, {}),
        (moved_house(places), {}),
        (places, {"units": UnitPlan()}),
    ):
        bring(empty, changed, **terms)
        stamps.append(stamp_of(empty))
    assert len(set(stamps)) == 4


def stamp_of(store: Store) -> str:
    with store.read(CONSOLE) as session:
        return facts.places_stamp(session)


def test_a_dry_run_counts_and_writes_nothing(empty: Store) -> None:
    done = bring(empty, sourced(small_places()), dry_run=True)
    assert done.layers["buildings"] == LayerChange(1, 0, 0)
    assert content(empty)["buildings"] == []
    with empty.read(CONSOLE) as session:
        assert session.scalars(select(m.AuditEvent)).all() == []


def called(places: Places, name: str, east_deg: float) -> Places:
    """Return `places` under other ids and names, moved to the east."""
    layers = {}
    for one in fields(places):
        table = getattr(places, one.name).copy()
        keys = [c for c in table.columns if c == "id" or c.endswith("_id")]
        table[keys] = name + table[keys]
        layers[one.name] = table.set_geometry(table.translate(east_deg, 0))
    layers["compounds"]["name"] = name
    return Places(**layers)


def test_a_map_of_another_city_is_refused_naming_both(empty: Store) -> None:
    home = sourced(small_places())
    bring(empty, home)
    other = called(home, "远城里", 3.0)
    with pytest.raises(InputError, match=r"远城里 \(.*\) is not 柳荫里 \(.*--far-away") as refused:
        bring(empty, other)
    told = refused.value.said("zh")
    assert "远城里" in told
    assert "柳荫里" in told
    assert any("334 km" in one for one in bring(empty, other, far_away=True).warnings)


def test_two_buildings_of_one_number_are_told(empty: Store) -> None:
    home = sourced(small_places())
    twin = home.buildings.assign(id="c1-b2").set_geometry(home.buildings.translate(0.001, 0))
    layers = {one.name: getattr(home, one.name) for one in fields(home)}
    layers["buildings"] = gpd.GeoDataFrame(pd.concat([home.buildings, twin]), crs=WGS84)
    warnings = bring(empty, Places(**layers)).warnings
    assert any("柳荫里 1 (c1-b1、c1-b2)" in one for one in warnings)


def test_a_map_of_the_next_town_is_taken_with_a_warning(empty: Store) -> None:
    home = sourced(small_places())
    bring(empty, home)
    (told,) = [one for one in bring(empty, called(home, "邻镇", 0.3)).warnings if "km" in one]
    assert "33 km" in told
    assert "邻镇" in told


def test_what_changed_in_the_file_changes_in_the_store_and_keeps_its_people(empty: Store) -> None:
    places = sourced(small_places())
    bring(empty, places)
    with empty.write(CONSOLE) as session:
        session.add(
            m.Resident(
                id="r1",
                compound_id="c1",
                building_id="c1-b1",
                unit_id="c1-b1-e1-101",
                name="王秀兰",
            )
        )
    done = bring(empty, moved_house(places))
    assert done.layers["buildings"] == LayerChange(0, 1, 0)
    with empty.read(CONSOLE) as session:
        building = session.scalars(select(m.Building)).one()
        assert (building.floors, building.name) == (7, "新楼")
        assert building.west == pytest.approx(0.00051)
        assert session.scalars(select(m.Resident)).one().name == "王秀兰"


def test_what_the_file_leaves_empty_stays(empty: Store) -> None:
    places = sourced(small_places())
    bring(empty, places)
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    silent = SPECS["entrances"].conformed(places.entrances.assign(lift=None, floors=None))
    done = bring(empty, Places(**(layers | {"entrances": silent})))
    assert done.layers["entrances"] == SAME
    with empty.read(CONSOLE) as session:
        assert session.scalars(select(m.Entrance)).one().floors == 6


def test_a_door_surveyed_here_wins_over_a_guess_and_no_guess_is_added_beside_it(
    empty: Store,
) -> None:
    places = sourced(small_places())
    bring(empty, places)
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    row = {"building_id": "c1-b1", "inferred": True, "source": "inferred"}
    guesses = frame(
        "entrances",
        {**row, "id": "c1-b1-e1", "number": "9", "geometry": Point(0.0009, 0.0005)},
        {**row, "id": "c1-b1-e2", "number": "2", "geometry": Point(0.0008, 0.0005)},
    )
    done = bring(empty, Places(**(layers | {"entrances": guesses})))
    assert done.layers["entrances"] == SAME
    with empty.read(CONSOLE) as session:
        assert session.scalars(select(m.Entrance)).one().number == "1"


def test_a_row_corrected_by_hand_is_not_touched(empty: Store) -> None:
    places = sourced(small_places())
    bring(empty, places)
    with empty.write(CONSOLE) as session:
        building = session.scalars(select(m.Building)).one()
        building.floors, building.source = 5, "hand"
    assert bring(empty, moved_house(places)).layers["buildings"] == SAME
    with empty.read(CONSOLE) as session:
        assert session.scalars(select(m.Building)).one().floors == 5


def test_what_left_the_file_goes_unless_something_refers_to_it(empty: Store) -> None:
    places = sourced(small_places())
    more = {"compound_id": "c1", "floors": 3, "source": "osm:way/1"}
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    buildings = frame(
        "buildings",
        *places.buildings.to_dict("records"),
        {**more, "id": "empty", "geometry": box(0.0015, 0.0005, 0.0017, 0.0006)},
        {**more, "id": "needed", "geometry": box(0.002, 0.0005, 0.0022, 0.0006)},
    )
    bring(empty, Places(**(layers | {"buildings": buildings})))
    with empty.write(CONSOLE) as session:
        session.add(
            m.Need(category="leak", compound_id="c1", building_id="needed", state="registered",
                   handler="leader", opened_on=date(2026, 1, 1))
        )  # fmt: skip
    done = bring(empty, places)
    assert done.dropped == {"buildings": 1}
    assert done.stayed == {"buildings": ("needed",)}
    with empty.read(CONSOLE) as session:
        left = session.scalars(select(m.Building.id).order_by(m.Building.id)).all()
    assert left == ["c1-b1", "needed"]


def test_an_extract_beside_another_deletes_nothing_of_it(empty: Store) -> None:
    places = sourced(small_places())
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    more = {"compound_id": "c1", "floors": 3, "source": "osm:way/1"}
    buildings = frame(
        "buildings",
        *places.buildings.to_dict("records"),
        {**more, "id": "inside", "geometry": box(0.0015, 0.0005, 0.0017, 0.0006)},
        {**more, "id": "abroad", "geometry": box(0.5, 0.5, 0.51, 0.51)},
    )
    bring(empty, Places(**(layers | {"buildings": buildings})))
    done = bring(empty, places)
    assert done.dropped == {}
    assert done.stayed == {"buildings": ("inside",)}


def test_a_door_and_a_compound_that_were_only_supposed_go_when_no_longer_supposed(
    empty: Store,
) -> None:
    places = sourced(small_places(units=SPECS["units"].empty()))
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    row = {"building_id": "c1-b1", "inferred": True, "source": "inferred"}
    guess = {**row, "id": "guess", "number": "2", "geometry": Point(0.0008, 0.0005)}
    block = {"id": "b", "name": "街区", "source": "made:block", "geometry": box(0, 0, 1e-4, 1e-4)}
    supposed = {
        "entrances": frame("entrances", guess),
        "compounds": frame("compounds", *places.compounds.to_dict("records"), block),
    }
    bring(empty, Places(**(layers | supposed)))
    done = bring(empty, places)
    assert done.dropped == {"entrances": 1, "compounds": 1}


def test_a_building_changes_its_compound_with_all_that_is_in_it(empty: Store) -> None:
    places = sourced(small_places())
    bring(empty, places)
    compounds = frame(
        "compounds",
        {"id": "c2", "name": "松园", "source": "osm:way/1", "geometry": box(0, 0, 0.003, 0.002)},
    )
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    layers |= {
        "compounds": compounds,
        "gates": frame("gates"),
        "buildings": places.buildings.assign(compound_id="c2"),
    }
    with empty.write(CONSOLE) as session:
        session.add(
            m.Resident(id="r1", compound_id="c1", building_id="c1-b1", unit_id="c1-b1-e1-101")
        )
    bring(empty, Places(**layers))
    with empty.read(CONSOLE) as session:
        homes = [
            session.scalars(select(column)).one()
            for column in (m.Entrance.compound_id, m.Unit.compound_id, m.Resident.compound_id)
        ]
    assert homes == ["c2", "c2", "c2"]


def test_a_building_stays_where_an_account_looks_after_it(empty: Store) -> None:
    places = sourced(small_places())
    bring(empty, places)
    with empty.write(CONSOLE) as session:
        make_territory(session, "柳荫里", ["c1"])
    other = {"id": "c2", "name": "松园", "geometry": box(0, 0, 0.003, 0.002)}
    layers = {f.name: getattr(places, f.name) for f in fields(places)}
    compounds = frame("compounds", *places.compounds.to_dict("records"), other)
    buildings = places.buildings.assign(compound_id="c2")
    done = bring(empty, Places(**(layers | {"compounds": compounds, "buildings": buildings})))
    assert [row.action for row in done.report.rows] == [Action.REPAIRED]
    assert done.report.balanced
    with empty.read(CONSOLE) as session:
        assert session.scalars(select(m.Building)).one().compound_id == "c1"


def test_another_city_with_the_same_ids_and_names_is_another_city(empty: Store) -> None:
    here = sourced(small_places(), "file:a.gpkg/x/1")
    there = Places(
        **{
            f.name: SPECS[f.name].conformed(
                (layer := getattr(here, f.name)).set_geometry(
                    [affinity.translate(shape, 10, 10) for shape in layer.geometry], crs=WGS84
                )
            )
            for f in fields(here)
        }
    )
    bring(empty, here)
    done = bring(empty, there, far_away=True)
    assert all(one == LayerChange(1, 0, 0) for one in done.layers.values())
    before = content(empty)
    assert all(one == SAME for one in bring(empty, there).layers.values())
    assert all(one == SAME for one in bring(empty, here).layers.values())
    assert content(empty) == before
    with empty.read(CONSOLE) as session:
        names = session.scalars(select(m.Compound.name).order_by(m.Compound.pk)).all()
        assert names == ["柳荫里", "柳荫里（2）"]
        assert session.get(m.Unit, "c1-b1-e1-101~2") is not None


def test_two_compounds_may_swap_their_names(empty: Store) -> None:
    rows = [
        {"id": "a", "name": "甲", "geometry": box(0, 0, 0.001, 0.001)},
        {"id": "b", "name": "乙", "geometry": box(0.001, 0, 0.002, 0.001)},
    ]
    layers = {name: spec.empty() for name, spec in SPECS.items()}
    bring(empty, Places(**(layers | {"compounds": frame("compounds", *rows)})))
    rows[0]["name"], rows[1]["name"] = "乙", "甲"
    bring(empty, Places(**(layers | {"compounds": frame("compounds", *rows)})))
    with empty.read(CONSOLE) as session:
        found = session.execute(select(m.Compound.id, m.Compound.name).order_by(m.Compound.id))
        assert [tuple(row) for row in found] == [("a", "乙"), ("b", "甲")]


def test_a_gate_across_a_street_is_kept_and_everybody_sees_it(empty: Store) -> None:
    gates = frame("gates", {"id": "g9", "source": "osm:node/9", "geometry": Point(0, 0)})
    done = bring(empty, small_places(gates=gates))
    tally = done.report.tally("gate")
    assert (tally.found, tally.kept, tally.rejected) == (1, 1, 0)
    assert not done.report.rows
    leader = Viewer(user="l", name="l", role=Role.LEADER, territory_id=1)
    with empty.read(leader) as session:
        assert session.scalars(select(m.Gate.id)).all() == ["g9"]
        assert not session.scalars(select(m.Compound.id)).all()


def test_sources_to_be_named_add_up(empty: Store) -> None:
    bring(empty, sourced(small_places()))
    bring(empty, sourced(small_places()), attribution="某区测绘院", from_osm=True)
    with empty.read(CONSOLE) as session:
        known = facts.store_facts(session, "Asia/Shanghai").attribution
        acts = session.scalars(select(m.AuditEvent.act)).all()
    assert known == "© OpenStreetMap contributors; 某区测绘院"
    assert acts == ["places.imported"] * 2


def test_flats_are_made_only_on_request_and_only_where_there_are_none(empty: Store) -> None:
    places = sourced(small_places(units=SPECS["units"].empty()))
    assert bring(empty, places).flats == 0
    plan = UnitPlan(flats_per_floor=3)
    assert bring(empty, places, units=plan).flats == 12  # the entrance itself says two a floor
    assert bring(empty, places, units=plan).flats == 0
    assert len(content(empty)["units"]) == 12


def test_a_sketch_says_nothing_about_the_datum_of_a_file(empty: Store) -> None:
    slabs = [
        box(123.37 + n * 1e-3, 41.79, 123.37 + n * 1e-3 + 4e-4, 41.7901 + n * 1e-5)
        for n in range(8)
    ]

    def town(source: str, shift: float) -> Places:
        rows = [
            {"id": f"{source}-{n}", "source": source, "geometry": affinity.translate(one, shift, 0)}
            for n, one in enumerate(slabs)
        ]
        return small_places(
            buildings=frame("buildings", *rows),
            entrances=frame("entrances"),
            units=frame("units"),
        )

    bring(empty, town(SKETCHED, 0.0))
    shifted = from_wgs84(np.array([[123.37, 41.79]]), Datum.GCJ02)[0, 0] - 123.37
    done = bring(empty, town("osm:way/1", shifted))
    assert done.warnings == ()
