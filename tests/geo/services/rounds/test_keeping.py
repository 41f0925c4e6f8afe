"""What is put off is kept so."""

from collections.abc import Callable

import pytest

from geo.errors import NotFoundError
from geo.services.rounds.keeping import postpone
from geo.services.rounds.replanning import Here
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.rounds.conftest import plan, replan, wish

ViewerAs = Callable[[str], Viewer]


def test_what_is_put_off_comes_with_the_next_round(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        round_id, made = plan(session, wish(store, leader), "zh")
        home = made.legs[0].unit_id
        assert postpone(session, round_id, home).postponed == (home,)
        assert postpone(session, round_id, home).postponed == (home,)
        again = replan(session, round_id, Here(), "zh")
        assert home not in {leg.unit_id for leg in again.legs}
        _, next_one = plan(session, wish(store, leader), "zh")
        assert home in {one.unit_id for one in (*next_one.legs, *next_one.left)}
        assert postpone(session, round_id, home, back=True).postponed == ()
        with pytest.raises(NotFoundError):
            postpone(session, round_id, "no-such-flat")
