"""The map of a district of 500 000 flats beside folium's own ways of drawing it.

Run it as ``python tests/benchmarks/map.py [--units N] [--rounds N] [--dir D]`` on an idle machine.
D holds the demo and is kept; without it a demo is made, which takes minutes. The pages are opened
in turn; medians are printed beside their limits. Nothing comes from another host.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import map_anchors
import numpy as np
import pandas as pd
import pyogrio
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright
from service import FLAGS, answered, free_port

from geo.places.tile_layers import TileLayer
from geo.places.tiles import write_archive
from webmap.sheets.legend import COLOURS
from webmap.warming import MANY_FLATS

VIEWERS = 50
BUILDINGS = 20_000
COUNT_MS, COUNT_P95_MS, TILES_S = 80, 300, 20
SETTLED_S = 300
RECORD = """() => {
  window.frames_ = []; let last = performance.now();
  const step = (now) => { window.frames_.push(now - last); last = now; window.going_ = requestAnimationFrame(step); };
  window.going_ = requestAnimationFrame(step);
}"""  # noqa: E501 - one line of JavaScript
STOP = "() => { cancelAnimationFrame(window.going_); return window.frames_; }"
TIMED = """async ([act, until]) => {
  const wait = (test) => new Promise((resolve) => {
    const look = () => (test() ? resolve() : requestAnimationFrame(look)); look();
  });
  const begun = performance.now();
  document.querySelector(act).click();
  await wait(() => (until === "ready" ? !("mapReady" in document.documentElement.dataset)
    : document.querySelector(until)));
  if (until === "ready") await wait(() => document.documentElement.dataset.mapReady === "true");
  return performance.now() - begun;
}"""


@dataclass(frozen=True)
class Subject:
    """A page that is measured."""

    name: str
    address: str
    context: Callable[[], BrowserContext]


ASKED_EVERY_MS = 50
READY = "window.readyAfterMs ?? null"
"""Two frames after the last thing is drawn: of our page since `NOTED`, of the others since their
own scripts, which draw everything before the page has loaded (no part of a cluster comes later)."""
NOTED = """new MutationObserver(() => {
  if (document.documentElement?.dataset.mapReady === "true") window.readyAfterMs ??= performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-map-ready"] });"""  # noqa: E501 - one line of JavaScript
DRAWN = {
    "FastMarkerCluster": "document.querySelectorAll('.marker-cluster').length",
    "folium.GeoJson": "document.querySelectorAll('.leaflet-overlay-pane canvas').length",
    "people's map": "document.querySelectorAll('.leaflet-tile-loaded').length",
}
"""What must be there when a page says that it is ready."""


def visited(page: Page, subject: Subject) -> dict[str, float]:
    """Open the page; return ready in ms, and kB over the net beyond scripts and styles."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    named: dict[str, str] = {}
    sizes: dict[str, float] = {}
    kept: set[str] = set()
    session.on(
        "Network.requestWillBeSent",
        lambda sent: named.__setitem__(sent["requestId"], sent["request"]["url"]),
    )
    session.on(
        "Network.loadingFinished",
        lambda done: sizes.__setitem__(done["requestId"], done["encodedDataLength"]),
    )
    # what the browser had kept did not come over the net
    session.on("Network.requestServedFromCache", lambda sent: kept.add(sent["requestId"]))
    session.on(
        "Network.responseReceived",
        lambda got: kept.add(got["requestId"]) if got["response"].get("fromDiskCache") else None,
    )
    page.goto(subject.address, wait_until="commit", timeout=120_000)
    ready = None
    deadline = time.monotonic() + 120
    while ready is None and time.monotonic() < deadline:
        # asked without a rest, the second of two cores is taken from the browser
        page.wait_for_timeout(ASKED_EVERY_MS)
        ready = page.evaluate(f"() => {READY}")
    if not page.evaluate(f"() => {DRAWN[subject.name]}"):
        raise SystemExit(f"{subject.name} says that it is ready, and nothing is drawn")
    assets = ("/static/", "/leaflet/", "/cluster/")
    beyond = sum(
        size
        for key, size in sizes.items()
        if key not in kept and not any(one in named.get(key, "") for one in assets)
    )
    session.detach()
    return {"ready ms": ready or float("nan"), "kB": beyond / 1000}


def heap_mb(page: Page) -> float:
    """Return the heap of the page after collecting garbage."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 2**20


def frame_p95(page: Page) -> float:
    """Pan and zoom the map; return the 95th percentile of the time between frames in ms."""
    page.evaluate(RECORD)
    for step in (-1, 1):
        page.mouse.move(900, 450)
        page.mouse.down()
        for at in range(12):
            page.mouse.move(900 + step * 30 * at, 450 + step * 12 * at)
        page.mouse.up()
        page.mouse.move(900, 450)
        page.mouse.wheel(0, 240 * step)
        page.wait_for_timeout(700)
    return float(np.percentile(page.evaluate(STOP), 95))


def measured(subject: Subject) -> dict[str, float]:
    """Return the figures of one cold visit, and for our page of a warm one and of its use."""
    context = subject.context()
    page = context.new_page()
    page.add_init_script(NOTED)
    cold = visited(page, subject)
    found = {"cold ready ms": cold["ready ms"], "cold kB": cold["kB"]}
    page.goto("about:blank")
    warm = visited(page, subject)
    found |= {"warm ready ms": warm["ready ms"], "warm kB": warm["kB"], "heap MB": heap_mb(page)}
    found["frame p95 ms"] = frame_p95(page)
    if subject.name == "people's map":
        visited(page, subject)
        found["filter ms"] = page.evaluate(TIMED, [".choice[data-key^='g-']:not(.none)", "ready"])
        found["elevation ms"] = page.evaluate(TIMED, ["#most button", ".elevation"])
    context.close()
    return found


def cookie_of(login: StorageState) -> str:
    """Return the session's cookie as a request sends it."""
    return "; ".join(f"{one['name']}={one['value']}" for one in login["cookies"])


def asked(address: str, cookie: str) -> float:
    """Return the milliseconds that one answer takes."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        address, headers={"Cookie": cookie, "Accept-Encoding": "gzip"}
    )
    begun = time.perf_counter()
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        answer.read()
    return 1000 * (time.perf_counter() - begun)


def print_server(base: str, cookie: str) -> None:
    """Print how long the counts take: one that is not kept, and many viewers at once."""
    days = pd.date_range("2000-01-01", periods=12).date
    fresh = [asked(f"{base}/api/counts?status=all&from={day}", cookie) for day in days][2:]
    print(f"counts of the whole district: {statistics.median(fresh):.0f} ms (<= {COUNT_MS})")
    addresses = [f"{base}/api/counts"] * VIEWERS
    for _ in range(2):  # both workers know the answer before
        asked(addresses[0], cookie)
    with ThreadPoolExecutor(VIEWERS) as pool:
        times = list(pool.map(lambda address: asked(address, cookie), addresses))
    print(f"{VIEWERS} viewers at once: p95 {np.percentile(times, 95):.0f} ms (<= {COUNT_P95_MS})")


def print_tiles(buildings: gpd.GeoDataFrame) -> None:
    """Print how long the archive of `BUILDINGS` buildings takes."""
    times = -(-BUILDINGS // len(buildings))
    moved = [
        buildings.assign(id=buildings["id"] + f"-{k}", geometry=buildings.translate(xoff=0.1 * k))
        for k in range(times)
    ]
    many = gpd.GeoDataFrame(pd.concat(moved, ignore_index=True), crs=buildings.crs)[:BUILDINGS]
    layers = [
        TileLayer("building", many[["id", "geometry"]], 11, 13),
        TileLayer("building", many[["id", "number", "geometry"]], 14),
        TileLayer("spot", many.set_geometry(many.representative_point())[["id", "geometry"]], 16),
    ]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_archive(layers, Path(folder) / "a.pmtiles")
        seconds = time.perf_counter() - begun
    print(f"PMTiles of {BUILDINGS} buildings: {seconds:.1f} s (<= {TILES_S})")


def settle(parent: int, folder: Path) -> None:
    """Wait until the service of a large district is ready with all: its workers then start anew."""

    def workers() -> set[str]:
        return set(Path(f"/proc/{parent}/task/{parent}/children").read_text().split())

    if pyogrio.read_info(folder / "registry.gpkg", layer="units")["features"] <= MANY_FLATS:
        return
    first, deadline = workers(), time.monotonic() + SETTLED_S
    while first & workers() and time.monotonic() < deadline:
        time.sleep(0.5)


@contextmanager
def running(folder: Path, units: int) -> Iterator[str]:
    """Serve the demo in `folder`, made first where there is none; yield the address."""
    port = free_port()
    code = "from webmap.cli import main; main()"
    command = [sys.executable, "-c", code, "demo", "--dir", str(folder), "--units", str(units)]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        while not answered(f"{base}/login"):
            if process.poll() is not None:
                raise SystemExit(f"the demo stopped with status {process.returncode}")
            time.sleep(0.5)
        settle(process.pid, folder)
        yield base
    finally:
        process.terminate()
        process.wait()


def login_of(browser: Browser, base: str, folder: Path, role: str = "manager") -> StorageState:
    """Log in, usually as manager of the whole district; return the cookies for fresh profiles."""
    login = json.loads((folder / "accounts.json").read_text(encoding="utf-8"))[role]
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{base}/login")
    page.fill("[name=user]", login["user"])
    page.fill("[name=password]", login["password"])
    page.click("form.login button.primary")
    page.wait_for_url(lambda url: "/login" not in url)
    cookies = context.storage_state()
    context.close()
    return cookies


def subjects(browser: Browser, base: str, login: StorageState, anchors: str) -> list[Subject]:
    """Return the pages in the order in which they are opened."""

    def fresh(cookies: StorageState | None = None) -> BrowserContext:
        return browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=cookies)

    found = [
        Subject("people's map", f"{base}/", lambda: fresh(login)),
        Subject("folium.GeoJson", f"{anchors}/geojson.html", fresh),
    ]
    if map_anchors.CLUSTER.is_dir():
        found.append(Subject("FastMarkerCluster", f"{anchors}/cluster.html", fresh))
    else:
        print(f"SKIPPED: FastMarkerCluster, because {map_anchors.CLUSTER} is missing: run npm ci")
    return found


def print_table(figures: dict[str, dict[str, list[float]]]) -> None:
    """Print the median of each figure, and how often the others hold ours."""
    ours = next(iter(figures.values()))
    for key in ours:
        mine = statistics.median(ours[key])
        row = [f"{key:>14} {mine:9.1f}"]
        for name, one in list(figures.items())[1:]:
            if key in one:
                other = statistics.median(one[key])
                row.append(f"{name} {other:9.1f} ({other / mine:.1f} x)")
        print("  ".join(row))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dir", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.dir or Path(scratch) / "demo"
        with running(folder, options.units) as base:
            registry = folder / "registry.gpkg"
            buildings = gpd.GeoDataFrame(pyogrio.read_dataframe(registry, layer="buildings"))
            flats = pyogrio.read_dataframe(registry, layer="units", columns=[]).geometry
            print(f"{len(buildings)} buildings, {len(flats)} flats")
            print_tiles(buildings)
            colours = [COLOURS[k % len(COLOURS)] for k in range(len(buildings))]
            pages = {
                "geojson": map_anchors.geojson_page(buildings, colours),
                "cluster": map_anchors.cluster_page(flats, buildings),
            }
            place = Path(scratch) / "anchors"
            place.mkdir()
            figures: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
            with map_anchors.served(pages, place) as anchors, sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path="/usr/bin/chromium", args=FLAGS
                )
                login = login_of(browser, base, folder)
                print_server(base, cookie_of(login))
                for _ in range(options.rounds):
                    for subject in subjects(browser, base, login, anchors):
                        for key, value in measured(subject).items():
                            figures[subject.name][key].append(value)
                browser.close()
            print_table(figures)


if __name__ == "__main__":
    main()
