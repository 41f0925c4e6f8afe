from datetime import date

import pytest

from geo.address.values import Span
from geo.diary.clauses import Clauses
from geo.diary.phrases import folded
from geo.diary.promises import read_promises
from geo.diary.times import read_times


def promises(text: str) -> list[tuple[str, str]]:
    clauses = Clauses(folded(text))
    times = read_times(clauses, text, date(2022, 11, 18))
    return [(one.words, one.owner) for one in read_promises(clauses, text, [(Span(0, 1), times)])]


@pytest.mark.parametrize(
    ("text", "words", "owner"),
    [
        ("老人腿疼,下周三送轮椅。", "下周三送轮椅", "leader"),
        ("今天下午入户一并了解。", "今天下午入户一并了解", "leader"),
        ("燃气表坏了,燃气公司后天九点来换。", "燃气公司后天九点来换", "utility"),
        ("物业答应今晚7点前换好。", "物业答应今晚7点前换好", "property_company"),
        ("社区医生周四下午来换药。", "社区医生周四下午来换药", "health"),
    ],
)
def test_a_time_ahead_with_a_deed_is_a_promise(text: str, words: str, owner: str) -> None:
    assert promises(text) == [(words, owner)]


@pytest.mark.parametrize(
    "text", ["今天去看望了老人。", "他周三要去医院复查。", "昨天物业来修好了。", "预产期下周三。"]
)
def test_reports_and_a_residents_own_plans_are_no_promises(text: str) -> None:
    assert promises(text) == []
