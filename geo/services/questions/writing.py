"""An answer in the viewer's own words: an address that must be sure."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.choosing import Choice, choose
from geo.address.gazetteer import Gazetteer
from geo.address.locating import fits
from geo.address.reading import LONGEST_TEXT, read_address
from geo.address.values import Level
from geo.errors import InputError
from geo.services.diary.facts import place_key
from geo.services.importing.addresses import LEAST_CONFIDENCE
from geo.store.models import Compound

ONLY = 2
"""So many rows tell whether the viewer has one compound alone."""


def place_written(
    session: Session, text: str, gazetteer: Gazetteer, *, compound_id: str | None
) -> str:
    """Return the key of the place that `text` names without doubt.

    `compound_id` is taken where the text names no compound, else the viewer's only one.

    Raises
    ------
    InputError
        When the text names no place of the registry, or may mean several.
    """
    if compound_id is None:
        own = session.scalars(select(Compound.id).limit(ONLY)).all()
        compound_id = own[0] if len(own) == 1 else None
    known = gazetteer.by_id(compound_id)
    words = text.strip()[:LONGEST_TEXT]
    mention = read_address(words, gazetteer, default_compound=known.name if known else None)
    taken = choose(mention, gazetteer) if mention else None
    if taken is None or not _is_sure(taken):
        raise InputError(
            "this address is not in the registry, or may mean several places: write it in full",
            zh="没认出这个地址，或者不止一处：请写全，例如“御林湾3号楼1单元502”。",
        )
    found = taken.location
    for level, key in (
        (Level.UNIT, found.unit_id),
        (Level.ENTRANCE, found.entrance_id),
        (Level.BUILDING, found.building_id),
        (Level.COMPOUND, found.compound_id),
    ):
        if key is not None:
            return place_key(level, key)
    raise InputError("this is no place", zh="没认出这个地址。")


def _is_sure(taken: Choice) -> bool:
    """Tell whether the registry has all that was written, and only once."""
    found = taken.location
    has_flat = found.unit_id is not None or taken.mention.address.unit is None
    return has_flat and found.confidence >= LEAST_CONFIDENCE and fits(found)
