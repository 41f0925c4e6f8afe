"""What all tests share: which parts must be present, and the sample data where there is some."""

import os
from pathlib import Path

import pytest

REQUIRED = set(filter(None, os.environ.get("PEOPLES_MAP_TEST_REQUIRE", "").split(",")))


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
