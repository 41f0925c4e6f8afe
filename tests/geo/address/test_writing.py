"""Writing an address and reading it back is the identity, in every style and compound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.address.gazetteer import Gazetteer
from geo.address.reading import read_address
from geo.address.values import Address, Level
from geo.address.writing import Style, format_address, reached

NUMBERED = {"柳荫里": 40, "金色阳光城": 30, "机床厂宿舍": 9, "和睦路118号小区": 4}
LETTERED = "领秀国际"
UNNUMBERED = "槐树巷12号院"


@st.composite
def flats(draw: st.DrawFn) -> dict[str, str | None]:
    """Return the floor and the flat, in any of the ways that a flat is named, or neither."""
    floor = draw(st.integers(1, 33))
    door = draw(st.integers(1, 12))
    kind = draw(st.sampled_from(["none", "floor", "door", "number", "side", "special"]))
    if kind == "none":
        return {"floor": None, "unit": None}
    if kind == "special":
        return {"floor": draw(st.sampled_from(["top", "B1", "B2"])), "unit": None}
    units = {"floor": None, "door": str(door), "number": f"{floor}{door:02d}", "side": "东"}
    return {"floor": str(floor), "unit": units[kind]}


@st.composite
def addresses(draw: st.DrawFn) -> Address:
    compound = draw(st.sampled_from([*NUMBERED, LETTERED, UNNUMBERED]))
    entrance = draw(st.none() | st.integers(1, 6).map(str))
    if compound == UNNUMBERED:
        return Address(compound, None, entrance or "1", **draw(flats()))
    if compound == LETTERED:
        building = draw(st.sampled_from("ABCD"))
    else:
        building = str(draw(st.integers(1, NUMBERED[compound])))
    return Address(compound, building, entrance, **draw(flats()))


@given(addresses(), st.sampled_from(Style))
def test_an_address_written_in_any_style_reads_back_the_same(
    gazetteer: Gazetteer, address: Address, style: Style
) -> None:
    mention = read_address(format_address(address, style), gazetteer)
    assert mention is not None
    assert mention.address == address


@given(addresses(), st.sampled_from(Style))
def test_without_its_compound_it_reads_back_in_the_default_one(
    gazetteer: Gazetteer, address: Address, style: Style
) -> None:
    bare = Address(None, address.building, address.entrance, address.floor, address.unit)
    mention = read_address(
        format_address(bare, style), gazetteer, default_compound=address.compound
    )
    assert mention is not None
    assert mention.address == address
    assert mention.carried == (Level.COMPOUND,)


@given(addresses(), st.sampled_from(Style))
def test_words_around_an_address_do_not_change_it(
    gazetteer: Gazetteer, address: Address, style: Style
) -> None:
    text = f"今天走访{format_address(address, style)},一切都好"
    mention = read_address(text, gazetteer)
    assert mention is not None
    assert mention.address == address
    assert text[mention.span.start : mention.span.end] in text


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (Level.UNIT, "柳荫里3号楼1单元502"),
        (Level.ENTRANCE, "柳荫里3号楼1单元"),
        (Level.BUILDING, "柳荫里3号楼"),
        (Level.COMPOUND, "柳荫里"),
    ],
)
def test_an_address_is_cut_below_the_level_reached(level: Level, text: str) -> None:
    assert format_address(reached(Address("柳荫里", "3", "1", "5", "502"), level)) == text
