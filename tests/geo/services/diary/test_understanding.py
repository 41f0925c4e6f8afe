"""What was understood comes in portions."""

from geo.address.gazetteer import Gazetteer
from geo.services.diary.understanding import MOST_SHOWN
from geo.store.opening import Store
from tests.geo.services.diary.conftest import ViewerAs, confirmed, saved, shown


def test_of_many_places_the_first_are_shown_and_the_next_when_these_are_confirmed(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    homes = [f"3号楼{e}单元{f}楼{u}号漏水" for e in (1, 2) for f in range(1, 7) for u in (1, 2)]
    entry_id = saved(store, leader, gazetteer, "。".join(homes))
    found = shown(store, leader, entry_id)
    assert (len(found.items) - 1, found.more) == (MOST_SHOWN, len(homes) - MOST_SHOWN)
    confirmed(store, leader, entry_id)
    found = shown(store, leader, entry_id)
    assert (sum(item.waits for item in found.items), found.more) == (len(homes) - MOST_SHOWN, 0)
