"""Shipped data is found, and what is missing says how to get it."""

from pathlib import Path

import pytest

from geo import datasets
from geo.datasets import data_path, data_rows
from geo.errors import InputError


def test_a_shipped_list_is_found_and_read() -> None:
    assert data_path("vocabulary/needs.csv").is_file()
    assert {"id", "zh", "en"} <= set(data_rows("vocabulary/needs.csv")[0])


def test_a_file_that_is_not_shipped_asks_for_a_new_installation() -> None:
    with pytest.raises(InputError, match=r"'lexicon/nothing.csv'.*reinstall it"):
        data_path("lexicon/nothing.csv")


def test_a_checkout_that_was_never_built_says_how_to_build_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "files", lambda _: tmp_path / "geo")
    with pytest.raises(InputError, match=r"'built/districts.csv'.*run `pip install -e .`"):
        data_path("built/districts.csv")
