"""The open needs around the places of an entry: what is known there already, what may be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from geo.address.values import Level
from geo.needs.vocabulary import Kind, categories
from geo.services.diary.picking import Choice
from geo.services.scene import CLOSED_STATES
from geo.store.models import Need

OF_PERSONS = {Kind.CARE, Kind.SERVICE}
MOST_CLOSABLE = 5


@dataclass(frozen=True, slots=True)
class OpenNeed:
    """An open need and where it lies."""

    id: int
    category: str
    opened_on: date
    compound_id: str
    building_id: str | None
    entrance_id: str | None
    unit_id: str | None
    floor: int | None
    spot: str | None

    def is_at(self, place: Choice, spot: str | None) -> bool:
        """Tell whether it lies at exactly `place`."""
        if place.unit_id is not None:
            return self.unit_id == place.unit_id
        own = (self.compound_id, self.building_id, self.entrance_id, self.floor, self.spot)
        its = (place.compound_id, place.building_id, place.entrance_id, place.floor, spot)
        return self.unit_id is None and own == its


class OpenNeeds:
    """The open needs in the buildings, or in the compounds, of some places."""

    def __init__(self, needs: Iterable[OpenNeed]) -> None:
        """Hold `needs` in the order given."""
        self._of: dict[str, list[OpenNeed]] = {}
        for need in needs:
            self._of.setdefault(need.category, []).append(need)

    @classmethod
    def around(
        cls, session: Session, places: Iterable[Choice], wanted: Iterable[str]
    ) -> "OpenNeeds":
        """Return the needs of the categories `wanted` around `places`: one query."""
        known = tuple(places)
        buildings = {place.building_id for place in known if place.building_id}
        compounds = {place.compound_id for place in known if not place.building_id}
        rows = session.execute(
            select(
                Need.id,
                Need.category,
                Need.opened_on,
                Need.compound_id,
                Need.building_id,
                Need.entrance_id,
                Need.unit_id,
                Need.floor,
                Need.spot,
            )
            .where(
                Need.category.in_(set(wanted)),
                Need.state.not_in(CLOSED_STATES),
                Need.hidden.is_(False),
                or_(Need.building_id.in_(buildings), Need.compound_id.in_(compounds)),
            )
            .order_by(Need.id)
        )
        return cls(OpenNeed(*row) for row in rows)

    def same(self, category: str, place: Choice, spot: str | None) -> int | None:
        """Return the need of `category` at exactly `place`, to which new words are a note.

        A compound or a building without a spot holds many troubles of a kind, and a corridor many
        people: nothing there is taken to be the same.
        """
        wide = place.entrance_id is None and spot is None
        if wide or (place.level is not Level.UNIT and categories()[category].kind in OF_PERSONS):
            return None
        own = self._of.get(category, ())
        return next((need.id for need in own if need.is_at(place, spot)), None)

    def closable(self, category: str, place: Choice, spot: str | None) -> list[OpenNeed]:
        """Return the needs of `category` that an entry may have settled, the likeliest first.

        Those at the very place, then the newest in its building, or in its compound when the
        building is not known.
        """
        near = [
            need
            for need in self._of.get(category, ())
            if (need.building_id == place.building_id or place.building_id is None)
            and need.compound_id == place.compound_id
        ]
        near.sort(key=lambda need: (not need.is_at(place, spot), -need.opened_on.toordinal()))
        return near[:MOST_CLOSABLE]
