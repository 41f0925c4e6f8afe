"""The one pattern of all times of a diary: named groups tell which form a match has."""

import re
from functools import cache

from geo.datasets import data_rows
from geo.diary.calendar import festival_names
from geo.diary.dates import DAY_WORDS, EVENTS

NUMBER = r"(?:\d{1,2}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[〇零一二两俩三四五六七八九])"
PART_WORDS = "|".join(
    sorted(
        (row["word"] for row in data_rows("lexicon/day_parts.csv") if len(row["word"]) > 1),
        key=len,
        reverse=True,
    )
)
_NO_WHOLE = "(?!一早上(?![门楼来去班街医集课]))"
"""堵了一早上 lasts a morning."""
_NOT_AN_HOUR = (
    "钟?(?:长|名|评|火|灯|歌|多钱|东西|药|菜|吃|要求|意见|建议|希望|问题|原因|头|心|赞|餐|子|击)"
)
CLOCK = (
    rf"(?P<hour>{NUMBER})(?:(?:点|时)(?!{_NOT_AN_HOUR})"
    rf"(?:(?P<half>半)|(?P<quarter>[一三])刻|[零〇]?(?P<minute>{NUMBER})分?(?![个户家号楼回趟次遍])|来钟|钟|整|多钟?)?"
    r"|:(?P<colon>\d{2})(?!\d))(?:左右|上下)?"
)
_WEEKDAY = r"(?:周|星期|礼拜)"
_DAYS_APART = r"(?:、|,|和|与|跟|及|还有)?"
_NO_VERB = r"(?!(?<=[午上晚早点分半刻钟]前)(?:[往去]|来(?![水电气暖人])))"
"""Behind an hour 前来 is a verb: 上午前来登记; 周三前来拆 is a day before which."""
_AFTER_DAY = (
    r"前|之前|以前|那天|当天|上午|下午|早|晚|中午|傍晚|夜里|上门|入户|复查|截止|停[水电气运暖]|来[水电气]|年检|出院|开[工始学]|"
    r"[去来到再要就给送交拿约办修换开装教陪接取过把说有](?!楼|栋|号)|"
    rf"[(]?{_WEEKDAY}|{NUMBER}点|起(?![来床火])|[,。;!)]?$"
    r"|(?:派出所|消防|物业|社区|街道|城管|供[热电水]|燃气|电业|自来水|师傅|医院|志愿者|厂家|工人|施工队)"
    r"[^,。;!?]{0,12}?(?:来|去|上门|入户|送|开工)"
)
"""What follows a bare day of the month and tells it from the number of a house."""
_FIXED = r"(?:(?<=最[迟晚])|(?<=[排约改推延拖订定等挪]到)|(?<=[约定]的)|(?<=[约定]在))"
"""What the day of an appointment or a deadline follows, and no house."""
_ENDS_RANGE = r"(?:(?<=[号日][到至~]\d[号日])|(?<=[号日][到至~]\d\d[号日]))(?![楼栋院座室户门])"
"""7号到9号 is a stretch of days, whatever follows."""
_AFTER_SHORT = (
    r"(?=过[去来]|[去来帮给送接教练排量做打换扎]|透析|化疗|理疗|针灸|输液|[要得都](?=[去来做送接量打换透化])"
    r"|上门|上午|下午|早上|晚上|各|晚|早|(?<=来一三五|去一三五|来二四六|去二四六)[,。;!])"
)
"""What follows 一三五 when it means Monday, Wednesday and Friday."""
_SCHOOL = "[中级年步期次衷的]|学|毕业|复习|补课|上[完学课]|班|孩子|男|女"
"""What follows 初二 when it is a form at school and no day of the new year."""
_MOON_DAY = "二十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十"
_AFTER_MONTH = r"(?=回来|再|复查|手术|到期|交房|来|去|开工|施工|动工|做手术|供暖|搬|能|才)"


def _named_days() -> str:
    days = "|".join(sorted((word for word in DAY_WORDS if len(word) > 1), key=len, reverse=True))
    return (
        rf"(?P<both>今明两?天|明后两?天|今明两日)"
        rf"|(?P<day>{days}|[今昨明](?={PART_WORDS}|[早晚晨夜]))个?"
        rf"|(?P<weeks>下下个?|下个?|大?上个?|本|这个?)?(?:(?<![每一两三几半])|(?<=[周期拜][一二三四五六])){_WEEKDAY}"
        r"(?P<weekday>(?!一起[去来做办吃走看])[一二三四五六日天](?:(?:[、和](?=[二三四五六日天](?:两天|[上下]午|早上|晚上|都|[来去])))?(?P<second>[二三四五六日天])|(?!(?!一[起块早并定律准大])[一二三四五六七八九十次趟回]))|末)"
        r"|(?P<week>下下个?|下个?|大?上个?|本|这个?)(?:周|星期|礼拜)(?P<within>内|之内|以内|里)?"
    )


def _months() -> str:
    return (
        r"(?<![\d./-])(?P<nmonth>1[0-2]|[1-9])[./](?P<nday>[1-3]?\d)[日号]?"
        r"(?=上午|下午|中午|早上|晚上|之?前|以前|(?:周|星期)[一二三四五六日天])"
        r"|(?:(?P<monthword>本月|这个?月|当月|下下?个?月|上个?月)"
        rf"|(?:(?P<yearword>明年|今年|去年)?(?<![\d一二三四五六七八九十])(?!二月二(?![十\d号日])|八月十五(?![号日])|五月初五|七月初七|九月初?九(?![号日])|九月重阳|[一二三四五六七八九十]月初[一二三四五六七八九十](?![号日]))(?P<month>{NUMBER}|元(?=月[\d一二三四五六七八九十]))月份?))"
        rf"(?:(?P<mday>{NUMBER})[号日]?(?!楼|栋|幢|座|院|单元|室|户|个|天|点|[百千块元次回趟])"
        rf"|(?P<monthpart>底|初|末|中旬|上旬|下旬|中(?![午秋药])|内)|(?P<whole>{_AFTER_MONTH}))?"
        rf"|(?<![\d楼元门栋座层号街路巷-])(?P<fixed>{_FIXED})?(?P<onlyday>{NUMBER})[号日]"
        rf"(?(fixed)(?![楼栋院座室门户])|(?:(?={_AFTER_DAY})|{_ENDS_RANGE}))"
        r"|(?P<edge>月底|月末|月初|月中(?![旬])|年底|年末)"
    )


def _spans() -> str:
    festivals = "|".join(map(re.escape, festival_names()))
    bare_year = r"(?<![\d一二三四五六七八九十百几两半去今明多往常早当那晚])年(?=前(?!一))"
    return (
        rf"(?P<later>{NUMBER}|半)个?(?P<unit>天|日|周|星期|礼拜|月)(?P<offset>之?后|以后|之?内|以内)"
        rf"|限期?(?P<limit>{NUMBER})(?P<limitunit>天|日|周|个?星期|个?月)(?:之?内|以内)?"
        r"|(?P<hours>24|48|72)(?:个)?小时(?P<inside>之?内|以内)"
        rf"|(?:(?:大年|正月)初|正月(?!十五)(?=[十廿二])|(?P<nearby>(?<![上读念升是年月刚当起最完])初)(?=[一二三四五六七八九十](?!{_SCHOOL}|那年|毕业)))(?P<newyear>{NUMBER})"
        rf"|腊月(?P<lastmoon>{_MOON_DAY}|初?{NUMBER})(?![号日]?楼)"
        rf"|(?P<past>过了|过完|等过了)?(?P<festival>(?<![二三四五六七八九十])(?:{festivals})(?![点时月粥蒜])|{bare_year})"
        r"(?P<shift>前一[天晚日]|头一[天晚])?(?P<itself>节)?(?P<thatday>那天|那日|当天|当日)?"
    )


def _rhythms(clock: str) -> str:
    return (
        rf"(?P<recur>每天|每日|天天|每晚|每早|每个?月(?:{NUMBER}[号日]|初|底|末|中旬)?"
        rf"|(?:每(?:个|到|逢)?|逢){_WEEKDAY}(?P<days>末|{_WEEKDAY}?[一二三四五六日天]"
        rf"(?:{_DAYS_APART}(?:每?{_WEEKDAY})?[一二三四五六日天](?![次回趟天个]))*)(?![次回趟个])"
        rf"|(?<![下上本这]){_WEEKDAY}(?P<listed>[一二三四五六日天]"
        rf"(?:(?:{_DAYS_APART}{_WEEKDAY}[一二三四五六日天](?![次回趟天个])){{2,}}|(?:三五|四六)(?![六日天])))"
        r"|(?<![周期拜])(?P<short>一、?三、?五|二、?四、?六)" + _AFTER_SHORT + ")"
        rf"(?:的)?(?P<rpart>早、?晚(?!上)|早上?和?晚上|早中晚|{PART_WORDS}|早|晚)?(?:{clock})?"
    )


def _first_glyphs() -> str:
    """Return every character that a time may begin with."""
    fixed = (
        "初0123456789一二两俩三四五六七八九十〇零"
        "半每天逢今去明昨前后大当下上本这周星礼月年正过等早晚限"
    )
    words = [*DAY_WORDS, *EVENTS, *festival_names(), *PART_WORDS.split("|")]
    return "".join(sorted({*fixed, *(word[0] for word in words)}))


@cache
def time_grammar() -> re.Pattern[str]:
    """Return the pattern of all times, compiled once."""
    rhythm_clock, lone_clock = (CLOCK.replace("P<", f"P<{mark}_") for mark in "rs")
    events = "|".join(sorted(EVENTS, key=len, reverse=True))
    opening = re.escape(_first_glyphs())
    return re.compile(
        # Most characters begin no time: one look ahead spares them all the forms.
        rf"(?=[{opening}])(?:{_rhythms(rhythm_clock)}"
        rf"|(?:{_named_days()}|{_months()}|{_spans()})"
        rf"(?:[(]{_WEEKDAY}[一二三四五六日天][)])?(?:[)](?={PART_WORDS}|{NUMBER}点))?"
        rf"(?:的)?(?P<part>{PART_WORDS}|[早晚夜晨])?(?:的)?(?P<clock>{CLOCK})?"
        rf"(?P<before>之前|以前|(?:{events})?前(?![面门后院排身任期些夜]){_NO_VERB}|(?:{events})(?:之?后))?"
        rf"|(?P<solo>(?<![一整每半哭])(?:{PART_WORDS}|[早晚](?=[\d一二三四五六七八九十])))?"
        rf"(?<![\d一二两三四五六七八九十几]){lone_clock}(?P<sbefore>之前|以前|前(?![面门后]){_NO_VERB})?"
        rf"|(?P<bare>(?<![一整每半天]){_NO_WHOLE}(?:{PART_WORDS}))(?P<bbefore>之前|以前|前(?![面门后]){_NO_VERB})?"
        rf"|(?P<event>(?:{events})(?:之?前|之?后)))"
    )
