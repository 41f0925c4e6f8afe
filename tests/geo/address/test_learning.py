"""Aliases are learned from corrections, never against a digit, and can be taken back."""

import pytest

from geo.address.gazetteer import Gazetteer
from geo.address.learning import refusal
from geo.address.reading import read_address
from geo.errors import InputError


def test_a_learned_alias_is_read_and_the_first_gazetteer_does_not_know_it(
    gazetteer: Gazetteer,
) -> None:
    learned = gazetteer.with_aliases({"机床厂宿舍": ["老机关大院"]})
    after = read_address("老机关大院3号楼1单元502", learned)
    before = read_address("老机关大院3号楼1单元502", gazetteer)
    assert after is not None
    assert before is not None
    assert (after.address.compound, after.reasons[0].rule) == ("机床厂宿舍", "alias")
    assert before.address.compound == "老机关大院"
    assert learned.compounds[0] == gazetteer.compounds[0]


@pytest.mark.parametrize(
    ("alias", "compound", "why"),
    [
        ("12号", "和睦路118号小区", "another house number"),
        ("十二号院", "和睦路118号小区", "another house number"),
        ("柳荫里", "机床厂宿舍", "name of another compound"),
        ("118", "和睦路118号小区", "bare number"),
        ("院", "机床厂宿舍", "2 to 24 characters"),
        ("3号楼", "机床厂宿舍", "bare number"),
        ("柳阴里", "机床厂宿舍", "sounds like"),
        ("楼下", "机床厂宿舍", "everyday word"),
    ],
)
def test_what_would_mislead_is_refused_with_the_reason(
    gazetteer: Gazetteer, alias: str, compound: str, why: str
) -> None:
    owner = gazetteer.compound(compound)
    assert owner is not None
    refused = refusal(alias, owner, gazetteer)
    assert refused is not None
    assert why in refused.en
    assert any("\u4e00" <= sign <= "\u9fff" for sign in refused.zh)


def test_a_fair_alias_is_not_refused(gazetteer: Gazetteer) -> None:
    owner = gazetteer.compound("和睦路118号小区")
    assert owner is not None
    assert refusal("和睦老院", owner, gazetteer) is None
    assert refusal("一百一十八号", owner, gazetteer) is None


def test_an_unknown_compound_or_a_blank_alias_is_an_error(gazetteer: Gazetteer) -> None:
    with pytest.raises(InputError, match="不在册"):
        gazetteer.with_aliases({"不在册": ["老院"]})
    with pytest.raises(InputError, match="blank"):
        gazetteer.with_aliases({"柳荫里": [" "]})
