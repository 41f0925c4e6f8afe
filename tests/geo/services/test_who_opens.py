"""At a door nobody is asked for who declined, is away or moved."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from geo.needs.vocabulary import Outcome
from geo.services.visits import tick
from geo.services.who_opens import who_opens
from geo.store.models import Resident, Unit, Visit
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def test_an_absence_ends_and_a_later_meeting_opens_the_door_again(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        free = select(Resident).where(
            Resident.unit_id.not_in(select(Visit.unit_id)),
            ~Resident.declines_visits,
            Resident.away_until.is_(None),
        )
        one = session.scalars(free.order_by(Resident.id)).first()
        assert one is not None
        unit, key = one.unit_id, one.id

        def opens(day: int = 0) -> bool:
            home = who_opens(session, [unit], TODAY + timedelta(days=day))[unit]
            return key in {opener.id for opener in home.openers}

        assert opens()
        one.away_until = TODAY
        assert (opens(), opens(1)) == (False, True)
        one.away_until = None
        tick(session, unit, Outcome.DECLINED, key="no", today=TODAY)
        assert who_opens(session, [unit], TODAY)[unit].closed
        tick(session, unit, Outcome.NOT_HOME, key="again", today=TODAY + timedelta(days=1))
        assert not opens(1)
        tick(session, unit, Outcome.MET, key="yes", today=TODAY + timedelta(days=2))
        assert (opens(1), opens(2)) == (False, True)


def test_a_home_with_nobody_registered_has_no_entry(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        lived_in = select(Resident.unit_id)
        empty = session.scalars(select(Unit.id).where(Unit.id.not_in(lived_in))).first()
        assert who_opens(session, [str(empty)], TODAY) == {}
