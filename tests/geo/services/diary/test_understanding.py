"""What was understood comes in portions."""

from dataclasses import replace

from geo.address.gazetteer import Gazetteer
from geo.diary.weighing import WEIGHED
from geo.services.diary import entries
from geo.services.diary.facts import FactKind
from geo.services.diary.understanding import MOST_SHOWN, understood
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


def test_a_need_that_no_rule_names_is_asked_about_unless_it_is_very_likely(
    store: Store, viewer_as: ViewerAs, gazetteer: Gazetteer
) -> None:
    leader = viewer_as("leader")
    entry_id = saved(store, leader, gazetteer, "3号楼1单元楼道灯坏了。")

    def line(rule: str, confidence: float) -> tuple[bool, bool]:
        with store.read(leader) as session:
            file = entries.entry_file(session, entry_id)
            facts = [
                replace(fact, rule=rule, confidence=confidence)
                if fact.kind is FactKind.NEED
                else fact
                for fact in file.facts
            ]
            found = understood(
                session, file.text, facts, compound_id=file.compound_id, language="zh"
            )
        (need,) = found.items[0].needs
        return need.unsure, need.preset

    assert line(WEIGHED, 0.7) == (True, False)
    assert line(WEIGHED, 0.8) == (False, True)
    assert line("facility.light", 0.7) == (False, True)
    assert line("facility.light", 0.5) == (True, False)
