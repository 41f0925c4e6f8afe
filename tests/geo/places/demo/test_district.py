"""The invented people keep their promises to statistics, and what was planted is really there."""

from dataclasses import fields
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.errors import InputError
from geo.frames import ALIAS_SEPARATOR, CARE_SPECS, Places
from geo.needs.due_visits import due_visits
from geo.needs.vocabulary import categories
from geo.places.demo import District, make_district
from geo.places.demo.homes import homes_of

DAY = date(2026, 11, 24)
TABLES = tuple(CARE_SPECS)


@cache
def district(seed: int = 0, on: date = DAY) -> District:
    return make_district(seed=seed, on=on)


def homes(place: District) -> pd.DataFrame:
    return homes_of(place.places)


def assert_references_lead_to_rows(place: District) -> None:
    units = set(place.places.units["id"])
    assert set(place.residents["unit_id"]) <= units
    assert set(place.visits["unit_id"]) <= units
    assert set(place.promises["unit_id"].dropna()) <= units
    assert set(place.needs["unit_id"].dropna()) <= units
    assert set(place.needs["entrance_id"].dropna()) <= set(place.places.entrances["id"])
    assert set(place.needs["building_id"].dropna()) <= set(place.places.buildings["id"])
    assert set(place.needs["compound_id"]) <= set(place.places.compounds["id"])
    assert set(place.needs["resident_id"].dropna()) <= set(place.residents["id"])


def assert_truth_is_what_the_ladder_finds(place: District) -> None:
    people = place.residents
    due = due_visits(people, place.needs, place.visits, on=place.on)
    assert sorted(people.loc[due["overdue_days"] > 0, "id"]) == list(place.truth.overdue)
    free = due["step"].notna() & due["pause"].isna()
    silent = people.loc[free & due["silent_days"].gt(180), "unit_id"]
    assert sorted(silent.unique()) == list(place.truth.silent)
    assert not due.loc[free, "silent_days"].isna().any()


def test_every_table_keeps_its_spec_and_its_references() -> None:
    for name, spec in CARE_SPECS.items():
        spec.checked(getattr(district(), name))
    assert_references_lead_to_rows(district())


def test_about_a_fifth_is_sixty_or_older_and_few_homes_hold_one_old_person() -> None:
    people = district().residents
    old = DAY.year - people["birth_year"] >= 60
    assert 0.19 <= old.mean() <= 0.25
    lone = (old & people["living"].eq("alone")).sum() / len(homes(district()))
    assert 0.025 <= lone <= 0.045
    assert people["birth_year"].between(DAY.year - 99, DAY.year).all()


def test_phones_are_of_blocks_that_belong_to_nobody() -> None:
    phones = district().residents["phone"].dropna()
    assert phones.str.fullmatch(r"024-0000\d{4}|13\d0000\d{4}").all()
    assert 0.2 < district().residents["phone"].isna().mean() < 0.6


def test_persons_of_one_flat_agree_on_how_they_live() -> None:
    people = district().residents
    by_flat = people.groupby("unit_id")
    assert by_flat["living"].nunique().eq(1).all()
    assert by_flat["declines_visits"].nunique().eq(1).all()
    old_alone = people["living"].eq("alone")
    assert by_flat.size().loc[people.loc[old_alone, "unit_id"]].eq(1).all()


def test_needs_were_opened_before_they_were_closed_and_none_in_the_future() -> None:
    needs = district().needs
    today = pd.Timestamp(DAY)
    assert (needs["opened_on"] <= today).all()
    closed = needs["closed_on"].notna()
    assert (needs.loc[closed, "closed_on"] >= needs.loc[closed, "opened_on"]).all()
    assert (needs.loc[closed, "closed_on"] <= today).all()
    assert (closed == needs["state"].isin(["closed", "impossible"])).all()
    assert (needs["recheck_on"].dropna() >= today).all()
    late = ~closed & needs["due_on"].lt(today)
    assert 20 <= late.sum() <= 400


def test_all_but_seasonal_categories_occur_and_words_name_nobody() -> None:
    needs = district().needs
    assert set(categories()) - set(needs["category"]) <= {"quarantine", "snow_ice"}
    names = set(district().residents["name"])
    assert not set(needs["words"]) & names
    assert needs["words"].notna().all()


def test_heating_fails_only_in_the_cold_and_lifts_only_where_there_are_some() -> None:
    needs = district().needs
    heating = needs[needs["category"] == "heating"]
    assert set(heating["opened_on"].dt.month) <= {10, 11, 12, 1, 2, 3}
    lifts = district().places.entrances.set_index("id")["lift"]
    broken = needs.loc[needs["category"] == "elevator", "entrance_id"]
    assert lifts.loc[broken].all()


def test_fewer_visits_fall_on_weekends() -> None:
    days = district().visits["visited_on"].dt.day_of_week
    a_weekday = days.lt(5).sum() / 5
    assert days.ge(5).sum() / 2 < 0.5 * a_weekday


def test_old_slabs_have_more_leaks_than_new_towers() -> None:
    place = district()
    table = homes(place)
    leaks = place.needs.loc[place.needs["category"] == "leak", "unit_id"]
    planted = {b for spot in place.truth.hotspots for b in spot.building_ids}
    table = table[~table["building_id"].isin(planted)]
    rate = table["unit_id"].isin(leaks).groupby(table["old"]).mean()
    assert rate[True] > 1.5 * rate[False]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_planted_hotspots_are_several_times_the_rest(seed: int) -> None:
    place = district(seed)
    table = homes(place)
    assert {spot.category for spot in place.truth.hotspots} >= {"leak", "plumbing_drain"}
    for spot in place.truth.hotspots:
        days = pd.Timestamp(spot.first_on), pd.Timestamp(spot.last_on)
        fits = place.needs["category"].eq(spot.category) & place.needs["opened_on"].between(*days)
        hit = table["unit_id"].isin(place.needs.loc[fits, "unit_id"])
        there = table["building_id"].isin(spot.building_ids)
        assert 3 <= len(spot.building_ids) <= 4
        assert len(set(table.loc[there, "compound_id"])) == 1
        assert hit[there].mean() > 3 * hit[~there].mean()


@pytest.mark.parametrize("seed", [0, 5])
def test_exactly_the_planted_visits_are_overdue_and_the_planted_flats_silent(seed: int) -> None:
    place = district(seed)
    assert len(place.truth.overdue) > 20
    assert len(place.truth.silent) > 5
    assert_truth_is_what_the_ladder_finds(place)


def test_nothing_was_heard_from_a_silent_flat() -> None:
    place = district()
    since = pd.Timestamp(DAY - timedelta(days=180))
    needs = place.needs[place.needs["unit_id"].isin(place.truth.silent)]
    assert (needs["opened_on"] < since).all()
    promises = place.promises[place.promises["unit_id"].isin(place.truth.silent)]
    assert (promises["made_on"] < since).all()


def test_exactly_the_planted_promises_are_late() -> None:
    place = district()
    late = place.promises["done_on"].isna() & place.promises["due_on"].lt(pd.Timestamp(DAY))
    assert place.promises.loc[late, "id"].tolist() == list(place.truth.promises)
    assert late.any()


def test_planted_wrong_names_are_in_the_diary_of_a_compound_that_has_another() -> None:
    place = district()
    diary = place.diary.set_index("id")
    names = place.places.compounds.set_index("id")
    assert place.truth.typos
    for typo in place.truth.typos:
        entry = diary.loc[typo.entry_id]
        compound = names.loc[entry["compound_id"]]
        assert typo.written in entry["text"]
        assert compound["name"] == typo.meant
        assert typo.written not in {typo.meant, *compound["aliases"].split(ALIAS_SEPARATOR)}


def test_each_compound_has_diary_entries_of_recent_weeks() -> None:
    diary = district().diary
    assert diary.groupby("compound_id").size().between(2, 8).all()
    assert diary["compound_id"].nunique() == 12
    assert (
        diary["written_on"].between(pd.Timestamp(DAY - timedelta(days=61)), pd.Timestamp(DAY)).all()
    )


def test_equal_arguments_give_equal_frames_and_another_seed_others() -> None:
    one, two = district(), make_district(seed=0, on=DAY)
    for layer in fields(Places):
        assert_geodataframe_equal(getattr(one.places, layer.name), getattr(two.places, layer.name))
    for name in TABLES:
        assert_frame_equal(getattr(one, name), getattr(two, name))
    assert one.truth == two.truth
    assert not one.residents.equals(district(1).residents)


def test_a_larger_city_has_more_hotspots_and_keeps_its_truth() -> None:
    place = make_district(seed=0, on=DAY, units=15_000)
    assert len(place.truth.hotspots) >= 3
    assert_references_lead_to_rows(place)
    assert_truth_is_what_the_ladder_finds(place)


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**31), on=st.dates(date(2019, 1, 1), date(2031, 12, 31)))
def test_every_seed_and_day_keeps_the_truth(seed: int, on: date) -> None:
    place = make_district(seed=seed, on=on)
    assert_references_lead_to_rows(place)
    assert_truth_is_what_the_ladder_finds(place)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seed": -1}, "seed -1 is negative"),
        ({"units": 0}, "0 flats make no district"),
        ({"on": date(1066, 10, 14)}, "no district can be made for 1066-10-14"),
    ],
)
def test_impossible_arguments_are_named(wrong: dict[str, object], said: str) -> None:
    arguments: dict[str, object] = {"seed": 0, "on": DAY, "units": 5000}
    with pytest.raises(InputError, match=said):
        make_district(**(arguments | wrong))  # type: ignore[arg-type]
