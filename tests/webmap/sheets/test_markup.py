"""Markup: every text reads back as itself, and path data keeps every ring."""

from xml.etree import ElementTree as ET

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from webmap.sheets.fonts import printable
from webmap.sheets.markup import content, element, path_data

# the first example loads the font and the projections
calm = settings(deadline=None, max_examples=60)


@given(st.text(), st.text())
@calm
def test_any_text_and_attribute_reads_back_as_itself(text: str, name: str) -> None:
    parsed = ET.fromstring(element("text", content(text), aria_label=name))  # noqa: S314 - ours
    assert (parsed.text or "") == printable(text)
    assert printable(parsed.attrib["aria-label"]) == printable(name)


def test_path_data_keeps_holes_parts_and_open_lines() -> None:
    ring = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    two = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)])
    shapes = np.array([ring, shapely.LineString([(0, 0), (1.234, 5)]), two, shapely.Point(1, 1)])
    drawn = path_data(shapes)
    assert drawn[0].count("M") == drawn[0].count("Z") == 2
    assert drawn[1] == "M0.00 0.00L1.23 5.00"
    assert drawn[2].count("Z") == 2
    assert drawn[3] == ""


def test_path_data_of_nothing_is_nothing() -> None:
    assert path_data(np.array([], dtype=object)) == []
    assert path_data(np.array([shapely.Polygon()])) == [""]
