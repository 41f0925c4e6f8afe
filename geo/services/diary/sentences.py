"""Sentences of an entry as they may stand where managers read them."""

from collections.abc import Iterable

from geo.address.values import Span
from geo.diary.redaction import Mask, Secret, redacted
from geo.services.diary.facts import Fact, FactKind

SENTENCE_ENDS = "。!?;!?;\n"


SOME_HOME = "某户"
"""Stands for a flat where a reader knows the building only."""


def sentence_around(text: str, start: int, end: int) -> Span:
    """Return the sentence of `text` that holds ``[start, end)``, without outer blanks.

    Examples
    --------
    >>> text = "3号楼漏水。5号楼停电。"
    >>> span = sentence_around(text, 6, 8)
    >>> text[span.start : span.end]
    '5号楼停电。'
    """
    left = max((text.rfind(sign, 0, start) for sign in SENTENCE_ENDS), default=-1) + 1
    ends = [at for sign in SENTENCE_ENDS if (at := text.find(sign, max(end - 1, 0))) >= 0]
    right = min(ends) + 1 if ends else len(text)
    inner = text[left:right].rstrip()
    return Span(left + len(inner) - len(inner.lstrip()), left + len(inner))


def told_to_others(
    text: str, span: Span, facts: Iterable[Fact], numbers: Iterable[Mask] = ()
) -> str:
    """Return ``text[span]`` for readers who know neither names nor flats."""
    masks = [mask for mask in numbers if mask.kind is not Secret.NAME]
    for fact in facts:
        if fact.kind is FactKind.PERSON:
            shown = f"{fact.value.get('surname', '')}*"
            masks.append(Mask(Span(fact.start, fact.end), Secret.NAME, shown))
        elif fact.kind is FactKind.PLACE:
            masks += [_home_mask(start, end) for start, end in fact.value.get("home", ())]
    inside = [
        Mask(Span(m.span.start - span.start, m.span.end - span.start), m.kind, m.shown)
        for m in masks
        if span.start <= m.span.start and m.span.end <= span.end
    ]
    return redacted(text[span.start : span.end], inside)


def without_names(text: str, facts: Iterable[Fact], numbers: Iterable[Mask] = ()) -> str:
    """Return `text` with persons and numbers masked; where it is about stays readable."""
    named = (fact for fact in facts if fact.kind is FactKind.PERSON)
    return told_to_others(text, Span(0, len(text)), named, numbers)


def _home_mask(start: int, end: int) -> Mask:
    return Mask(Span(start, end), Secret.NAME, SOME_HOME)
