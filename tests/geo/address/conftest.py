"""Invented compounds for the tests of this room."""

import pytest

from geo.address.gazetteer import Gazetteer


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.from_json(
        [
            {"name": "柳荫里", "aliases": ["柳荫"], "buildings": numbers(40),
             "max_entrance": 6, "max_floor": 33},
            {"name": "槐树巷12号院", "aliases": ["12号院"], "buildings": [],
             "max_entrance": 8, "max_floor": 7},
            {"name": "领秀国际", "aliases": [], "buildings": ["A", "B", "C", "D"],
             "max_entrance": 2, "max_floor": 28},
            {"name": "金色阳光城", "aliases": ["阳光城"], "buildings": numbers(30),
             "max_entrance": 3, "max_floor": 33},
            {"name": "机床厂宿舍", "aliases": ["机床宿舍"], "buildings": numbers(9),
             "max_entrance": 5, "max_floor": 7},
            {"name": "和睦路118号小区", "aliases": [], "buildings": numbers(4),
             "max_entrance": 4, "max_floor": 8},
        ]
    )  # fmt: skip
