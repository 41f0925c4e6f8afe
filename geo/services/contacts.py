"""Who lives behind the doors of a round, with phones that stay masked until one is asked for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.services.doorstep import masked_phone
from geo.store.models import Resident


@dataclass(frozen=True, slots=True)
class Contact:
    """A resident as the leader at the door has to know one."""

    id: str
    name: str
    phone: str | None
    """Masked; the whole number is `geo.services.doorstep.phone_shown`."""


def contacts(session: Session, unit_ids: Iterable[str]) -> dict[str, tuple[Contact, ...]]:
    """Return the residents in scope of each of `unit_ids` whose name or phone is known."""
    rows = session.execute(
        select(Resident.unit_id, Resident.id, Resident.name, Resident.phone)
        .where(Resident.unit_id.in_(list(unit_ids)))
        .order_by(Resident.birth_year, Resident.id)
    )
    found: dict[str, list[Contact]] = defaultdict(list)
    for unit, key, name, phone in rows:
        if name or phone:
            found[unit].append(Contact(key, name or "", masked_phone(phone)))
    return {unit: tuple(people) for unit, people in found.items()}
