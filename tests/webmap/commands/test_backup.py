"""`backup` and `restore` on the command line: what they print and their exit status."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo.errors import ConflictError, InputError, StoreError
from webmap.cli import peoples_map


def run(*words: object) -> Result:
    return CliRunner().invoke(peoples_map, [str(word) for word in words], catch_exceptions=False)


def test_a_store_goes_out_and_comes_back(folder: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "map.backup", tmp_path / "new"
    done = run("backup", file, "--dir", folder)
    assert done.exit_code == 0
    assert "rows" in done.output
    assert "the keys are not in it" in done.output
    done = run("restore", file, "--dir", new)
    assert done.exit_code == 0
    assert f"copy the settings.env kept with it to {new / 'settings.env'}" in done.output
    assert [path.name for path in new.iterdir()] == ["store.sqlite"]
    for words in ("serve", "init"):
        with pytest.raises(StoreError, match=r"copy the settings\.env that belongs to it"):
            run(words, "--dir", new)
    shutil.copy(folder / "settings.env", new / "settings.env")
    assert run("init", "--dir", new).exit_code == 0


def test_a_second_backup_does_not_replace_the_first_unasked(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.backup"
    run("backup", file, "--dir", folder)
    first = file.read_bytes()
    with pytest.raises(ConflictError, match=r"map\.backup exists already"):
        run("backup", file, "--dir", folder)
    assert file.read_bytes() == first
    assert run("backup", file, "--dir", folder, "--overwrite").exit_code == 0
    assert file.read_bytes() != first


def test_force_keeps_the_old_store(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.backup"
    run("backup", file, "--dir", folder)
    with pytest.raises(ConflictError, match="--force"):
        run("restore", file, "--dir", folder)
    done = run("restore", file, "--dir", folder, "--force")
    assert "store.sqlite.before-restore" in done.output
    assert run("doctor", "--dir", folder).exit_code in {0, 1}


def test_a_foreign_file_makes_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("hello")
    with pytest.raises(InputError, match="no backup"):
        run("restore", file, "--dir", tmp_path / "new")
    assert not (tmp_path / "new").exists()
