"""A sheet of a scene: the words that stand beside its numbers, in Chinese and English."""

from dataclasses import dataclass

from geo.frames import SKETCHED
from geo.hotspots.disclosure import K
from geo.needs.vocabulary import NEUTRAL, categories, label
from geo.services.scene import Scene, Status
from geo.services.snapshots import Snapshot, may_leave
from webmap.sheets.legend import legend_classes, told_classes
from webmap.sheets.sheet import Extent, Language, Sheet


@dataclass(frozen=True, slots=True)
class SceneWords:
    """The sentences of a sheet about a scene; names in braces are filled in."""

    status: dict[Status, str]
    title: str
    measure: str
    filter: str
    all_categories: str
    all_compounds: str
    period: str
    anytime: str
    opened: str
    closed: str
    small: str
    few_homes: str
    left_out: str
    beside: str
    beside_hidden: str
    hotspots: str
    no_hotspots: str
    sketched: str
    demo: str
    join: str


ZH = SceneWords(
    status={
        Status.OPEN: "未办结",
        Status.OVERDUE: "已超期",
        Status.CLOSED: "已办结",
        Status.ALL: "全部（含已办结）",
    },
    title="{what}：需求分布",
    measure="每栋楼的需求（件）：{status}",
    filter="办理状态：{status}；类别：{category}；{period}；范围：{compound}",
    all_categories="全部类别",
    all_compounds="辖区全部",
    period="{day}日期：{since} 至 {until}",
    anytime="{day}日期：不限",
    opened="登记",
    closed="办结",
    small=(
        "为保护住户：一栋楼 1–{most} 件、户数少于 {k} 户、或件数不少于户数的，不显示；"
        "为防推算，同一小区的个别楼栋一并不显示。"
    ),
    few_homes="为保护住户：户数少于 {k} 户的楼，不显示件数。",
    left_out="不含不对外统计的类别：{names}。",
    beside="另有 {n} 件不在楼里：院子、门口或整个小区。",
    beside_hidden="另有少量需求不在楼里，不显示。",
    hotspots=(
        "需求集中片区：以每户需求件数计算 Getis-Ord G*，{band} 米内的楼（含本楼）为邻，"
        "错误发现率 5 %（Benjamini–Hochberg）。"
    ),
    no_hotspots="按这个算法没有发现集中的地方。",
    sketched=("示意图：{names}还没有人测绘，楼按楼号排成行，位置、大小和距离都不代表实地。"),
    demo="演示数据：人物全部虚构。",
    join="、",
)
EN = SceneWords(
    status={
        Status.OPEN: "open",
        Status.OVERDUE: "overdue",
        Status.CLOSED: "closed",
        Status.ALL: "open or closed",
    },
    title="{what}: where needs are",
    measure="Needs per building: {status}",
    filter="State: {status}; category: {category}; {period}; area: {compound}",
    all_categories="All categories",
    all_compounds="the whole territory",
    period="{day} from {since} to {until}",
    anytime="{day} at any time",
    opened="registered",
    closed="closed",
    small=(
        "To protect households, a building with 1 to {most} needs, fewer than {k} homes, or as "
        "many needs as homes is not shown, nor are some others of its compound from which it "
        "could be worked out."
    ),
    few_homes=(
        "To protect households, the count of a building with fewer than {k} homes is not shown."
    ),
    left_out="Without the categories that are not counted outside: {names}.",
    beside="{n} more belong to no building: a yard, a gate, a whole compound.",
    beside_hidden="A few more belong to no building and are not shown.",
    hotspots=(
        "Hotspots: Getis-Ord G* of needs per household; neighbours are buildings within {band} m, "
        "the building itself included; false discovery rate 5 % (Benjamini–Hochberg)."
    ),
    no_hotspots="None were found.",
    sketched=(
        "Sketch: nobody has surveyed {names}; blocks stand in rows by number, and their places, "
        "sizes and distances are not those on the ground."
    ),
    demo="Demo: all people are invented.",
    join=", ",
)


def scene_sheet(
    made: Snapshot, *, language: str, printed_by: str = "", demo: bool = False
) -> Sheet:
    """Return the sheet of snapshot `made`, with what it leaves out said in its notes."""
    words = words_of(language)
    scene, bbox, counts = made.wish.scene, made.wish.bbox, made.counts["count"]
    classes = legend_classes(counts) if made.small_told else told_classes(counts, k=K)
    return Sheet(
        title=made.wish.title or default_title(scene, language),
        subtitle=filter_line(made, language),
        as_of=made.as_of,
        places=made.places,
        counts=made.counts,
        measure=words.measure.format(status=words.status[scene.status]),
        language=Language(language),
        classes=classes,
        attribution=made.attribution,
        notes=(*((words.demo,) if demo else ()), *notes(made, language)),
        printed_by=printed_by,
        number=made.number,
        extent=None if bbox is None else Extent(*bbox),
    )


def default_title(scene: Scene, language: str) -> str:
    """Return the title of a sheet that was given none: never the name of a condition.

    Examples
    --------
    >>> default_title(Scene(category="leak"), "zh"), default_title(Scene(), "en")
    ('漏水渗水：需求分布', 'All categories: where needs are')
    """
    return words_of(language).title.format(what=category_words(scene, language))


def category_words(scene: Scene, language: str) -> str:
    """Return what a scene is about, in words that may stand on paper before anybody."""
    if scene.category is not None:
        return categories()[scene.category].public_label(language)
    if scene.group is None:
        return words_of(language).all_categories
    inside = [one for one in categories().values() if one.group is scene.group]
    named = any(one.shown for one in inside)
    return label(scene.group, language) if named else NEUTRAL.label(language)


def filter_line(made: Snapshot, language: str) -> str:
    """Return the filter of the sheet in words."""
    words, scene = words_of(language), made.wish.scene
    names = made.places.compounds.set_index("id")["name"]
    day = words.closed if scene.status is Status.CLOSED else words.opened
    bounded = scene.since is not None or scene.until is not None
    period = (words.period if bounded else words.anytime).format(
        day=day, since=scene.since or "…", until=scene.until or made.as_of
    )
    return words.filter.format(
        status=words.status[scene.status],
        category=category_words(scene, language),
        period=period,
        compound=names[scene.compound] if scene.compound is not None else words.all_compounds,
    )


def notes(made: Snapshot, language: str) -> tuple[str, ...]:
    """Return the small print: what is not shown and why, and how hotspots were found."""
    words = words_of(language)
    rule = words.few_homes if made.small_told else words.small
    lines = [rule.format(most=K - 1, k=K)]
    if made.left_out:
        asked = made.wish.scene.category_ids()
        left = (categories()[key] for key in asked if not may_leave(categories()[key]))
        lines.append(
            words.left_out.format(names=words.join.join(one.label(language) for one in left))
        )
    if made.beside is None:
        lines.append(words.beside_hidden)
    elif made.beside:
        lines.append(words.beside.format(n=made.beside))
    if made.wish.band_m is not None:
        found = made.counts["hotspot"].any()
        line = words.hotspots.format(band=made.wish.band_m)
        lines.append(line if found else f"{line} {words.no_hotspots}")
    if names := _sketched(made):
        lines.insert(0, words.sketched.format(names=words.join.join(names)))
    return tuple(lines)


def _sketched(made: Snapshot) -> list[str]:
    """Return the names of the compounds with blocks in the snapshot that are only sketched."""
    blocks, scene = made.places.buildings, made.wish.scene
    drawn = blocks[(blocks["source"] == SKETCHED) & blocks["id"].isin(made.counts["building_id"])]
    ids = set(drawn["compound_id"].dropna())
    if scene.compound is not None:
        ids &= {scene.compound}
    compounds = made.places.compounds
    return sorted(compounds.loc[compounds["id"].isin(ids), "name"])


def words_of(language: str) -> SceneWords:
    """Return the sentences in `language`."""
    return EN if language == "en" else ZH
