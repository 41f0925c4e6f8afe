"""The leader's day as one small JSON, in the page's language: what a phone keeps at the doors."""

from typing import Any

from geo.services.contacts import Contact
from geo.services.day import Day
from geo.services.rounds.itinerary import Leg
from geo.services.rounds.progress import Progress
from geo.services.rounds.terms import Terms
from webmap import round_words

MOST_CALLS = 60
"""The weightiest homes; a round is planned over all."""


def day_json(day: Day) -> dict[str, Any]:
    """Return the day: the round with its ticks, the other homes, the promises, and the counts."""
    return {
        "today": day.today.isoformat(),
        "round": None if day.round is None else _round(day.round),
        "calls": [
            {
                "unit": call.unit_id,
                "place": call.place.line(),
                "people": [_person(one) for one in day.contacts.get(call.unit_id, ())],
                "grounds": [
                    {"cause": why.cause, "words": why.words, "overdue_days": why.overdue_days}
                    for why in call.whys
                ],
                "mind": round_words.mind(day.terms.get(call.unit_id, Terms())),
            }
            for call in day.calls[:MOST_CALLS]
        ],
        "promises": [{"id": one.id, "words": one.words} for one in day.promises],
        "ticked": [{"unit": one.unit_id, "outcome": one.outcome} for one in day.ticked],
        "counts": {
            "calls": len(day.calls),
            "answers": len(day.answers),
            "overdue": len(day.overdue),
        },
    }


def _round(now: Progress) -> dict[str, Any]:
    kept = now.itinerary
    return {
        "id": now.round_id,
        "depart": kept.depart,
        "finish": kept.finish,
        "next": now.next.unit_id if now.next else None,
        "legs": [_leg(leg, now) for leg in (*kept.done, *kept.legs)],
        "line": kept.line,
    }


def _leg(leg: Leg, now: Progress) -> dict[str, Any]:
    outcome = now.ticked.get(leg.unit_id)
    return {
        "unit": leg.unit_id,
        "place": leg.place,
        "door": leg.door,
        "floor": leg.floor,
        "lift": leg.lift,
        "arrive": leg.arrive,
        "people": [_person(one) for one in now.contacts.get(leg.unit_id, ())],
        "grounds": [
            {"cause": one.cause, "words": one.words, "overdue_days": one.overdue_days}
            for one in leg.grounds
        ],
        "way": round_words.way(leg),
        "mind": round_words.mind(leg),
        "promised": leg.promised,
        "outcome": outcome[0] if outcome else None,
        "postponed": leg.unit_id in now.itinerary.postponed,
        "later": leg.unit_id in now.itinerary.later,
    }


def _person(one: Contact) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "phone": one.phone}
