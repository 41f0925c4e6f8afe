"""The fixed words of a sheet, in Chinese and English."""

from dataclasses import dataclass
from datetime import date

from webmap.sheets.sheet import Language


@dataclass(frozen=True, slots=True)
class Words:
    """What stands on every sheet, whatever it shows."""

    as_of: str
    filter: str
    legend: str
    buildings: str
    total: str
    shown_total: str
    scope: str
    households: str
    withheld: str
    surroundings: str
    hotspot: str
    beyond: str
    scale: str
    sketch: str
    metres: str
    north: str
    printed_by: str
    number: str
    notes: str
    map_of: str
    table: str
    compound: str
    building: str
    count: str
    households_column: str
    title: str
    measure: str
    source: str

    def day(self, day: date) -> str:
        """Return `day` as the language writes it."""
        return day.isoformat() if self is EN else f"{day.year}年{day.month}月{day.day}日"

    def building_name(self, compound: str, number: str) -> str:
        """Return how people call a building; `number` may be empty."""
        suffix = "号楼" if self is ZH and number and number.isalnum() and number.isascii() else ""
        gap = " " if self is EN else ""
        return f"{compound}{gap}{number}{suffix}".strip()


ZH = Words(
    as_of="截至日期",
    filter="筛选条件",
    legend="图例",
    buildings="{n} 栋",
    total="合计 {n}，涉及 {m} 栋楼",
    shown_total="显示的楼栋合计 {n}，涉及 {m} 栋楼",
    scope="范围内共 {n} 栋楼",
    households="范围内住户 {n} 户",
    withheld="不显示（数量过少）",
    surroundings="范围外建筑",
    hotspot="需求集中片区",
    beyond="另有 {n} 栋在图幅以外",
    scale="比例尺",
    sketch="示意图，不按比例",
    metres="米",
    north="北",
    printed_by="制图",
    number="编号",
    notes="说明",
    map_of="地图",
    table="各楼数据",
    compound="小区",
    building="楼号",
    count="数量",
    households_column="户数",
    title="标题",
    measure="统计内容",
    source="来源",
)
EN = Words(
    as_of="As of",
    filter="Filter",
    legend="Legend",
    buildings="{n} buildings",
    total="{n} in all, in {m} buildings",
    shown_total="{n} in the buildings shown, in {m} of them",
    scope="{n} buildings in scope",
    households="{n} households in scope",
    withheld="Not shown (small numbers)",
    surroundings="Outside the scope",
    hotspot="Hotspot",
    beyond="{n} more buildings lie outside this map",
    scale="Scale",
    sketch="Sketch, not to scale",
    metres="m",
    north="N",
    printed_by="Made by",
    number="No.",
    notes="Notes",
    map_of="Map",
    table="Figures by building",
    compound="Compound",
    building="Building",
    count="Count",
    households_column="Households",
    title="Title",
    measure="Measure",
    source="Source",
)


def words_in(language: Language) -> Words:
    """Return the fixed words in `language`."""
    return ZH if language is Language.ZH else EN
