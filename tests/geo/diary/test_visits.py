from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.datasets import data_rows
from geo.diary.clauses import Clauses
from geo.diary.phrases import folded
from geo.diary.reading import read_entry
from geo.diary.visits import Visit, told_visits

FRIDAY = date(2022, 11, 18)
GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 21)]}]
)


def visits(text: str) -> tuple[Visit, ...]:
    return read_entry(text, GAZETTEER, written_on=FRIDAY, leader_compound="柳荫里").visits


@pytest.mark.parametrize("row", data_rows("lexicon/visits.csv"), ids=lambda row: row["id"])
def test_the_example_of_each_row_reports_a_visit_of_its_kind(row: dict[str, str]) -> None:
    found = told_visits(Clauses(folded(row["example"])), (), FRIDAY)
    assert row["kind"] in {kind.value for _, _, kind in found}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("上午看望了3号楼1单元101孙佩琴,独居。", "door"),
        ("3号楼1单元101孙佩琴独居,打电话问了,都好。", "phone"),
        ("入户走访3号楼1单元101,一切都好。", "door"),
        ("3号楼1单元101孙佩琴,上门给她量了血压。", "door"),
        ("3号楼1单元101孙佩琴,再次上门看望,身体还好。", "door"),
        ("3号楼1单元101孙佩琴,去看了她,一切都好。", "door"),
    ],
)
def test_a_visit_made_is_read_with_its_home_and_day(text: str, kind: str) -> None:
    (visit,) = visits(text)
    assert (visit.item, visit.day, visit.kind.value) == (0, FRIDAY, kind)
    assert text[visit.span.start : visit.span.end]


def test_the_day_told_is_the_day_of_the_visit() -> None:
    (visit,) = visits("昨天入户走访了3号楼1单元101,独居老人。")
    assert visit.day == date(2022, 11, 17)


@pytest.mark.parametrize(
    "text",
    [
        "3号楼1单元101孙佩琴独居,明天上午去看望。",
        "3号楼1单元101请护士上门看看。",
        "3号楼1单元101说不用上门看望。",
        "3号楼1单元101独居,希望多去走访。",
        "3号楼1单元101独居,敲门没人应。",
        "3号楼1单元101孙佩琴要上门量血压。",
        "3号楼1单元101孙佩琴,下周三去看她。",
        "3号楼1单元101孙佩琴,得上门登记一下。",
        "3号楼1单元101孙佩琴,有空去看看她。",
        "3号楼1单元101孙佩琴,一会儿去看她。",
        "3号楼1单元101孙佩琴,需要打电话问问。",
        "3号楼1单元101孙佩琴不便下楼,等着上门打疫苗。",
    ],
)
def test_plans_wishes_and_refusals_are_no_visits(text: str) -> None:
    assert visits(text) == ()
