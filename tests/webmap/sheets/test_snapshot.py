"""Snapshots: equal bytes, readable text, nothing from outside, hostile names stay text."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from geo.errors import InputError
from geo.frames import SPECS, Places
from webmap.sheets.cartography import drawn_map
from webmap.sheets.layout import LANDSCAPE, PORTRAIT, fitting_layout
from webmap.sheets.sheet import Extent, Language, Sheet
from webmap.sheets.snapshot import WRITERS, known_form, pdf, png, svg
from webmap.sheets.webpage import html

HOSTILE = '#eval("x") <script>alert(1)</script> $x$ *b* \\ @a `r` // c'
SVG = "{http://www.w3.org/2000/svg}"


def pdf_text(sheet: Sheet) -> str:
    return PdfReader(io.BytesIO(pdf(sheet))).pages[0].extract_text()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def hostile(sheet: Sheet) -> Sheet:
    old = sheet.places
    compounds = old.compounds.assign(name=HOSTILE)
    ways = old.ways.assign(name=HOSTILE)
    places = Places(
        SPECS["compounds"].conformed(compounds), old.gates, old.buildings, old.entrances,
        old.units, SPECS["ways"].conformed(ways), old.areas,
    )  # fmt: skip
    return replace(
        sheet, places=places, title=HOSTILE, subtitle=HOSTILE, measure=HOSTILE, notes=(HOSTILE,),
        attribution=HOSTILE, printed_by=HOSTILE, number=HOSTILE,
    )  # fmt: skip


@pytest.mark.parametrize("form", [png, pdf, svg])
def test_equal_sheets_are_equal_bytes(sheet: Sheet, form: Callable[[Sheet], bytes]) -> None:
    assert form(sheet) == form(replace(sheet))


def test_the_page_is_equal_bytes_too(sheet: Sheet) -> None:
    assert html(sheet) == html(replace(sheet))


def test_the_print_says_what_when_how_many_and_from_whom(sheet: Sheet) -> None:
    text = squeezed(pdf_text(sheet))
    for words in (
        sheet.title, sheet.subtitle, sheet.measure, sheet.attribution, sheet.notes[0],
        "截至日期2026年1月31日", "显示的楼栋合计9，涉及1栋楼", "范围内共3栋楼", "范围内住户63户",
        "不显示（数量过少）1栋", "需求集中片区1栋", "范围外建筑", "编号2026-0012", "柳荫里社区",
    ):  # fmt: skip
        assert squeezed(words) in text


def test_the_print_speaks_english_when_asked(sheet: Sheet) -> None:
    text = squeezed(pdf_text(replace(sheet, language=Language.EN)))
    assert "Asof2026-01-31" in text
    assert "9inthebuildingsshown,in1ofthem" in text


def test_the_print_holds_no_time_of_its_making(sheet: Sheet) -> None:
    told = PdfReader(io.BytesIO(pdf(sheet))).metadata
    assert told is not None
    assert "/CreationDate" not in told
    assert str(told["/Title"]) == sheet.title


def test_the_picture_is_a4_and_not_blank(sheet: Sheet) -> None:
    image = Image.open(io.BytesIO(png(sheet)))
    assert sorted(image.size) == [2480, 3508]
    pixels = np.asarray(image.convert("RGB").resize((300, 300)))
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 200


def test_the_classes_are_seen_in_the_picture_with_their_colours(sheet: Sheet) -> None:
    pixels = np.asarray(Image.open(io.BytesIO(png(sheet, dpi=100))).convert("RGB")).reshape(-1, 3)
    for one in sheet.classes:
        colour = [int(one.colour[at : at + 2], 16) for at in (1, 3, 5)]
        assert (pixels == colour).all(axis=1).sum() > 50


def test_the_drawing_is_one_svg_without_text_or_reference(sheet: Sheet) -> None:
    root = ET.fromstring(svg(sheet))  # noqa: S314 - our own bytes
    assert root.tag == f"{SVG}svg"
    assert not list(root.iter(f"{SVG}text"))
    assert not list(root.iter(f"{SVG}image"))
    titles = [title.text for title in root.iter(f"{SVG}title")]
    assert "柳荫里2号楼: 9" in titles
    assert "柳荫里3号楼: 不显示（数量过少）" in titles


def test_hostile_names_print_literally(hostile: Sheet) -> None:
    assert squeezed(pdf_text(hostile)).count(squeezed(HOSTILE)) >= 5
    root = ET.fromstring(svg(hostile))  # noqa: S314 - our own bytes
    assert not list(root.iter(f"{SVG}script"))


class Tags(HTMLParser):
    """Collects what a browser would see: tags, references and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.texts: list[str] = []
        self.policy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.references += [
            str(named[key]) for key in ("src", "href", "xlink:href") if key in named
        ]
        assert not any(name.startswith("on") or name == "style" for name in named)
        if named.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(named["content"])

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_loads_nothing_and_runs_nothing(hostile: Sheet) -> None:
    page = Tags()
    page.feed(html(hostile))
    assert not {"script", "link", "iframe", "img", "object", "base", "form"} & set(page.tags)
    assert page.references == []
    assert page.policy.startswith("default-src 'none'; style-src 'sha256-")
    style = re.search(r"<style>(.*?)</style>", html(hostile), re.DOTALL)
    assert style is not None
    assert set(re.findall(r"url\((.{5})", style.group(1))) == {"data:"}
    assert HOSTILE in page.texts


def test_the_page_tells_its_numbers_in_a_table(sheet: Sheet) -> None:
    page = html(sheet)
    assert '<tr><th scope="row">柳荫里</th><td>2</td><td>9</td><td>36</td></tr>' in page
    assert "<td>3</td><td>不显示（数量过少）</td>" in page


def test_the_layout_follows_the_ground(sheet: Sheet) -> None:
    assert fitting_layout(replace(sheet, extent=Extent(0, 0, 0.004, 0.001))) is LANDSCAPE
    assert fitting_layout(replace(sheet, extent=Extent(0, 0, 0.001, 0.004))) is PORTRAIT


def test_buildings_outside_the_extent_are_told(sheet: Sheet) -> None:
    near = replace(sheet, extent=Extent(0.0003, 0.0005, 0.0012, 0.0008))
    drawing = drawn_map(near, width_mm=50, height_mm=20)
    assert drawing.beyond == 2
    assert "另有1栋在图幅以外" in squeezed(pdf_text(near))


def test_names_stand_on_the_map(sheet: Sheet) -> None:
    drawing = drawn_map(sheet, width_mm=222, height_mm=166)
    assert {"柳荫里", "1", "2", "3", "4", "南门", "北"} <= set(drawing.texts)


@pytest.mark.parametrize("suffix", sorted(WRITERS))
def test_every_form_is_written_whole(sheet: Sheet, tmp_path: Path, suffix: str) -> None:
    goal = tmp_path / "new" / f"sheet{suffix}"
    WRITERS[suffix](sheet, goal)
    assert goal.stat().st_size > 100
    assert [path.name for path in goal.parent.iterdir()] == [goal.name]


def test_a_form_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"end it in \.png, \.svg"):
        known_form(tmp_path / "sheet.docx")


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_left(
    sheet: Sheet, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write"):
        WRITERS[".csv"](sheet, tmp_path / "file" / "sheet.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("extent", [None, Extent(0, -0.002, 0.003, 0.004)])
def test_long_words_shrink_until_all_of_them_are_on_the_one_page(
    sheet: Sheet, extent: Extent | None
) -> None:
    title, notes = "楼道堆物和飞线充电隐患" * 8, ("少于五户的楼不显示数量，也不参与计算。",) * 9
    long = replace(sheet, title=title, subtitle="漏水、" * 60, notes=notes, extent=extent)
    pages = PdfReader(io.BytesIO(pdf(long))).pages
    assert len(pages) == 1
    text = squeezed(pages[0].extract_text())
    assert title in text
    assert text.count(notes[0]) == 9


def test_a_scope_without_buildings_still_prints_its_surroundings(sheet: Sheet) -> None:
    nobody = replace(sheet, counts=sheet.counts.iloc[:0])
    text = squeezed(pdf_text(nobody))
    assert "合计0，涉及0栋楼" in text
    assert "范围外建筑" in text
    assert html(nobody).count("<tr>") == 1
