"""The pages of the day on a slow phone and a slow net, beside their limits.

Run it as ``python tests/benchmarks/slow_phone.py [--rounds N] [--dir D]`` on an idle machine. D
holds the demo and is kept; without it a demo is made. The processor is slowed six times; the net
gives 400 kbit/s and answers after 400 ms. Cold is a browser that has never been there.
"""

import argparse
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from map import login_of, running
from playwright.sync_api import Browser, CDPSession, Page, StorageState, sync_playwright
from service import FLAGS

SLOWER = 6
NET = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
COLD_S, WARM_S, PAGE_KB, MAP_KB = 4, 1, 150, 600
PHONE = {"width": 390, "height": 844}
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
SCRIPTED = "performance.getEntriesByType('navigation')[0]?.domContentLoadedEventEnd || null"
DRAWN = "document.documentElement.dataset.mapReady === 'true' ? performance.now() : null"


@dataclass(frozen=True)
class Visit:
    """What one opening of a page took."""

    painted_s: float
    ready_s: float
    """Until the page's own script has run; the fields take words from `painted_s` on."""
    kilobytes: float
    requests: int


class Meter:
    """Counts what the net carried for one page, headers included."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes, self.requests = 0.0, 0
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, _event: dict[str, object]) -> None:
        self.requests += 1

    def _finished(self, event: dict[str, float]) -> None:
        self.bytes += event["encodedDataLength"]


def awaited(page: Page, wanted: str) -> float:
    """Return the seconds since navigation that `wanted` gives as soon as it gives any."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = page.evaluate(f"() => {wanted}")
        if found is not None:
            return float(found) / 1000
        page.wait_for_timeout(20)
    return float("nan")


def visited(page: Page, address: str, ready: str) -> Visit:
    """Open `address` slowly and return what it took."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NET)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    meter = Meter(session)
    page.goto(address, wait_until="commit", timeout=60_000)
    painted_s, ready_s = awaited(page, PAINTED), awaited(page, ready)
    page.wait_for_load_state("networkidle")
    session.detach()
    return Visit(painted_s, ready_s, meter.bytes / 1000, meter.requests)


def twice(browser: Browser, login: StorageState, address: str, ready: str) -> tuple[Visit, Visit]:
    """Return a cold visit and a warm one."""
    context = browser.new_context(viewport=PHONE, storage_state=login)
    page = context.new_page()
    cold = visited(page, address, ready)
    page.goto("about:blank")
    warm = visited(page, address, ready)
    context.close()
    return cold, warm


def print_page(name: str, visits: list[tuple[Visit, Visit]], limit_kb: int) -> None:
    """Print the medians of the visits to one page; the map has a limit for its weight alone."""
    for kind, limit_s, ones in (
        ("cold", COLD_S, [cold for cold, _ in visits]),
        ("warm", WARM_S, [warm for _, warm in visits]),
    ):
        painted = statistics.median(one.painted_s for one in ones)
        ready = statistics.median(one.ready_s for one in ones)
        within = "" if limit_kb == MAP_KB else f" (<= {limit_s})"
        net = f"{ones[-1].kilobytes:.0f} kB (<= {limit_kb}), {ones[-1].requests} requests"
        print(
            f"{name:>7} {kind}: painted {painted:.2f} s{within}, ready {ready:.2f} s{within}, {net}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = options.dir or Path(scratch) / "demo"
        with running(folder, 5000) as base:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            login = login_of(browser, base, folder, "leader")
            for name, ready, limit_kb in (
                ("/today", SCRIPTED, PAGE_KB),
                ("/diary", SCRIPTED, PAGE_KB),
                ("/", DRAWN, MAP_KB),
            ):
                visits = [twice(browser, login, base + name, ready) for _ in range(options.rounds)]
                print_page(name, visits, limit_kb)
            browser.close()


if __name__ == "__main__":
    main()
