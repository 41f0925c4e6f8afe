"""Labels: the important first, none on another, none cut by the edge."""

from xml.etree import ElementTree as ET

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from webmap.sheets.labels import Label, Piece, Style, footprint, label_markup, placed_labels

# the first example loads the font and the projections
calm = settings(deadline=None, max_examples=60)

STYLE = Style(3, "#000000")
PAPER = shapely.box(0, 0, 120, 90)


def label(text: str, *spots: tuple[float, float], rank: int = 1, repeat_mm: float = 0) -> Label:
    return Label(rank, STYLE, tuple((Piece(text, x, y),) for x, y in spots), repeat_mm)


@given(
    st.lists(
        st.tuples(st.floats(0, 120), st.floats(0, 90), st.floats(-90, 90), st.integers(1, 5)),
        max_size=40,
    )
)
@calm
def test_no_two_labels_touch_and_none_leaves_the_paper(
    spots: list[tuple[float, float, float, int]],
) -> None:
    labels = [
        Label(rank, STYLE, ((Piece(f"名{at}", x, y, turn),),))
        for at, (x, y, turn, rank) in enumerate(spots)
    ]
    grounds = [footprint(one.pieces, one.style) for one in placed_labels(labels, paper=PAPER)]
    assert all(PAPER.contains(ground) for ground in grounds)
    assert not any(
        one.intersects(other) for at, one in enumerate(grounds) for other in grounds[:at]
    )


def test_the_lower_rank_wins_the_place() -> None:
    placed = placed_labels(
        [label("次", (50, 50), rank=2), label("主", (50, 50), rank=1)], paper=PAPER
    )
    assert [one.pieces[0].text for one in placed] == ["主"]


def test_a_label_moves_to_its_next_place_when_the_first_is_taken() -> None:
    placed = placed_labels(
        [label("甲", (50, 50), (20, 20))], taken=[shapely.box(45, 45, 55, 55)], paper=PAPER
    )
    assert (placed[0].pieces[0].x_mm, placed[0].pieces[0].y_mm) == (20, 20)


def test_the_same_name_is_not_repeated_nearby() -> None:
    near, far = label("路", (20, 20), repeat_mm=40), label("路", (40, 20), (90, 20), repeat_mm=40)
    placed = placed_labels([near, far], paper=PAPER)
    assert [one.pieces[0].x_mm for one in placed] == [20, 90]


def test_text_is_escaped_and_outlines_carry_no_text() -> None:
    placed = placed_labels([label("<a>&\x00", (50, 50))], paper=PAPER)
    (text,) = ET.fromstring(f"<g>{label_markup(placed, outlined=False)}</g>")  # noqa: S314 - ours
    assert text.text == "<a>&"
    outlined = ET.fromstring(f"<g>{label_markup(placed, outlined=True)}</g>")  # noqa: S314 - ours
    assert not outlined.findall(".//text")
    assert outlined.findall(".//path")
