"""The domain of the people's map: places, needs, the diary, rounds and hotspots. Knows no web."""
