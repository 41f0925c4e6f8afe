"""Reads an entry into the facts that are kept of it."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from geo.address.choosing import Residents, choose
from geo.address.gazetteer import Gazetteer
from geo.address.learning import named_span
from geo.address.locating import Candidate, Location, floor_number
from geo.address.values import Level, Mention, Span
from geo.address.writing import format_address
from geo.diary.persons import NamedSpan
from geo.diary.promises import Promise
from geo.diary.reading import Finding, Item, read_entry
from geo.diary.shape import when_json
from geo.diary.times import When
from geo.diary.visits import Visit
from geo.errors import InputError
from geo.services.diary.facts import Fact, FactKind, ReadFacts, place_key

WITHOUT_DAY = "some_day"
"""Rule of a promise that named no day."""

KnownHomes = Callable[[Collection[str]], Residents]
"""From names of persons to those of them who live in each flat, as far as the writer may know."""


def read_facts(
    text: str,
    gazetteer: Gazetteer,
    *,
    written_on: date,
    compound: str | None,
    homes: KnownHomes | None = None,
) -> ReadFacts:
    """Return what `text` says; `compound` is the name taken where the text names none.

    With `homes` the persons named beside a place decide among flats that may all be meant.

    Raises
    ------
    InputError
        When the text is too long, or holds half a character.
    """
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InputError(
            "the entry holds half a character: write or paste it again",
            zh="这篇里有一个残缺的字符：请重新输入或粘贴。",
        )
    reading = read_entry(text, gazetteer, written_on=written_on, leader_compound=compound)
    names = {person.name for item in reading.items for person in item.persons}
    residents = homes(names) if homes is not None and names else None
    facts = [
        fact
        for i, item in enumerate(reading.items)
        for fact in _of_item(i, item, gazetteer, text, residents)
    ]
    facts += [_visit(visit) for visit in reading.visits]
    facts += [_person(None, named) for named in reading.others]
    facts += [_promise(promise, written_on) for promise in reading.promises]
    return ReadFacts(tuple(facts), reading.redacted)


def _of_item(
    number: int, item: Item, gazetteer: Gazetteer, text: str, residents: Residents | None
) -> list[Fact]:
    persons = [person.name for person in item.persons]
    taken = choose(_without_need(item), gazetteer, persons=persons, residents=residents)
    facts = [_place(number, taken.mention, taken.location, gazetteer, text)]
    for kind, findings in (
        (FactKind.NEED, item.needs),
        (FactKind.RESOLVED, item.resolved),
        (FactKind.DECLINED, item.declined),
    ):
        facts += [_need(number, kind, finding) for finding in findings]
    facts += [_person(number, named) for named in item.persons]
    return facts + [_time(number, when) for when in item.when]


def _without_need(item: Item) -> Mention:
    """Return where an item is, without a last sign that begins a need: 1楼|下水慢."""
    mention, place = item.mention, item.mention.place
    found = (*item.needs, *item.resolved, *item.declined)
    if place is None or not any(one.span.start == place.end - 1 for one in found):
        return mention
    end = place.end - 1
    written = max((r.span.end for r in mention.reasons if r.span), default=0)
    spot = Span(place.start, end) if end > written else None
    return replace(mention, place=spot, span=Span(mention.span.start, min(mention.span.end, end)))


def _place(number: int, mention: Mention, found: Location, gazetteer: Gazetteer, text: str) -> Fact:
    """Return where an item is: ``key`` reached, ``written`` address, ``also`` possible keys."""
    span = mention.place if mention.place is not None and found.unit_id is None else None
    value = {
        "key": reached(found),
        "compound": found.compound_id,
        "written": format_address(mention.address),
        "address": {level.value: getattr(mention.address, level) for level in Level},
        "carried": [level.value for level in mention.carried],
        "spot": text[span.start : span.end] if span else None,
        "also": [_candidate(one, mention, gazetteer) for one in found.candidates],
        "asks": found.candidates[0].level.value if found.candidates else None,
        "read_to": _depth(mention).value,
        "notes": list(found.notes),
        "home": _home_spans(mention),
        "named": _name_span(mention),
    }
    first = mention.reasons[-1].rule if mention.reasons else None
    sure = found.confidence if found.level else 0.0
    return Fact(FactKind.PLACE, number, mention.span.start, mention.span.end, value, first, sure)


def _depth(mention: Mention) -> Level:
    """Return the deepest level that was read; a floor alone counts as its entrance."""
    address = mention.address
    if address.unit is not None:
        return Level.UNIT
    if address.entrance is not None:
        return Level.ENTRANCE
    return Level.BUILDING if address.building is not None else Level.COMPOUND


def reached(found: Location) -> str | None:
    """Return the key of the deepest place of `found`; None when nothing matched."""
    floor = None if found.unit_id else floor_number(found.address.floor)
    if found.unit_id is not None:
        return place_key(Level.UNIT, found.unit_id)
    if found.entrance_id is not None:
        return place_key(Level.ENTRANCE, found.entrance_id, floor)
    if found.building_id is not None:
        return place_key(Level.BUILDING, found.building_id)
    return place_key(Level.COMPOUND, found.compound_id) if found.compound_id else None


def _candidate(one: Candidate, mention: Mention, gazetteer: Gazetteer) -> str:
    """Return the key of another place; an entrance goes on to the flat or floor behind it."""
    if one.level is not Level.ENTRANCE:
        return place_key(one.level, one.id)
    floor, unit = floor_number(mention.address.floor), mention.address.unit
    flats = gazetteer.homes.units(one.id, floor, unit) if gazetteer.homes and unit else []
    if len(flats) == 1:
        return place_key(Level.UNIT, flats[0])
    return place_key(Level.ENTRANCE, one.id, floor)


def _name_span(mention: Mention) -> list[int] | None:
    """Return the words that name the compound, from which a correction learns."""
    span = named_span(mention)
    return [span.start, span.end] if span else None


def _home_spans(mention: Mention) -> list[list[int]]:
    """Return the words that tell the floor and the flat, joined where they touch."""
    spans = sorted(
        (reason.span.start, reason.span.end)
        for reason in mention.reasons
        if reason.span and reason.level in {Level.FLOOR, Level.UNIT} and mention.address.unit
    )
    if not spans:
        return []
    joined = all(after[0] <= before[1] for before, after in pairwise(spans))
    return [[spans[0][0], max(end for _, end in spans)]] if joined else [list(one) for one in spans]


def _need(number: int, kind: FactKind, finding: Finding) -> Fact:
    span = finding.span
    value = {"category": finding.category}
    return Fact(kind, number, span.start, span.end, value, finding.rule, finding.confidence)


def _person(number: int | None, named: NamedSpan) -> Fact:
    span = named.span
    value = {"name": named.name, "surname": named.surname}
    return Fact(
        FactKind.PERSON, number, span.start, span.end, value, named.role.value, named.confidence
    )


def _time(number: int, when: When) -> Fact:
    span = when.span
    return Fact(FactKind.TIME, number, span.start, span.end, when_json(when), when.kind.value, 1.0)


def _visit(visit: Visit) -> Fact:
    """Return a visit that was paid: ``day``, and ``way`` door or phone."""
    value = {"day": visit.day.isoformat(), "way": visit.kind.value}
    span = visit.span
    return Fact(FactKind.VISIT, visit.item, span.start, span.end, value, visit.kind.value, 1.0)


def _promise(promise: Promise, written_on: date) -> Fact:
    when, span = promise.when, promise.span
    due = None if when is None else when.date_to or _first_day(when.recur, written_on)
    value = {
        "words": promise.words,
        "owner": promise.owner,
        "items": list(promise.items),
        "due_on": due.isoformat() if due else None,
        "part": when.part.value if when and when.part else None,
    }
    rule = when.kind.value if when else WITHOUT_DAY
    return Fact(FactKind.PROMISE, None, span.start, span.end, value, rule, 1.0)


def _first_day(recur: str | None, written_on: date) -> date | None:
    """Return the first day of a daily or weekly rhythm after the day of writing.

    Examples
    --------
    >>> _first_day("weekly:2,5", date(2026, 11, 24)).isoformat()
    '2026-11-27'
    """
    if recur is None or recur == "monthly":
        return None
    days = [int(day) for day in recur.partition(":")[2].split(",") if day] or list(range(1, 8))
    coming = (written_on + timedelta(days=ahead) for ahead in range(1, 8))
    return next(day for day in coming if day.isoweekday() in days)
