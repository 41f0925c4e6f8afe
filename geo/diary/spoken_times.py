"""Tells which times govern what an entry is about; the others are habits, rules and side events.

Habits (每天夜里十点狗叫), what a rule forbids (12点到2点不许动工), a relative's trip, a meeting of
leaders and the mere season are none.
"""

import re
from datetime import date

from geo.diary.clauses import Clauses
from geo.diary.dates import JUST_OVER_DAYS, Groups

_HABIT = re.compile(
    r"那几天|这几天|这两天|最近|这阵子|这段时间|前几天|前两天|那阵子|拖椅|拖桌|散步|晨练|锻炼|剁|喝酒|唱歌|烧纸|遛弯|蹦跳|砸墙|看电视|每天|每晚|每到|天天|总(?!算)|经常|老是|一直|常(?!去|来)|往往|有时|习惯|(?<![\u4e00-\u9fff])以后|一到|只要|看不[清见]|[都也][行成]|"
    r"(?:点|夜|里)(?:就|还|才(?!到))|动不动|吵|(?<![我就让])叫(?!了?(?:120|车|人|救护|他|她|我|物业|社区|师傅|开锁|民警|家属|儿子|闺女|女儿|孙子|邻居|来|上|起来|去))|扰|噪|闹|往外跑|往外走|乱跑|洗衣|跳舞|打牌|打麻将|打眼|装修|不睡|睡不|睡觉|摸黑|白天黑夜|"
    r"(?:最|特别|更)(?:严重|厉害|吵)"
)
_ACTS = re.compile(
    r"请|帮|送|去|来|上门|入户|接(?!触)|量|测|透析|换|打针|看望|探|陪|巡|敲门|打电话|护理|代|买|取|洗|复查|打扫|清|喂|照|联系|检查|做饭|走访|教|读|补[上发交办]|递|盛|替|刨|填|"
    r"劝|讲|修|抢修|通|抽|掏|撒|铲|扫|拉走|搬|拆|装|锁|开门|关|停|走(?!道|廊|路)|跑(?!步)|跟着|搁|撂|放[在到进门上]|分|捎|带|拿|看|扑灭|处理|回话|回信|答复|约|办|报修|维修|查"
)
_KIN_AWAY = re.compile(
    r"(?:儿子|女儿|儿女|子女|闺女|姑娘|孩子|孙子|孙女|外孙|老伴|[他她](?:妈|爸|哥|姐|弟|妹|姑|舅|姨|婆婆))[^,]{0,4}$"
)
_KIN_EVENT = re.compile(
    r"^[^,.。;!?]{0,4}(?:回来|回家|回国|出差|放假|结婚|才回|到家|赶[来回到]|升学宴|婚礼|喜酒|满月|生日|[中高]考|考试|毕业)"
    r"|^从[^,.。;!?]{1,5}(?:赶|回|过)?[来到回]"
)
_SUPPOSED = re.compile(
    r"(?:预产期(?:就)?(?:是|在)?|要是|万一|如果|假如|赶上|碰上|原定|本来|原来说|本来说|以前|早先|怕|担心)$"
)
_BIRTH_DUE = re.compile("预产期(?:就)?(?:是|在)?$")
_MEETING = re.compile(
    r"例会|开(?:完|了|个|着)?(?![^,.。;]{0,4}(?:协商|协调|调解|听证|座谈|业主大?|民主))[^,.。;]{0,5}会(?!员|诊|计)|会议|值班"
)
"""A meeting of leaders; one that is held about a home's trouble is none of these."""
_FORBIDDEN = re.compile(
    r"^(?:[^,。;!?]{0,3}(?:不许|不准|不让|不得|不能|禁止|严禁|别|不再?动工|不再?干活|不再?施工|不再?装修|不再?放))"
)
"""What a rule forbids at an hour: 中午12点到2点不许动工."""
_RUN_ON = re.compile(r"^(?:到现在|以来|起(?!来)|至今)")
_MISHAPS = "发烧|摔|晕|犯病|着火|起火|跳闸|爆|砸|丢|偷|撬|走丢|抢救"
_BEFALLS = re.compile(rf"[^,。;!?]{{0,3}}(?:{_MISHAPS}|停电|停水|断电)")
"""What befalls somebody once: 半夜发烧."""
MISHAP = re.compile(rf"[^,。;!?]{{0,3}}(?:{_MISHAPS})")
"""What is told only when it is over; an outage may be announced: 周五停水."""
_NEXT_DAY = re.compile("(?:次日|翌日|第二天|隔天|转天)的?$")
"""A part of another day than that of writing."""
_FROM_THEN = re.compile("(?:从|自|打)$")
_DAY_AHEAD = re.compile("明|后天|下|今天|今晚")
"""从明天开始 is when something begins; 从上周开始 is how long it lasts."""
_NOTHING_THEN = re.compile(r"^(?:没|不|也没|都没)")
_FESTIVAL_ACT = re.compile(
    r"^,?(?:义务|拜年|[我咱社区网格员们组织带]{0,6})(?:看望|慰问|走访|探望|给|去|送|来|陪|接|上门|入户|请|办|做|包|发|教|帮|教会|到)"
    r"|^的?(?:上午|下午|早上|晚上)"
)
_FESTIVITY = re.compile(
    r"[^。;!?,\d]{0,8}?(?:灯谜|灯会|组织|活动室|照相|合影|纪念章|扫尘|联欢|演出|放(?:假|[\d一二三四五六七八九十]天)|游园|连着)|。"
)
"""What a festival is celebrated with, or its name as a heading, dates nothing of a home."""
_CAMPAIGN = re.compile(
    r"^(?:的)?(?:安全|消防|卫生|年底|节前)*大?(?:排查|检查|扫除|巡查|走访|慰问|看望|探望|查房|提醒|包[粽饺汤])"
    r"|^就|^(?:这|那|的)?(?:几|些|两)天|^[前后]{1,2}|^(?:的)?最后一|^过[^,。;!?]{0,3}(?:大寿|寿|生日)"
)
"""五一前安全大检查 is the name of a round and no deadline."""
_GONE_FOR = re.compile(r"(?:[上去回到]|等)[^,。;!?]{1,5}$")
"""Somebody away for the season: 上闺女家过年去了."""
_AWAY = re.compile("[去回][^,。;!?]{1,5}了")
"""春节去海南了 tells the season too."""
_KIN_ACTS = re.compile(
    r"^[^,.。;!?]{0,5}[回来到][^,.。;!?]{0,3}?(?:带|领|陪|接|送|背|照顾|伺候|给|帮|处理|办|修|取|拿)"
)
"""A relative who comes to do something: 闺女明天回来带他去."""
_BACK_TO_WORK = re.compile("上班|开工|放假|复工")
"""初八上班 tells the season."""
_MONTH_ACT = re.compile("^[^,。;!?]{0,6}(?:到期|[来去送修换装办交补开给]|截止|内|复查)")
"""A whole month dates what is due in it only: 下月到期, but no 上月刚生的, 下月房租."""
_EACH = re.compile("起?[,]?(?:每|天天)")
"""明天起每天四点: the rhythm says when."""
LASTED = re.compile("(?:[修抽闹吵忙守干腾陪找挖铲打哭喊淌劝折熬追谈唠救]|忙[活乎]|折腾|等)到$")
"""What went on until then: 抢修到凌晨两点."""
_UNTIL_TODAY = re.compile(r"^(?:直?到|至)$")
_STILL_NOT = re.compile(r"[^,。;!?]{0,2}(?:没|也不|都不|还不|不见)")
PAST = re.compile(
    r"了|来(?:投诉|反映|问|找|报|说|咨询)|过|已|刚|发现|反映|看见|看到|说(?!好)|走访|巡查|时|才[到来]|[走出到接送进挂生]的|好的"
)
BEFELL = re.compile(
    r"^一[^\W\d一]{1,3},|^(?:给|又|才|刚)?[^\W\d的能要想会]的[^\W\d]{1,3}[,.。;!?]"
    r"|[住倒伤坏完掉走着成]的?(?:[,.。;!?]|$)"
    r"|[^\W\d]{2}[一两俩三四五六七八九十几\d]+[台个人户辆棵处家根块只]?[人车]?[,.。;!?]"
)
"""What came of it once: 下午一对账, 下午报的案, 上午给开完, 早上困住俩人."""
DATED = ("both", "day", "weekday", "week", "monthword", "nmonth", "month", "onlyday", "edge",
         "later", "limit", "hours", "newyear", "lastmoon", "festival")  # fmt: skip


def spoken_of(match: re.Match[str], groups: Groups, clauses: Clauses) -> bool:
    """Tell whether the time governs what the entry is about, and is no habit or side event."""
    start, end = match.span()
    before, after = clauses.before(start), clauses.after(end)
    small = groups["s_hour"] in ("一", "几") and not (groups["solo"] or groups["s_half"])
    if small or _aside(start, groups, before, after, clauses):
        return False
    if any(groups[name] is not None for name in DATED):
        return True
    if groups["bbefore"] or groups["sbefore"]:
        return _FORBIDDEN.match(after) is None
    if _is_habit(before, after):
        return False
    if groups["s_hour"] and groups["solo"]:
        return _NOTHING_THEN.match(after) is None or before.endswith("到")
    return _is_deed(before, after)


def _is_habit(before: str, after: str) -> bool:
    """Tell whether an hour is that of a habit, or of a rule: 从早五点抽到七点, 十二点后不许动工."""
    ruled = _FORBIDDEN.match(after) is not None or after.startswith("以后")
    all_day = before.endswith("从") and "到" in after
    return ruled or all_day or _HABIT.search(before + after) is not None


def _is_deed(before: str, after: str) -> bool:
    """Tell whether something is done, or happened, at an hour that stands alone."""
    if LASTED.search(before) and after.startswith(("才", "都")):
        return True
    if before.endswith(("到", "至")) and "了" not in after:
        return False
    clause = before + after
    if _BEFALLS.match(after):
        return True
    return bool(
        before.endswith("从") or _ACTS.search(clause) or PAST.search(clause) or BEFELL.search(after)
    )


def _aside(start: int, groups: Groups, before: str, after: str, clauses: Clauses) -> bool:
    """Tell whether the words around a time are of a meeting, a relative's trip, a supposition."""
    begins = groups["festival"] and groups["shift"]
    kin = _KIN_AWAY.search(before) and _KIN_EVENT.search(after) and not _KIN_ACTS.search(after)
    opening = clauses.told_before(start)
    put_off = before.endswith("改") and _MEETING.search(opening)
    from_then = _FROM_THEN.search(before) is not None
    until_now = _UNTIL_TODAY.search(before) and (groups["day"] or "").startswith("今")
    eve = groups["day"] == "前夜" and before[-1:].isalpha()
    opening_day = groups["newyear"] and _BACK_TO_WORK.match(after)
    season = "" if groups["mday"] or groups["monthpart"] else groups["monthword"]
    if season and (season.startswith("上") or not _MONTH_ACT.match(after)):
        return True
    if eve or opening_day:
        return True
    if _NEXT_DAY.search(before) or (until_now and _STILL_NOT.match(after)):
        return True
    begins_then = from_then or (
        after.startswith("起") and not (after.startswith("起来") or groups["part"] == "早")
    )
    ahead = begins_then and (_DAY_AHEAD.match(clauses.text, start) or groups["part"])
    if begins_then and _EACH.match(after) is not None:
        return True
    dated = groups["thatday"] if from_then else groups["onlyday"] or groups["mday"]
    starts = bool(ahead) or dated is not None
    run_on = _RUN_ON.search(after) or (from_then and after.startswith("开始"))
    supposed = (run_on and not (starts or begins)) or (
        _SUPPOSED.search(before) and not (groups["before"] and _BIRTH_DUE.search(before))
    )
    return bool(kin or put_off or supposed or _MEETING.search(after))


def festive(
    match: re.Match[str],
    groups: Groups,
    clauses: Clauses,
    days: tuple[date, date],
    written_on: date,
) -> bool:
    """Tell whether a festival dates a deed, and is not just the season: 冬至给老人送饺子."""
    after = clauses.told_after(match.start(), match.end())
    if groups["before"]:
        return _NOTHING_THEN.match(after) is None and _CAMPAIGN.match(after) is None
    if _FESTIVITY.match(after) is not None:
        return False
    told = ("thatday", "shift", "past", "part", "clock")
    led = clauses.before(match.start()).endswith(("到", "至"))
    if led or after.startswith(("以后", "之后", "后(")) or any(groups[name] for name in told):
        return True
    past = (written_on - days[0]).days
    opens = match.start() == clauses.sentence(match.start())[0] or match.start() == 0
    if past == 0 and opens and not after.startswith(("回", "烧", "上坟", "祭")):
        return True
    if _GONE_FOR.search(clauses.before(match.start())) or _AWAY.match(after):
        return False
    return _FESTIVAL_ACT.match(after) is not None and past <= JUST_OVER_DAYS
