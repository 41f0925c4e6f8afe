"""A round shared among walkers: each home once, about the same minutes, parts stay apart."""

from collections.abc import Callable

import pytest

from geo.errors import InputError
from geo.services.rounds.keeping import kept_round, latest_round
from geo.services.rounds.planning import plan
from geo.services.rounds.replanning import Here, replan
from geo.services.rounds.sharing import keep_shares, share
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import wish

ViewerAs = Callable[[str], Viewer]


def test_each_home_is_on_one_part_and_the_parts_take_about_the_same_minutes(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=240)
    with store.read(leader) as session:
        alone = plan(session, asked, "zh")
        parts = share(session, asked, 3, "zh")
    homes = [leg.unit_id for part in parts for leg in part.legs]
    assert sorted(homes) == sorted(leg.unit_id for leg in alone.legs)
    assert not {e.entrance for e in parts[0].entrances} & {e.entrance for e in parts[1].entrances}
    minutes = [part.total_min for part in parts]
    assert max(minutes) <= 1.5 * min(minutes)
    assert max(minutes) < alone.total_min / 2
    promised = [sum(leg.promised for leg in part.legs) for part in parts]
    assert promised[0] == max(promised)


def test_the_leaders_own_part_is_the_round_of_the_day_and_no_part_takes_from_another(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=240)
    with store.write(leader) as session:
        ids = keep_shares(session, share(session, asked, 2, "zh"))
        kept = [kept_round(session, key) for key in ids]
        assert [one.parts for one in kept] == [tuple(ids)] * 2
        assert [one.share for one in kept] == [(1, 2), (2, 2)]
        found = latest_round(session, TODAY)
        assert found is not None
        assert found[0] == ids[0]
        again = replan(session, ids[0], Here(), "zh")
    assert again.parts == tuple(ids)
    assert {leg.unit_id for leg in again.legs} == {leg.unit_id for leg in kept[0].legs}


@pytest.mark.parametrize("walkers", [1, 13])
def test_a_round_is_shared_among_two_to_twelve(
    store: Store, viewer_as: ViewerAs, walkers: int
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader)
    with store.read(leader) as session, pytest.raises(InputError, match="2 to 12"):
        share(session, asked, walkers, "zh")
