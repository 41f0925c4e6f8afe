"""Settings are read once, and a wrong one is named."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from webmap.settings import add_settings, from_env


def test_an_unknown_name_is_an_error_and_test_names_are_not() -> None:
    with pytest.raises(InputError, match="PEOPLES_MAP_COLOUR in the environment is not a setting"):
        from_env({"PEOPLES_MAP_COLOUR": "red"})
    assert from_env({"PEOPLES_MAP_TEST_DATA": "/x", "HOME": "/"}).language == "zh"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LANGUAGE", "fr"),
        ("SESSION_HOURS", "long"),
        ("SESSION_HOURS", "0"),
        ("SESSION_HOURS", "²"),
        ("SESSION_HOURS", "99999999"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "①"),
        ("TRUSTED_PROXIES", "１"),
    ],
)
def test_a_value_that_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(InputError, match=f"PEOPLES_MAP_{name} is '{value}'"):
        from_env({f"PEOPLES_MAP_{name}": value})


@pytest.mark.parametrize(
    ("name", "value"), [("SESSION_HOURS", "1"), ("TRUSTED_PROXIES", "0"), ("TRUSTED_PROXIES", "2")]
)
def test_the_least_that_can_work_is_taken(name: str, value: str) -> None:
    assert getattr(from_env({f"PEOPLES_MAP_{name}": value}), name.lower()) == value


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    add_settings(tmp_path, {"language": "en", "field_key": "kept"})
    settings = from_env({"PEOPLES_MAP_LANGUAGE": "zh"}, folder=str(tmp_path))
    assert (settings.language, settings.field_key) == ("zh", "kept")


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    add_settings(tmp_path, {"field_key": "a"})
    add_settings(tmp_path, {"secret_key": "b"})
    path = tmp_path / "settings.env"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "PEOPLES_MAP_FIELD_KEY=a\nPEOPLES_MAP_SECRET_KEY=b\n"


def test_secrets_are_not_shown() -> None:
    shown = repr(from_env({"PEOPLES_MAP_FIELD_KEY": "s3cret", "PEOPLES_MAP_SECRET_KEY": "s4cret"}))
    assert "s3cret" not in shown
    assert "s4cret" not in shown


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_any_value_survives_the_file(value: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        add_settings(Path(folder), {"secret_key": value})
        assert from_env({}, folder=folder).secret_key == value
