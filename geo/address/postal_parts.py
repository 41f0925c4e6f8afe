"""The parts of a postal line, each with where it stands."""

from dataclasses import dataclass
from enum import StrEnum

from geo.address.values import Address, Span


class Element(StrEnum):
    """The parts of a postal line, from the outside in (after GA/T 2000.32)."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    ROAD = "road"
    NUMBER = "number"
    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """A postal line in its parts; a part that is neither written nor implied is None.

    A city implies its province and a county-level city its prefecture: such a value has no span.
    """

    province: str | None = None
    """Full name, 江苏省, also where 江苏 is written; a municipality is province and city."""
    city: str | None = None
    """Full name of the prefecture-level city."""
    district: str | None = None
    """District, county or county-level city, as written."""
    street: str | None = None
    """街道, town 镇 or township 乡, as written."""
    community: str | None = None
    """社区 or village 村, as written."""
    road: str | None = None
    number: str | None = None
    """House number of the road as written, 92-1号, or lane, 81弄."""
    compound: str | None = None
    """Name of the compound or building: as written, or the registry's where it knows one."""
    building: str | None = None
    entrance: str | None = None
    floor: str | None = None
    unit: str | None = None
    spans: tuple[tuple[Element, Span], ...] = ()
    """Where each part stands in the original text; a floor told by its flat has the flat's."""

    def span(self, element: Element) -> Span | None:
        """Return where `element` stands; None when it is not written."""
        return dict(self.spans).get(element)

    @property
    def home(self) -> Address:
        """The five levels of the home; the road and its number stand for a missing compound."""
        road = f"{self.road}{self.number}" if self.road and self.number else self.road
        return Address(self.compound or road, self.building, self.entrance, self.floor, self.unit)
