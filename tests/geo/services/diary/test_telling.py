"""The group hears of faults, never of persons."""

from geo.address.gazetteer import Gazetteer
from geo.services.diary import telling
from geo.services.diary.entries import entry_file
from geo.store.opening import Store
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import ViewerAs, confirmed, saved


def test_the_group_is_told_confirmed_faults_of_places_only(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    text = "3号楼1单元楼道灯坏了。3号楼1单元2楼2号王秀兰糖尿病。"
    entry_id = saved(store, leader, gazetteer, text)

    def told() -> str:
        with store.read(leader) as session:
            facts = entry_file(session, entry_id).facts
        return telling.notice(text, facts, gazetteer, written_on=TODAY, compound="御林湾")

    assert told() == ""
    confirmed(store, leader, entry_id)
    assert "3号楼" in told()
    assert not any(word in told() for word in ("王", "糖尿病", "2楼", "2号"))
