"""No page, script or translation uses a word that sounds like policing."""

import re
from pathlib import Path

from geo.datasets import data_rows

WEBMAP = Path(__file__).parents[3] / "webmap"
TEXTS = {".html", ".js", ".po", ".py", ".txt", ".typ"}


def test_no_page_uses_a_word_that_was_ruled_out() -> None:
    words = [word for row in data_rows("vocabulary/screen_words.csv") if row["never"]
             for word in row["never"].split("|")]  # fmt: skip
    assert words
    found = [
        f"{path.name}: {hit}"
        for path in sorted(WEBMAP.rglob("*"))
        if path.suffix in TEXTS and not {"vendor", "node_modules"} & set(path.parts)
        for hit in re.findall("|".join(words), path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_each_screen_word_is_used_once() -> None:
    rows = data_rows("vocabulary/screen_words.csv")
    assert len({row["zh"] for row in rows}) == len(rows)
    assert len({row["id"] for row in rows}) == len(rows)
