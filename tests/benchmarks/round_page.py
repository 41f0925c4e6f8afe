"""From the click on "plan" to the drawn round, and planning again, 40 doors of the demo district.

Run it as ``python tests/benchmarks/round_page.py [--dir D]``; D holds a demo and gets promises at
40 homes. The clock of the page stands at five past nine, so that what is planned again is all of
the round. Seconds of the wall are printed beside the CPU seconds of the service and of the
browser: on a busy machine only the latter two say something.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Page, sync_playwright
from service import FLAGS, answered, free_port, logged_in
from sqlalchemy import select

from geo.services.accounts import viewer_for
from geo.services.facts import store_facts
from geo.services.viewing import CONSOLE
from geo.store.models import Account, Promise, Resident
from webmap.installation import store_of
from webmap.settings import from_env

DOORS, MINUTES, ROUNDS = 40, 500, 7
AT_FIVE_PAST_NINE = "2026-03-02T09:05:00"
"""Only the time of day is looked at."""
LIMIT_S, AGAIN_LIMIT_S = 1.5, 1.0
READY = "html[data-map-ready=true] #next-door"


def promised(folder: str) -> None:
    """Promise a call for today to so many of the leader's homes that 40 doors wait."""
    settings = from_env({}, folder=folder)
    store = store_of(settings)
    with store.read(CONSOLE) as session:
        leader = viewer_for(session.scalars(select(Account).where(Account.user == "leader")).one())
    with store.write(leader) as session:
        today = store_facts(session, settings.time_zone).today
        homes = dict(session.execute(select(Resident.unit_id, Resident.compound_id)).all())
        for unit, compound in sorted(homes.items())[:DOORS]:
            row = {"unit_id": unit, "compound_id": compound, "words": "送药"}
            session.add(Promise(**row, made_on=today, due_on=today))
    store.close()


def spent_s(service: psutil.Process) -> tuple[float, float]:
    """Return the CPU seconds of the service and of the browser, with all that they started."""
    serving = [service, *service.children(recursive=True)]
    started = psutil.Process().children(recursive=True)
    browsing = [one for one in started if "chrom" in one.name()]
    return total_s(serving), total_s(browsing)


def total_s(processes: list[psutil.Process]) -> float:
    """Return the CPU seconds of those of `processes` that run."""
    times = [one.cpu_times() for one in processes if one.is_running()]
    return sum(one.user + one.system for one in times)


def measured(act: Callable[[], None], service: psutil.Process) -> tuple[float, float, float]:
    """Return seconds of the wall, of the service and of the browser that `act` takes."""
    before, begun = spent_s(service), time.perf_counter()
    act()
    wall = time.perf_counter() - begun
    after = spent_s(service)
    return wall, after[0] - before[0], after[1] - before[1]


def plan(page: Page) -> None:
    """Click and wait for the drawn round."""
    page.click("#wish button.primary", no_wait_after=True)
    page.wait_for_selector(READY, state="attached")


def again(page: Page) -> None:
    """Plan again from the way and wait for the new list and line."""
    page.evaluate("document.querySelector('#next-door').dataset.old = 'true'")
    page.click("#again button", no_wait_after=True)
    page.wait_for_selector("#next-door:not([data-old])", state="attached")


def told(what: str, found: list[tuple[float, float, float]], limit_s: float) -> None:
    """Print the medians beside the limit."""
    wall, service, browser = (statistics.median(part) for part in zip(*found, strict=True))
    print(
        f"{what}: {wall:.2f} s (limit {limit_s}), service {service:.2f} CPU-s, "
        f"browser {browser:.2f} CPU-s; longest {max(one[0] for one in found):.2f} s"
    )


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", help="A demo that is kept; without it one is made.")
    given = parser.parse_args().dir
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder, port, command = given or made, free_port(), "from webmap.cli import main; main()"
        base = [sys.executable, "-c", command]
        if not (Path(folder) / "accounts.json").exists():
            subprocess.run([*base, "demo", "--dir", folder, "--no-serve"], check=True)
        promised(folder)
        serving = subprocess.Popen(
            [*base, "serve", "--dir", folder, "--port", str(port)], stderr=subprocess.DEVNULL
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while not answered(f"{address}/login"):
                if serving.poll() is not None:
                    raise SystemExit(f"the service stopped with status {serving.returncode}")
                time.sleep(0.1)
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            page = logged_in(chromium, address, folder, "leader")
            service, plans, agains = psutil.Process(serving.pid), [], []
            page.clock.set_fixed_time(AT_FIVE_PAST_NINE)
            homes: list[tuple[int, int]] = []
            for _ in range(ROUNDS):
                page.goto(f"{address}/rounds?new=1")
                page.wait_for_selector("html[data-map-ready=true]", state="attached")
                page.fill("[name=minutes]", str(MINUTES))
                plans.append(measured(lambda: plan(page), service))
                first = page.locator("[data-home]").count()
                agains.append(measured(lambda: again(page), service))
                homes.append((first, page.locator("[data-home]").count()))
            fewest = [min(part) for part in zip(*homes, strict=True)]
            if min(fewest) < DOORS:
                raise SystemExit(f"only {fewest} homes were planned, wanted {DOORS}")
            print(
                f"{fewest[0]} homes on the round, {fewest[1]} when planned again, {ROUNDS} times, "
                f"load {psutil.getloadavg()[0]:.1f}"
            )
            told("click to drawn, the first time", plans[:1], LIMIT_S)
            told("click to drawn", plans[1:], LIMIT_S)
            told("planned again", agains, AGAIN_LIMIT_S)
            chromium.close()
        finally:
            serving.terminate()
            serving.wait()


if __name__ == "__main__":
    main()
