"""The walking network is made once for each state of the places, and anew when they change."""

from collections.abc import Callable
from datetime import timedelta

from geo.services.facts import touch_places
from geo.services.rounds.ground import Grounds
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY


def test_a_network_is_made_once_until_the_places_change(
    store: Store, viewer_as: Callable[[str], Viewer]
) -> None:
    grounds = Grounds(most=2)
    leader = viewer_as("leader")
    with store.read(leader) as session:
        first = grounds.of(session, TODAY)
        assert grounds.of(session, TODAY) is first
    with store.read(viewer_as("manager")) as session:
        whole = grounds.of(session, TODAY)
    assert len(whole.parts.doors) > len(first.parts.doors)
    with store.write(CONSOLE) as session:
        touch_places(session)
    with store.read(leader) as session:
        again = grounds.of(session, TODAY)
        assert again is not first
        assert grounds.of(session, TODAY + timedelta(days=1)) is not again
