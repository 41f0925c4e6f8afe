"""The silence of a building adds up from its people, as the care list has them."""

from collections.abc import Callable

import pytest

from geo.errors import ForbiddenError, NotFoundError
from geo.needs.vocabulary import Role
from geo.services.care import CareQuery, Show, care_list
from geo.services.coverage import FEWEST_HOMES
from geo.services.silence import footprints, score, silence
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def test_the_scores_are_those_of_the_people_on_the_care_list(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    found = silence(store, leader, TODAY, "zh")
    with store.read(leader) as session:
        listed = care_list(session, TODAY, "zh", CareQuery(), size=10_000)
        shapes = footprints(session, found)
    wanted = [line for line in listed.lines if line.pause is None]
    assert sum(one.people for one in found.buildings) == len(wanted)
    assert sum(one.silent for one in found.buildings) == listed.shows[Show.SILENT]
    assert sum(one.unmet for one in found.buildings) == sum(
        line.silent_days is None for line in wanted
    )
    for one in found.buildings:
        own = [line for line in wanted if line.building_id == one.id]
        total = sum(score(line.silent_days, line.step) for line in own)
        assert one.score == pytest.approx(total, abs=0.051)
        assert one.told
    scores = [one.score for one in found.buildings]
    assert scores == sorted(scores, reverse=True)
    assert shapes["id"].tolist() == [one.id for one in found.buildings]


def test_a_manager_is_told_of_no_building_with_few_homes(store: Store, viewer_as: ViewerAs) -> None:
    found = silence(store, viewer_as("manager"), TODAY, "zh")
    assert len({one.compound_id for one in found.buildings}) > 1
    small = [one for one in found.buildings if one.homes < FEWEST_HOMES]
    assert all(not one.told and (one.people, one.score) == (0, 0.0) for one in small)
    with pytest.raises(NotFoundError):
        found.of_compound("none")
    first = found.compounds[0]
    rows = found.of_compound(first.id).buildings
    assert first.score == pytest.approx(sum(one.score for one in rows), abs=0.06)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.STEWARD])
def test_nobody_else_sees_it(store: Store, role: Role) -> None:
    with pytest.raises(ForbiddenError):
        silence(store, Viewer("x", "x", role, partner_id="p"), TODAY, "zh")
