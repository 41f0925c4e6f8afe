"""Addresses a second of processor time, against the anchor of rapidfuzz over all names, in one run.

    python tests/benchmarks/addresses.py [SAMPLE_FOLDER/diary]

With a folder of labelled entries the diary reader is timed on them too.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
from rapidfuzz.process import extractOne

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.geocode import geocode
from geo.address.reading import read_address, read_mentions
from geo.address.values import Address
from geo.address.writing import Style, format_address

COMPOUNDS = 5_000
ADDRESSES = 5_000
FIRST = "柳槐杨松柏梅兰竹菊荷云河湖海江山林园星月春夏秋冬东西南北金银玉宝福寿安康和平"
LAST = ["小区", "花园", "家园", "新村", "苑", "里", "公寓", "宿舍"]


def generated(random_: random.Random) -> tuple[Gazetteer, list[str]]:
    """Return a gazetteer of many compounds and as many addresses in them, in all styles."""
    names = {
        "".join(random_.choices(FIRST, k=random_.randint(2, 3))) + random_.choice(LAST)
        for _ in range(COMPOUNDS)
    }
    rows: list[dict[str, object]] = [
        {"name": name, "buildings": [str(n) for n in range(1, 31)], "max_floor": 18}
        for name in sorted(names)
    ]
    texts = [
        format_address(
            Address(
                str(random_.choice(rows)["name"]),
                str(random_.randint(1, 30)),
                str(random_.randint(1, 4)),
                str(floor := random_.randint(1, 18)),
                f"{floor}0{random_.randint(1, 4)}",
            ),
            random_.choice(list(Style)),
        )
        for _ in range(ADDRESSES)
    ]
    return Gazetteer.from_json(rows), texts


def rate(act: Callable[[str], object], texts: Iterable[str]) -> float:
    """Return how many texts a second `act` takes."""
    texts = list(texts)
    start = time.process_time()
    for text in texts:
        act(text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    """Print the rates and their ratio to the anchor."""
    gazetteer, texts = generated(random.Random(1))  # noqa: S311 - repeatable, not secret
    names = [compound.name for compound in gazetteer.compounds]
    anchor = rate(lambda text: extractOne(text, names), texts[:100])
    reading = rate(lambda text: read_address(text, gazetteer), texts)
    frame = pd.DataFrame({"address": texts})
    start = time.process_time()
    placed = geocode(frame, gazetteer)
    geocoding = len(texts) / (time.process_time() - start)
    print(f"compounds {len(names)}, addresses {len(texts)}")
    print(f"rapidfuzz.extractOne alone {anchor:8.0f}/s  (anchor)")
    print(f"read_address               {reading:8.0f}/s  {reading / anchor:.1f} x")
    print(f"geocode                    {geocoding:8.0f}/s  {geocoding / anchor:.1f} x")
    print(f"reached the flat           {(placed['level'] == 'unit').mean():8.1%}")
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        lines = (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines()
        entries = [json.loads(line)["text"] for line in lines] * 20
        known = read_gazetteer(folder / "gazetteer.json")
        diary = rate(lambda text: read_mentions(text, known), entries)
        print(f"read_mentions on entries   {diary:8.0f}/s")


if __name__ == "__main__":
    main()
