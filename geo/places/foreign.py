"""What the layers and columns of other people's GeoPackages mean, in Chinese or English."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.places.addresses import postal
from geo.places.osm import tags as read

Record = Mapping[str, Any]
"""Field -> cell of one row; missing cells are left out."""

LAYERS = {
    "building": ("buildings", "building", "建筑", "建筑物", "楼栋", "楼幢", "房屋", "房屋建筑"),
    "road": ("roads", "road", "ways", "streets", "highways", "道路", "路网", "道路中心线"),
    "entrance": ("entrances", "entrance", "doors", "单元门", "单元", "楼门"),
    "address": ("addresses", "address", "housenumbers", "门牌", "门牌地址", "标准地址"),
    "spot": ("pois", "poi", "points", "gates", "gate", "大门", "小区出入口", "兴趣点"),
    "ground": (
        "landuse", "landcover", "water", "green", "parks", "areas", "水系", "绿地", "用地",
        "土地利用",
    ),
    "compound": ("compounds", "communities", "小区", "住宅小区", "小区边界", "院落"),
}  # fmt: skip
"""What a layer holds -> names that say so."""

FIELDS = {
    "id": ("id", "osm_id", "gid", "编号", "标识", "代码"),
    "compound": ("compound", "小区", "小区名", "小区名称", "院落", "estate"),
    "number": ("number", "building_no", "ref", "楼号", "栋号", "幢号", "座号", "楼栋号", "单元号"),
    "name": ("name", "名称", "楼名", "楼栋名称", "建筑名称", "路名", "道路名称"),
    "aliases": ("aliases", "alias", "alt_name", "别名", "曾用名"),
    "kind": ("kind", "fclass", "类别"),
    "detail": (
        "kind_detail", "use", "building", "highway", "barrier", "type", "用途", "建筑用途",
        "房屋用途", "类型", "等级", "道路等级",
    ),
    "floors": (
        "floors", "levels", "building:levels", "num_floors", "层数", "楼层数", "地上层数", "总层数",
    ),
    "basements": ("basements", "building:levels:underground", "地下层数"),
    "height": ("height", "height_m", "高度", "建筑高度", "楼高"),
    "road": ("addr_street", "addr:street", "street", "road", "路名", "街路", "街路巷", "道路"),
    "house_number": ("addr_housenumber", "addr:housenumber", "housenumber", "house_number",
                     "门牌号", "门牌", "门牌号码"),
    "address": ("address", "full_address", "地址", "详细地址", "标准地址", "坐落"),
    "bridge": ("is_bridge", "bridge", "桥梁"),
    "tunnel": ("is_tunnel", "tunnel", "隧道"),
    "layer": ("layer", "z_order", "层级"),
    "foot": ("foot",),
    "access": ("access", "通行"),
    "steps": ("step_count", "steps", "台阶数"),
    "width": ("width", "width_m", "宽度", "路宽"),
    "opens": ("opens", "开门时间"),
    "closes": ("closes", "关门时间"),
    "opening_hours": ("opening_hours", "开放时间"),
}  # fmt: skip
"""Field -> headers that name it, the surest first."""

WORDS = {
    "住宅": "apartments", "居住": "apartments", "居民楼": "apartments", "商住": "apartments",
    "宿舍": "dormitory", "办公": "office", "写字楼": "office", "商业": "retail", "商铺": "retail",
    "学校": "school", "医院": "hospital", "工业": "industrial", "厂房": "industrial",
    "车库": "garage", "快速路": "trunk", "主干路": "primary", "主干道": "primary",
    "次干路": "secondary", "次干道": "secondary", "支路": "tertiary", "街巷": "residential",
    "巷路": "residential", "小区路": "service", "内部路": "service", "人行道": "footway",
    "步道": "footway", "步行街": "pedestrian", "台阶": "steps", "楼梯": "steps",
    "major_road": "secondary", "minor_road": "residential", "pier": "footway",
    "公园": "park", "草地": "grass", "绿地": "grass", "树林": "forest", "水域": "water",
    "河流": "water", "湖泊": "water", "广场": "square", "停车场": "parking",
    "居住用地": "residential", "大门": "gate", "围墙": "wall",
}  # fmt: skip
"""Word in a cell -> the OpenStreetMap value that means the same."""

TRUE = frozenset({"true", "yes", "1", "1.0", "是"})
NOT_STREETS = frozenset({"rail", "ferry", "aerialway", "piste", "racetrack", "subway"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that becomes a row of survey layer `layer`."""

    layer: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Turned:
    """A row of `kind` that cannot be used."""

    kind: str
    reason: str


NOTHING = {
    "building": "building", "road": "way", "entrance": "entrance", "address": "address",
    "spot": "gate", "ground": "area", "compound": "compound",
}  # fmt: skip
"""What a layer holds -> kind of its rows without a geometry."""

Outcome = Taken | Turned | None
"""None: a row of no kind that the map knows."""


def building(record: Record, dimension: int) -> Outcome:
    """Read a footprint, or a part of one."""
    if dimension != 2:
        return Turned("building", "is a point or line without an outline")
    use = read.building_use({"building": _value(record, "detail") or "yes"})
    floors = read.whole_number(_text(record, "floors"))
    row: dict[str, Any] = {
        "use": use,
        "name": _text(record, "name"),
        "floors": floors or read.floors_by_height(read.length_m(_text(record, "height")), use),
        "basements": read.whole_number(_text(record, "basements")),
        "compound": _text(record, "compound"),
        "by_height": floors is None,
        **_postal(record),
    }
    if record.get("kind") == "building_part":
        return Taken("parts", row)
    stated = _text(record, "number")
    named = read.building_number(stated, row["name"], _text(record, "house_number"))
    row["number"] = named or (read.plain_number(stated) if stated else None)
    return Taken("buildings", row)


def road(record: Record, dimension: int) -> Outcome:
    """Read a street, a path or steps."""
    if dimension != 1:
        return Turned("way", "is a point or area, not a line")
    kind, detail = _text(record, "kind") or "", _value(record, "detail")
    if kind in NOT_STREETS:
        return Turned("way", f"{kind} is nothing to walk on")
    tags = {
        "highway": detail if detail in read.WAY_KINDS else _value(record, "kind") or "",
        "bridge": "yes" if _flag(record, "bridge") else "no",
        "tunnel": "yes" if _flag(record, "tunnel") else "no",
    }
    tags["highway"] = tags["highway"] if tags["highway"] in read.WAY_KINDS else "residential"
    for field in ("foot", "access", "width", "layer"):
        if text := _text(record, field):
            tags[field] = text
    return Taken(
        "ways",
        {
            "kind": read.way_kind(tags),
            "name": _text(record, "name"),
            "width_m": read.way_width_m(tags),
            "walkable": read.is_walkable(tags),
            "steps": read.whole_number(_text(record, "steps")),
            "access": read.way_access(tags),
            "layer": read.way_layer(tags),
        },
    )


def entrance(record: Record, dimension: int) -> Outcome:
    """Read a door; some layers hold gates among them."""
    if _value(record, "detail") in read.GATES and _value(record, "detail") != "entrance":
        return spot(record, dimension)
    if dimension != 0:
        return Turned("entrance", "is no point")
    return Taken("entrances", {"number": _text(record, "number") or _text(record, "name")})


def address(record: Record, dimension: int) -> Outcome:
    """Read a house number on a spot of its own."""
    row = _postal(record)
    if dimension != 0:
        return Turned("address", "is no point")
    return Taken("addresses", row) if row["house_number"] else Turned("address", "has no number")


def spot(record: Record, dimension: int) -> Outcome:
    """Read a gate; other sights are of no use here."""
    kinds = (_value(record, "detail"), _value(record, "kind"))
    barrier = next((kind for kind in kinds if kind in read.GATES), None)
    if barrier is None:
        return None
    if dimension != 0:
        return Turned("gate", "is no point")
    hours = read.gate_hours(_text(record, "opening_hours")) or (None, None)
    row = {
        "name": _text(record, "name"),
        "kind": read.GATES[barrier],
        "opens": _text(record, "opens") or hours[0],
        "closes": _text(record, "closes") or hours[1],
    }
    return Taken("gates", row)


def ground(record: Record, dimension: int) -> Outcome:
    """Read green, water, squares, walls and residential areas."""
    kind = _value(record, "detail") or ""
    main = _value(record, "kind") or kind
    if main in read.WALLS and dimension == 1:
        wall = {"kind": "wall", "walkable": False, "barrier": "wall", "access": "no", "layer": 0}
        return Taken("ways", wall)
    if dimension != 2:
        return None
    if main == "residential":
        return compound(record, dimension)
    keys = ("leisure", "landuse", "natural", "waterway", "place", "amenity")
    area = read.area_kind(dict.fromkeys(keys, main) | {"highway": main, "area": "yes"})
    return Taken("areas", {"kind": area, "name": _text(record, "name")}) if area else None


def compound(record: Record, dimension: int) -> Outcome:
    """Read a residential area with a name."""
    name = _text(record, "name") or _text(record, "compound")
    if dimension != 2:
        return Turned("compound", "is a point or line without an outline")
    if not name:
        return Turned("compound", "has no name: road blocks stand in for it")
    aliases = (_text(record, "aliases") or "").replace("、", "|").replace(";", "|") or None
    return Taken("compounds", {"name": name, "aliases": aliases})


READERS: dict[str, Callable[[Record, int], Outcome]] = {
    "building": building,
    "road": road,
    "entrance": entrance,
    "address": address,
    "spot": spot,
    "ground": ground,
    "compound": compound,
}


def _text(record: Record, field: str) -> str | None:
    cell = record.get(field)
    if cell is None:
        return None
    whole = isinstance(cell, float) and cell.is_integer()
    return (str(int(cell)) if whole else str(cell)).strip() or None


def _value(record: Record, field: str) -> str | None:
    text = _text(record, field)
    return None if text is None else WORDS.get(text, text.lower())


def _flag(record: Record, field: str) -> bool:
    return (_text(record, field) or "").lower() in TRUE


def _postal(record: Record) -> dict[str, str | None]:
    road_name, number = postal(_text(record, "address"))
    return {
        "road": _text(record, "road") or road_name,
        "house_number": read.house_number(_text(record, "house_number")) or number,
    }
