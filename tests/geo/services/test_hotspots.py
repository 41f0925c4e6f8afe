"""The planted hotspots of the demo are found, and what cannot be compared is said to be so."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from geo.errors import ForbiddenError, InputError
from geo.needs.vocabulary import Group
from geo.services.hotspots import (
    BAND_M,
    Gathering,
    Verdict,
    band_of,
    gathering,
    hot_ids,
    note_export,
    usual_scene,
)
from geo.services.mapping import scene_counts
from geo.services.scene import Scene, Status
from geo.store.models import AuditEvent, Need
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]
EVERYTHING = Scene(status=Status.ALL)


@pytest.fixture
def planted(folder: Path) -> list[dict[str, object]]:
    """Return what the generator planted; the product cannot read it any more."""
    path = folder / "truth.json"
    found: list[dict[str, object]] = json.loads(path.read_text())["hotspots"]
    path.unlink()
    return found


def gathered(store: Store, viewer: Viewer, scene: Scene, *, band_m: int = BAND_M) -> Gathering:
    with store.read(viewer) as session:
        return gathering(session, scene, TODAY, "zh", band_m=band_m)


def test_every_planted_hotspot_is_found(
    planted: list[dict[str, object]], store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    assert planted
    for one in planted:
        scene = Scene(
            category=str(one["category"]),
            status=Status.ALL,
            since=date.fromisoformat(str(one["from"])),
            until=date.fromisoformat(str(one["to"])),
        )
        found = gathered(store, manager, scene)
        hot = {building.id for building in found.hot}
        wanted = set(one["building_ids"])  # type: ignore[call-overload]
        assert found.verdict is Verdict.FOUND
        assert wanted <= hot, one
        # the band takes in direct neighbours, no more
        assert len(hot) <= len(wanted) + 8
        areas = {building.area for building in found.buildings if building.id in wanted}
        assert len(areas) == 1


def test_the_rows_fall_by_z_and_their_sums_are_the_scene(store: Store, viewer_as: ViewerAs) -> None:
    manager = viewer_as("manager")
    found = gathered(store, manager, EVERYTHING)
    scores = [one.z for one in found.buildings if one.z is not None]
    assert scores == sorted(scores, reverse=True)
    with store.read(manager) as session:
        counts = scene_counts(session, EVERYTHING, TODAY)
    assert found.needs + found.beside == counts.needs
    assert found.households == counts.households
    first = found.buildings[0]
    assert first.rate == pytest.approx(first.needs / first.households)
    assert (
        min(first.rate, found.mean_rate) <= first.smoothed_rate <= max(first.rate, found.mean_rate)
    )


def test_only_buildings_in_which_somebody_lives_are_compared(
    store: Store, viewer_as: ViewerAs
) -> None:
    found = gathered(store, viewer_as("manager"), EVERYTHING)
    assert all(one.households > 0 for one in found.buildings)
    assert found.beside > 0


def test_a_scene_without_needs_says_so(store: Store, viewer_as: ViewerAs) -> None:
    found = gathered(store, viewer_as("manager"), Scene(since=date(2030, 1, 1)))
    assert found.verdict is Verdict.NO_NEEDS
    assert (found.needs, found.hot, found.areas, found.mean_rate) == (0, (), 0, 0.0)
    assert len(found.buildings) > 100


def test_one_compound_has_too_few_buildings_or_is_compared_within_itself(
    store: Store, viewer_as: ViewerAs
) -> None:
    manager = viewer_as("manager")
    names = {
        one.compound: one.id.split("-")[0] for one in gathered(store, manager, EVERYTHING).buildings
    }
    sizes = {}
    for compound in names.values():
        found = gathered(store, manager, Scene(status=Status.ALL, compound=compound))
        sizes[len(found.buildings)] = found.verdict
        assert found.weak
    assert {verdict for size, verdict in sizes.items() if size < 10} == {Verdict.TOO_FEW}
    assert Verdict.TOO_FEW not in {verdict for size, verdict in sizes.items() if size >= 10}


def test_a_band_over_the_whole_district_says_so(store: Store, viewer_as: ViewerAs) -> None:
    compound = gathered(store, viewer_as("manager"), EVERYTHING)
    largest = max(
        {one.id.split("-")[0] for one in compound.buildings},
        key=lambda key: sum(one.id.startswith(f"{key}-") for one in compound.buildings),
    )
    scene = Scene(status=Status.ALL, compound=largest)
    found = gathered(store, viewer_as("manager"), scene, band_m=1000)
    assert found.verdict is Verdict.TOO_WIDE
    assert all(one.z is None and not one.hot for one in found.buildings)


def test_equal_rates_say_so_without_a_warning(store: Store, viewer_as: ViewerAs) -> None:
    homes = gathered(store, viewer_as("manager"), EVERYTHING).buildings
    with store.write(CONSOLE) as session:
        session.execute(update(Need).values(hidden=True))
        needs = [need_in(one.id) for one in homes for _home in range(one.households)]
        session.execute(insert(Need), needs)
    found = gathered(store, viewer_as("manager"), EVERYTHING)
    assert found.verdict is Verdict.CONSTANT
    assert found.mean_rate == 1
    assert all(one.z is None and one.strength == 0 for one in found.buildings)


def need_in(building_id: str) -> dict[str, object]:
    return {
        "category": "leak",
        "compound_id": building_id.split("-", maxsplit=1)[0],
        "building_id": building_id,
        "state": "registered",
        "handler": "property",
        "opened_on": TODAY,
        "told_resident": False,
        "hidden": False,
        "version": 1,
    }


@pytest.mark.parametrize("user", ["leader", "partner", "steward"])
def test_only_managers_compare_buildings(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with store.read(viewer_as(user)) as session:
        with pytest.raises(ForbiddenError, match="managers"):
            gathering(session, EVERYTHING, TODAY, "zh")
        counts = scene_counts(session, EVERYTHING, TODAY).buildings
        with pytest.raises(ForbiddenError, match="managers"):
            hot_ids(session, counts, band_m=BAND_M)


def test_the_usual_scene_is_ninety_days_of_all_states() -> None:
    scene = usual_scene(date(2026, 3, 2))
    assert scene.query() == {"status": "all", "from": "2025-12-03", "to": "2026-03-02"}


def test_a_band_is_whole_metres_in_bounds() -> None:
    assert [band_of(text) for text in (None, " ", "100", "1000")] == [BAND_M, BAND_M, 100, 1000]
    for text in ("29", "1001", "1e2", "-50", "nan"):
        with pytest.raises(InputError, match="whole metres from 30 to 1000"):
            band_of(text)


def test_taking_the_table_out_is_noted(store: Store, viewer_as: ViewerAs) -> None:
    with store.write(viewer_as("manager")) as session:
        note_export(session, Scene(group=Group.UTILITIES), 120)
    with store.read(CONSOLE) as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert (event.actor, event.act) == ("manager", "hotspots.exported")
        assert event.subject == "group=utilities&band=120"
