"""Which place an item of an entry means."""

from typing import Any

from geo.services.diary.facts import BY_HAND, Decision, Fact, FactKind
from geo.services.diary.picking import Choice
from geo.services.diary.recording.going import Going, add_fact, note_value
from geo.services.diary.recording.words import ItemWord


def place_of(going: Going, number: int, word: ItemWord, place: Choice) -> str | None:
    """Write down which place was meant and return the spot outside a dwelling, if any."""
    pairs = zip(going.rows, going.facts, strict=True)
    found = next(((r, f) for r, f in pairs if f.item == number and f.kind is FactKind.PLACE), None)
    if found is None:
        if not word.added:
            return None
        value: dict[str, Any] = {
            "key": place.key,
            "written": place.place.line(),
            "address": {},
            "carried": [],
            "spot": None,
            "also": [],
            "asks": None,
            "read_to": place.level.value,
            "notes": [],
            "home": [],
        }
        add_fact(going, Fact(FactKind.PLACE, number, 0, 0, value, BY_HAND, 1.0))
        return None
    row, fact = found
    same = fact.value["key"] == place.key
    if not same:
        note_value(row, fact, key=place.key, was=fact.value.get("was", fact.value["key"]))
    if row.decision != Decision.CORRECTED.value:
        row.decision = (Decision.KEPT if same else Decision.CORRECTED).value
    spot: str | None = fact.value["spot"]
    return spot if place.unit_id is None else None
