"""The layers of the map say of a building what the lists beside it say."""

from collections.abc import Callable

import pytest

from geo.errors import ForbiddenError
from geo.needs.vocabulary import Role
from geo.services.lift_out import lifts_out
from geo.services.map_layers import WITHHELD, Layer, layer_values
from geo.services.silence import silence
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.test_lift_out import stopped

ViewerAs = Callable[[str], Viewer]


def test_homes_behind_a_lift_are_those_of_the_list(store: Store, viewer_as: ViewerAs) -> None:
    with store.write(CONSOLE) as session:
        building, _door, _flat = stopped(session)
    leader = viewer_as("leader")
    with store.write(leader) as session:
        (out,) = lifts_out(session, TODAY, "zh")
    found = layer_values(store, leader, Layer.LIFT, TODAY)
    assert found.to_dict() == {building: len({one.unit_id for one in out.people})}
    assert found[building] > 0


def test_a_manager_is_told_where_a_lift_is_out_but_no_small_figure(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.write(CONSOLE) as session:
        building, _door, _flat = stopped(session)
    own = layer_values(store, viewer_as("leader"), Layer.LIFT, TODAY)[building]
    told = layer_values(store, viewer_as("manager"), Layer.LIFT, TODAY)
    assert list(told.index) == [building]
    assert told[building] == (WITHHELD if own < 5 else own)


@pytest.mark.parametrize("user", ["leader", "manager"])
def test_silence_on_the_map_is_that_of_the_list(
    store: Store, viewer_as: ViewerAs, user: str
) -> None:
    listed = silence(store, viewer_as(user), TODAY, "zh").buildings
    found = layer_values(store, viewer_as(user), Layer.SILENCE, TODAY)
    assert found.to_dict() == {one.id: round(one.score) if one.told else WITHHELD for one in listed}
    assert found.max() > 0


@pytest.mark.parametrize("layer", Layer)
@pytest.mark.parametrize("role", [Role.PARTNER, Role.STEWARD])
def test_nobody_else_gets_a_layer(store: Store, role: Role, layer: Layer) -> None:
    with pytest.raises(ForbiddenError):
        layer_values(store, Viewer("x", "x", role, partner_id="p"), layer, TODAY)
