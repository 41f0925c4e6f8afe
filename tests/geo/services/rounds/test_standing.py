"""Standing rounds are kept, changed and walked by the leader who made them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from geo.errors import InputError, NotFoundError
from geo.services.rounds.planning import plan
from geo.services.rounds.standing import (
    Standing,
    drop_standing,
    keep_standing,
    standing_of,
    standing_round,
    standing_rounds,
)
from geo.store.models import Unit
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.conftest import TODAY
from tests.geo.services.rounds.conftest import wish

ViewerAs = Callable[[str], Viewer]


def usual(*homes: str) -> Standing:
    return Standing(name="每周二", homes=homes or ("a", "b", "c"), start=(123.4, 41.8), minutes=90)


def test_what_nobody_can_walk_is_refused() -> None:
    for change in (
        {"name": " "},
        {"homes": ()},
        {"homes": ("a", "a")},
        {"minutes": 5},
        {"first": "z"},
        {"first": "a", "last": "a"},
    ):
        with pytest.raises(InputError):
            replace(usual(), **change)


@given(st.permutations(["a", "b", "c", "d"]), st.sampled_from("abcd"), st.integers(-5, 5))
def test_moving_a_home_keeps_them_all(homes: list[str], home: str, step: int) -> None:
    moved = usual(*homes).moved(home, step)
    assert sorted(moved.homes) == sorted(homes)
    wanted = max(0, min(3, homes.index(home) + step))
    assert moved.homes.index(home) == wanted


def test_a_home_that_is_taken_out_is_no_longer_first_or_last() -> None:
    pinned = replace(usual(), first="a", last="c")
    assert pinned.without("a").first == ""
    assert pinned.without("a").last == "c"
    assert pinned.with_home("a").homes == ("b", "c", "a")


def test_a_round_is_kept_as_a_standing_one_and_walked_again(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=90)
    with store.write(leader) as session:
        made = plan(session, asked, "zh")
        standing_id = keep_standing(session, standing_of(made, "东边三栋"))
    with store.read(leader) as session:
        (kept,) = standing_rounds(session)
        assert kept.id == standing_id
        assert kept == standing_of(made, "东边三栋")
        again = plan(session, kept.wish(TODAY), "zh")
    assert {leg.unit_id for leg in again.legs} == {leg.unit_id for leg in made.legs}
    with store.write(leader) as session:
        keep_standing(session, replace(kept, name="西边", minutes=60))
        assert standing_round(session, standing_id).minutes == 60
        drop_standing(session, standing_id)
        assert standing_rounds(session) == []


def test_nobody_else_sees_it_and_no_home_of_others_is_in_it(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.read(viewer_as("manager")) as session:
        everywhere = set(session.scalars(select(Unit.id)))
    with store.write(leader) as session:
        own = sorted(session.scalars(select(Unit.id)))
        standing_id = keep_standing(session, usual(*own[:3]))
        with pytest.raises(InputError, match="not in your territory"):
            keep_standing(session, usual(min(everywhere - set(own))))
    other = replace(leader, account_id=999)
    with store.read(other) as session, pytest.raises(NotFoundError):
        standing_round(session, standing_id)
