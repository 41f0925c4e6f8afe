"""Every page can be used with eyes that see little, without a mouse, and with larger text."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.conftest import skip_or_fail

WEBMAP = Path(__file__).parents[2] / "webmap"
AXE = WEBMAP / "assets/node_modules/axe-core/axe.min.js"
GROUND = WEBMAP / "static/css/ground.css"
SERIOUS = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
  });
  // marks of neighbouring doors may touch: each door also stands in the list (2.5.8, equivalent)
  const excused = (id, { target }) => id === "target-size" && /leaflet-marker-icon/.test(target);
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, nodes: nodes.filter((node) => !excused(id, node)) }))
    .filter(({ nodes }) => nodes.length)
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ target }) => target).join(" | ")}`);
}"""

PAGES = {
    "leader": (
        "/today",
        "/",
        "/list",
        "/diary",
        "/diary/search",
        "/rounds",
        "/cases",
        "/care",
        "/silence",
        "/lift-out",
        "/gates",
        "/snapshots",
        "/admin/questions",
        "/admin/aliases",
    ),
    "manager": (
        "/",
        "/list",
        "/cases",
        "/care",
        "/silence",
        "/gates",
        "/hotspots",
        "/snapshots",
        "/turf?areas=3",
    ),
    "partner": ("/", "/list", "/cases"),
    "steward": ("/", "/list", "/admin", "/admin/areas", "/admin/audit"),
}
OPAQUE_PAIRS = [
    (ink, paper)
    for paper in ("paper", "card")
    for ink in ("ink", "ink-quiet", "brand", "accent", "good", "warn", "bad")
] + [("brand-ink", "brand"), ("good", "good-paper"), ("warn", "warn-paper"), ("bad", "bad-paper")]


def tokens(css: str) -> dict[str, str]:
    """Return the colours named in a block of custom properties."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_the_ground_stand_out_from_its_papers(scheme: str) -> None:
    light, dark = GROUND.read_text(encoding="utf-8").split("prefers-color-scheme: dark", 1)
    colours = tokens(light) | (tokens(dark.partition("\n}\n")[0]) if scheme == "dark" else {})
    weak = {
        f"{ink} on {paper}": round(contrast(colours[ink], colours[paper]), 2)
        for ink, paper in OPAQUE_PAIRS
        if contrast(colours[ink], colours[paper]) < 4.5
    }
    assert weak == {}


def settled(page: Page) -> None:
    """Wait until a page with a map has drawn it."""
    if page.locator(".folium-map").count():
        page.locator("html[data-map-ready=true]").wait_for(state="attached", timeout=15_000)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the checker, which the build brings in for the tests alone."""
    if not AXE.exists():
        skip_or_fail("axe", f"{AXE.name} is missing: run npm ci in webmap/assets")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def faults_of(axe: str) -> Callable[[Page], list[str]]:
    """Return a function from an open page to its serious faults."""

    def found(page: Page) -> list[str]:
        page.evaluate(axe)
        return [
            f"{page.url.partition('//')[2].partition('/')[2]} {one}"
            for one in page.evaluate(SERIOUS)
        ]

    return found


def deeper(page: Page, role: str) -> Iterator[None]:
    """Open what lies behind the pages of `role`, one after the other."""
    if role in {"leader", "manager", "partner"}:
        page.goto("/cases?status=all")
        page.goto(str(page.locator("a.case").first.get_attribute("href")))
        yield
    if role in {"leader", "manager"}:
        page.goto("/list")
        page.goto(str(page.locator("a[href*='building=']").first.get_attribute("href")))
        page.locator("#drawer .close").wait_for()
        settled(page)
        yield
    if role == "leader":
        page.goto("/")
        settled(page)
        page.locator("#edit-toggle").click()
        page.locator("html[data-edit-ready=true]").wait_for(state="attached")
        yield
        page.locator("[data-tool=gate]").click()
        yield
        page.locator(".edit-done").click()
        page.goto("/rounds?new=1")
        page.locator("form[action$='/rounds'] button.primary").click()
        page.locator("#list").wait_for()
        settled(page)
        yield


def run_over(page: Page) -> list[str]:
    """Return whether an open page runs past the edge of a phone, in plain and in larger text."""
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("""async () => {
      const frame = () => new Promise((done) => { requestAnimationFrame(done); });
      await frame();
      await frame();
      const ending = ({ effect }) => effect.getTiming().iterations !== Infinity;
      const moving = document.getAnimations().filter(ending);
      await Promise.allSettled(moving.map(({ finished }) => finished));
    }""")
    widths = page.evaluate("""() => ["", "large-text"].map((name) => {
      if (name) document.documentElement.classList.add(name);
      const width = document.documentElement.scrollWidth;
      if (name) document.documentElement.classList.remove(name);
      return width;
    })""")
    page.set_viewport_size(size)
    return [f"{page.url} is {width} px wide" for width in widths if width > 390]


@pytest.mark.browser
@pytest.mark.parametrize("role", PAGES)
def test_a_checker_finds_no_serious_fault_on_the_english_pages_of(
    role: str, page_as: Callable[..., Page], faults_of: Callable[[Page], list[str]]
) -> None:
    page = page_as(role, locale="en-GB")
    # the policy would refuse the checker: it is lifted for this page alone
    page.context.new_cdp_session(page).send("Page.setBypassCSP", {"enabled": True})
    faults = []
    for path in PAGES[role]:
        page.goto(path, wait_until="domcontentloaded")
        settled(page)
        faults += faults_of(page) + run_over(page)
    for _ in deeper(page, role):
        faults += faults_of(page) + run_over(page)
    assert faults == [], "\n".join(faults)


@pytest.mark.browser
def test_larger_text_stays_on_the_next_page_and_the_notice_stays_away(
    page_as: Callable[..., Page],
) -> None:
    page = page_as("partner", width=390, height=844)
    notice, larger = page.locator(".demo-notice"), page.locator("[data-switch=large-text]")
    size = "() => getComputedStyle(document.querySelector('h1')).fontSize"
    page.goto("/cases")
    before = float(page.evaluate(size).removesuffix("px"))
    larger.click()
    assert larger.get_attribute("aria-pressed") == "true"
    notice.get_by_role("button").click()
    assert not notice.is_visible()
    page.goto("/cases")
    page.locator("html.large-text.demo-read").wait_for(state="attached")
    assert float(page.evaluate(size).removesuffix("px")) > before * 1.2
    assert not notice.is_visible()
    assert page.locator("[data-switch=large-text][aria-pressed=true]").count() == 1
