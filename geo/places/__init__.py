"""The registry of places: where a district's compounds, buildings and flats come from."""
