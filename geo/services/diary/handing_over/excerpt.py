"""The part of an entry that is about a colleague's compound, and nothing about anybody else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from geo.address.values import Span
from geo.services.diary.facts import Decision, Fact, FactKind
from geo.services.diary.sentences import sentence_around

COVER = "*"
CLAUSE_ENDS = "，,；;"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of an entry with the facts in them, placed anew."""

    text: str
    facts: tuple[Fact, ...]


def excerpt(
    text: str, facts: Iterable[Fact], items: Iterable[int], *, foreign: Collection[int] = ()
) -> Excerpt:
    """Return the sentences of `text` that tell of `items`, with their facts and promises.

    Clauses at the ends of a sentence that tell of other items only are left out; persons and flats
    of others in between are covered, sign for sign. Items are counted anew from 0. A promise for an
    item and for others of `foreign`, which are the writer's as little, goes along.

    Examples
    --------
    >>> place = Fact(FactKind.PLACE, 1, 6, 9, {"key": None}, None, 1.0)
    >>> excerpt("3号楼停电。5号楼停电。", [place], [1]).text
    '5号楼停电。'
    """
    known = tuple(facts)
    number_of = {item: new for new, item in enumerate(sorted(set(items)))}
    own = [fact for fact in known if is_about(fact, number_of.keys(), foreign)]
    others = [fact for fact in known if fact not in own]
    kept = [_narrowed(text, span, own, others) for span in _sentences(text, own)]
    covered = _covered(text, others)
    shifted = [_placed(fact, kept, number_of) for fact in own]
    return Excerpt(
        "".join(covered[span.start : span.end] for span in kept),
        tuple(fact for fact in shifted if fact is not None),
    )


def is_about(fact: Fact, items: Collection[int], foreign: Collection[int] = ()) -> bool:
    """Tell whether a fact belongs to `items`; a promise does unless the writer has a part in it."""
    if fact.kind is FactKind.PROMISE:
        told = set(fact.value["items"])
        return not told.isdisjoint(items) and told <= {*items, *foreign}
    return fact.item in items


def _sentences(text: str, facts: Iterable[Fact]) -> list[Span]:
    found = {sentence_around(text, f.start, f.end) for f in facts if f.start < f.end}
    spans: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not spans or span.start >= spans[-1].end:
            spans.append(span)
    return spans


def _narrowed(text: str, span: Span, own: Sequence[Fact], others: Sequence[Fact]) -> Span:
    """Return a sentence without the clauses at its ends that tell of other items only."""
    if not any(fact.item is not None and _is_within(fact, span) for fact in others):
        return span
    inside = [fact for fact in own if _is_within(fact, span) and fact.start < fact.end]
    first, last = min(fact.start for fact in inside), max(fact.end for fact in inside)
    left = max((text.rfind(sign, span.start, first) for sign in CLAUSE_ENDS), default=-1) + 1
    ends = [at for sign in CLAUSE_ENDS if (at := text.find(sign, last, span.end)) >= 0]
    return Span(max(span.start, left), min(ends, default=span.end))


def _is_within(fact: Fact, span: Span) -> bool:
    return span.start <= fact.start and fact.end <= span.end


def _covered(text: str, others: Sequence[Fact]) -> str:
    signs = list(text)
    for fact in others:
        spans = [(fact.start, fact.end)] if fact.kind is FactKind.PERSON else []
        spans += fact.value.get("home", ()) if fact.kind is FactKind.PLACE else []
        for start, end in spans:
            signs[start:end] = COVER * (end - start)
    return "".join(signs)


def _placed(fact: Fact, kept: Sequence[Span], number_of: dict[int, int]) -> Fact | None:
    """Return `fact` where it stands in the sentences `kept`; None where it stands outside."""
    before = 0
    for span in kept:
        if span.start <= fact.start and fact.end <= span.end:
            shift = before - span.start
            value = dict(fact.value)
            if "items" in value:
                value["items"] = [number_of[one] for one in value["items"] if one in number_of]
            if "home" in value:
                value["home"] = [[start + shift, end + shift] for start, end in value["home"]]
            if value.get("named"):
                value["named"] = [at + shift for at in value["named"]]
            return replace(
                fact,
                item=None if fact.item is None else number_of[fact.item],
                start=fact.start + shift,
                end=fact.end + shift,
                value=value,
                decision=Decision.OPEN,
                id=None,
                need_id=None,
            )
        before += span.end - span.start
    return None
