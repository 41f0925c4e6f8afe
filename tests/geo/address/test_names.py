import pytest

from geo.address.names import Likeness, NameIndex, spellings

NAMES = [
    "柳荫里",
    "槐树巷12号院",
    "金色阳光城",
    "领秀国际",
    "云河",
    "柳风社区三期",
    "长青街92号小区",
]
INDEX = NameIndex((at, name, ()) for at, name in enumerate(NAMES))


def found(text: str) -> list[tuple[str, Likeness]]:
    return [(NAMES[hit.compounds[0]], hit.likeness) for hit in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "name", "likeness"),
    [
        ("领秀国际D座", "领秀国际", Likeness.EXACT),
        ("槐树巷12号2单元", "槐树巷12号院", Likeness.ALIAS),
        ("槐树巷十二号院", "槐树巷12号院", Likeness.ALIAS),
        ("柳阴里3号楼", "柳荫里", Likeness.SOUND),
        ("柳林里3号楼", None, None),
        ("今色阳光城5号楼", "金色阳光城", Likeness.SOUND),
        ("金色阳城5号楼", "金色阳光城", Likeness.ONE_CHARACTER),
        ("金色朝光城5号楼", "金色阳光城", Likeness.ONE_CHARACTER),
        ("去金色阳光新城5号楼", "金色阳光城", Likeness.ONE_CHARACTER),
    ],
)
def test_a_name_is_found_as_written_as_heard_or_one_character_off(
    text: str, name: str | None, likeness: Likeness | None
) -> None:
    assert found(text) == ([] if name is None else [(name, likeness)])


@pytest.mark.parametrize("text", ["槐树巷92号院", "槐树巷2号院", "槐树巷112号院", "长青街12号小区"])
def test_a_digit_is_never_guessed(text: str) -> None:
    assert found(text) == []


def test_a_two_character_name_is_not_found_inside_a_persons_name() -> None:
    assert found("住户李云河反映") == []
    assert found("云河2号楼") == [("云河", Likeness.EXACT)]


def test_the_longest_name_wins() -> None:
    index = NameIndex([(0, "翠湖", ()), (1, "翠湖新村", ())])
    assert [hit.compounds for hit in index.find("翠湖新村2号楼")] == [(1,)]


def test_house_numbers_are_spelt_in_digits_and_words() -> None:
    assert {"槐树巷12号", "槐树巷十二号院", "槐树巷12号小区"} <= spellings("槐树巷12号院")


def test_namesakes_are_both_reported() -> None:
    index = NameIndex([(0, "幸福里", ()), (1, "幸福里", ())])
    assert index.find("幸福里1号楼")[0].compounds == (0, 1)


def test_an_index_without_names_finds_nothing() -> None:
    assert NameIndex([]).find("柳荫里3号楼") == []


def test_among_names_of_one_sound_the_one_written_most_alike_is_meant() -> None:
    index = NameIndex([(0, "兴华嘉园", ()), (1, "星华佳园", ())])
    (hit,) = index.find("兴花嘉园3号楼")
    assert (hit.compounds, hit.likeness) == ((0,), Likeness.SOUND)
    (hit,) = index.find("馨花佳圆3号楼")
    assert (hit.compounds, hit.likeness) == ((1,), Likeness.SOUNDS)


def test_a_name_begun_inside_a_longer_misspelt_one_does_not_win() -> None:
    index = NameIndex([(0, "金保庭宿舍", ()), (1, "保庭宿舍", ())])
    assert index.find("今保庭宿舍3号楼")[0].compounds == (0,)
    assert index.find("反映保庭宿舍3号楼")[0].compounds == (1,)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("紫荆小区二区4号楼", ["紫荆小区二区"]),
        ("紫荆小区一秋区3#2", ["紫荆小区一区"]),
        ("紫荆小区安一区6号楼", ["紫荆小区一区"]),
        ("紫荆小区一3栋2门603", ["紫荆小区一区"]),
        ("紫荆小区二去9号楼", ["紫荆小区二区"]),
        ("紫荆小区一四号楼", ["紫荆小区"]),
        ("紫荆小区一共3栋楼", ["紫荆小区"]),
        ("紫荆小区二单元502", ["紫荆小区"]),
        ("紫荆小区区11号楼", ["紫荆小区", "紫荆小区一区", "紫荆小区二区"]),
        ("紫荆小区三区4号楼", ["紫荆小区"]),
        ("紫荆小区4号楼", ["紫荆小区"]),
        ("紫荆小区社区4号楼", ["紫荆小区"]),
        ("盛世嘉园二区3号楼", ["盛世家园二区"]),
        ("盛世嘉园3号楼", ["盛世嘉园"]),
        ("翰林院8号楼", ["翰林苑"]),
    ],
)
def test_parts_of_a_compound_are_told_apart_when_one_is_miswritten(
    text: str, meant: list[str]
) -> None:
    names = ["紫荆小区", "紫荆小区一区", "紫荆小区二区", "盛世嘉园", "盛世家园二区",
             "翰林小区", "翰林苑"]  # fmt: skip
    index = NameIndex((at, name, ()) for at, name in enumerate(names))
    (hit,) = index.find(text)
    assert [names[at] for at in hit.compounds] == meant
