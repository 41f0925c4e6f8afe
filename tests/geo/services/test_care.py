"""Who is looked after: the list finds exactly what was planted, and only for its reader."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from geo.errors import ForbiddenError, InputError
from geo.needs.ladder import Pause
from geo.needs.vocabulary import Step
from geo.services.care import SILENT_DAYS, CareLine, CareList, CareQuery, Order, Show, care_list
from geo.store.models import Compound, Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


@pytest.fixture
def truth(folder: Path) -> dict[str, list[str]]:
    """Return what was planted, and take it out of the product's reach."""
    path = folder / "truth.json"
    planted: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return planted


def listed(store: Store, viewer: Viewer, query: CareQuery | None = None) -> CareList:
    with store.read(viewer) as session:
        return care_list(session, TODAY, "zh", query or CareQuery(), size=10_000)


def compound_of(store: Store, name: str) -> str:
    with store.read(CONSOLE) as session:
        return session.scalars(select(Compound.id).where(Compound.name == name)).one()


def test_exactly_the_planted_people_are_overdue(
    store: Store, viewer_as: ViewerAs, truth: dict[str, list[str]]
) -> None:
    own = compound_of(store, "御林湾") + "-"
    with store.read(CONSOLE) as session:
        rows = session.execute(
            select(Resident.unit_id, Resident.name).where(Resident.id.in_(truth["overdue"]))
        )
        wanted = {(unit, name) for unit, name in rows if unit.startswith(own)}
    found = listed(store, viewer_as("leader"), CareQuery(Show.OVERDUE)).lines
    assert {(line.unit_id, line.name) for line in found} == wanted
    assert len(found) == sum(key.startswith(own) for key in truth["overdue"]) > 0


def test_exactly_the_planted_flats_are_silent(
    store: Store, viewer_as: ViewerAs, truth: dict[str, list[str]]
) -> None:
    own = compound_of(store, "御林湾") + "-"
    found = listed(store, viewer_as("leader"), CareQuery(Show.SILENT)).lines
    assert {line.unit_id for line in found} == {
        unit for unit in truth["silent"] if unit.startswith(own)
    }
    assert all((line.silent_days or 0) > SILENT_DAYS for line in found)


def test_who_is_not_to_be_visited_has_a_reason_and_no_date(
    store: Store, viewer_as: ViewerAs
) -> None:
    late = listed(store, viewer_as("leader"), CareQuery(Show.OVERDUE)).lines[0]
    with store.write(CONSOLE) as session:
        home = update(Resident).where(Resident.unit_id == late.unit_id)
        session.execute(home.values(declines_visits=True))
    found = listed(store, viewer_as("leader"), CareQuery(Show.PAUSED)).lines
    assert {line.pause for line in found} >= {Pause.DECLINED, Pause.AWAY}
    for line in found:
        assert (line.due_on, line.overdue_days, line.silent) == (None, 0, False)
        if line.pause is Pause.AWAY:
            assert line.away_until is not None
            assert line.away_until >= TODAY
    assert late.unit_id in {line.unit_id for line in found if line.pause is Pause.DECLINED}
    still = listed(store, viewer_as("leader"), CareQuery(Show.DUE)).lines
    assert late.unit_id not in {line.unit_id for line in still}


def test_the_list_is_filtered_and_sorted(store: Store, viewer_as: ViewerAs) -> None:
    whole = listed(store, viewer_as("leader"))
    assert len(whole.lines) == whole.shows[Show.ALL] == sum(whole.steps.values()) > 100
    weekly = listed(store, viewer_as("leader"), CareQuery(step=Step.HIGH)).lines
    assert {line.step for line in weekly} == {Step.HIGH}
    assert len(weekly) == whole.steps[Step.HIGH]
    building, _word = whole.buildings[0]
    inside = listed(store, viewer_as("leader"), CareQuery(building=building)).lines
    assert {line.building_id for line in inside} == {building}
    dates = [line.due_on for line in whole.lines if line.due_on]
    assert dates == sorted(dates)
    assert whole.lines[-1].due_on is None
    by_silence = listed(store, viewer_as("leader"), CareQuery(order=Order.SILENT)).lines
    days = [line.silent_days for line in by_silence if line.pause is None and line.silent_days]
    assert days == sorted(days, reverse=True)
    by_step = listed(store, viewer_as("leader"), CareQuery(order=Order.STEP)).lines
    assert [line.step for line in by_step] == sorted(
        (line.step for line in by_step), key=list(Step).index
    )
    places = [label for _key, label in whole.buildings]
    assert places.index("2号楼") < places.index("10号楼")


@pytest.mark.parametrize("order", Order)
def test_the_pages_are_the_list(store: Store, viewer_as: ViewerAs, order: Order) -> None:
    query = CareQuery(order=order)
    whole = listed(store, viewer_as("leader"), query).lines
    turned: list[CareLine] = []
    with store.read(viewer_as("leader")) as session:
        for number in range(1, 1000):
            page = care_list(session, TODAY, "zh", query, asked=number, size=40)
            turned += page.lines
            assert page.span.total == len(whole)
            if number == page.span.pages:
                break
    assert tuple(turned) == whole


def test_a_date_follows_the_last_meeting_by_the_rhythm(store: Store, viewer_as: ViewerAs) -> None:
    for line in listed(store, viewer_as("leader"), CareQuery(Show.OVERDUE)).lines:
        assert line.last_met_on is not None
        assert line.due_on == line.last_met_on + timedelta(days=line.every_days)
        assert line.overdue_days == (TODAY - line.due_on).days


@pytest.mark.parametrize("user", ["manager", "partner", "steward"])
def test_names_are_for_leaders_only(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with pytest.raises(ForbiddenError):
        listed(store, viewer_as(user))


def test_a_leader_sees_no_other_compound(store: Store, viewer_as: ViewerAs) -> None:
    found = listed(store, viewer_as("leader"))
    assert {line.place.compound for line in found.lines} == {"御林湾"}


@pytest.mark.parametrize("words", [{"show": "x"}, {"step": "daily"}, {"sort": "age"}])
def test_a_list_that_cannot_be_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(InputError):
        CareQuery.from_query(words)


def test_a_query_is_the_same_in_an_address() -> None:
    for query in (CareQuery(), CareQuery(Show.SILENT, Step.FOCUS, "c01-b1", Order.PLACE)):
        assert CareQuery.from_query(query.words()) == query
