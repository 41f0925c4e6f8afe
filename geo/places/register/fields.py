"""Which column of a register says what, and how it was recognised."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from geo.places.columns import plain
from geo.places.register.groups import GROUPS


class Field(StrEnum):
    """What a column of a register can say."""

    ADDRESS = "address"
    COMPOUND = "compound"
    BUILDING = "building"
    ENTRANCE = "entrance"
    FLOOR = "floor"
    UNIT = "unit"
    NAME = "name"
    SEX = "sex"
    BIRTH = "birth"
    AGE = "age"
    IDENTITY = "identity"
    PHONE = "phone"
    LIVING = "living"
    GROUP = "group"
    NOTE = "note"
    HOUSEHOLD = "household"


HEADERS: dict[Field, tuple[str, ...]] = {
    Field.ADDRESS: (
        "详细地址", "居住地址", "现住址", "现居住地址", "现居住地", "家庭住址", "家庭地址", "住址",
        "地址", "居住地", "实际居住地", "住所", "address", "home address", "full address",
    ),
    Field.COMPOUND: (
        "小区", "小区名称", "小区名", "所属小区", "院落", "compound", "estate",
    ),
    Field.BUILDING: (
        "楼号", "楼栋", "楼栋号", "栋号", "幢号", "楼幢", "栋", "幢", "楼座", "building",
        "building no", "block",
    ),
    Field.ENTRANCE: ("单元", "单元号", "门洞", "entrance", "stairwell"),
    Field.FLOOR: ("楼层", "层", "层数", "所在楼层", "floor"),
    Field.UNIT: (
        "门牌", "门牌号", "户号", "房号", "房间号", "室号", "室", "房屋编号", "门号", "unit",
        "flat", "apartment", "room", "door",
    ),
    Field.NAME: (
        "姓名", "居民姓名", "住户姓名", "户主姓名", "户主", "老人姓名", "住户", "name", "full name",
    ),
    Field.SEX: ("性别", "sex", "gender"),
    Field.BIRTH: (
        "出生日期", "出生年月日", "出生年月", "出生年", "出生年份", "生日", "birth date",
        "date of birth", "birth year", "birthday", "dob",
    ),
    Field.AGE: ("年龄", "周岁", "岁数", "age"),
    Field.IDENTITY: (
        "身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "居民身份证号",
        "identity number", "id number", "id card", "identity card",
    ),
    Field.PHONE: (
        "联系电话", "电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "本人电话",
        "家庭电话", "phone", "mobile", "telephone", "tel",
    ),
    Field.LIVING: (
        "居住情况", "居住状况", "居住状态", "居住方式", "居住类型", "living", "living situation",
    ),
    Field.GROUP: (
        "人员类别", "人群类别", "人员类型", "居民类别", "居民类型", "重点人群", "重点人群类型",
        "重点人群类别", "重点人员类型", "重点人员类别", "特殊人群", "特殊人群类型", "特殊人群类别",
        "人群分类", "人群类型", "人员分类", "人员性质", "人员属性", "特殊情况", "家庭情况",
        "家庭状况", "家庭类型", "家庭类别", "身体状况", "身体情况", "健康状况", "健康情况",
        "备注类别", "困难情况", "困难类型", "困难类别", "救助类别", "救助类型", "服务对象类别",
        "服务对象类型", "关爱对象类别", "关爱类型", "老人类型", "老人类别", "老年人类型",
        "类别", "类型", "标签", "人员标签", "群体", "category", "group", "groups", "tags",
    ),
    Field.NOTE: ("备注", "说明", "情况说明", "基本情况", "note", "notes", "remarks"),
    Field.HOUSEHOLD: (
        "户编号", "家庭编号", "户籍编号", "户口簿号", "household", "household id", "家庭户号",
    ),
}  # fmt: skip
SPOKEN_AT_LENGTH = frozenset({Field.ADDRESS, Field.NAME, Field.PHONE, Field.IDENTITY, Field.BIRTH})
"""Fields whose known header may stand in a longer one; 总层数 is no floor, 证件类型 no group."""
OTHERS = (
    "亲属", "监护", "子女", "紧急", "户籍", "网格", "负责", "单位", "联系人", "干部", "书记",
    "填表", "医生", "楼长", "配偶", "籍贯",
)  # fmt: skip
"""Words that give a column to somebody or somewhere else."""
SEVERAL = frozenset({Field.GROUP})
"""Fields that more than one column may say: 家庭情况 beside 健康状况."""
REQUIRED = (Field.ADDRESS, Field.BUILDING, Field.UNIT)
"""A register needs one of these columns, else no row has a place."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column is taken for."""

    header: str
    """As written in the file."""
    field: Field | None
    """None: the column is not used."""
    how: str
    """exact: the header itself; contains: a known header inside it; group: it names a group of
    people and its cells say yes or no; unused."""
    group: str | None = None
    """The group that the header names, where `how` is group."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What all columns of a file are taken for, in their order."""

    columns: tuple[ColumnUse, ...]

    def at(self, field: Field) -> int | None:
        """Return the position of the column for `field`, None without one."""
        return next(iter(self.every(field)), None)

    def every(self, field: Field) -> tuple[int, ...]:
        """Return the positions of all columns for `field`."""
        return tuple(
            i for i, use in enumerate(self.columns) if use.field is field and not use.group
        )

    @property
    def flags(self) -> tuple[tuple[int, str], ...]:
        """Positions of yes/no columns and the group that each names."""
        return tuple((i, use.group) for i, use in enumerate(self.columns) if use.group)

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headers of the columns that are not used."""
        return tuple(use.header for use in self.columns if use.field is None and use.header)


_BY_PLAIN = {plain(word): field for field, words in HEADERS.items() for word in words}
_LONGEST_FIRST = sorted(
    (word for word, field in _BY_PLAIN.items() if len(word) > 1 and field in SPOKEN_AT_LENGTH),
    key=lambda word: (-len(word), word),
)


def mapped(headers: Iterable[str]) -> Mapping:
    """Return what the columns under `headers` are taken for.

    Each field but a group is taken once, by the first header that is a known one to the letter,
    then by the first that contains a known one (本人联系电话). A header that names a group (独居)
    marks a column of yes and no.

    Examples
    --------
    >>> [use.field.value for use in mapped(["姓名", "现居住详细地址", "手机"]).columns]
    ['name', 'address', 'phone']
    """
    headers = list(headers)
    uses: dict[int, ColumnUse] = {}
    taken: set[Field] = set()
    for how, match in (("exact", _BY_PLAIN.get), ("contains", _contained)):
        for at, header in enumerate(headers):
            field = match(plain(header))
            if at in uses or field is None or field in taken - SEVERAL:
                continue
            group = plain(header) if how == "contains" and plain(header) in GROUPS else None
            if group is None:
                taken.add(field)
                uses[at] = ColumnUse(header, field, how)
    for at, header in enumerate(headers):
        if at not in uses:
            uses[at] = _flag_or_unused(header)
    return Mapping(tuple(uses[at] for at in range(len(headers))))


def recognised_headers(cells: Iterable[str]) -> int:
    """Return how many of `cells` are known headers to the letter."""
    return sum(plain(cell) in _BY_PLAIN for cell in cells)


def _contained(header: str) -> Field | None:
    """Return the field of the longest known header inside `header`."""
    inside = (word for word in _LONGEST_FIRST if word in header and _is_clear(word, header))
    return next((_BY_PLAIN[word] for word in inside), None)


def _is_clear(word: str, header: str) -> bool:
    """Refuse the phone of a relative, the address of a household book and English fragments."""
    return not word.isascii() and not any(other in header for other in OTHERS)


def _flag_or_unused(header: str) -> ColumnUse:
    group = next(
        (name for name in (plain(header), plain(header).removeprefix("是否")) if name in GROUPS),
        None,
    )
    if group is not None:
        return ColumnUse(header, Field.GROUP, "group", group)
    return ColumnUse(header, None, "unused")
