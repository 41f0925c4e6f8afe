"""Compounds whose names sound the same: two places, or one that was written in two ways."""

from collections import defaultdict
from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.asking import Asked
from geo.address.doubts import Doubt
from geo.address.glyphs import folded
from geo.address.offers import Offer, Why
from geo.address.sounds import sound_text
from geo.address.values import Level
from geo.services.questions.records import Kind, NewQuestion, ask
from geo.store import models as m

MOST_OF_ONE_SOUND = 6
"""More compounds of one sound are numbered blocks, not slips of the pen."""


def ask_about_twins(session: Session) -> int:
    """Ask about every pair of compounds of one sound and return how many pairs wait.

    The cost is one sound for each compound.
    """
    rows = session.execute(select(m.Compound.id, m.Compound.name).order_by(m.Compound.id)).all()
    by_sound: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, name in rows:
        by_sound[sound_text(folded(name).text)].append((key, name))
    pairs = [
        pair
        for alike in by_sound.values()
        if 1 < len(alike) <= MOST_OF_ONE_SOUND
        for pair in combinations(alike, 2)
    ]
    return ask(session, [_question(*pair) for pair in pairs])


def _question(one: tuple[str, str], other: tuple[str, str]) -> NewQuestion:
    words = f"{one[1]} / {other[1]}"
    key = f"{one[0]}|{other[0]}"
    offers = tuple(Offer(Level.COMPOUND, key, 0.5, (Why.SAME_SOUND,)) for key, _ in (one, other))
    return NewQuestion(
        kind=Kind.TWINS,
        key=key,
        asked=Asked(Doubt.TWINS, words, None, None, f"twins|{key}", offers),
        words=words,
        source={},
        waiting=None,
        urgency=0,
    )
