"""Addresses a second of processor time, against the anchor of rapidfuzz over all names, in one run.

    python tests/benchmarks/addresses.py [SAMPLE_FOLDER/diary]

cpca and jionlp are timed on the same texts where they are installed (pip install cpca jionlp).
With a folder of labelled entries the diary reader is timed on them too. Then how often each kind of
slip is read right, and whether the confidence says so: a reliability diagram as a table.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from rapidfuzz.process import extractOne

from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.geocode import geocode
from geo.address.reading import read_address, read_mentions
from geo.address.sounds import sound_key
from geo.address.values import Address
from geo.address.writing import Style, format_address

COMPOUNDS = 5_000
ADDRESSES = 5_000
HARD = 6_000
OTHERS = 300
BINS = 10
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


def print_others(texts: list[str], reading: float) -> None:
    """Print what the packages that take addresses apart do with the same texts, and how fast."""
    for name, act in others().items():
        act(texts[0])  # loads its dictionaries
        speed = rate(act, texts[:OTHERS])
        print(f"{name:26} {speed:8.0f}/s  read_address is {reading / speed:.1f} x")
        print(f"{'':26} {texts[0]} -> {act(texts[0])}")


def others() -> dict[str, Callable[[str], object]]:
    """Return the readers of the other packages that are installed."""
    found: dict[str, Callable[[str], object]] = {}
    if find_spec("cpca"):
        cpca = import_module("cpca")
        found["cpca"] = lambda text: cpca.transform([text]).to_dict("records")[0]
    if find_spec("jionlp"):
        jionlp = import_module("jionlp")
        found["jionlp"] = jionlp.parse_location
    return found


@dataclass(frozen=True, slots=True)
class Hard:
    """A text with a slip of some kind, and the address that was meant."""

    kind: str
    text: str
    meant: Address
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How a hard text was read."""

    kind: str
    confidence: float
    right: bool
    offered: bool
    """The compound that was meant is the one taken or among the others that may be meant."""


def misspelt(name: str, kind: str, random_: random.Random) -> str:
    """Return `name` with one character heard, wrong, missing or too many."""
    at = random_.randrange(len(name))
    heard = [one for one in ALIKE if sound_key(one) == sound_key(name[at]) and one != name[at]]
    other = random_.choice([one for one in FIRST if one != name[at]])
    put = {
        "same sound": random_.choice(heard) if heard else name[at],
        "one wrong": other,
        "one missing": "",
        "one too many": other + name[at],
    }
    return name[:at] + put[kind] + name[at + 1 :]


def hard_text(gazetteer: Gazetteer, random_: random.Random) -> Hard:
    """Return one text of a kind drawn at random."""
    name = random_.choice(gazetteer.compounds).name
    floor, door = random_.randint(1, 18), random_.randint(1, 4)
    flat = Address(None, str(random_.randint(1, 30)), str(random_.randint(1, 4)), str(floor),
                   f"{floor}0{door}")  # fmt: skip
    meant = replace(flat, compound=name)
    kind = random_.choice(KINDS)
    tail = format_address(flat, random_.choice(list(Style)))
    if kind in TYPOS:
        return Hard(kind, misspelt(name, kind, random_) + tail, meant)
    if kind == "own compound":
        return Hard(kind, tail, meant, name)
    if kind == "not listed":
        unknown = random_.choice(["丁香", "凤凰", "天鹅"]) + random_.choice(LAST)
        return Hard(kind, unknown + tail, replace(flat, compound=unknown))
    if kind == "no entrance":
        word = random_.choice(["号楼", "楼", "栋", "#"])
        return Hard(kind, f"{name}{flat.building}{word}{flat.unit}", replace(meant, entrance=None))
    if kind == "beyond the registry":
        written = replace(flat, building=str(random_.randint(31, 90)))
        slip = random_.random() < SLIPS
        return Hard(kind, name + format_address(written),
                    meant if slip else replace(written, compound=name))  # fmt: skip
    return Hard(kind, name + tail + random_.choice(["", "王大爷家", "漏水"]), meant)


TYPOS = ("same sound", "one wrong", "one missing", "one too many")
KINDS = (*TYPOS, "own compound", "not listed", "no entrance", "beyond the registry", "as it should")
SLIPS = 0.4
"""Share of buildings beyond the registry that are slips of the writer and not gaps of the list."""
ALIKE = (
    "刘留流羊洋扬嵩柏百每煤霉蓝栏烂住祝局举何合芸匀胡虎姜将删珊临琳元原源兴行越悦纯下"
    "秋丘动董希息难备今津引阴育雨保服富寿受手按案糠平苹华加佳嘉心辛村院愿里李公功工苏"
    "素设"
)


def answers(gazetteer: Gazetteer, random_: random.Random) -> list[Answer]:
    """Return how hard texts are read; a typo that makes another compound's name is left out."""
    read = []
    for _ in range(HARD):
        hard = hard_text(gazetteer, random_)
        if hard.kind in TYPOS and gazetteer.name_at_start(hard.text) is not None:
            continue
        mention = read_address(hard.text, gazetteer, default_compound=hard.default)
        if mention is None:
            read.append(Answer(hard.kind, 0.0, right=False, offered=False))
            continue
        others = [one.name for key in mention.also if (one := gazetteer.by_id(key))]
        offered = hard.meant.compound in (mention.address.compound, *others)
        right = mention.address == hard.meant
        read.append(Answer(hard.kind, mention.confidence, right, offered))
    return read


def auroc(read: list[Answer]) -> float:
    """Return the share of pairs of a right and a wrong reading in which the right one is surer."""
    right = np.array([one.confidence for one in read if one.right])
    wrong = np.array([one.confidence for one in read if not one.right])
    above = (right[:, None] > wrong).mean()
    return float(above + (right[:, None] == wrong).mean() / 2)


def print_reliability(read: list[Answer]) -> None:
    """Print the share read right by kind and by confidence, the calibration error and the AUROC."""
    for kind in KINDS:
        group = [one for one in read if one.kind == kind]
        right = sum(one.right for one in group)
        offered = sum(one.offered for one in group)
        shares = f"{right / len(group):6.1%}, compound offered {offered / len(group):6.1%}"
        print(f"{kind:20} {right:4} of {len(group):4}  {shares}")
    print("confidence   texts  said   right")
    error = 0.0
    for low in range(BINS):
        group = [one for one in read if min(int(one.confidence * BINS), BINS - 1) == low]
        if not group:
            continue
        said = sum(one.confidence for one in group) / len(group)
        right = sum(one.right for one in group) / len(group)
        error += abs(said - right) * len(group) / len(read)
        bar = "#" * round(right * 20)
        span = f"{low / BINS:.1f}-{(low + 1) / BINS:.1f}"
        print(f"{span:12} {len(group):5} {said:6.3f}  {right:6.3f} {bar}")
    print(f"calibration error {error:.3f}, AUROC {auroc(read):.3f}")


def main() -> None:
    """Print the rates and their ratio to the anchor, then the reliability of the confidence."""
    gazetteer, texts = generated(random.Random(1))  # noqa: S311 - repeatable, not secret
    names = [compound.name for compound in gazetteer.compounds]
    anchor = rate(lambda text: extractOne(text, names), texts[:100])
    reading = rate(lambda text: read_address(text, gazetteer), texts)
    print_others([f"辽宁省沈阳市铁西区{text}" for text in texts], reading)
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
    print_reliability(answers(gazetteer, random.Random(2)))  # noqa: S311 - repeatable


if __name__ == "__main__":
    main()
