"""Words by which registers name groups of people -> categories, conditions, way of living."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """What a word in a register says about a person."""

    categories: tuple[str, ...] = ()
    """Ids of need categories."""
    conditions: tuple[str, ...] = ()
    """Ids of ``vocabulary/conditions.csv``."""
    living: str | None = None
    """Id of ``vocabulary/livings.csv``."""


ALONE = Group(("lone_elderly",), living="alone")
COUPLE = Group(("empty_nest_elderly",), living="couple")
LEFT_BEHIND = Group((), living="left_behind")
CARE = Group(("mobility_limited",))
DISABLED = Group(("disabled",))
POOR = Group(("hardship",))
ILL = Group(("severe_illness",))

GROUPS: dict[str, Group] = {
    **dict.fromkeys(
        ("独居", "独居老人", "独居老年人", "单独居住", "一个人住", "孤老", "孤寡", "孤寡老人",
         "living alone", "alone", "lives alone"), ALONE),
    **dict.fromkeys(
        ("空巢", "空巢老人", "空巢老年人", "双老", "老两口", "empty nest"), COUPLE),
    **dict.fromkeys(("留守", "留守老人", "留守老年人"), LEFT_BEHIND),
    **dict.fromkeys(("集体", "集体户", "集体居住", "合租", "群租"), Group(living="group")),
    **dict.fromkeys(
        ("与家人同住", "与子女同住", "和子女同住", "与配偶同住", "与家人", "同住", "with family"),
        Group(living="family")),
    **dict.fromkeys(
        ("失能", "失能老人", "完全失能", "重度失能", "卧床", "长期卧床", "瘫痪", "bedridden"),
        Group(("mobility_limited",), ("incapacitated",))),
    **dict.fromkeys(
        ("半失能", "行动不便", "行动不便者", "腿脚不便", "部分失能", "mobility limited"), CARE),
    **dict.fromkeys(
        ("失智", "失智老人", "痴呆", "老年痴呆"), Group(("severe_illness",), ("dementia",))),
    **dict.fromkeys(
        ("阿尔茨海默病", "阿尔茨海默症", "阿尔兹海默"),
        Group(("severe_illness",), ("alzheimer", "dementia"))),
    **dict.fromkeys(("心脏病", "冠心病"), Group(("severe_illness",), ("heart_disease",))),
    **dict.fromkeys(
        ("重度高血压", "高血压三级"), Group(("severe_illness",), ("severe_hypertension",))),
    **dict.fromkeys(
        ("重残", "重度残疾", "重度残疾人", "一级残疾", "二级残疾", "残疾一级", "残疾二级"),
        Group(("disabled",), ("severe_disability",))),
    **dict.fromkeys(
        ("残疾", "残疾人", "视力残疾", "听力残疾", "言语残疾", "肢体残疾", "智力残疾", "精神残疾",
         "多重残疾", "持证残疾人", "disabled"), DISABLED),
    **dict.fromkeys(
        ("重病", "大病", "重大疾病", "大病患者", "重症", "重病患者", "癌症", "尿毒症", "透析",
         "慢性病", "慢病", "慢病患者", "高血压", "糖尿病", "脑梗", "中风", "severe illness"), ILL),
    **dict.fromkeys(
        ("精神障碍", "精神障碍患者", "精神病", "精神病人", "严重精神障碍"),
        Group(("mental_health",))),
    **dict.fromkeys(
        ("低保", "低保户", "低保人员", "最低生活保障", "低保边缘", "低保边缘户", "低收入",
         "低收入家庭", "困难", "困难户", "困难家庭", "困难群众", "贫困户", "特困", "特困人员",
         "特困供养", "集中供养", "五保", "五保户", "因病致贫", "突发困难", "刚性支出困难",
         "hardship", "low income"), POOR),
    **dict.fromkeys(
        ("分散供养", "分散供养特困", "分散供养特困人员", "特困分散供养"),
        Group(("hardship",), ("destitute_at_home",))),
    **dict.fromkeys(("散居孤儿", "孤儿"), Group(("child_care",), ("orphan_at_home",))),
    **dict.fromkeys(
        ("困境儿童", "事实无人抚养儿童", "留守儿童", "流动儿童"),
        Group(("child_care",), ("child_in_difficulty",))),
    **dict.fromkeys(
        ("计划生育特殊家庭", "计生特殊家庭", "失独", "失独家庭", "失独老人"),
        Group((), ("special_family",))),
    **dict.fromkeys(("孕妇", "孕产妇", "产妇", "哺乳期", "pregnant"), Group(("maternal",))),
    **dict.fromkeys(
        ("失业", "失业人员", "待业", "就业困难", "就业困难人员", "unemployed"),
        Group(("employment",))),
}  # fmt: skip
NOTHING = frozenset(
    {"", "无", "否", "不是", "没有", "正常", "健康", "普通", "普通居民", "一般", "其他", "常住",
     "常住人口", "居民", "自住", "良好", "健康良好", "身体健康", "身体良好", "较好", "尚可",
     "自理", "能自理", "生活自理", "完全自理", "no", "none", "-",
     "/", "—", "0", "x", "×", "n", "false"}
)  # fmt: skip
YES = frozenset({"是", "有", "√", "✓", "✔", "y", "yes", "true", "1", "对"})
SPLIT = re.compile(r"[、，,;；/|+\s]+")
NEGATED = re.compile(r"^(?:非|不|无|没)")
OLD = 60
"""From this age on someone who lives alone is an older person living alone."""


def said(cell: str) -> tuple[list[Group], list[str]]:
    """Return the groups that a cell names, and the words in it that are not known.

    Examples
    --------
    >>> [group.categories for group in said("低保、残疾人")[0]], said("党员")[1]
    ([('hardship',), ('disabled',)], ['党员'])
    """
    whole = cell.strip().lower()
    words = [whole] if whole in GROUPS else SPLIT.split(whole)
    groups, unknown = [], []
    for word in words:
        group = GROUPS.get(word) or (None if NEGATED.match(word) else _inside(word))
        if group is not None:
            groups.append(group)
        elif word not in NOTHING and not NEGATED.match(word):
            unknown.append(word)
    return groups, unknown


def mostly_known(cells: Iterable[str]) -> int:
    """Return how many `cells` name a group, 0 unless they are most of those that say something.

    Examples
    --------
    >>> mostly_known(["独居", "", "低保", "党员"]), mostly_known(["群众", "党员", "低保"])
    (2, 0)
    """
    told = [said(cell) for cell in cells if cell.strip().lower() not in NOTHING]
    known = sum(bool(groups) for groups, _ in told)
    return known if known * 2 > len(told) else 0


def _inside(word: str) -> Group | None:
    """Return the group of the longest known word of two or more characters in `word`."""
    known = (name for name in GROUPS if len(name) > 1 and not name.isascii() and name in word)
    longest = max(known, key=len, default=None)
    return GROUPS[longest] if longest else None
