"""`peoples-map demo`: made once, served as it is, never over somebody's store."""

import contextlib
import hashlib
import io
import json
import socket
import sys
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from geo.errors import InputError
from tests.conftest import DEMO_DAY
from webmap.cli import main, peoples_map
from webmap.commands.demo import throw_away

SMALL = ("--units", "500", "--date", DEMO_DAY)


def demo(folder: Path, *options: str) -> Result:
    command = ["demo", "--dir", str(folder), "--no-serve", *SMALL, *options]
    return CliRunner().invoke(peoples_map, command)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "d"
    assert demo(folder).exit_code == 0
    return folder


def test_a_demo_leaves_its_files_and_prints_its_logins(made: Path) -> None:
    accounts = json.loads((made / "accounts.json").read_text(encoding="utf-8"))
    assert set(accounts) == {"leader", "manager", "partner", "steward"}
    assert {"user", "password", "territory"} == set(accounts["leader"])
    assert {"registry.gpkg", "truth.json", "settings.env", "store.sqlite"} <= set(digests(made))
    again = demo(made)
    assert again.exit_code == 0
    assert all(login["password"] in again.stdout for login in accounts.values())


def test_secrets_are_readable_by_the_owner_only(made: Path) -> None:
    for name in ("accounts.json", "settings.env", "store.sqlite"):
        assert (made / name).stat().st_mode & 0o777 == 0o600


def test_a_second_demo_serves_what_is_there_whatever_it_is_asked_for(made: Path) -> None:
    before = digests(made)
    assert demo(made, "--seed", "7").exit_code == 0
    assert digests(made) == before


def test_the_same_seed_and_day_give_equal_files_and_fresh_rebuilds(
    made: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "d"
    assert demo(folder, "--seed", "7").exit_code == 0
    other = digests(folder)
    assert demo(folder, "--fresh").exit_code == 0
    rebuilt, wanted = digests(folder), digests(made)
    for name in ("registry.gpkg", "truth.json"):
        assert rebuilt[name] == wanted[name]
        assert other[name] != wanted[name]
    assert rebuilt["accounts.json"] != other["accounts.json"]
    assert rebuilt["settings.env"] == other["settings.env"]


def test_fresh_does_not_throw_away_a_store_that_is_no_demo(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    init = CliRunner().invoke(peoples_map, ["init", "--dir", str(folder)])
    assert init.exit_code == 0
    before = digests(folder)
    done = demo(folder, "--fresh")
    assert isinstance(done.exception, InputError)
    assert "no demo" in str(done.exception)
    assert digests(folder) == before


def test_what_a_demo_did_not_make_stays(made: Path, tmp_path: Path) -> None:
    folder = Path(copytree(made, tmp_path / "d"))
    (folder / "notes.txt").write_text("mine")
    throw_away(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "settings.env"]


def stopped_by(*words: str) -> str:
    """Run the command line as a process does and return what it says before status 2."""
    with pytest.MonkeyPatch.context() as patch, io.StringIO() as said:
        patch.setattr(sys, "argv", ["peoples-map", *words])
        with contextlib.redirect_stderr(said), pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        return said.getvalue()


def test_a_taken_port_is_one_sentence_before_anything_is_made(tmp_path: Path) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        said = stopped_by("demo", "--dir", str(tmp_path / "d"), "--port", port)
    assert said.startswith("error: ")
    assert port in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "d").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = stopped_by("demo", "--dir", str(tmp_path / "file" / "d"), "--no-serve")
    assert said.startswith("error: ")
    assert len(said.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "not a folder"
