"""Makes ready before the first visitor comes what would make her wait: lexicons and gazetteer."""

from datetime import date

from flask import Flask

from geo.diary.reading import read_entry
from webmap.access import store
from webmap.diary.gazetteers import district

SENTENCE = "1号楼1单元下水慢,明天上午去看看。"


def warm_up(app: Flask) -> None:
    """Build the gazetteer of the district and read one sentence, so that every rule is compiled.

    Costs two to three seconds of one core for 5 000 flats. Workers that fork later share it.
    """
    with app.app_context():
        gazetteer = district().now(store())
    read_entry(SENTENCE, gazetteer, written_on=date(2026, 1, 1), leader_compound=None)
