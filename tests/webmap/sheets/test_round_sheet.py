"""The round on paper: map and list, door by door, and no word of anybody's condition."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from geo.frames import SPECS, Places
from geo.services.rounds.itinerary import Asked, Ground, Itinerary, Left, Leg
from webmap.sheets.round_sheet import RoundWords, round_pdf, surname

START = (123.35, 41.8)
LONELY = Ground("visit", "60岁以上独居空巢留守", "走访", 3.0, "2026-03-01", 1)
LEAK = Ground("need", "漏水渗水", "漏水渗水", 2.0, None, 0)


def leg(home: str, number: int, **more: object) -> Leg:
    made = Leg(
        unit_id=f"u{home}",
        place=f"御林湾 3号楼 1单元 {home}",
        compound="御林湾",
        entrance="3号楼 1单元",
        home=home,
        entrance_id="e1",
        building_id="b1",
        floor=5,
        lift=True,
        door=(123.3505, 41.8004),
        people=("欧阳秀英", "王建国"),
        grounds=(LONELY, LEAK),
        worth=5.0,
        promised=False,
        added=False,
        order="nearest",
        heading="ne",
        arrive=f"09:{number:02}",
        start=f"09:{number:02}",
        leave=f"09:{number + 9:02}",
        walk_m=60,
        walk_min=1.0,
        climb_min=0.5,
        wait_min=0.0,
        service_min=9.0,
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def itinerary() -> Itinerary:
    return Itinerary(
        asked=Asked("2026-03-02", "09:00", 60, START, slow=False, step_free=False),
        depart="09:00",
        finish="09:40",
        legs=(leg("502室", 5), leg("301室", 15), leg("101室", 27, entrance_id="e2", lift=False)),
        left=(Left("u9", "御林湾 4号楼 1单元 101室", (LONELY,), "budget"),),
        walk_min=10.0,
        climb_min=2.0,
        service_min=27.0,
        wait_min=0.0,
        back_min=2.0,
        line=(START, (123.3505, 41.8004), START),
        start=START,
        optimal=True,
        estimated=False,
        gpx="",
    )


WORDS = RoundWords(
    title="走访单 2026-03-02",
    subtitle="09:00–09:40",
    columns=("几点到", "门", "姓", "做什么"),
    left_title="这次排不下的",
    imprint="打印：点长",
    climbs=("先坐电梯", ""),
    causes=("时间不够",),
    empty="没有",
)


def nothing() -> Places:
    return Places(
        **{
            name: spec.empty()
            for name, spec in SPECS.items()
            if name in Places.__dataclass_fields__
        }
    )


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_paper_carries_door_surname_and_errand_only(itinerary: Itinerary) -> None:
    text = text_of(round_pdf(itinerary, nothing(), WORDS, "zh"))
    for wanted in ("502室", "欧阳、王", "走访、漏水渗水", "先坐电梯", "时间不够", "打印：点长"):
        assert wanted in text
    for never in ("独居", "秀英", "建国", "空巢"):
        assert never not in text


def test_equal_rounds_are_equal_bytes(itinerary: Itinerary) -> None:
    first = round_pdf(itinerary, nothing(), WORDS, "zh")
    assert round_pdf(itinerary, nothing(), WORDS, "zh") == first


def test_a_round_of_nobody_is_a_page_all_the_same(itinerary: Itinerary) -> None:
    bare = replace(itinerary, legs=(), left=(), line=())
    words = replace(WORDS, climbs=(), causes=())
    assert "没有" in text_of(round_pdf(bare, nothing(), words, "zh"))


def test_homes_behind_one_entrance_stand_together(itinerary: Itinerary) -> None:
    assert [len(one.legs) for one in itinerary.entrances] == [2, 1]
    assert [one.first for one in itinerary.entrances] == [1, 3]


def test_an_itinerary_is_kept_and_read_back_whole(itinerary: Itinerary) -> None:
    assert Itinerary.from_json(itinerary.to_json()) == itinerary
    assert Itinerary.from_json('{"day": "2026-01-01"}') is None


@pytest.mark.parametrize(
    ("name", "family"), [("王秀英", "王"), ("欧阳兰", "欧阳"), ("Anna Lee", "Lee"), ("", "")]
)
def test_only_the_family_name_is_printed(name: str, family: str) -> None:
    assert surname(name) == family
