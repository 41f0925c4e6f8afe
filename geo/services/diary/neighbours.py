"""Where persons whom an entry names live, as far as its writer may know."""

from collections import defaultdict
from collections.abc import Collection
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.address.choosing import Residents
from geo.services.diary.reading import KnownHomes
from geo.store.columns import digest_in
from geo.store.models import Resident


def known_homes(session: Session) -> KnownHomes:
    """Return the function that looks up homes on behalf of the session's viewer.

    Only residents in her scope are found: whether somebody lives elsewhere is never told.
    """
    return partial(_homes, session)


def _homes(session: Session, names: Collection[str]) -> Residents:
    """Return which of `names` live in each flat: one look-up by keyed digest, no name is read."""
    by_digest: dict[str | None, str] = {digest_in(session, name): name for name in names}
    query = select(Resident.unit_id, Resident.name_digest)
    found: dict[str, set[str]] = defaultdict(set)
    for unit, digest in session.execute(query.where(Resident.name_digest.in_(by_digest))):
        found[unit].add(by_digest[digest])
    return found
