"""Makes ready before the first visitor comes what would make her wait: lexicons and gazetteer."""

from datetime import date

from flask import Flask

from geo.diary.reading import read_entry
from geo.services.mapping import counts_version
from geo.services.viewing import CONSOLE
from webmap.access import store
from webmap.diary.gazetteers import district

SENTENCE = "1号楼1单元下水慢,明天上午去看看。"


def warm_up(app: Flask) -> None:
    """Build the gazetteer of the district, take the needs into memory and read one sentence.

    Reading compiles every rule. Costs two to three seconds of one core for 5 000 flats. Workers
    that fork later share it.
    """
    with app.app_context():
        gazetteer = district().now(store())
        with store().read(CONSOLE) as session:
            counts_version(session)
    read_entry(SENTENCE, gazetteer, written_on=date(2026, 1, 1), leader_compound=None)
