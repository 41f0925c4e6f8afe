"""A million addresses of the demo district, slips planted, through `peoples-map geocode`.

    python tests/benchmarks/million.py FOLDER [ROWS] [FLATS] [ROUNDS]

Prints the time and the largest memory with one and with two processes, in turn, whether both wrote
the same bytes, and how often each kind of slip still came to the right home.
"""

import csv
import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import NamedTuple

from addresses import misspelt
from recall import recall

from geo.address.gazetteer import Gazetteer
from geo.address.values import Address
from geo.address.writing import Style, format_address
from geo.frames import Places, write_places
from geo.places.demo.ground import make_places

ROWS = 1_000_000
FLATS = 500_000
TYPOS = ("same sound", "one wrong", "one missing", "one too many")
KINDS = (
    "as it should",
    "alias",
    *TYPOS,
    "traditional",
    "spaces",
    "with a remark",
    "no such number",
)
TRADITIONAL = str.maketrans("号楼单层园华东门栋广兴庆馨云", "號樓單層園華東門棟廣興慶馨雲")
REMARKS = ("王大爷家", "漏水", "(快递放门口)", ",电话联系过", "住着老两口")
NUMERALS = "零〇一二三四五六七八九十百-#"
BEYOND = 400
"""Added to the number of a building, so that there is none."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line of the file, and what was meant."""

    kind: str
    text: str
    name: str
    """The compound as it is written."""
    meant: Address


class Writer:
    """Writes addresses of the flats of a registry."""

    def __init__(self, places: Places, random_: random.Random) -> None:
        self._random = random_
        self._gazetteer = Gazetteer.from_places(places)
        doors = places.units.merge(
            places.entrances[["id", "building_id", "number"]],
            left_on="entrance_id",
            right_on="id",
            suffixes=("", "_entrance"),
        ).merge(
            places.buildings[["id", "compound_id", "number"]],
            left_on="building_id",
            right_on="id",
            suffixes=("", "_building"),
        )
        homes = doors[(doors["use"] == "home") & (doors["floor"] > 0)]
        homes = homes.dropna(subset=["compound_id", "number_building", "number_entrance"])
        wanted = ["compound_id", "number_building", "number_entrance", "floor", "number"]
        self._homes = list(homes[wanted].itertuples(index=False))

    def written(self) -> Written:
        """Return a line of a kind drawn at random."""
        compound_id, building, entrance, floor, unit = self._random.choice(self._homes)
        compound = self._gazetteer.by_id(compound_id)
        home = Address(None, building, entrance, str(floor), unit)
        meant = replace(home, compound=compound.name)
        kind = self._random.choice(KINDS)
        name = compound.name
        if kind == "alias" and compound.aliases:
            name = self._random.choice(compound.aliases)
        if kind in TYPOS:
            name = self._slip(name, kind)
        if kind == "no such number":
            home = replace(home, building=str(BEYOND + self._random.randrange(400)))
        tail = format_address(home, self._random.choice(list(Style)))
        return Written(kind, self._noisy(name + tail, kind), name, meant)

    def _slip(self, name: str, kind: str) -> str:
        """Return `name` with a slip that makes no other compound's name."""
        for _ in range(20):
            slip = misspelt(name, kind, self._random)
            if not any(one.isdigit() for one in name) and not self._gazetteer.compound(slip):
                return slip
        return name

    def _noisy(self, text: str, kind: str) -> str:
        if kind == "traditional":
            return text.translate(TRADITIONAL)
        if kind == "spaces":
            between = [at for at in range(1, len(text)) if not _inside_number(text, at)]
            at = self._random.choice(between)
            return f" {text[:at]} {text[at:]} "
        if kind == "with a remark":
            return text + self._random.choice(REMARKS)
        return text


def _inside_number(text: str, at: int) -> bool:
    return all(one.isnumeric() or one in NUMERALS for one in text[at - 1 : at + 1])


def make_files(folder: Path, rows: int, flats: int) -> None:
    """Write registry.gpkg, in.csv with the texts, and meant.csv with what each should give."""
    places = make_places(seed=1, units=flats)
    write_places(places, folder / "registry.gpkg")
    writer = Writer(places, random.Random(3))  # noqa: S311 - repeatable, not secret
    with (
        (folder / "in.csv").open("w", encoding="utf-8", newline="") as given,
        (folder / "meant.csv").open("w", encoding="utf-8", newline="") as meant,
    ):
        lines, truths = csv.writer(given), csv.writer(meant)
        lines.writerow(["id", "address"])
        truths.writerow(["kind", "written", "compound", "building", "entrance", "unit"])
        for row in range(rows):
            one = writer.written()
            lines.writerow([row, one.text])
            home = one.meant
            truths.writerow([one.kind, one.name, *astuple(home)[:3], home.unit])


class Taken(NamedTuple):
    """What a run took."""

    wall_s: float
    cpu_s: float
    """Of all its processes together."""
    load: float
    """Processes that wanted to run in the minute before it: 0 on an idle machine."""


def placed(folder: Path, workers: int) -> Taken:
    """Return what the command takes with so many processes."""
    command = [
        str(Path(sys.executable).with_name("peoples-map")),
        *("geocode", "in.csv", "--registry", "registry.gpkg"),
        *("--out", f"out{workers}.csv", "--workers", str(workers)),
    ]
    load, start, before = os.getloadavg()[0], time.perf_counter(), _cpu_s()
    subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
    return Taken(time.perf_counter() - start, _cpu_s() - before, load)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Make the files where they are not there yet, and print the figures."""
    folder = Path(sys.argv[1])
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else ROWS
    flats = int(sys.argv[3]) if len(sys.argv) > 3 else FLATS
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    if not (folder / "meant.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        make_files(folder, rows, flats)
    runs = [placed(folder, workers) for _ in range(rounds) for workers in (1, 2)]
    for workers, run in zip((1, 2) * rounds, runs, strict=True):
        print(
            f"{workers} process(es): {run.wall_s:.1f} s, {run.cpu_s:.1f} CPU-s,"
            f" {rows / run.wall_s:.0f}/s, load before it {run.load:.1f}"
        )
    one, two = (min(run.wall_s for run in runs[first::2]) for first in (0, 1))
    print(f"ratio of the faster ones {one / two:.2f}")
    same = (folder / "out1.csv").read_bytes() == (folder / "out2.csv").read_bytes()
    print(f"same bytes: {same}")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process {largest:.0f} MB")
    print(recall(folder, "out1.csv").to_string(float_format="{:.4f}".format))


if __name__ == "__main__":
    main()
