"""What all tests share: which parts must be present, the sample data, a demo of one fixed day."""

import os
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner
from hypothesis import settings

from geo.services.accounts import HASHER
from webmap.cli import peoples_map

DEMO_DAY = "2026-03-02"
# the first example loads fonts and projections, and a busy machine is no fault of the code
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

PASSWORD_COST = (HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism)
# what makes guessing slow makes the tests slow: they check and make passwords hundreds of times
HASHER.__init__(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]

LONG_FIRST = ("tests/webmap/", "tests/geo/services/", "tests/geo/batch/", "tests/")
"""Where the files that take long are: short ones at the end let all processes finish together."""

REQUIRED = set(filter(None, os.environ.get("PEOPLES_MAP_TEST_REQUIRE", "").split(",")))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of files that take long before the others."""

    def rank(item: pytest.Item) -> int:
        found = [at for at, place in enumerate(LONG_FIRST) if item.nodeid.startswith(place)]
        return found[0] if found else len(LONG_FIRST)

    items.sort(key=rank)


def skip_or_fail(part: str, why: str) -> None:
    """Skip loudly when `part` is missing; fail where it was required."""
    if part in REQUIRED:
        pytest.fail(f"{part} is required here: {why}")
    pytest.skip(f"{part}: {why}")


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """Return the folder of real sample data, named by PEOPLES_MAP_TEST_DATA."""
    folder = Path(os.environ.get("PEOPLES_MAP_TEST_DATA", ""))
    if not (folder / "diary").is_dir():
        skip_or_fail("data", "PEOPLES_MAP_TEST_DATA names no folder of sample data")
    return folder


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo of `DEMO_DAY`; tests that write copy it first."""
    folder = tmp_path_factory.mktemp("demo") / "d"
    command = ["demo", "--dir", str(folder), "--date", DEMO_DAY, "--no-serve"]
    done = CliRunner().invoke(peoples_map, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def folder(demo_folder: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo that a test may change."""
    return Path(copytree(demo_folder, tmp_path / "d"))
