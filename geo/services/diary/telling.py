"""The short text of an entry for the residents' group: what was confirmed, and nobody's secret."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from geo.address.gazetteer import Gazetteer
from geo.diary.outward import group_notice
from geo.diary.reading import Finding, read_entry
from geo.services.diary.facts import Decision, Fact

CONFIRMED = {Decision.KEPT, Decision.CORRECTED}


def notice(
    text: str, facts: Iterable[Fact], gazetteer: Gazetteer, *, written_on: date, compound: str
) -> str:
    """Return what may be told of `text` 复制到群: no name, flat, health or household word.

    Only needs whose fact among `facts` was confirmed are told; empty when there are none.
    """
    told = {
        (fact.start, fact.end, fact.value["category"])
        for fact in facts
        if fact.decision in CONFIRMED and "category" in fact.value
    }

    def confirmed(findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(f for f in findings if (f.span.start, f.span.end, f.category) in told)

    reading = read_entry(text, gazetteer, written_on=written_on, leader_compound=compound)
    items = tuple(
        replace(item, needs=confirmed(item.needs), resolved=confirmed(item.resolved))
        for item in reading.items
    )
    return group_notice(replace(reading, items=items), text)
