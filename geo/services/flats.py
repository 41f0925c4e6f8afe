"""Flats within a viewer's scope; one that is not there and one of somebody else look alike."""

from sqlalchemy.orm import Session

from geo.errors import NotFoundError
from geo.store.models import Unit


def flat_in_scope(session: Session, unit_id: str) -> Unit:
    """Return flat `unit_id`.

    Raises
    ------
    NotFoundError
        When it is not in the viewer's territory.
    """
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise no_such_flat()
    return unit


def compound_of_flat(session: Session, unit_id: str) -> str:
    """Return the key of the compound that flat `unit_id` lies in.

    Raises
    ------
    NotFoundError
        When it is not in the viewer's territory, or in no compound.
    """
    compound_id = flat_in_scope(session, unit_id).compound_id
    if compound_id is None:
        raise no_such_flat()
    return compound_id


def no_such_flat() -> NotFoundError:
    """Return the refusal of a flat that is not in scope."""
    return NotFoundError(
        "this flat does not exist, or is not in your territory",
        zh="没有这一户，或者它不在您的片区里。",
    )
