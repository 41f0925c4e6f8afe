import pytest

from geo.diary.persons import read_persons
from geo.diary.phrases import folded
from geo.diary.roles import Role


def roles(text: str) -> list[tuple[str, Role]]:
    return [(one.name, one.role) for one in read_persons(folded(text), ())]


@pytest.mark.parametrize(
    ("text", "name"), [("小晁和我周六去打扫", "小晁"), ("小茅、小晁跟我一块去送药", "小茅")]
)
def test_whoever_goes_with_the_writer_is_an_other(text: str, name: str) -> None:
    assert roles(text)[0] == (name, Role.OTHER)


def test_whoever_tells_the_writer_is_a_resident() -> None:
    assert roles("晁大爷和我说水管漏") == [("晁大爷", Role.RESIDENT)]
