"""A folder is made ready once, and a store never gets a second key."""

from pathlib import Path

import pytest

from geo.errors import StoreError
from geo.services.viewing import new_key
from webmap.app import create_app
from webmap.installation import installed
from webmap.settings import SETTINGS_FILE, add_settings, from_env


def test_making_it_ready_twice_keeps_the_keys(tmp_path: Path) -> None:
    first = installed(from_env({}, folder=str(tmp_path)))
    assert installed(from_env({}, folder=str(tmp_path))) == first


def test_a_store_whose_key_is_lost_gets_no_new_one(tmp_path: Path) -> None:
    installed(from_env({}, folder=str(tmp_path)))
    (tmp_path / SETTINGS_FILE).unlink()
    with pytest.raises(StoreError, match=r"copy the settings\.env"):
        installed(from_env({}, folder=str(tmp_path)))
    assert not (tmp_path / SETTINGS_FILE).exists()


def test_another_key_opens_no_service(tmp_path: Path) -> None:
    made = installed(from_env({}, folder=str(tmp_path)))
    (tmp_path / SETTINGS_FILE).unlink()
    add_settings(tmp_path, {"secret_key": made.secret_key or "", "field_key": new_key()})
    with pytest.raises(StoreError, match="made with another FIELD_KEY"):
        create_app(from_env({}, folder=str(tmp_path)))
