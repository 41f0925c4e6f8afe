"""Feeds mutated diary entries to the reader and counts what escapes it but a GeoError.

    python tests/fuzz/diary.py [INPUTS [FIRST_NUMBER]]

Run by hand, not by the suite. Each input has a number from which it is made again, so that a fault
is told by its place in the code and by that number; the exit status is 1 when there was any.
"""

import json
import random
import sys
import traceback
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from geo.address.gazetteer import Gazetteer
from geo.diary.reading import read_entry
from geo.diary.shape import as_json
from geo.errors import GeoError

DIARY = Path(__file__).parents[1] / "geo" / "diary"
REGISTRY = Gazetteer.from_json(
    [
        {"name": "柳荫里", "aliases": ["柳荫"], "buildings": ["1", "2", "3"], "max_floor": 9},
        {"name": "领秀国际", "buildings": ["A", "B"], "max_entrance": 2, "max_floor": 28},
        {"name": "建设路92号小区", "aliases": ["92号"], "max_entrance": 4, "max_floor": 7},
    ]
)
FIRST_DAY = date(2020, 1, 1)
INPUTS = 100_000
MOST_CHANGES = 6
MOST_COPIES = 40
PIECES = (
    *"0123456789０１２３ＡＢ一二三十零〇两半几#＃-－—~～至到、，。;；:：!！?？()（）…\"'<>",
    *"楼栋幢座单元门层号室户家的和跟与都也没不了过就被把我你他她",
    *" \u200b\u202e\ufeff\n\t\0\ufffc😀\ud800",
    *("3号楼2单元501", "5-2-301", "402、502", "楼上", "对门", "1号楼到6号楼", "同单元", "顶楼"),
    *("张大爷", "李秀兰", "老王家", "小周师傅", "欧阳春梅", "独居老人", "儿子在外地"),
    *("今天下午三点", "周五前", "2月30号", "13月40日", "25点70分", "每周一三五", "月底", "春节后"),
    *("漏水", "下水堵了", "修好了", "不用来", "吵架", "想住院", "答应明天送药", "看望了"),
    *(
        "13800000000",
        "11010119000101123x",
        "024-22223333",
        "1、",
        "2、",
        "①",
        "<script>",
        "' OR 1=1",
    ),
)


def sources() -> list[str]:
    """Return the texts that inputs are made of: our own entries."""
    lines = (DIARY / "own_entries.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def mutated(texts: list[str], chance: random.Random) -> str:
    """Return one of `texts` with a few stretches left out, doubled, moved, added or joined."""
    text = chance.choice(texts)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.randint(0, 12))
        before, words, after = text[:start], text[start:end], text[end:]
        match chance.randrange(6):
            case 0:
                text = before + after
            case 1:
                text = before + words * chance.randint(2, MOST_COPIES) + after
            case 2:
                text = after + words + before
            case 3:
                text = (
                    before + "".join(chance.choices(PIECES, k=chance.randint(1, 6))) + text[start:]
                )
            case 4:
                text = before + chance.choice(texts) + after
            case _:
                text = before + words[::-1] + after
    return text


def read(text: str, chance: random.Random) -> None:
    """Read `text` and check what must hold of any reading."""
    reading = read_entry(
        text,
        REGISTRY,
        written_on=FIRST_DAY + timedelta(days=chance.randrange(6000)),
        leader_compound=chance.choice(("柳荫里", "领秀国际", "建设路92号小区", "没有的小区", None)),
    )
    json.dumps(as_json(reading, text))
    spans = [item.mention.span for item in reading.items]
    spans += [named.span for item in reading.items for named in item.persons]
    spans += [told.span for item in reading.items for told in (*item.needs, *item.resolved)]
    spans += [one.span for one in (*reading.promises, *reading.visits, *reading.masks)]
    if not all(0 <= span.start <= span.end <= len(text) for span in spans):
        raise AssertionError(f"a span leaves the text of {len(text)} characters")


def main(count: int, seed: int = 0) -> int:
    """Read `count` inputs from `seed` on, print the faults by their place, return how many."""
    texts = sources()
    faults: Counter[str] = Counter()
    refused = 0
    for number in range(seed, seed + count):
        chance = random.Random(number)  # noqa: S311 - an input is made again by its number
        text = mutated(texts, chance)
        try:
            read(text, chance)
        except GeoError:
            refused += 1
        except Exception as error:  # noqa: BLE001 - whatever escapes is what is looked for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
            if place not in faults:
                print(f"{place}, first by input {number} of {len(text)} characters: {error}")
            faults[place] += 1
    print(f"{count} inputs, {refused} refused, {faults.total()} faults")
    for place, times in faults.most_common():
        print(f"{times:8} {place}")
    return faults.total()


if __name__ == "__main__":
    numbers = [*map(int, sys.argv[1:])] or [INPUTS]
    sys.exit(bool(main(*numbers)))
