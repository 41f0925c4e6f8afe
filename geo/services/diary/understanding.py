"""What the service understood of an entry, ready to be looked at: words, places, choices."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.values import Level
from geo.diary.visits import VisitKind
from geo.diary.weighing import WEIGHED
from geo.needs.vocabulary import categories
from geo.services.diary.facts import Decision, Fact, FactKind, place_key, visit_key
from geo.services.diary.lines import (
    Closable,
    ItemLine,
    NeedLine,
    PersonLine,
    PromiseLine,
    SettledLine,
    Understanding,
    VisitLine,
)
from geo.services.diary.open_needs import OpenNeeds
from geo.services.diary.picking import CHAIN, Choice, chosen
from geo.services.diary.pieces import pieces_of
from geo.store.columns import cipher_of
from geo.store.models import Resident

SURE = 0.6
"""From this confidence on a need or a place is taken as meant unless the leader says no."""
SURE_WITHOUT_RULE = 0.75
"""The same for a need that no rule names: its words are a whole clause, which may be about more."""


OWN_PROMISES = "leader"


MOST_SHOWN = 20
"""Items that are shown at once; the next ones come when these are confirmed."""


def understood(
    session: Session,
    text: str,
    facts: Sequence[Fact],
    *,
    compound_id: str,
    language: str,
    near: Iterable[str] = (),
) -> Understanding:
    """Return what the viewer is shown of `text`; only facts still open wait for her word.

    `compound_id` is where an item added by hand lies unless it is moved; the places `near` are
    offered for it: photos were taken there.
    """
    places = {f.item: f for f in facts if f.kind is FactKind.PLACE and f.item is not None}
    offered = _offered(session, places, compound_id, language)
    open_facts = [fact for fact in facts if fact.decision is Decision.OPEN]
    own: dict[int | None, list[Fact]] = defaultdict(list)
    for fact in open_facts:
        own[fact.item].append(fact)
    named = {fact.value["category"] for fact in open_facts if "category" in fact.value}
    reached = [offered[f.value["key"]] for f in places.values() if f.value["key"] in offered]
    reader = _Reader(session, text, offered, OpenNeeds.around(session, reached, named))
    items = [_item(reader, place, own[number]) for number, place in sorted(places.items())]
    more = [item.number for item in items if item.waits and not item.foreign][MOST_SHOWN:]
    items = [item for item in items if item.number not in more]
    home = offered.get(place_key(Level.COMPOUND, compound_id))
    if home is not None:
        taken_at = chosen(session, near, language).values()
        items.append(_by_hand(max(places, default=-1) + 1, home, taken_at))
    return Understanding(
        pieces=tuple(pieces_of(text, facts)),
        items=tuple(items),
        promises=tuple(_promises(facts, items)),
        more=len(more),
        others=tuple(f.value["name"] for f in own[None] if f.kind is FactKind.PERSON),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is looked up for the whole entry at once."""

    session: Session
    text: str
    offered: dict[str, Choice]
    """Every place that an item may mean, by key."""
    open_needs: OpenNeeds


def _offered(
    session: Session, places: dict[int, Fact], compound_id: str, language: str
) -> dict[str, Choice]:
    """Return every place that an item may mean, with what lies around it."""
    keys = [key for f in places.values() for key in (f.value["key"], *f.value["also"]) if key]
    found = chosen(session, [*keys, place_key(Level.COMPOUND, compound_id)], language)
    around = [key for choice in found.values() for key in choice.wider()]
    return found | chosen(session, [key for key in around if key not in found], language)


def _item(reader: "_Reader", fact: Fact, own: list[Fact]) -> ItemLine:
    key, also = fact.value["key"], fact.value["also"]
    offered = reader.offered
    place = offered.get(key) if key else None
    spot: str | None = fact.value["spot"]
    options = [offered[one] for one in also if one in offered]
    if place is not None:
        options = [place, *options, *(offered[one] for one in place.wider() if one in offered)]
    foreign = key is not None and place is None
    sure = place is not None and fact.confidence >= SURE
    asks = Level(fact.value["asks"]) if fact.value["asks"] else None
    return ItemLine(
        number=fact.item or 0,
        written=fact.value["written"],
        foreign=foreign,
        place=place,
        options=tuple(dict.fromkeys(options)),
        asks=asks if not foreign and fact.decision is Decision.OPEN else None,
        fell_short=place is not None
        and CHAIN.index(place.level) < CHAIN.index(Level(fact.value["read_to"])),
        spot=spot,
        needs=tuple(
            _need(reader, f, place, spot, sure=sure) for f in own if f.kind is FactKind.NEED
        ),
        settled=tuple(_settled(reader, f, place, spot) for f in own if f.kind is FactKind.RESOLVED),
        declined=tuple(
            categories()[f.value["category"]] for f in own if f.kind is FactKind.DECLINED
        ),
        persons=tuple(_person(reader, f, place) for f in own if f.kind is FactKind.PERSON),
        times=tuple(f.value["text"] for f in own if f.kind is FactKind.TIME),
        visits=tuple(
            _visit(reader, f, sure=sure and place is not None and place.unit_id is not None)
            for f in own
            if f.kind is FactKind.VISIT
        ),
        decided=fact.decision is not Decision.OPEN,
        may_hand=foreign and bool(fact.value.get("compound")),
    )


def _by_hand(number: int, place: Choice, near: Iterable[Choice]) -> ItemLine:
    return ItemLine(
        number=number,
        written="",
        foreign=False,
        place=place,
        options=tuple(dict.fromkeys((place, *near))),
        asks=None,
        fell_short=False,
        spot=None,
        needs=(),
        settled=(),
        declined=(),
        persons=(),
        times=(),
        by_hand=True,
    )


def _need(
    reader: "_Reader", fact: Fact, place: Choice | None, spot: str | None, *, sure: bool
) -> NeedLine:
    category = categories()[fact.value["category"]]
    likely = fact.confidence >= (SURE_WITHOUT_RULE if fact.rule == WEIGHED else SURE)
    return NeedLine(
        category=category,
        words=reader.text[fact.start : fact.end],
        confidence=fact.confidence,
        unsure=not likely,
        preset=sure and likely and not category.sensitive,
        known_need=reader.open_needs.same(category.id, place, spot) if place else None,
    )


def _visit(reader: "_Reader", fact: Fact, *, sure: bool) -> VisitLine:
    return VisitLine(
        key=visit_key(fact),
        words=reader.text[fact.start : fact.end],
        day=date.fromisoformat(fact.value["day"]),
        by_phone=fact.value["way"] == VisitKind.PHONE.value,
        preset=sure,
    )


def _settled(reader: "_Reader", fact: Fact, place: Choice | None, spot: str | None) -> SettledLine:
    category = categories()[fact.value["category"]]
    near = reader.open_needs.closable(category.id, place, spot) if place else []
    return SettledLine(
        category=category,
        words=reader.text[fact.start : fact.end],
        needs=tuple(
            Closable(need.id, need.opened_on, place is not None and need.is_at(place, spot))
            for need in near
        ),
    )


def _person(reader: "_Reader", fact: Fact, place: Choice | None) -> PersonLine:
    """Return who may be meant: in the flat by name or surname, in the building by name alone."""
    name, surname = fact.value["name"], fact.value["surname"]
    if place is None or place.building_id is None:
        return PersonLine(name, surname, (), None, may_add=False)
    same = Resident.name_digest == cipher_of(reader.session).digest(name)
    within = (
        Resident.unit_id == place.unit_id
        if place.unit_id
        else (Resident.building_id == place.building_id) & same
    )
    query = select(Resident.id, Resident.name, same).where(within)
    known = [(key, called or "", exact) for key, called, exact in reader.session.execute(query)]
    exact = [(key, called) for key, called, is_same in known if is_same]
    found = exact or [(key, called) for key, called, _ in known if called.startswith(surname)]
    return PersonLine(
        name=name,
        surname=surname,
        residents=tuple(found),
        preset=found[0][0] if len(found) == 1 else None,
        may_add=not exact and place.unit_id is not None and fact.rule != "other",
    )


def _promises(facts: Iterable[Fact], items: Sequence[ItemLine]) -> list[PromiseLine]:
    foreign = {item.number for item in items if item.foreign}
    told = [fact for fact in facts if fact.kind is FactKind.PROMISE]
    lines = []
    for number, fact in enumerate(told):
        value = fact.value
        if fact.decision is not Decision.OPEN or foreign.issuperset(value["items"] or [None]):
            continue
        lines.append(
            PromiseLine(
                number=number,
                words=value["words"],
                owner=value["owner"],
                due_on=date.fromisoformat(value["due_on"]) if value["due_on"] else None,
                part=value["part"],
                items=tuple(value["items"]),
                preset=value["owner"] == OWN_PROMISES,
            )
        )
    return lines
