"""Static files under addresses that change with the files, so that a browser keeps them for good.

An address holds a digest of the whole tree (``/static/v-3f9c…/css/ground.css``): what a module
imports by a relative address comes from the same tree, and a page of yesterday never mixes its
scripts with those of today. A page's own styles come as one file and its modules as one script,
because on a slow net each request waits for a round trip.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, abort, make_response, request, send_from_directory, url_for
from markupsafe import Markup

from webmap.joined_modules import joined_modules

ROOT = Path(__file__).parent / "static"
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"
"""For an address without a digest or with an old one: what it leads to may change."""

STARTS = frozenset(
    {
        "chrome/main",
        "diary/main",
        "hotspots/main",
        "map/first",
        "map/main",
        "questions/main",
        "rounds/form",
        "rounds/link",
        "rounds/main",
        "today/main",
        "turf/main",
    }
)
"""Modules that a page starts with and that are joined with what they import.

Editing on the map is not among them: it loads its parts later.
"""
STYLES = frozenset(
    {
        "ground",
        "ground+admin",
        "ground+admin+questions",
        "ground+care",
        "ground+cases",
        "ground+cases+rounds",
        "ground+diary",
        "ground+diary+cases",
        "ground+diary+cases+questions",
        "ground+map",
        "ground+map+hotspots",
        "ground+map+rounds",
        "ground+map+scene_list",
        "ground+place_lists",
        "ground+rounds",
        "ground+rounds+map",
        "ground+snapshots",
    }
)
"""Styles that a page has as one file; another row of them would be one more file to pack and keep,
and there are as many rows as a stranger cares to write."""
SYMBOL = re.compile(r'<symbol id="([\w-]+)".*?</symbol>', re.DOTALL)


def add_static_files(app: Flask) -> None:
    """Let `app` send the files, and let its templates name them."""
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=send)
    app.jinja_env.globals.update(asset=asset, stylesheet=stylesheet, script=script, symbols=symbols)


@lru_cache
def tree_digest(root: Path = ROOT) -> str:
    """Return the digest of every file below `root` and its name; some 10 ms, once a process."""
    whole = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            whole.update(f"{path.relative_to(root)}\0".encode())
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def asset(name: str) -> str:
    """Return the address of static file `name`."""
    return url_for("static", filename=f"v-{tree_digest()}/{name}")


def stylesheet(*names: str) -> str:
    """Return the address of the styles `names` in one file."""
    return asset(f"joined/css/{'+'.join(names)}.css")


def script(name: str) -> str:
    """Return the address of module `name` together with all that it imports."""
    return asset(f"joined/js/{name}.js")


@lru_cache(maxsize=64)
def symbols(sheet: str, *names: str) -> Markup:
    """Return the pictures `names` of a sheet, all without names, to stand in the page itself.

    Each is used as ``#sheet-name``. A picture out of another file is a document of its own to the
    browser: a slow phone makes such a one in a seventh of a second.
    """
    drawn = {found[1]: found[0] for found in SYMBOL.finditer(_sheet(sheet))}
    wanted = dict.fromkeys(names or drawn)
    inside = "".join(drawn[name].replace('id="', f'id="{sheet}-', 1) for name in wanted)
    return Markup(f'<svg class="symbols" aria-hidden="true">{inside}</svg>')  # noqa: S704 - our own file


def _sheet(name: str) -> str:
    return (ROOT / f"{name}.svg").read_text(encoding="utf-8")


def send(filename: str) -> Response:
    """Send a static file; one under the digest of today is kept for good."""
    version, _, below = filename.partition("/")
    name = below if version.startswith("v-") else filename
    folder, _, wanted = name.partition("/")
    answer = _joined(wanted) if folder == "joined" else send_from_directory(ROOT, name)
    known = version == f"v-{tree_digest()}"
    answer.headers["Cache-Control"] = KEPT if known else ASKED_AGAIN
    return answer


def _joined(wanted: str) -> Response:
    """Return the styles or modules `wanted`, as ``css/a+b.css`` or ``js/page/main.js``."""
    kind, _, file = wanted.partition("/")
    name, _, ending = file.rpartition(".")
    if kind == ending == "js" and name in STARTS:
        text, mimetype = joined_modules(ROOT / "js", file), "text/javascript"
    elif kind == ending == "css" and name in STYLES:
        text, mimetype = _styles(name), "text/css"
    else:
        abort(404)
    answer = make_response(text)
    answer.mimetype = mimetype
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _styles(names: str) -> str:
    paths = [ROOT / "css" / f"{name}.css" for name in names.split("+")]
    return "".join(path.read_text(encoding="utf-8") for path in paths)
