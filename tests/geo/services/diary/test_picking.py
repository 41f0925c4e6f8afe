"""Places are offered from the compound down to the flat."""

from geo.services.diary import saving
from geo.services.diary.picking import buildings_within, doorways
from geo.store.opening import Store
from tests.geo.services.conftest import NINETY_TWO
from tests.geo.services.diary.conftest import ViewerAs, compound_id_of


def test_the_picker_offers_buildings_entrances_and_flats(store: Store, viewer_as: ViewerAs) -> None:
    with store.read(viewer_as("leader")) as session:
        own = saving.compounds_of_writer(session)[0][0]
        buildings = buildings_within(session, own, "zh")
        doors = doorways(session, buildings[0][0].partition(":")[2], "zh")
        assert buildings_within(session, compound_id_of(store, NINETY_TWO), "zh") == []
    assert buildings[0][1] == "1号楼"
    assert [door.label for door in doors][:1] == ["1单元"]
    floors = [flat.floor for flat in doors[0].flats]
    assert floors == sorted(floors, reverse=True)
