"""Which compound or building the name of a sheet, or the title above its header, speaks of."""

import re

from geo.places.register.groups import GROUPS

LIST_WORDS = re.compile(
    r"(?:(?:居民|住户|户主|人口|户籍|常住|家庭|房屋|老人|老年人|重点人群|特殊人群|"
    r"独居|空巢|高龄|残疾人?|低保|困难|人员|基本|基础|详细|入户|走访|摸底|排查|信息|情况))*"
    r"(?:台账|台帐|花名册|名册|名单|登记表|统计表|信息表|一览表|明细表|汇总表|情况表|调查表|"
    r"底册|底数|清单|信息|情况|登记|汇总|明细|总表|表)\s*$"
)
BRACKETS = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]")
DAYS = re.compile(r"\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:度|第?[一二三四]季度)?|\d{1,2}月份?")
ABOVE = re.compile(r"^.*?(?:社区|街道|居委会|村委会|物业)(?=.{2})")
NO_PLACE = re.compile(
    r"(?:sheet|工作表|表|页|数据|目录|封面|说明|填表说明|副本|新建|总|全部|附件|散户|零散户?|其[他它]|补充|备用|备份)\s*\d*(?:\s*\(\d+\))?"
    r"|第?[一二三四]季度|[\d\s._-]*",
    re.IGNORECASE,
)
BUILDING = re.compile(r"第?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[A-Za-z])(?:号楼|栋|幢|座|#楼?)")
LONGEST = 16


def compound_in(title: str) -> str | None:
    """Return the compound that a title or the name of a sheet speaks of, None when it does not.

    Examples
    --------
    >>> compound_in("和平社区向阳里住户台账（2026年10月）"), compound_in("Sheet1")
    ('向阳里', None)
    >>> compound_in("2026年光明小区居民信息表"), compound_in("3号楼")
    ('光明小区', None)
    >>> compound_in("独居老人"), compound_in("御林湾独居老人名单")
    (None, '御林湾')
    """
    plain = DAYS.sub("", BRACKETS.sub("", "".join(title.split(maxsplit=1)[:1]))).strip()
    name = ABOVE.sub("", LIST_WORDS.sub("", plain).strip()).strip(" 、，-—_·")
    if (
        name in GROUPS
        or NO_PLACE.fullmatch(name)
        or BUILDING.fullmatch(name)
        or not 2 <= len(name) <= LONGEST
    ):
        return None
    return name if re.search(r"[\u4e00-\u9fff]", name) else None


def building_in(name: str) -> str | None:
    """Return the building that a sheet is named after, as written; None when it is not.

    Examples
    --------
    >>> building_in("3号楼"), building_in("向阳里")
    ('3号楼', None)
    """
    found = BUILDING.fullmatch(name.strip())
    return found[0] if found else None
