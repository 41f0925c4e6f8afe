"""The doorstep card on paper, A6: who lives there, what is open, its number and its printer."""

import json
from dataclasses import dataclass
from pathlib import Path

from geo.needs.vocabulary import Living, Outcome, label
from geo.services.doorstep_card import DoorstepCard
from geo.services.households import Person
from webmap.sheets.fonts import FAMILY, printable
from webmap.sheets.typesetting import typeset

TEMPLATE = Path(__file__).with_name("doorstep_card.typ")


@dataclass(frozen=True, slots=True)
class CardWords:
    """The words of the card, in the reader's language."""

    title: str
    people: str
    needs: str
    promises: str
    last_visit: str
    age: str
    """With ``{n}`` for the years."""
    declines: str
    away: str
    """With ``{day}``."""
    imprint: str


def card_pdf(card: DoorstepCard, words: CardWords, language: str) -> bytes:
    """Return `card` as a tagged PDF of one A6 page or more."""
    sources = {
        "main.typ": TEMPLATE.read_bytes(),
        "card.json": _card_json(card, words, language).encode(),
    }
    return typeset(sources)


def _card_json(card: DoorstepCard, words: CardWords, language: str) -> str:
    home = card.household
    parts = [
        (words.people, [_person(one, words, language) for one in home.people]),
        (words.needs, [one.category.label(language) for one in home.needs]),
        (words.promises, [" ".join(filter(None, (one.words, _day(one.due_on))))
                          for one in home.promises]),
        (words.last_visit, _last(home.last_visit_on, home.last_outcome, language)),
    ]  # fmt: skip
    return json.dumps(
        {
            "language": language,
            "family": FAMILY,
            "title": printable(words.title),
            "place": printable(home.place.line()),
            "parts": [
                {"head": head, "lines": [printable(line) for line in lines]}
                for head, lines in parts
                if lines
            ],
            "imprint": printable(words.imprint),
        },
        ensure_ascii=False,
    )


def _person(one: Person, words: CardWords, language: str) -> str:
    facts = (
        one.name,
        words.age.format(n=one.age) if one.age else "",
        label(Living(one.living), language) if one.living in set(Living) else "",
        one.phone,
        words.declines if one.declines_visits else "",
        words.away.format(day=one.away_until) if one.away_until else "",
        one.note,
    )
    return " · ".join(fact for fact in facts if fact)


def _last(on: object, outcome: Outcome | None, language: str) -> list[str]:
    return [] if on is None or outcome is None else [f"{on} {label(outcome, language)}"]


def _day(day: object) -> str:
    return "" if day is None else str(day)
