"""The JSON shape of a reading, as `peoples-map read-diary` writes it."""

from typing import Any

from geo.address.values import LEVEL_NAMES, Mention, Reason, Span
from geo.diary.persons import NamedSpan
from geo.diary.promises import Promise
from geo.diary.reading import Finding, Item, Reading
from geo.diary.times import When
from geo.diary.visits import Visit


def as_json(reading: Reading, text: str) -> dict[str, Any]:
    """Return `reading` of `text` as plain lists and dicts: items, others, promises, redacted."""
    return {
        "items": [_item(item, text) for item in reading.items],
        "others": [named.name for named in reading.others],
        "promises": [_promise(promise) for promise in reading.promises],
        "visits": [_visit(visit, text) for visit in reading.visits],
        "pii": [
            {"type": mask.kind.value, "value": text[mask.span.start : mask.span.end]}
            for mask in reading.masks
            if mask.kind.value != "name"
        ],
        "redacted": reading.redacted,
    }


def _item(item: Item, text: str) -> dict[str, Any]:
    mention = item.mention
    return {
        "address": {name: getattr(mention.address, name) for name in LEVEL_NAMES},
        "carried": [level.value for level in mention.carried],
        "place": None if mention.place is None else _words(text, mention.place),
        "needs": sorted(finding.category for finding in item.needs),
        "resolved": sorted(finding.category for finding in item.resolved),
        "declined": sorted(finding.category for finding in item.declined),
        "persons": [named.name for named in item.persons],
        "when": [when_json(when) for when in item.when],
        "confidence": round(item.confidence, 4),
        "explanation": _explanation(item, text),
    }


def when_json(when: When) -> dict[str, Any]:
    """Return one time as LABELS.md writes it."""
    return {
        "text": when.text,
        "kind": when.kind.value,
        "date_from": when.date_from.isoformat() if when.date_from else None,
        "date_to": when.date_to.isoformat() if when.date_to else None,
        "part": when.part.value if when.part else None,
        "time": when.time,
        "recur": when.recur,
    }


def _visit(visit: Visit, text: str) -> dict[str, Any]:
    return {
        "item": visit.item,
        "words": _words(text, visit.span),
        "start": visit.span.start,
        "end": visit.span.end,
        "day": visit.day.isoformat(),
        "kind": visit.kind.value,
    }


def _promise(promise: Promise) -> dict[str, Any]:
    return {
        "words": promise.words,
        "start": promise.span.start,
        "end": promise.span.end,
        "items": list(promise.items),
        "owner": promise.owner,
        "when": None if promise.when is None else when_json(promise.when),
    }


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _explanation(item: Item, text: str) -> list[dict[str, Any]]:
    """Return why each field has its value: field, value, rule, words and where they stand."""
    lines = [_level_line(item.mention, reason, text) for reason in item.mention.reasons]
    for name in ("needs", "resolved", "declined"):
        lines += [_finding_line(name, finding, text) for finding in getattr(item, name)]
    lines += [_person_line(named, text) for named in item.persons]
    return lines


def _line(
    field: str, value: str | None, rule: str, span: Span | None, confidence: float, text: str
) -> dict[str, Any]:
    return {
        "field": field,
        "value": value,
        "rule": rule,
        "words": None if span is None else _words(text, span),
        "start": None if span is None else span.start,
        "end": None if span is None else span.end,
        "confidence": round(confidence, 3),
    }


def _level_line(mention: Mention, reason: Reason, text: str) -> dict[str, Any]:
    value = getattr(mention.address, reason.level)
    return _line(reason.level.value, value, reason.rule, reason.span, mention.confidence, text)


def _finding_line(field: str, finding: Finding, text: str) -> dict[str, Any]:
    return _line(field, finding.category, finding.rule, finding.span, finding.confidence, text)


def _person_line(named: NamedSpan, text: str) -> dict[str, Any]:
    return _line("persons", named.name, named.role.value, named.span, named.confidence, text)
