"""The colours of the ground: quiet, so that the counts on the buildings speak."""

PAPER = "#f5f2ec"
COMPOUND, WALL = "#fbf9f4", "#8c7a66"
AREA_FILLS = {"water": "#cde1ec", "green": "#dbe8cf", "square": "#ece6da", "parking": "#e8e8ea"}
AREA_EDGES = {"water": "#9fc3d8", "green": "#c3d6b4", "square": "#dad2c2", "parking": "#d5d5d9"}
ROAD, ROAD_EDGE = "#ffffff", "#bdb5a8"
FOOT, STEPS, TUNNEL = "#b09f8a", "#8a7a68", "#d3ccc0"
EDGE, SURROUNDINGS, SURROUNDINGS_EDGE = "#6f665b", "#e4ded3", "#c5bcae"
HOTSPOT = "#4a1f7a"
INK = "#26221d"
