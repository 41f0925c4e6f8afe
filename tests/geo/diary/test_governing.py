"""Each time is given to the homes that it governs."""

from datetime import date

import pytest

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry

WEDNESDAY = date(2023, 3, 15)
GAZETTEER = Gazetteer.from_json(
    [{"name": "柳荫里", "aliases": [], "buildings": [str(n) for n in range(1, 20)],
      "max_entrance": 5, "max_floor": 25}]
)  # fmt: skip


def governed(text: str) -> list[list[str]]:
    """Return the words of the times of each item, in order of mention."""
    read = read_entry(text, GAZETTEER, written_on=WEDNESDAY, leader_compound="柳荫里")
    return [[when.text for when in item.when] for item in read.items]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "今天一共走了三户:2号楼1单元301要药,给了;5号楼3单元502挺好;7号楼2单元101没人",
            [["今天"], ["今天"], ["今天"]],
        ),
        ("今天接了两件事:2号楼1单元301漏水;5号楼3单元502停电", [[], []]),
        ("上午去5号楼2单元302看望赵奶奶,下午去7号楼1单元501送米面", [["上午"], ["下午"]]),
        (
            "2号楼1单元301漏到201,201要赔,约了周六上午两家一块去看",
            [["周六上午"], ["周六上午"]],
        ),
        ("2号楼1单元301漏水,5号楼3单元502停电,物业说明天都给修", [["明天"], ["明天"]]),
        (
            "3号楼2单元401停水,402也没水,501同样,水务说今晚八点恢复",
            [["今晚八点"], ["今晚八点"], ["今晚八点"]],
        ),
        ("5号楼3单元502下水堵了,3号楼2单元301停电,301说周五找人", [[], ["周五"]]),
        (
            "1号楼2单元402孩子没人接,对门401的孙姐说明天开始帮着接",
            [["明天"], ["明天"]],
        ),
        ("2号楼1单元301要药,5号楼3单元502门灯坏了。药我下午送去了", [["下午"], []]),
        (
            "3号楼电梯坏了,维保明天来。5号楼2单元302王奶奶摔了,上午送的医院",
            [["明天"], ["上午"]],
        ),
        (
            "2号楼1单元301办低保,5号楼3单元502办医保,我都登记了,周五前交材料",
            [["周五前"], ["周五前"]],
        ),
        (
            "2号楼1单元301、302、401都要氧气袋,301和302给了,401后天送",
            [[], [], ["后天"]],
        ),
        (
            "2号楼1单元301、401没气,501正常,燃气抢修下午三点到",
            [["下午三点"], ["下午三点"], []],
        ),
        (
            "2号楼1单元301、401暖气今早热了,剩501还凉,热力说周五来冲管",
            [["今早"], ["今早"], ["周五"]],
        ),
        (
            "2号楼1单元301漏水,把201、101的棚都洇了,301答应周六重做防水",
            [["周六"], ["周六"], ["周六"]],
        ),
    ],
)
def test_a_time_governs_the_homes_it_is_told_of(text: str, wanted: list[list[str]]) -> None:
    assert governed(text) == wanted


@pytest.mark.parametrize(
    ("text", "homes"),
    [
        ("1.3号楼2单元402漏水 2.5号楼1单元101停电", [("3", "402"), ("5", "101")]),
        ("①2号楼1单元301漏水②3号楼2单元502停电", [("2", "301"), ("3", "502")]),
        ("1、3号楼2单元402漏水 2、5号楼1单元101停电", [("3", "402"), ("5", "101")]),
        ("1、3号楼都停水了", [("1", None), ("3", None)]),
    ],
)
def test_the_marks_of_a_list_are_no_part_of_a_home(
    text: str, homes: list[tuple[str, str | None]]
) -> None:
    read = read_entry(text, GAZETTEER, written_on=WEDNESDAY, leader_compound="柳荫里")
    addresses = [item.mention.address for item in read.items]
    assert [(one.building, one.unit) for one in addresses] == homes
