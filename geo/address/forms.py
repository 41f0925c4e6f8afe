"""The forms in which level words are written, as patterns over folded text.

Each form is tried only where its first character may start it. Patterns hold two blanks, filled
for the kind of first character: ``<N>``, a number, and ``<B>``, the number or letter of a building.
"""

import re

_NUMERALS = "一二三四五六七八九十百零〇廿卅"
_DIGITS = r"(?<![\d.A-Z])\d{1,3}(?![\d.]\d)"
_WORDS = rf"(?<![一二三四五六七八九十百廿卅])[{_NUMERALS}]{{1,5}}"
_N = rf"(?:{_DIGITS}|{_WORDS})"
_B = rf"(?:[A-Z甲乙丙丁]\d{{0,2}}|\d{{1,3}}[A-Z甲乙丙]|{_N})"
_SHORT = rf"(?:[A-Z甲乙丙丁]|(?<![\d.A-Z])\d{{1,2}}|{_WORDS})"
_SEP = r"[、,和跟与及]"
_TO = r"(?:-|~|至|到)"
_BUILDING = (
    r"(?:号(?:住宅|居民|公寓|高层|宿舍|家属)?楼|号[栋座幢]|#[楼栋]|#|栋楼?(?=\d|[一二三四五六]单元)|[栋幢]"
    r"|(?<=[A-Z甲乙丙丁])座|座(?![桥山坟亭塔凉雕假小大])|排(?=\d{1,2}[号户]|[一二三四五六七八九十]{1,3}[号户]|$)|(?<=\d)舍)"
)
_TAKEN_BY_DOOR = "卫诊面店市铃锁禁框槛廊岗铺脸把窗课心手技亲功"
"""What follows 门 when it is a door, or counts one, and is not an entrance."""
_TITLED = "大[爷娘妈姐哥叔婶]|师傅|阿姨|奶奶|爷爷|女士|先生|老师|老[太爷]"
"""What follows a character that is a surname: 3号门大爷, 1号井师傅."""
_ENTRANCE = (
    rf"(?:号?单元|号?门洞|(?<!\d{{3}})门(?![{_TAKEN_BY_DOOR}]|上(?![来楼去下])|后(?!面|身|边|头))"
    rf"|号门(?![{_TAKEN_BY_DOOR}口前外里内后上]|{_TITLED})"
    r"|号?梯(?=\d|[一二三四五六七八九十]{1,3}[层楼]))"
)
_TAKEN_BY_STOREY = (
    "[道梯板宇盘栋群委台组]|管(?![道线子井网])|长(?![期年])|主(?![卧人])|房(?![顶间])"
)
"""What follows 楼 when it is a building or its people and not a floor."""
_TAKEN_BY_LAYER = (
    # 一层冰 is a layer of something, 三层楼 a height.
    "[级厚薄]|楼(?![道梯])|(?:厚厚|薄薄)?的?(?:冰|雪|灰(?!尘?味)|霜|锈|泥|油(?!烟)|土|苔|青苔|膜|漆|垢|白毛|白灰)"
)
_LAID = "(?!(?<=[了结落积铺盖裹蒙覆冻糊刷隔])[一1]层)"
"""Not behind a verb that lays down a layer: 冻了一层."""
_FLOOR = rf"(?:层(?!{_TAKEN_BY_LAYER})|楼(?!{_TAKEN_BY_STOREY}))"
_SIDE = "[东西中](?:户|(?![侧边面头南北墙单外门向区间]))"
"""The side of a landing, said without 户: 5东, 6-2-5西."""
_PERSON = (
    # Counters that are surnames too: 301张荣梅 is a flat with its resident, 301张传单 is a count.
    r"(?:张(?![纸票床桌椅照单传通告卡凳海宣表选证光片钱嘴图画膜网皮饼罚发]|[^一-鿿]|$)"
    r"|万(?![元块余多人份平亩户次字吨斤件个]|[^一-鿿]|$)"
    r"|余(?![元块名人份张次户平米件个斤]|[^一-鿿]|$)"
    r"|米(?![外处远长宽高深以左右多来的开内]|[^一-鿿]|$)"
    r"|[平方](?![米方圆的左右多]|[^一-鿿]|$)"
    r"|[路班](?![公车的线上口边过组次长]|[^一-鿿]|$))"
)
_UNITS = (
    # Counters, but for the words that begin like one: 501天天吵, 502人不在, 302年轻妈妈.
    r"天(?![花天棚窗井])|年(?![年轻纪龄])|月(?![月子嫂])|点(?![火蜡燃着])|分(?![开手居家])|人(?![在不没走已被刚去搬跑回])"
    r"|个(?![体个])|次(?!次)|回(?![来家去老])|条(?!件)|台(?!灯)|瓦(?!斯)|只(?![有是剩要])|里(?=[地路外])|弄(?![坏丢脏得了个好堵])"
    r"|公[里斤分]|医院|部队|中学|国道|高地|胶|[日秒元块万千百名位遍岁米平方斤辆件度毫升克箱张级路线班期%℃°.]|/(?=\d)|:(?=\d)"
)
_MEASURE = rf"(?:{_UNITS}|[户家盏间盒袋层]|[号](?![,。、;\s)]|$|[一-鿿])|多|余|来[块元]|[KMG])"
_COUNT = rf"(?!{_PERSON})(?:{_UNITS}|口(?![吃喝])|[KMG])"
_NOT_FLAT = (
    # What stands before a number that is called, paid or measured: 收费380, 血压180, 尾号302.
    r"(?<!尾号)(?<!尾号是)(?<!尾号为)(?<!拨打)(?<!打了)(?<!拨)(?<!车牌)(?<!热线)(?<!电话)(?<!第)"
    r"(?<![箱证单表编]号)(?<!约了)(?<!约在)(?<!定在)(?<![费价款额压糖率温])(?<!每月)(?<!罚金)(?<!奖金)(?<!现金)(?<!佣金)(?<!租金)(?<!押金)"
)
_NUMBERED = r"[1-9]\d?(?!00)[0-4]\d(?![\d\-*]|[A-Z](?![座栋幢]))"
"""A flat said without its level: no landing has fifty doors, so 380 and 1200 count something."""
_FLAT = (
    rf"(?<![\d.A-Z\-/:*#]){_NOT_FLAT}"
    rf"(?:{_NUMBERED}(?!{_MEASURE})|(?<![了共约近达满发收过访]){_NUMBERED}(?=家(?!人|庭|居))|(?<![了共约近达满发收到过]){_NUMBERED}(?={_PERSON}))"
)
_GLUED_FLAT = (
    rf"(?:(?<=[楼元门层栋幢座梯#、和])|(?<=[楼元门层栋幢座梯][/-]))"
    rf"(?:[1-9]\d{{2,3}}|0[1-9]\d\d)(?![\d*]|-(?!\d{{1,2}}(?![\d-]))|[A-Z](?![座栋幢])|{_COUNT})"
)
_LETTERED_FLAT = (
    r"(?<=[楼元门层栋幢座厦#])"
    r"(?:[1-9]\d{2,3}[A-H](?![A-Z\d座栋幢号])|[1-9]\d?[A-H](?![A-Z\d栋座层号楼单#-]))"
)
"""1203A, or 8A for the flat A on floor 8."""
_DASH = (
    # Three parts count nothing; two may (3-5个), unless a resident follows (3-501张荣).
    r"(?<![\d\-A-Z.])(?<!\d:)(?!\d{3}-\d{1,2}(?![\d-]))(?:[A-Z]\d{0,2}|\d{1,3}(?:#|号楼|栋)?)"
    rf"(?:(?:-\d{{1,2}}){{1,2}}{_SIDE}"
    r"|(?:-\d{1,4}){2,3}(?![\d\-.]|:(?=\d)|[层楼栋幢日年月%℃]|单元|号楼)(?:号|室|户)?"
    rf"|-\d{{1,4}}(?![\d\-.]|:(?=\d)|[楼层栋幢座门]|单元|号楼)(?:号(?!楼)|室|户)?(?:(?:(?<=-\d{{3}})|(?<=-\d{{4}}))(?={_PERSON})|(?!{_MEASURE})))"
)
_STROKED = (
    r"(?<![\d\-A-Z.:/])\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.)(?!19\d\d|20\d\d)[1-9]\d{2,3}(?![\d\-.:/])"
)
_NUMERAL = "[一二三四五六七八九十百零〇幺]"
_SPOKEN = "[一二三四五六七八九幺]"
SAID_FLAT = rf"{_SPOKEN}[一二三四五六七八九幺零〇]?[零〇]{_SPOKEN}"
"""A flat number spoken digit by digit: 五零二."""
_COUNTING_ON = r"(?=一二|二三|三四|四五|五六|六七|七八|八九)[一二三四五六七八九]{2,6}"
_OF_A_SIDE = "(?:的?(?:那|第)?一?(?:户|家)|的?(?:那|这)(?:户|家))"
_EQUIPMENT = (
    r"线|院|小区|文|令|球|电池|电梯|梯|车位|桩|店|铺|公路|码|楼|信箱|岗|病?床|窗口|桌|机[^床]|柜|井(?!师傅|大|阿姨|奶奶|爷爷|女士|先生|老)|车库|仓房"
    r"|充电"
)
"""What bears a number of its own: 2号电梯, 3号井."""
_MANY = "都|均|全|人家|居民|家庭|老人|业主|邻居|住户|[,、]?共|同时|需|没|没有|不|说|反映|投诉|要求"

_BUILDING_LIST = (
    rf"(?:(?:{_SHORT}|{_B}(?:号楼|栋|幢|座|#)){_SEP})+(?<!,){_B}"
    r"(?:[两三四五六七八](?=[栋幢座]))?(?:号楼|栋|幢|座|#楼?)"
)
_BASEMENT = (
    r"(?:负|地下)(?:\d(?!\d)|[一二三四])(?:层|楼|(?![号个]))|半截?地下室|半地下(?!室)|地下室|负层"
    r"|(?<=[楼元栋幢座])-[1-4]层"
)
_ON_FLOOR = r"(?:(?<=[\d一二三四五六七八九十顶]楼)|(?<=层))"
"""Right behind a floor: 2楼东, not 2号楼东."""
_BEHIND_FLOOR = r"(?<=[\d一二三四五六七八九十][楼层])"
"""7楼2号楼道 is the corridor of flat 2."""
_LANDING_SIDE = (
    rf"靠?[东西南北](?:(?:边|侧|头|面|手)?户|(?:边|侧|头|面|手){_OF_A_SIDE})|靠[东西南北]{_OF_A_SIDE}|中户|中间(?:户|{_OF_A_SIDE})"
    rf"|{_ON_FLOOR}(?:东(?!西)|西(?![瓜红餐药]))(?![侧边面头南北墙单外门向区厢间数起往第])"
    rf"|{_ON_FLOOR}[东西中](?=[门屋,.。;、 ]|$)|{_ON_FLOOR}[左右][门户](?!\d)"
    rf"|{_ON_FLOOR}[左右](?:手边?|[边侧面])?(?:{_OF_A_SIDE}|的?住户)(?!\d)"
    rf"|{_ON_FLOOR}[左右]手(?=[,。;、 ]|$)|{_ON_FLOOR}[左右](?=[,(]|$)"
)
_D, _C, _L, _G = "digit", "numeral", "letter", "stem"
_FIRST = {
    _D: r"\d",
    _C: f"{_NUMERALS}幺",
    _L: "A-Z",
    _G: "甲乙丙丁",
    "place": "东西南北中左右前后负半地底顶首楼对隔同本最上下靠-",
}
_HEADS = {
    _D: {"<N>": _DIGITS, "<B>": rf"(?:(?<![\d.A-Z])\d{{1,3}}[A-Z甲乙丙]|{_DIGITS})"},
    _C: {"<N>": _WORDS, "<B>": _WORDS},
    _L: {"<B>": r"[A-Z]\d{0,2}"},
    _G: {"<B>": r"[甲乙丙丁]\d{0,2}"},
}
_NUMBER = (_D, _C)
_ANY_NUMBER = (_D, _C, _L, _G)
_PLACE = ("place",)

_FORMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("brange", _NUMBER, rf"<N>(?:号楼|栋|幢|座|#楼?|号)?{_TO}{_N}(?:号楼|栋|幢|座|#楼?)"),
    ("brange", (_L,), rf"(?<![A-Z])[A-Z][座栋]?{_TO}[A-Z][座栋]"),
    ("erange", _NUMBER, rf"<N>(?:单元|门)?{_TO}{_N}(?:单元|门(?![{_TAKEN_BY_DOOR}口]))"),
    ("frange", _NUMBER, rf"<N>(?:楼|层)?{_TO}{_N}{_FLOOR}"),
    (
        "urange",
        (_D,),
        r"(?<![\d\-])[1-9]\d{2,3}(?:室|号|户)?(?:至|到|~|-)[1-9]\d{2,3}(?!\d)(?:室|号|户)?",
    ),
    (
        "run",
        (_C,),
        rf"(?<!{_NUMERAL}){_COUNTING_ON}(?:单元|号楼|栋|幢|楼(?![道梯板高])|层(?![楼高级厚]))",
    ),
    ("bletters", (_L,), r"(?<![A-Z])[A-Z]{2,4}[两三四]?[座栋]"),
    (
        "blist",
        _ANY_NUMBER,
        _BUILDING_LIST,
    ),
    ("bpair", (_D,), r"(?<![\d.A-Z月路街])\d{1,2}号(?:\d{1,2}号)*\d{1,2}(?:号楼|栋)"),
    ("bpair", _NUMBER, rf"<N>(?:号楼(?:{_N}号楼)+|栋(?:{_N}栋)+|幢(?:{_N}幢)+)"),
    ("bpair", (_L,), r"(?<![A-Z])[A-Z][座栋](?:[A-Z][座栋])+"),
    ("epair", _NUMBER, rf"<N>(?:单元(?:{_N}单元)+|门(?:{_N}门(?![{_TAKEN_BY_DOOR}口]))+)"),
    (
        "elist",
        _NUMBER,
        rf"(?:(?:{_SHORT}|{_N}单元)[、和跟与及])+{_N}(?:[两三四五六七八]个)?单元",
    ),
    ("elist", (_D,), r"(?<![\d.,])\d(?:,\d)+单元"),
    ("flist", _NUMBER, rf"(?:(?:{_SHORT}|{_N}(?:楼|层))[、和跟与及])+{_N}{_FLOOR}"),
    ("ftop", _NUMBER, rf"<N>(?:楼|层){_TO}(?:顶楼|顶层)"),
    ("sided", _NUMBER, rf"(?<=[元门])(?:\d{{1,2}}|{_WORDS}){_SIDE}"),
    (
        "slashed",
        (_D,),
        r"(?<=[楼元门层栋幢座])[1-9]\d{2,3}(?:/[1-9]\d{2,3})+(?![\d/])",
    ),
    ("dash", (_D, _L), _DASH),
    ("dash", (_D,), _STROKED),
    ("building", _ANY_NUMBER, rf"(?!{_BEHIND_FLOOR}<B>号楼[道梯])<B>{_BUILDING}"),
    ("lettered_entrance", (_L,), r"(?<![A-Z\d])[A-Z]\d{1,2}单元"),
    ("building", (_L,), r"(?<![A-Z\d])[A-Z]\d{1,2}(?= [1-9]\d{2,3}(?!\d))"),
    ("building", (_L,), r"(?<![A-Z\d])[A-Z]\d{1,2}号(?=\d{1,2}(?:单元|门))"),
    ("building", _PLACE, r"(?:(?<=[号院 ])|^)[前后中东西南北](?:[幢栋座](?!楼)|楼(?=\d|$))"),
    ("building", _PLACE, r"(?:(?<=[区院园苑里村号 ])|^)[东西南北]\d{1,2}(?:号楼|[栋幢座])"),
    ("building", (_L,), rf"(?<![A-Z\d])[A-Z]楼(?!{_TAKEN_BY_STOREY})"),
    ("entrance", _NUMBER, rf"<N>{_ENTRANCE}|(?<=第)<N>个(?:单元|门洞)"),
    ("entrance", (_L, _G), r"[甲乙丙丁A-F](?:单元|梯(?=\d))"),
    (
        "entrance",
        _PLACE,
        r"(?:最|靠)?[东西南北](?:[边头侧面]的?|\d)?(?:那个)?单元|中(?:间|\d)?单元|[东西中]首(?=\d{3})",
    ),
    (
        "base",
        _PLACE,
        _BASEMENT,
    ),
    (
        "base",
        (_L,),
        r"(?<![A-Z\d])B[1-4](?:层|楼|(?=车库|停车))|(?<=[楼元栋幢座])B[1-4](?![A-Z\d号栋幢座#-])",
    ),
    ("first", _PLACE, r"首层|首楼|(?<=[楼元栋幢座门的])最?底[层楼]"),
    ("lift", (_D,), r"(?<![A-Z\d\-])[1-9]\d?F(?![A-Z\d])"),
    ("top", _PLACE, r"最?顶[楼层]|楼顶|最(?:上面?|高)的?那?一?层"),
    ("storey", (_D,), rf"(?!\d{{3}}楼[上下顶])<N>楼(?!{_TAKEN_BY_STOREY})"),
    ("storey", (_C,), rf"<N>楼(?!{_TAKEN_BY_STOREY})"),
    ("storey", _NUMBER, rf"{_LAID}<N>层(?!{_TAKEN_BY_LAYER})"),
    ("storey", (_D,), r"(?<![\d.A-Z])\d{1,2}[AB]层"),
    ("storey", (_L,), r"(?<![A-Z\d])[GL]层"),
    ("lettered", (_L,), r"(?<![A-Z\d])[A-Z]-?[1-9]\d{2,3}(?![\d\-])(?:号(?!楼)|室|户)?"),
    (
        "unit",
        (_D,),
        rf"(?<![\d.\-])(?:\d{{3,4}}[室户]|[1-9]\d?[A-H]室|\d{{1,2}}室|(?<![了共有约近到过])\d{{1,2}}户(?!{_MANY}))(?![外内])",
    ),
    ("unit", (_C,), rf"{_WORDS}室(?![外内])"),
    ("unit", (_D,), r"(?<=[\dGL][楼层])[1-9]\d?(?=$|[,。;])"),
    ("unit", (_L,), r"(?:(?<=[楼层])|(?<=[楼层] ))[A-H][户室]"),
    ("number", _NUMBER, rf"<N>号(?!{_EQUIPMENT})"),
    ("number", _NUMBER, rf"{_BEHIND_FLOOR}<N>号(?=楼[道梯])"),
    ("number", (_D,), rf"(?<![\d.])[1-9]\d{{3}}号(?!{_EQUIPMENT})"),
    ("bare", (_D,), rf"{_FLAT}|{_GLUED_FLAT}|{_LETTERED_FLAT}"),
    ("said", (_C,), rf"(?<!{_NUMERAL})(?:{SAID_FLAT})+(?!{_NUMERAL}(?![户家])|[点年月])"),
    (
        "spelt",
        (_C,),
        rf"(?<=[楼元门层栋幢座#]){_SPOKEN}{{3,4}}(?!{_NUMERAL}|[点年月号楼层栋户家个]|单元)",
    ),
    ("sides", _PLACE, r"[东西中]{2}(?:[两二]户|户)|[东西中]户[东西中]户"),
    (
        "side",
        _PLACE,
        _LANDING_SIDE,
    ),
    (
        "relative",
        _PLACE,
        r"楼上楼下|楼[上下]|[上下][面边层](?=的?那?一?[家户](?!人)|的?(?:住户|邻居))|对门|隔壁|对面(?=屋|的?那?[户家]|住户|邻居|人家)",
    ),
    ("same", _PLACE, r"[同本](?:一个|一)?(?:单元|栋楼?|幢|楼(?!道))"),
)


_JOINED = frozenset({"brange", "erange", "frange", "urange", "blist", "elist", "flist", "ftop"})
_JOINT = (
    rf"(?=[\dA-Z甲乙丙丁{_NUMERALS}]{{1,5}}(?:号楼|单元|[号栋幢座楼层门#室户]){{0,2}}"
    r"[-~至到、,和跟与及])"
)
"""What lists and ranges have in common; most words have not, and are spared these forms."""


def _of_class(first: str, *, joined: bool) -> list[tuple[str, str]]:
    """Return the name and the pattern of each form that may start so, blanks filled."""
    forms = []
    for name, classes, pattern in _FORMS:
        if first in classes and (name in _JOINED) is joined:
            filled = pattern
            for blank, head in _HEADS.get(first, {}).items():
                filled = filled.replace(blank, head)
            forms.append((name, filled))
    return forms


def _either(forms: list[tuple[str, str]]) -> str:
    return "(?:" + "|".join(f"({pattern})" for _, pattern in forms) + ")"


def _compiled() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the pattern of all forms, and the name of each of its groups."""
    names, branches = [""], []
    for first, glyphs in _FIRST.items():
        joined, single = _of_class(first, joined=True), _of_class(first, joined=False)
        names += [name for name, _ in (*joined, *single)]
        lists = f"{_JOINT}{_either(joined)}|" if joined else ""
        branches.append(f"(?=[{glyphs}])(?:{lists}{_either(single)})")
    spare = "".join(glyphs for glyphs in _FIRST.values())
    # Most characters start no level word: one look ahead spares them all the forms.
    return re.compile(rf"(?=[{spare}])(?:" + "|".join(branches) + ")"), tuple(names)


LEVEL_WORDS, GROUPS = _compiled()
"""Matches any level word; ``GROUPS[match.lastindex]`` is the id of its form."""
