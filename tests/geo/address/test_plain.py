"""The short cut for plainly written addresses reads them as the grammar does."""

from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.glyphs import folded
from geo.address.plain import read_behind, read_plain
from geo.address.reading import _fullest, _opening, read_address
from geo.address.values import Address
from geo.address.writing import Style, format_address
from tests.geo.address.test_writing import addresses

NAMES = [
    "柳荫里",
    "柳荫",
    "槐树巷12号院",
    "12号院",
    "领秀国际",
    "领秀",
    "阳光城",
    "和睦路118号",
    "柳阴里",
    "金色阳光成",
    "金色阳城",
    "沈阳市铁西区柳荫里",
    "十三纬路领秀国际",
    "",
]
NUMBERS = ["1", "2", "12", "18", "三", "十二", "A", "502", "1602"]
WORDS = ["号楼", "栋", "幢", "座", "#", "#楼", "单元", "门", "层", "楼", "号", "室", "户", "-", ""]


def same_as_grammar(text: str, gazetteer: Gazetteer, default: str | None) -> bool:
    context = _opening(gazetteer, default, free=True)
    source, hits = folded(text), gazetteer.find_names(folded(text).text)
    read = [read_plain(source, gazetteer, context.compound)]
    if len(hits) == 1:
        read.append(read_behind(source, gazetteer, hits[0], context.compound))
    grammar = _fullest(source, gazetteer, context, hits)
    return all(plain in (None, grammar) for plain in read)


@given(addresses(), st.sampled_from(Style), st.none() | st.sampled_from(["柳荫里", "槐树巷12号院"]))
def test_it_reads_written_addresses_as_the_grammar_does(
    gazetteer: Gazetteer, address: Address, style: Style, default: str | None
) -> None:
    assert same_as_grammar(format_address(address, style), gazetteer, default)


@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(WORDS)), max_size=4),
    st.none() | st.sampled_from(["柳荫里", "槐树巷12号院", "不在册小区"]),
)
def test_it_reads_any_row_of_level_words_as_the_grammar_does(
    gazetteer: Gazetteer, name: str, levels: list[tuple[str, str]], default: str | None
) -> None:
    text = name + "".join(number + word for number, word in levels)
    assert same_as_grammar(text, gazetteer, default)


def test_it_takes_the_common_forms(gazetteer: Gazetteer) -> None:
    for text in ("柳荫里3号楼1单元502", "柳荫里3-1-502", "阳光城三栋一门二楼2号", "柳荫A座1201"):
        assert read_plain(folded(text), gazetteer, None) is not None, text
        assert read_address(text, gazetteer) is not None
