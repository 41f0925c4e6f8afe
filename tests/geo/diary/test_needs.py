from dataclasses import replace

import pytest

from geo.diary.clauses import Clauses
from geo.diary.needs import Standing, certainty, need_evidence, settlements
from geo.diary.phrases import folded


def standings(text: str) -> set[tuple[str, str]]:
    found = need_evidence(Clauses(folded(text)))
    return {(one.category, one.standing.value) for one in found}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("家里没漏水", set()),
        ("老人不是独居", set()),
        ("没发现老鼠", set()),
        ("不需要送菜", {("medicine_or_grocery_delivery", "declined")}),
        ("谢绝上门做核酸", {("home_medical", "declined")}),
        ("药够吃,不用送了", {("medicine_or_grocery_delivery", "declined")}),
        ("说看病自己打车就行", {("hospital_transfer", "declined")}),
        ("别再来家里打扰", {("wellbeing_check", "declined")}),
        ("要派车拉去医院,他说啥也不去", {("hospital_transfer", "declined")}),
        ("联系车送医院,老人硬是不去", {("hospital_transfer", "declined")}),
        ("想给他送菜,老人坚决不要", {("medicine_or_grocery_delivery", "declined")}),
        ("帮着买药,他就是不要", {("medicine_or_grocery_delivery", "declined")}),
        ("护士上门量血压,老爷子横竖不干", {("home_medical", "declined")}),
    ],
)
def test_what_is_denied_or_refused_is_not_raised(text: str, wanted: set[tuple[str, str]]) -> None:
    assert standings(text) == wanted


def test_a_bare_refusal_to_be_visited_declines_the_service_named_before() -> None:
    assert ("home_medical", "declined") in standings("核酸在楼下采过了,不需要上门")


@pytest.mark.parametrize(
    "text",
    [
        "物业答应修好",
        "还没修好",
        "上个月来修过,没修好",
        "修了三次还是不行",
        "希望尽快清走",
        "明天派人疏通好",
        "师傅说周五换上",
        "礼拜天送过去",
        "限他三天清走",
        "先垫上了两块砖",
        "楼里的护栏让人拆了",
    ],
)
def test_plans_wishes_and_failures_settle_nothing(text: str) -> None:
    assert settlements(Clauses(folded(text))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "劝开了,心里那口气没消",
        "说开了,心结还没解",
        "两边道歉了,可仍旧不来往",
        "管子换上了,照样漏",
        "盐撒了,地还是滑",
        "馒头送了两个,先对付着",
        "东侧扫出来了,剩下的等环卫",
    ],
)
def test_what_is_half_done_settles_nothing(text: str) -> None:
    assert settlements(Clauses(folded(text))) == ()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("民警把人带走了", "security"),
        ("上回多亏帮着找回了老爷子", "security"),
        ("我们几个铲出一条小道", "snow_ice"),
        ("供电所傍晚给送上了", "power_gas"),
        ("证今天总算领到手", "benefits_paperwork"),
        ("我把俩孩子送到学校了", "child_care"),
        ("居委会给定了,晚上九点后不准练琴", "noise"),
        ("要两包盐,捎了。", "medicine_or_grocery_delivery"),
    ],
)
def test_deeds_settle_what_they_speak_of(text: str, category: str) -> None:
    told = settlements(Clauses(folded(text)))
    assert any(category in (one.categories or ()) for one in told)


@pytest.mark.parametrize(
    "text", ["501好了 楼下还等着", "当天修好了", "杂物已清走", "下午疏通了", "两家握手言和"]
)
def test_deeds_settle(text: str) -> None:
    assert settlements(Clauses(folded(text)))


@pytest.mark.parametrize(
    "text", ["", "🙂🙂", "<script>alert(1)</script>", "'; DROP TABLE x;--", "hello"]
)
def test_texts_without_a_need_give_no_evidence(text: str) -> None:
    assert standings(text) == set()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("暖气滚烫,没有一户喊冷", "heating"),
        ("送餐员在台阶上崴了脚", "medicine_or_grocery_delivery"),
        ("小区门口的道闸挡不住车", "parking"),
        ("半夜有人敲错门,吓一跳", "noise"),
        ("夜里老鼠在管道井里叫", "noise"),
        ("高层水压不够,洗脸滴答两下就没了", "leak"),
        ("冰冻在台阶上抠不下来", "plumbing_drain"),
        ("减速带上露着钉子", "waste_hazard"),
        ("存折丢了取不出钱", "dispute"),
    ],
)
def test_words_of_another_thing_raise_nothing(text: str, category: str) -> None:
    assert (category, "open") not in standings(text)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("一家子的日子成了问题", "hardship"),
        ("给孩子看病,家底都空了", "hardship"),
        ("两栋楼抢那几个车位", "parking"),
        ("纸壳子塞满走廊", "fire_safety"),
        ("旧家具全堆楼道", "fire_safety"),
        ("楼下要六百,楼上最多掏两百", "dispute"),
        ("人家要一万,他只认三千", "dispute"),
        ("人家索赔五千,他就肯出八百", "dispute"),
        ("一个张口两千,一个只出五百", "dispute"),
        ("车主要三千,物业光认一千", "dispute"),
    ],
)
def test_words_of_a_need_raise_it(text: str, category: str) -> None:
    assert (category, "open") in standings(text)


def test_rules_that_agree_make_a_need_surer() -> None:
    alone = need_evidence(Clauses("独居"))[0]
    other = replace(alone, rule="another.rule")
    declined = replace(alone, rule="third.rule", standing=Standing.DECLINED)
    assert certainty([alone]) == certainty([alone, alone, declined])
    assert certainty([alone]) < certainty([alone, other]) <= 1.0


def test_a_need_told_and_settled_by_the_same_words_is_settled() -> None:
    assert settlements(Clauses(folded("物业来换了水龙头")))
