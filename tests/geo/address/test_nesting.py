from hypothesis import given
from hypothesis import strategies as st

from geo.address.nesting import Nesting
from geo.address.values import LEVEL_NAMES, Address

VALUES = st.sampled_from([None, "1", "2"])
ADDRESSES = st.builds(Address, *[VALUES] * len(LEVEL_NAMES))


def lies_within(inner: Address, outer: Address) -> bool:
    pairs = [(getattr(outer, name), getattr(inner, name)) for name in LEVEL_NAMES]
    return inner != outer and all(wide in (None, deep) for wide, deep in pairs)


@given(st.lists(ADDRESSES, max_size=12), ADDRESSES, st.integers(0, 12))
def test_those_within_are_the_ones_that_have_all_of_it_and_more(
    addresses: list[Address], outer: Address, first: int
) -> None:
    found = Nesting(addresses).within(outer, first)
    wanted = [i for i, one in enumerate(addresses) if i >= first and lies_within(one, outer)]
    assert found == wanted


def test_a_flat_holds_none_of_a_thousand_others() -> None:
    flats = [Address("柳荫里", "3", unit=str(number)) for number in range(1000)]
    nesting = Nesting(flats)
    assert nesting.within(flats[7]) == []
    assert len(nesting.within(Address("柳荫里", "3"))) == len(flats)
