"""Feeds mutated texts to the readers of addresses until something other than a GeoError escapes.

    pip install atheris && python tests/fuzz/addresses.py -runs=1000000

Run by hand, not by the suite. Options are libFuzzer's.
"""

import sys

import atheris

with atheris.instrument_imports(include=["geo.address"]):
    from geo.address.choosing import choose
    from geo.address.gazetteer import Gazetteer
    from geo.address.locating import locate
    from geo.address.postal import read_postal
    from geo.address.reading import read_address, read_mentions

from geo.errors import GeoError
from geo.places.demo.ground import make_places

REGISTRY = Gazetteer.from_json(
    [
        {"name": "柳荫里", "aliases": ["柳荫"], "buildings": ["1", "2", "3"], "max_floor": 9},
        {"name": "领秀国际", "buildings": ["A", "B"], "max_entrance": 2, "max_floor": 28},
        {"name": "建设路92号小区", "aliases": ["92号"], "max_entrance": 4, "max_floor": 7},
        {"name": "柳荫里", "buildings": ["1"]},
    ]
)
NAMES = ("柳荫里", "建设路92号小区", "领秀国际", "柳荫里")


def homes() -> Gazetteer:
    """Return compounds of those names with buildings, entrances and flats."""
    places = make_places(seed=1, units=600)
    rows = len(places.compounds)
    places.compounds["name"] = (NAMES * rows)[:rows]
    return Gazetteer.from_places(places)


HOMES = homes()
PIECES = (
    *"0123456789一二三四五六七八九十百零〇两０１２３ＡＢ甲乙丙#＃-－—~至到、，。;；()（）",
    *"楼栋幢座单元门层号室户院弄路街巷东西南北中顶底负地下上对面左右手和与的家",
    *" \u200b\u202e\ufeff\n\t😀",
    *("柳荫里", "柳阴里", "领秀国际", "建设路92号", "92号", "号楼", "单元", "楼上", "对门", "同栋"),
    *"省市区县州旗盟镇乡村组队屯社巷胡同大道公路里坊排舍梯首附之收转",
    *("自治州", "行政村", "社区", "街道", "开发区", "大院", "村委会", "嘎查", "电话", "收件人:"),
    *("13800000000", "青海西宁", "塘沽", "22-1号楼", "3-14-2-501", "189号之五", "6巷12号"),
    *(
        "辽宁省",
        "沈阳市",
        "铁西区",
        "工人村街道",
        "号樓",
        "負一層",
        "3-1-502",
        "3#1-502",
        "502、602",
    ),
)


def text_of(data: bytes) -> str:
    """Return half of the inputs as text in UTF-8, half as a row of telling pieces."""
    if data[:1] < b"\x80":
        return data[1:].decode("utf-8", errors="replace")
    return "".join(PIECES[byte % len(PIECES)] for byte in data[1:])


def read_all(data: bytes) -> None:
    """Read the text in each way; spans must lie within it."""
    text = text_of(data)
    try:
        mentions = read_mentions(text, REGISTRY, default_compound="柳荫里")
        for mention in mentions:
            if not 0 <= mention.span.start <= mention.span.end <= len(text):
                raise AssertionError(f"span {mention.span} leaves the text {text!r}")
            locate(mention, REGISTRY)
        mention = read_address(text, HOMES, default_compound="领秀国际")
        if mention is not None:
            choose(mention, HOMES, persons=("王桂兰",), residents=lambda _: ("王桂兰",))
        read_postal(text)
    except GeoError:
        return


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_all)
    atheris.Fuzz()
