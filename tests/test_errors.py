"""Whoever reads Chinese pages reads why something failed in Chinese."""

import ast
from pathlib import Path

import pytest

from geo import errors
from geo.errors import GeoError, NotFoundError

ROOT = Path(__file__).parents[1]
REACHED = (
    "geo/crs.py",
    "geo/diary/reading.py",
    "geo/needs/*.py",
    "geo/services/*.py",
    "geo/walking/network.py",
    "geo/walking/rounds.py",
    "webmap/access.py",
    "webmap/forms.py",
    "webmap/views/**/*.py",
)
"""Where an error is raised that the reader of a page can meet."""
EXEMPT = {
    "geo/needs/ladder.py": "reads a shipped table",
    "geo/needs/vocabulary.py": "reads a shipped table",
    "geo/needs/worktime.py": "reads a shipped table",
    "geo/services/backups/archive.py": "command line",
    "geo/services/backups/database.py": "command line",
    "geo/services/backups/making.py": "command line",
    "geo/services/backups/restoring.py": "command line",
    "geo/services/importing/transaction.py": "command line",
    "geo/services/importing/addresses.py": "command line",
    "geo/services/keys.py": "start of the service",
}
CLASSES = {
    name
    for name, one in vars(errors).items()
    if isinstance(one, type) and issubclass(one, GeoError)
} | {"LoginRefusedError", "NotLoggedInError"}


def reached() -> list[str]:
    found = {path for pattern in REACHED for path in ROOT.glob(pattern)}
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def without_chinese(source: str) -> list[int]:
    """Return the lines where an error of the domain is made without its Chinese sentence."""
    return [
        call.lineno
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in CLASSES
        and "zh" not in {word.arg for word in call.keywords}
    ]


@pytest.mark.parametrize("path", [path for path in reached() if path not in EXEMPT])
def test_an_error_on_a_page_has_a_chinese_sentence(path: str) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert [f"{path}:{line}" for line in without_chinese(source)] == []


def test_the_reader_of_sources_sees_what_is_missing() -> None:
    assert without_chinese('raise InputError("no")\nraise InputError("no", zh="不行")') == [1]


def test_every_exempt_module_still_needs_it() -> None:
    for path in EXEMPT:
        assert without_chinese((ROOT / path).read_text(encoding="utf-8")), path


def test_an_error_is_said_in_the_language_of_the_page() -> None:
    fault = NotFoundError("this flat does not exist", zh="没有这一户")
    assert (fault.said("zh"), fault.said("en")) == ("没有这一户", "this flat does not exist")
    assert NotFoundError("nothing here").said("zh") == "nothing here"
