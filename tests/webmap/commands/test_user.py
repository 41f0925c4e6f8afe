"""`user` on the command line: accounts are made, listed, closed, moved, given passwords."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from geo.errors import ConflictError, InputError, NotFoundError
from geo.services.login import authenticate
from geo.services.login_tries import LoginRefusedError
from webmap.cli import peoples_map
from webmap.commands.wording import VARIABLE
from webmap.installation import store_of
from webmap.settings import from_env


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(
        peoples_map, ["user", *words, "--dir", str(folder)], catch_exceptions=False
    )


def log_in(folder: Path, user: str, password: str) -> int | None:
    """Return the territory that a login opens."""
    store = store_of(from_env({}, folder=str(folder)))
    try:
        return authenticate(store, user, password, address="192.0.2.1").territory_id
    finally:
        store.close()


def test_an_account_is_made_and_its_password_printed_once(folder: Path) -> None:
    done = run(folder, "add", "zhang", "--role", "leader", "--territory", "齐贤苑")
    password = done.output.split()[-1]
    assert log_in(folder, "zhang", password) is not None
    listed = run(folder, "list").output
    assert password not in listed
    line = next(line for line in listed.splitlines() if line.startswith("zhang"))
    assert "齐贤苑" in line
    assert "open" in line
    assert "never" not in line


def test_an_account_named_like_a_word_keeps_its_name_in_chinese(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "zh")
    made = run(folder, "add", "people", "--role", "leader", "--territory", "齐贤苑").output
    assert made.startswith("账号 people 已建好")
    assert any(line.startswith("people ") for line in run(folder, "list").output.splitlines())


def test_a_closed_account_cannot_log_in_until_it_is_open_again(folder: Path) -> None:
    password = run(folder, "password", "leader").output.split()[-1]
    run(folder, "close", "leader")
    with pytest.raises(LoginRefusedError):
        log_in(folder, "leader", password)
    assert "closed" in run(folder, "list").output
    run(folder, "reopen", "leader")
    assert log_in(folder, "leader", password) is not None


def test_an_account_moves_to_another_territory(folder: Path) -> None:
    run(folder, "password", "leader", "--password", "a long enough one")
    before = log_in(folder, "leader", "a long enough one")
    run(folder, "territory", "leader", "齐贤苑")
    assert log_in(folder, "leader", "a long enough one") != before
    run(folder, "territory", "manager", "--everything")
    assert "*" in next(x for x in run(folder, "list").output.splitlines() if "manager" in x)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("close", "steward"), ConflictError),
        (("close", "nobody"), NotFoundError),
        (("password", "leader", "--password", "short"), InputError),
        (("territory", "leader", "--everything"), InputError),
        (("territory", "leader", "天涯小区"), InputError),
        (("add", "a b", "--role", "manager"), InputError),
        (("add", "li", "--role", "leader"), InputError),
    ],
)
def test_what_cannot_be_is_refused(
    folder: Path, words: tuple[str, ...], error: type[Exception]
) -> None:
    before = run(folder, "list").output
    with pytest.raises(error):
        run(folder, *words)
    assert run(folder, "list").output == before


def test_a_territory_has_to_be_named(folder: Path) -> None:
    done = run(folder, "territory", "leader")
    assert done.exit_code == click.UsageError.exit_code
    assert "--everything" in done.output


def test_a_partner_without_an_organisation_is_told_which_there_are(folder: Path) -> None:
    with pytest.raises(InputError, match=r"property \(.+加协办单位"):
        run(folder, "add", "pt", "--role", "partner")
    with pytest.raises(InputError, match="'canteen' does not exist"):
        run(folder, "add", "pt", "--role", "partner", "--partner", "canteen")
