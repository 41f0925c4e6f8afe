"""Static files under addresses that change with the files."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webmap.joined_modules import joined_modules
from webmap.static_files import ROOT, STARTS, STYLES, tree_digest

ClientAs = Callable[[str], FlaskClient]


def addresses(page: str) -> list[str]:
    """Return the static files that the head of a page names."""
    return re.findall(r'(?:href|src)="(/static/[^"]+)"', page.split("</head>", maxsplit=1)[0])


@pytest.mark.parametrize("path", ["/today", "/diary", "/rounds"])
def test_a_page_names_one_style_and_one_script_and_keeps_them_for_good(
    client_as: ClientAs, path: str
) -> None:
    client = client_as("leader")
    named = [one for one in addresses(client.get(path).text) if "/vendor/" not in one]
    kinds = [Path(one).suffix for one in named]
    assert sorted(kinds) == [".css", ".js", ".js", ".svg"]
    for one in named:
        answer = client.get(one)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert f"/v-{tree_digest()}/" in one
        answer.close()


def test_an_address_of_another_day_is_answered_but_not_kept(client_as: ClientAs) -> None:
    client = client_as("leader")
    for one in ("css/ground.css", "v-0123456789abcdef/css/ground.css", "joined/css/ground.css"):
        with client.get(f"/static/{one}") as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "no-cache"


def test_joined_styles_are_the_files_in_their_order(client_as: ClientAs) -> None:
    answer = client_as("leader").get("/static/joined/css/ground+diary.css")
    ground, diary = ((ROOT / "css" / name).read_bytes() for name in ("ground.css", "diary.css"))
    assert answer.data == ground + diary
    assert answer.mimetype == "text/css"
    again = {"If-None-Match": answer.headers["ETag"]}
    with client_as("leader").get("/static/joined/css/ground+diary.css", headers=again) as same:
        assert same.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "nothing.css",
        "v-1/nothing.css",
        "joined/css/ground+nothing.css",
        "joined/css/ground+ground.css",
        "joined/css/diary+ground.css",
        "joined/css/map+care+map+ground.css",
        "joined/css/ground",
        "joined/js/today/main",
        "joined/css/../js/diary/main.js",
        "joined/css/%2e%2e/app.css",
        "joined/js/map/edit/main.js",
        "joined/js/diary/live.js",
        "joined/svg/icon.svg",
        "joined",
        "../app.py",
        "v-1/../../app.py",
    ],
)
def test_what_is_not_there_is_404(client_as: ClientAs, name: str) -> None:
    assert client_as("leader").get(f"/static/{name}").status_code == 404


def test_pages_ask_for_joined_scripts_that_are_known(app: Flask) -> None:
    folder = Path(app.root_path) / "templates"
    named = {
        found
        for path in folder.rglob("*.html")
        for found in re.findall(r"script\('([^']+)'\)", path.read_text())
    }
    assert named == STARTS


def test_pages_ask_for_joined_styles_that_are_known(app: Flask) -> None:
    folder = Path(app.root_path) / "templates"
    named = {
        "+".join(["ground", *re.findall(r'"(\w+)"', found)])
        for path in folder.rglob("*.html")
        for found in re.findall(r"set styles = \[([^]]*)\]", path.read_text())
    }
    assert named | {"ground"} == STYLES


def test_the_script_of_a_page_is_its_joined_modules(client_as: ClientAs) -> None:
    answer = client_as("leader").get("/static/joined/js/today/main.js")
    assert answer.text == joined_modules(ROOT / "js", "today/main.js")
    assert answer.mimetype == "text/javascript"


def test_a_changed_file_changes_every_address(tmp_path: Path) -> None:
    before = shutil.copytree(ROOT / "css", tmp_path / "a")
    after = shutil.copytree(ROOT / "css", tmp_path / "b")
    assert tree_digest(before) == tree_digest(after)
    with (after / "ground.css").open("a") as file:
        file.write(" ")
    tree_digest.cache_clear()
    assert tree_digest(before) != tree_digest(after)


def test_the_pictures_of_a_page_stand_in_it(client_as: ClientAs) -> None:
    for path in ("/", "/today", "/rounds"):
        page = client_as("leader").get(path).text
        assert not re.search(r'href="/[^"]*#', page)
        used = set(re.findall(r'<use href="#([^"]+)"', page))
        assert used
        assert used <= set(re.findall(r'<symbol id="([^"]+)"', page))
