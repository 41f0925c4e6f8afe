"""A kept round told in the language of its reader, whatever it was planned in."""

from dataclasses import replace
from typing import TypeVar

from sqlalchemy.orm import Session

from geo.needs.ladder import ladder
from geo.needs.vocabulary import categories
from geo.services.calls import ADDED_WORDS, Cause, errand
from geo.services.placing import Place, places_of_units
from geo.services.rounds.itinerary import Ground, Itinerary, Left, Leg

Stop = TypeVar("Stop", Leg, Left)


def in_language(session: Session, kept: Itinerary, language: str) -> Itinerary:
    """Return `kept` with its places and reasons in `language`; what people wrote stays as it is.

    Cost: nothing where it was planned in that language, else the places of its homes.
    """
    if kept.language == language:
        return kept
    left = [one.unit_id for one in kept.left]
    places = places_of_units(session, [*kept.unit_ids, *left], language)

    def told(one: Leg) -> Leg:
        place = places.get(one.unit_id)
        made = _reasoned(one, language)
        return made if place is None else _placed(made, place)

    def told_left(one: Left) -> Left:
        place = places.get(one.unit_id)
        made = _reasoned(one, language)
        return made if place is None else replace(made, place=place.line())

    return replace(
        kept,
        legs=tuple(map(told, kept.legs)),
        done=tuple(map(told, kept.done)),
        left=tuple(map(told_left, kept.left)),
        language=language,
    )


def _placed(leg: Leg, place: Place) -> Leg:
    return replace(
        leg,
        place=place.line(),
        compound=place.compound,
        entrance=" ".join(place.door()) or place.compound,
        home=place.home,
    )


def _reasoned(one: Stop, language: str) -> Stop:
    return replace(one, grounds=tuple(_said(ground, language) for ground in one.grounds))


def _said(ground: Ground, language: str) -> Ground:
    """Return a reason in `language`; one whose source an older version did not keep stays."""
    cause = Cause(ground.cause)
    if cause in ADDED_WORDS:
        words = ADDED_WORDS[cause]["en" if language == "en" else "zh"]
        return replace(ground, words=words, errand=errand(cause, language))
    if cause is Cause.PROMISE:
        return replace(ground, errand=errand(cause, language))
    if cause is Cause.VISIT:
        rung = next((one for one in ladder().rungs if one.id == ground.source), None)
        words = ground.words if rung is None else rung.label(language)
        return replace(ground, words=words, errand=errand(cause, language))
    category = categories().get(ground.source)
    if category is None:
        return ground
    return replace(ground, words=category.label(language), errand=category.public_label(language))
