"""A round is told in the reader's language, whatever it was planned in."""

from collections.abc import Callable
from dataclasses import replace

from geo.services.calls import Cause
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.keeping import kept_round
from geo.services.rounds.progress import progress
from geo.services.rounds.wording import in_language
from geo.store.opening import Store
from geo.store.scope import Viewer
from tests.geo.services.rounds.conftest import plan, wish

ViewerAs = Callable[[str], Viewer]


def test_a_round_planned_in_chinese_reads_as_one_planned_in_english(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    asked = wish(store, leader, minutes=120)
    with store.write(leader) as session:
        round_id, zh = plan(session, asked, "zh")
        _, en = plan(session, asked, "en")
        turned = in_language(session, kept_round(session, round_id), "en")
        assert in_language(session, turned, "zh") == zh
        assert progress(session, round_id, "en").itinerary == turned
        assert progress(session, round_id).itinerary == zh
    told = {leg.unit_id: leg for leg in en.legs}
    assert {leg.grounds for leg in turned.legs} != {leg.grounds for leg in zh.legs}
    # The search is bounded by time, so that on a busy machine the two may go to other homes.
    both = [leg for leg in turned.legs if leg.unit_id in told]
    assert both
    for leg in both:
        assert told[leg.unit_id].grounds == leg.grounds
        assert (told[leg.unit_id].place, told[leg.unit_id].home) == (leg.place, leg.home)
    left = {one.unit_id: one.place for one in en.left}
    for one in turned.left:
        assert left.get(one.unit_id, one.place) == one.place


def test_words_whose_source_an_older_version_did_not_keep_stay(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader = viewer_as("leader")
    with store.write(leader) as session:
        _, made = plan(session, wish(store, leader, minutes=60), "zh")
        turned = in_language(session, older(made), "en")
    visits = [
        (one.words, other.words)
        for leg, before in zip(turned.legs, made.legs, strict=True)
        for one, other in zip(leg.grounds, before.grounds, strict=True)
        if one.cause in {Cause.VISIT, Cause.NEED}
    ]
    assert visits
    assert all(words == before for words, before in visits)


def older(made: Itinerary) -> Itinerary:
    """Return the round as a version wrote it that kept neither sources nor the language."""
    legs = tuple(
        replace(leg, grounds=tuple(replace(ground, source="") for ground in leg.grounds))
        for leg in made.legs
    )
    return replace(made, legs=legs, language="")
