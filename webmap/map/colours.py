"""The colours of the map in the browser: those of the sheets, and what only a screen has."""

from webmap.sheets import palette

CHOSEN = "#17635c"
"""The open building, and the number beside a compound's name."""
HERE = "#1a6fb5"
"""Where the reader stands."""


def ground_colours() -> dict[str, object]:
    """Return the palette by the names that the page's modules use."""
    return {
        "paper": palette.PAPER,
        "compound": palette.COMPOUND,
        "wall": palette.WALL,
        "area_fills": palette.AREA_FILLS,
        "area_edges": palette.AREA_EDGES,
        "road": palette.ROAD,
        "road_edge": palette.ROAD_EDGE,
        "tunnel": palette.TUNNEL,
        "foot": palette.FOOT,
        "steps": palette.STEPS,
        "edge": palette.EDGE,
        "surroundings": palette.SURROUNDINGS,
        "surroundings_edge": palette.SURROUNDINGS_EDGE,
        "chosen": CHOSEN,
        "here": HERE,
    }
