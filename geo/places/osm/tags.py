"""What OpenStreetMap tags mean for a district: uses, floors, ways, gates, ground."""

import re
import unicodedata
from collections.abc import Mapping

from geo.address.numerals import arabic

Tags = Mapping[str, str]

ROADS = frozenset(
    name + link
    for name in ("motorway", "trunk", "primary", "secondary", "tertiary")
    for link in ("", "_link")
) | {"unclassified", "residential", "living_street", "road", "busway"}
WAY_KINDS = {
    **dict.fromkeys(ROADS, "road"),
    "service": "service",
    **dict.fromkeys(("footway", "pedestrian", "platform", "corridor", "cycleway"), "footway"),
    **dict.fromkeys(("path", "track", "bridleway"), "path"),
    "steps": "steps",
}
UNBUILT = frozenset({"construction", "proposed", "razed", "abandoned", "demolished", "disused"})
NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "busway"})
ROAD_WIDTHS_M = {
    "motorway": 24.0, "trunk": 22.0, "primary": 20.0, "secondary": 16.0, "tertiary": 12.0,
    "unclassified": 8.0, "residential": 8.0, "living_street": 6.0, "road": 8.0, "service": 5.0,
    "pedestrian": 6.0, "cycleway": 3.0, "track": 3.0,
}  # fmt: skip
FOOT_WIDTH_M = 2.0
ACCESS = {
    "private": "private", "residents": "residents", "permit": "residents", "no": "no",
}  # fmt: skip

USES = {
    **dict.fromkeys(
        ("apartments", "residential", "house", "detached", "terrace", "dormitory",
         "semidetached_house", "bungalow"), "residential"),
    **dict.fromkeys(("office", "commercial", "government", "bank"), "office"),
    **dict.fromkeys(("retail", "shop", "supermarket", "mall", "kiosk"), "shop"),
}  # fmt: skip
METRES_PER_FLOOR = {"residential": 3.0, "office": 4.0, "shop": 4.0, "other": 4.0}
HOME_FLOOR_M = 3.0

GATES = {
    **dict.fromkeys(("gate", "sliding_gate", "entrance", "wicket_gate"), "both"),
    **dict.fromkeys(("lift_gate", "swing_gate"), "vehicle"),
    **dict.fromkeys(("kissing_gate", "turnstile", "full-height_turnstile"), "pedestrian"),
}  # fmt: skip
NEVER_OPEN = ("closed", "off", "Mo-Su off", "Mo-Su closed")
"""Opening hours of a gate that is always locked."""
IN_THE_WAY = {
    **dict.fromkeys(
        ("gate", "sliding_gate", "wicket_gate", "kissing_gate", "turnstile",
         "full-height_turnstile"), "gate"),
    **dict.fromkeys(
        ("bollard", "block", "chain", "lift_gate", "swing_gate", "cycle_barrier",
         "jersey_barrier", "log", "stone", "planter"), "bollard"),
    "kerb": "kerb",
    **dict.fromkeys(("wall", "fence", "hedge", "retaining_wall", "guard_rail"), "wall"),
}  # fmt: skip
WALLS = frozenset({"wall", "fence", "hedge", "retaining_wall", "city_wall", "guard_rail"})
DOORS = frozenset({"yes", "main", "staircase", "home", "residential", "entrance"})

AREAS = {
    **dict.fromkeys(
        (("leisure", value) for value in ("park", "garden", "pitch", "playground",
                                          "golf_course", "nature_reserve")), "green"),
    **dict.fromkeys(
        (("landuse", value) for value in ("grass", "forest", "meadow", "village_green",
                                          "recreation_ground", "cemetery", "orchard",
                                          "flowerbed")), "green"),
    **dict.fromkeys(
        (("natural", value) for value in ("wood", "scrub", "grassland", "heath")), "green"),
    **dict.fromkeys((("natural", value) for value in ("water", "bay")), "water"),
    **dict.fromkeys((("landuse", value) for value in ("reservoir", "basin")), "water"),
    **dict.fromkeys((("waterway", value) for value in ("riverbank", "dock")), "water"),
    ("leisure", "swimming_pool"): "water",
    ("place", "square"): "square",
    ("amenity", "parking"): "parking",
}  # fmt: skip
NEIGHBOURHOODS = frozenset({"neighbourhood", "quarter", "city_block"})

BUILDING_NUMBER = re.compile(
    r"第?(\d{1,4}|[〇零一二三四五六七八九十百]{1,7}|[A-Za-z甲乙丙丁])\s*(?:号楼|號樓|号栋|栋|幢|座|#楼?)"
)
CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


def area_kind(tags: Tags) -> str | None:
    """Return green, water, square or parking; None for what is not drawn as ground."""
    for key in ("leisure", "landuse", "natural", "waterway", "place", "amenity"):
        kind = AREAS.get((key, tags.get(key, "")))
        if kind:
            return kind
    is_plaza = tags.get("highway") in ("pedestrian", "footway") and (
        tags.get("area") == "yes" or tags.get("type") == "multipolygon"
    )
    return "square" if is_plaza else None


def is_residential_area(tags: Tags) -> bool:
    """Return whether the area may be a compound, if it has a name."""
    return tags.get("landuse") == "residential" or tags.get("place") in NEIGHBOURHOODS


def building_use(tags: Tags) -> str | None:
    """Return the use of a building; None when the tags do not tell (building=yes)."""
    value = tags.get("building", "yes")
    if value in USES:
        return USES[value]
    if "shop" in tags:
        return "shop"
    if "office" in tags:
        return "office"
    if value == "yes" and not tags.keys() & {"amenity", "tourism", "leisure", "man_made", "power"}:
        return None
    return "other"


def whole_number(text: str | None) -> int | None:
    """Return the largest whole number in `text`, such as 9 of "5;9", or None.

    Examples
    --------
    >>> whole_number("5;9"), whole_number("4.5"), whole_number("?"), whole_number(None)
    (9, 4, None, None)
    """
    numbers = [int(float(found)) for found in re.findall(r"\d{1,3}(?:\.\d+)?", text or "")]
    return max(numbers, default=None)


def length_m(text: str | None) -> float | None:
    """Return the metres in `text` such as "12.5" or "12 m"; None when there are none.

    Examples
    --------
    >>> length_m("12.5 m"), length_m("tall")
    (12.5, None)
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*m?\s*", text or "")
    return float(found[1]) if found else None


def floors_by_height(height_m: float | None, use: str | None) -> int | None:
    """Return the floors that fit under `height_m` with the usual floor height of `use`."""
    if height_m is None:
        return None
    return max(1, round(height_m / METRES_PER_FLOOR.get(use or "", HOME_FLOOR_M)))


def building_number(*texts: str | None) -> str | None:
    """Return the building number that one of the names states, such as 3 of 三号楼.

    Examples
    --------
    >>> building_number(None, "３号楼"), building_number("b座"), building_number("Lenin street 5")
    ('3', 'B', None)
    >>> building_number("十二栋")
    '12'
    """
    for text in texts:
        found = BUILDING_NUMBER.fullmatch(unicodedata.normalize("NFKC", text or "").strip())
        if found:
            return plain_number(found[1])
    return None


def plain_number(text: str) -> str:
    """Return a number or letter as registers compare it: 007 is 7, b is B.

    Examples
    --------
    >>> plain_number("007"), plain_number("b"), plain_number("5-2")
    ('7', 'B', '5-2')
    """
    return arabic(text) or text.upper()


def house_number(text: str | None) -> str | None:
    """Return the number on a road; 3号楼 in such a field is the number of a building instead.

    A floor, flat or room behind it goes, and so do the words for "number" around it.

    Examples
    --------
    >>> house_number("92"), house_number("3号楼"), house_number("")
    ('92', None, None)
    >>> house_number("505號"), house_number("7 7Floor"), house_number("12号301室")
    ('505', '7', '12')
    >>> house_number("No. 33"), house_number("628弄4-7号"), house_number("37 к2")
    ('33', '628弄4-7', '37 к2')
    """
    if not text or building_number(text) is not None:
        return None
    numbers = (_bare_number(part) for part in text.split(";"))
    return ";".join(dict.fromkeys(filter(None, numbers))) or None


NUMBER_BEFORE = re.compile(r"^(?:no\.?|№|#)\s*(?=\d)", re.IGNORECASE)
BEHIND_THE_DOOR = re.compile(
    r"(?:(?<=\d)[号號]\s*|(?<=\d)[\s,，]+)"
    r"(?:\d+\s*(?:floor|fl|f|[层層楼室]).*|(?:floor|fl|f|unit|room|rm|suite)\.?\s*\d+.*)$",
    re.IGNORECASE,
)
"""Floor, flat or room after a house number."""


def _bare_number(text: str) -> str:
    inner = NUMBER_BEFORE.sub("", text.strip())
    return re.sub(r"(?<=[\d甲乙丙丁])[号號]$", "", BEHIND_THE_DOOR.sub("", inner))


def way_layer(tags: Tags) -> int:
    """Return the vertical order: what the tag says, else bridges 1, tunnels -1, ground 0."""
    stated = re.fullmatch(r"\s*([+-]?\d{1,2})\s*", tags.get("layer", ""))
    if stated:
        return int(stated[1])
    if tags.get("bridge", "no") != "no":
        return 1
    return -1 if tags.get("tunnel", "no") not in ("no", "building_passage") else 0


def way_access(tags: Tags) -> str:
    """Return public, residents, private or no, as it holds for pedestrians."""
    return ACCESS.get(tags.get("foot", tags.get("access", "yes")), "public")


def is_walkable(tags: Tags) -> bool:
    """Return whether a pedestrian may use the way.

    Private ways count as walkable: most lead to homes, and `access` says private.
    """
    if tags.get("foot") in ("yes", "designated", "permissive"):
        return True
    return tags.get("highway") not in NOT_ON_FOOT and way_access(tags) != "no"


def way_kind(tags: Tags) -> str | None:
    """Return road, service, footway, path, steps or crossing; None for anything else."""
    if tags.get("footway") == "crossing" or tags.get("path") == "crossing":
        return "crossing"
    return WAY_KINDS.get(tags.get("highway", ""))


def way_width_m(tags: Tags) -> float:
    """Return the drawn width in metres: what the tag says, else the usual one of the class."""
    stated = length_m(tags.get("width"))
    usual = ROAD_WIDTHS_M.get(tags.get("highway", "").removesuffix("_link"), FOOT_WIDTH_M)
    return stated or usual


def gate_kind(tags: Tags) -> str | None:
    """Return pedestrian, vehicle or both; closed for a gate that is always locked; None: no gate.

    Examples
    --------
    >>> gate_kind({"barrier": "gate"}), gate_kind({"barrier": "gate", "locked": "yes"})
    ('both', 'closed')
    >>> gate_kind({"barrier": "turnstile", "opening_hours": "closed"})
    'closed'
    """
    kind = GATES.get(tags.get("barrier", ""))
    if kind is None:
        return None
    if tags.get("locked") == "yes" or tags.get("opening_hours", "").strip() in NEVER_OPEN:
        return "closed"
    no_cars = tags.get("motor_vehicle", tags.get("vehicle")) == "no"
    return "pedestrian" if kind == "both" and no_cars else kind


def gate_hours(text: str | None) -> tuple[str | None, str | None] | None:
    """Return when a gate opens and closes as HH:MM; (None, None) for one that never closes.

    Several spans of a day become one from the first opening to the last closing. None means that
    the text was not understood.

    Examples
    --------
    >>> gate_hours("Mo-Su 06:00-00:00"), gate_hours("24/7"), gate_hours("sunrise-sunset")
    (('06:00', '00:00'), (None, None), None)
    """
    if not text or text.strip() in ("24/7", "00:00-24:00", "Mo-Su 00:00-24:00", *NEVER_OPEN):
        return None, None
    spans = CLOCK.findall(text)
    if not spans:
        return None
    first, last = min(spans), spans[-1]
    return f"{int(first[0]):02}:{first[1]}", f"{int(last[2]) % 24:02}:{last[3]}"
