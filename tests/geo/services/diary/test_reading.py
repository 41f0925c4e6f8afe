"""An entry becomes facts."""

import pytest

from geo.services.diary.facts import FactKind
from geo.services.diary.reading import read_facts
from tests.geo.services.conftest import TODAY
from tests.geo.services.diary.conftest import LIST


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("柳荫里3号楼1单元1楼下水慢。", None),
        ("柳荫里3号楼后面下水堵了。", "3号楼后面"),
        ("柳荫里3号楼楼道灯坏了。", "3号楼楼道"),
    ],
)
def test_a_spot_does_not_take_the_first_sign_of_a_need(text: str, spot: str | None) -> None:
    read = read_facts(text, LIST, written_on=TODAY, compound="柳荫里")
    (place,) = [fact for fact in read.facts if fact.kind is FactKind.PLACE]
    assert place.value["spot"] == spot
