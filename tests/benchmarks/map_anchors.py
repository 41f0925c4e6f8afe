"""What the map is measured against: folium's own GeoJson and FastMarkerCluster, of the same data.

Their pages are as folium writes them, but for the assets: those of the same npm folder, and the
icon of a marker is Leaflet's own, which is lighter than folium's.
"""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree
from typing import Any

import folium
import geopandas as gpd
from folium.plugins import FastMarkerCluster

PACKAGES = Path(__file__).parents[2] / "webmap" / "assets" / "node_modules"
CLUSTER = PACKAGES / "leaflet.markercluster" / "dist"
MARKER = "function (row) { return L.marker(new L.LatLng(row[0], row[1])); }"
READY = """<script>
addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.readyAfterMs = performance.now();
})));
</script>"""


def geojson_page(buildings: gpd.GeoDataFrame, colours: list[str]) -> str:
    """Return folium's page of all buildings as one GeoJson, each in its colour."""
    shown = buildings[["id", "geometry"]].assign(colour=colours)
    page = _map(buildings)
    folium.GeoJson(
        shown,
        style_function=lambda feature: {
            "fillColor": feature["properties"]["colour"],
            "color": "#6f665b",
            "weight": 1,
            "fillOpacity": 1,
        },
    ).add_to(page)
    return _written(page)


def cluster_page(flats: gpd.GeoSeries, around: gpd.GeoDataFrame) -> str:
    """Return folium's page of all flats as clustered markers."""
    page = _map(around)
    rows = list(zip(flats.y.round(6), flats.x.round(6), strict=True))
    FastMarkerCluster(rows, callback=MARKER).add_to(page)
    return _written(page)


@contextmanager
def served(pages: dict[str, str], folder: Path) -> Iterator[str]:
    """Serve `pages` by name and the packages; yield the address."""
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    copytree(PACKAGES / "leaflet" / "dist", folder / "leaflet", dirs_exist_ok=True)
    if CLUSTER.is_dir():
        copytree(CLUSTER, folder / "cluster", dirs_exist_ok=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _map(around: gpd.GeoDataFrame) -> folium.Map:
    west, south, east, north = around.total_bounds
    page = folium.Map(tiles=None, maxZoom=20, prefer_canvas=True)
    page.default_js = [("leaflet", "leaflet/leaflet.js")]
    page.default_css = [("leaflet_css", "leaflet/leaflet.css")]
    page.fit_bounds([[south, west], [north, east]])
    return page


def _written(page: folium.Map) -> str:
    for child in page._children.values():  # noqa: SLF001 - folium offers no other way
        if isinstance(child, FastMarkerCluster):
            child.default_js = [("cluster", "cluster/leaflet.markercluster.js")]
            child.default_css = [
                ("cluster_css", "cluster/MarkerCluster.css"),
                ("default", "cluster/MarkerCluster.Default.css"),
            ]
    text: str = page.get_root().render()
    return text.replace("</html>", f"{READY}</html>")
