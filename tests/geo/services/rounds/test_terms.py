"""What is agreed about a home is read as it was kept, by its leader, and bounds the round."""

from collections.abc import Callable
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from geo.errors import InputError, NotFoundError
from geo.services.calls import Call, Cause, Why
from geo.services.importing.places import follow_buildings
from geo.services.placing import Place
from geo.services.rounds.terms import MOST_HOURS, Talk, Terms, hours_of, set_terms, terms_of
from geo.services.rounds.walks import PART_HOURS, windows_of
from geo.store.models import AuditEvent, Building, Compound, HomeTerms, Unit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]

CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SPANS = st.tuples(CLOCKS, CLOCKS).filter(lambda span: span[0] < span[1])
TERMS = st.builds(
    Terms,
    hours=st.lists(SPANS, max_size=MOST_HOURS).map(tuple),
    call_first=st.booleans(),
    two_people=st.booleans(),
    talk=st.lists(st.sampled_from(Talk), unique=True).map(tuple),
    address_as=st.text(max_size=20),
)


@given(TERMS)
def test_terms_are_read_back_as_they_were_kept(terms: Terms) -> None:
    assert Terms.from_json(terms.to_json()) == terms


@given(st.lists(SPANS, max_size=MOST_HOURS).map(tuple))
def test_hours_are_read_as_they_are_shown(hours: tuple[tuple[time, time], ...]) -> None:
    assert hours_of("、".join(Terms(hours=hours).spans)) == hours


@pytest.mark.parametrize(
    "typed", ["9-11 14:00-16:30", "9:00~11:00;14:00~16:30", "9点", "上午", "25:00-26:00", "11-9"]
)
def test_hours_are_read_as_they_are_typed_or_refused(typed: str) -> None:
    if "点" in typed or "上午" in typed or "25" in typed:
        with pytest.raises(InputError, match="is no span of hours"):
            hours_of(typed)
    elif typed == "11-9":
        with pytest.raises(InputError, match="end before they begin"):
            Terms(hours=hours_of(typed))
    else:
        assert hours_of(typed) == ((time(9), time(11)), (time(14), time(16, 30)))


def test_too_much_to_mind_is_refused() -> None:
    span = (time(9), time(10))
    with pytest.raises(InputError, match="at most"):
        Terms(hours=(span,) * (MOST_HOURS + 1))


def test_only_the_leader_reads_what_is_agreed_and_every_change_is_noted(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(leader) as session:
        unit = session.scalars(select(Unit.id).where(Unit.compound_id.is_not(None))).first()
    wanted = Terms(call_first=True, talk=(Talk.WRITE,))
    with store.write(leader) as session:
        set_terms(session, str(unit), wanted, today=TODAY)
    with store.read(leader) as session:
        assert terms_of(session, [str(unit), "other"]) == {unit: wanted}
    for other in ("manager", "partner"):
        with store.read(viewer_as(other)) as session:
            assert terms_of(session, [str(unit)]) == {}
    with store.write(leader) as session:
        set_terms(session, str(unit), Terms(), today=TODAY)
    with store.read(leader) as session:
        assert terms_of(session, [str(unit)]) == {}
    with store.read(CONSOLE) as session:
        acts = session.scalars(select(AuditEvent.act)).all()
    assert acts.count("home_terms.changed") == 2
    with store.write(leader) as session, pytest.raises(NotFoundError):
        set_terms(session, "no-such-flat", wanted, today=TODAY)


def call(*parts: str | None) -> Call:
    whys = tuple(
        Why(Cause.PROMISE, "送药", "答应居民的事", 6.0, date(2026, 3, 2), 0, part) for part in parts
    )
    return Call("u", "e", "b", 1, Place("", "", "", "", ""), (), whys)


def test_what_was_promised_for_a_part_of_the_day_weighs_more_than_the_best_hours() -> None:
    best = ((time(9), time(10)), (time(14), time(16)))
    assert windows_of(call(None), Terms(hours=best)) == best
    assert windows_of(call("am"), Terms()) == (PART_HOURS["am"],)
    assert windows_of(call("am"), Terms(hours=best)) == (best[0],)
    assert windows_of(call("evening"), Terms(hours=best)) == (PART_HOURS["evening"],)


def test_terms_go_where_their_home_goes(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        unit = session.scalars(select(Unit).where(Unit.compound_id.is_not(None))).first()
        assert unit is not None
        set_terms(session, unit.id, Terms(call_first=True), today=TODAY)
        key, building, was = unit.id, unit.building_id, unit.compound_id
    with store.write(CONSOLE) as session:
        other = session.scalars(select(Compound.id).where(Compound.id != was)).first()
        moved = update(Building).where(Building.id == building).values(compound_id=other)
        session.execute(moved)
        follow_buildings(session)
    with store.read(CONSOLE) as session:
        assert session.get_one(HomeTerms, key).compound_id == other
