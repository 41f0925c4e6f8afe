"""Records what the writer of an entry confirmed."""

from datetime import date

from sqlalchemy.orm import Session

from geo.errors import InputError
from geo.services.diary.entries import fact_of, own_entry
from geo.services.diary.facts import Decision, FactKind, visit_key
from geo.services.diary.handing_over.excerpt import is_about
from geo.services.diary.handing_over.sending import hand_over
from geo.services.diary.index import index_entry
from geo.services.diary.photos import attach_to_faults
from geo.services.diary.picking import Choice, chosen
from geo.services.diary.recording.going import Digest, Going, open_facts
from geo.services.diary.recording.needs import add_need, record_need
from geo.services.diary.recording.persons import link_persons
from geo.services.diary.recording.places import place_of
from geo.services.diary.recording.promises import record_promises
from geo.services.diary.recording.settling import settle
from geo.services.diary.recording.visits import record_visit
from geo.services.diary.recording.words import ItemWord, Words
from geo.store.audit import note_act

ZH = "zh"


def confirm(session: Session, entry_id: int, words: Words, *, today: date, digest: Digest) -> None:
    """Record what the writer confirmed: needs, settled needs, residents and promises.

    Only facts still open are touched, so that the same words sent twice record once. What lies in
    a colleague's compound and what has no place stays open.

    Raises
    ------
    ForbiddenError
        When the entry is somebody else's.
    InputError
        When a category, a place or a resident is not to be had.
    """
    entry = own_entry(session, entry_id)
    rows = list(entry.facts)
    going = Going(session, entry, rows, [fact_of(row) for row in rows], today=today, digest=digest)
    keys = [word.place for word in words.items.values() if word.place]
    known = chosen(session, keys, ZH)
    for number, word in sorted(words.items.items()):
        place = known.get(word.place) if word.place else None
        if word.place and place is None:
            raise InputError(
                "a chosen place is not in your territory: choose it again",
                zh="选的地点不在您的片区里，请重新选。",
            )
        if place is not None:
            _record_item(going, number, word, place)
    record_promises(going, words)
    _record_handovers(going, words)
    entry.state = "confirmed"
    session.flush()
    attach_to_faults(session, entry_id)
    index_entry(session, entry, (fact_of(row) for row in entry.facts))
    note_act(session, "diary.confirmed", subject=str(entry_id))


def _record_handovers(going: Going, words: Words) -> None:
    """Send items that lie in no compound of the writer's, or keep them in the diary only."""
    waiting = {
        fact.item: fact.value["key"]
        for row, fact in zip(going.rows, going.facts, strict=True)
        if fact.kind is FactKind.PLACE and row.decision == Decision.OPEN.value and fact.value["key"]
    }
    own = chosen(going.session, waiting.values(), ZH)
    foreign = {item for item, key in waiting.items() if item is not None and key not in own}
    said = {item: words.items[item].handed for item in foreign if item in words.items}
    handed = {item for item, verdict in said.items() if verdict}
    if handed:
        hand_over(going.session, going.entry, going.rows, handed, foreign=foreign)
    kept = {item for item, verdict in said.items() if verdict is False}
    for row, fact in zip(going.rows, going.facts, strict=True):
        if is_about(fact, kept, foreign - handed) and row.decision == Decision.OPEN.value:
            row.decision = Decision.REFUSED.value


def _record_item(going: Going, number: int, word: ItemWord, place: Choice) -> None:
    going.places[number] = place
    spot = place_of(going, number, word, place)
    resident = link_persons(going, number, word, place)
    for row, fact in open_facts(going, number, FactKind.NEED):
        verdict = word.needs.get(fact.value["category"])
        if verdict is True:
            record_need(going, row, fact, place, spot, resident)
        elif verdict is False:
            row.decision = Decision.REFUSED.value
    for category in word.added:
        add_need(going, number, category, place, spot, resident)
    for row, fact in open_facts(going, number, FactKind.RESOLVED):
        if fact.value["category"] in word.settled:
            settle(going, row, fact, word.settled[fact.value["category"]])
    for row, fact in open_facts(going, number, FactKind.VISIT):
        record_visit(going, row, fact, place, verdict=word.visits.get(visit_key(fact)))
    for kind in (FactKind.DECLINED, FactKind.TIME):
        for row, _ in open_facts(going, number, kind):
            row.decision = Decision.KEPT.value
