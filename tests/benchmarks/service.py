"""From nothing to a drawn map: the limits of the main job, printed beside what was measured.

Run it as ``python tests/benchmarks/service.py`` on an idle machine.
"""

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, Request, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-accelerated-2d-canvas"]
ROUNDS = 5


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answered(address: str) -> bool:
    """Tell whether the service answers."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def started(folder: str, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """Start a cold demo and return it with the seconds until its first page."""
    begun = time.perf_counter()
    code = "from webmap.cli import main; main()"
    options = ["demo", "--dir", folder, "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not answered(f"http://127.0.0.1:{port}/login"):
        if process.poll() is not None:
            raise SystemExit(f"the demo stopped with status {process.returncode}")
        time.sleep(0.05)
    return process, time.perf_counter() - begun


def logged_in(browser: Browser, base: str, folder: str, role: str) -> Page:
    """Return a page that is logged in as `role`."""
    login = json.loads((Path(folder) / "accounts.json").read_text())[role]
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{base}/login")
    page.fill("[name=user]", login["user"])
    page.fill("[name=password]", login["password"])
    page.click("form.login button.primary")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def drawn(page: Page, address: str) -> tuple[float, int]:
    """Open the map; return seconds until it is ready and bytes beyond the static assets."""
    requests: list[Request] = []

    def finished(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", finished)
    begun = time.perf_counter()
    page.goto(address)
    page.locator("html[data-map-ready=true]").wait_for(state="attached")
    seconds = time.perf_counter() - begun
    page.remove_listener("requestfinished", finished)
    sizes = [one.sizes() for one in requests if "/static/" not in one.url]
    return seconds, sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes)


def main() -> None:
    """Print each limit beside what was measured."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        process, cold_s = started(folder, port)
        base = f"http://127.0.0.1:{port}"
        try:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            print(f"cold demo to first page   {cold_s:6.1f} s   limit 20 s")
            for role in ("manager", "leader"):
                page = logged_in(browser, base, folder, role)
                first = drawn(page, base)
                warm = [drawn(page, base) for _ in range(ROUNDS)]
                seconds = statistics.median(one[0] for one in warm)
                print(f"{role}: map ready {first[0]:.2f} s, then {seconds:.2f} s, limit 2 s")
                print(f"{role}: page and data {first[1] / 1e6:.2f} MB, limit 1.5 MB")
                page.context.close()
            browser.close()
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
