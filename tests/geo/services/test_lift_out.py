"""Who lives upstairs where the lift is out: floors, doors and conditions as they are, noted."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError
from geo.services.lift_out import HARD_TO_WALK, OLD_YEARS, lifts_out
from geo.store.models import AuditEvent, Compound, Entrance, Need, Resident, Unit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def stopped(session: Session) -> tuple[str, str, str]:
    """Stop one lift of the leader's compound, all others run; return building, door, flat."""
    for need in session.scalars(select(Need).where(Need.category == "elevator")):
        need.state = "closed"
    own = select(Compound.id).where(Compound.name == "御林湾").scalar_subquery()
    door = session.scalars(
        select(Entrance).where(Entrance.compound_id == own, Entrance.lift.is_(True))
    ).first()
    assert door is not None
    flat = session.scalars(
        select(Unit)
        .join(Resident, Resident.unit_id == Unit.id)
        .where(Unit.entrance_id == door.id, Unit.floor > 4)
    ).first()
    assert flat is not None
    session.add(
        Need(
            category="elevator", compound_id=door.compound_id, building_id=door.building_id,
            entrance_id=door.id, state="working", handler="property", opened_on=TODAY,
        )
    )  # fmt: skip
    session.add(
        Need(
            category="mobility_limited", compound_id=door.compound_id,
            building_id=door.building_id, entrance_id=door.id, unit_id=flat.id,
            state="registered", handler="leader", opened_on=TODAY,
        )
    )  # fmt: skip
    return door.building_id, door.id, flat.id


def test_people_upstairs_are_listed_from_the_top(store: Store, viewer_as: ViewerAs) -> None:
    with store.write(CONSOLE) as session:
        building, door, flat = stopped(session)
    with store.write(viewer_as("leader")) as session:
        (out,) = lifts_out(session, TODAY, "zh")
        behind = dict(session.execute(select(Unit.id, Unit.entrance_id)).all())
        hard = set(
            session.scalars(
                select(Need.unit_id).where(Need.category.in_(HARD_TO_WALK), ~Need.hidden)
            )
        )
    assert out.building_id == building
    assert flat in {one.unit_id for one in out.people}
    floors = [one.floor for one in out.people]
    assert floors == sorted(floors, reverse=True)
    assert min(floors) >= 2
    for one in out.people:
        assert behind[one.unit_id] == door
        assert one.unit_id in hard or (one.age or 0) >= OLD_YEARS
    with store.read(CONSOLE) as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.act == "lift_list.opened"))
        assert [one.subject for one in noted] == [building]


def test_where_every_lift_runs_nobody_is_listed_and_nothing_noted(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.write(CONSOLE) as session:
        stopped(session)
        for need in session.scalars(select(Need).where(Need.category == "elevator")):
            need.state = "closed"
    with store.write(viewer_as("leader")) as session:
        assert lifts_out(session, TODAY, "zh") == []
    with store.read(CONSOLE) as session:
        noted = select(AuditEvent).where(AuditEvent.act == "lift_list.opened")
        assert session.scalars(noted).all() == []


@pytest.mark.parametrize("user", ["manager", "steward", "partner"])
def test_only_leaders_know(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with store.write(viewer_as(user)) as session, pytest.raises(ForbiddenError):
        lifts_out(session, TODAY, "zh")
