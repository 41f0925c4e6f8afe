"""`peoples-map doctor` finds what is wrong, says what to do, and touches nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from shapely import box
from sqlalchemy import delete, text, update

from geo.errors import InputError
from geo.services.viewing import CONSOLE, new_key
from geo.store.models import Building, Compound, Entrance, Way
from geo.store.opening import Store
from webmap.commands.doctor import doctor
from webmap.installation import store_of
from webmap.settings import SETTINGS_FILE, from_env


def run(folder: Path) -> Result:
    return CliRunner().invoke(doctor, ["--dir", str(folder)])


@pytest.fixture
def store(folder: Path) -> Store:
    return store_of(from_env({}, folder=str(folder)))


def attention(folder: Path) -> str:
    """Return the lines that need attention, with their advice."""
    done = run(folder)
    assert done.exit_code == 1, done.output
    lines = done.output.splitlines()
    return "\n".join(
        "\n".join(lines[at : at + 2]) for at, line in enumerate(lines) if line.startswith("LOOK")
    )


def test_a_fresh_demo_is_in_order(folder: Path) -> None:
    done = run(folder)
    assert done.exit_code == 0, done.output
    for name in ("disk", "keys", "schema", "integrity", "field key", "entrances", "names on paper"):
        assert f"ok    {name}: " in done.output, name
    assert "ways to the doors" in done.output
    assert "checks passed" in done.output


def test_a_folder_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    error = run(tmp_path / "no").exception
    assert isinstance(error, InputError)
    assert "is no folder" in str(error)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_told_to_be_filled_and_stays_empty(tmp_path: Path) -> None:
    told = attention(tmp_path)
    assert "keys: SECRET_KEY or FIELD_KEY is missing" in told
    assert "schema: there is no store yet" in told
    assert list(tmp_path.iterdir()) == []


def test_secrets_that_others_can_read_are_named(folder: Path) -> None:
    (folder / SETTINGS_FILE).chmod(0o644)
    told = attention(folder)
    assert "file modes: others may read settings.env" in told
    assert "chmod 600" in told


def test_a_store_that_others_can_write_is_named(folder: Path) -> None:
    (folder / "store.sqlite").chmod(0o666)
    assert "others may write store.sqlite" in attention(folder)


def test_pictures_of_an_older_version_are_told(folder: Path) -> None:
    assert "old site plans" not in run(folder).output
    (folder / "plans").mkdir()
    (folder / "plans" / "0a.jpg").write_bytes(b"a picture")
    done = run(folder)
    assert done.exit_code == 0, done.output
    assert "holds pictures of an older version (1), unsealed" in done.output
    assert f"rm {folder}/plans/*.jpg" in done.output


def test_a_damaged_database_is_named(folder: Path) -> None:
    path = folder / "store.sqlite"
    content = bytearray(path.read_bytes())
    content[200_000:400_000] = b"\xff" * 200_000
    path.write_bytes(content)
    assert "restore" in attention(folder)


def test_a_file_that_is_no_database_is_named(folder: Path) -> None:
    (folder / "store.sqlite").write_text("no database " * 100, encoding="utf-8")
    assert "cannot be used as a database" in attention(folder)


def test_a_strange_key_is_named(folder: Path) -> None:
    path = folder / SETTINGS_FILE
    lines = path.read_text().splitlines()
    kept = [line for line in lines if "FIELD_KEY" not in line]
    path.write_text("\n".join([*kept, f"PEOPLES_MAP_FIELD_KEY={new_key()}"]))
    assert "field key: FIELD_KEY does not open the names" in attention(folder)


def test_what_is_wrong_with_the_places_is_named(folder: Path, store: Store) -> None:
    with store.write(CONSOLE) as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(update(Compound).where(Compound.id == "c01").values(name="\U0002cfff里"))
        session.execute(update(Building).where(Building.id == "c01-b1").values(source="osm:way/1"))
        session.execute(delete(Way))
        session.execute(update(Entrance).values(inferred=True))
    store.close()
    done = run(folder)
    assert "the sheet font lacks \U0002cfff (U+2CFFF)" in attention(folder)
    assert "attribution: places come from OpenStreetMap, the store names no source" in done.output
    assert "note  ways to the doors: no ways" in done.output
    assert "are inferred and not surveyed" in done.output


def test_buildings_without_entrances_and_loose_references_are_named(
    folder: Path, store: Store
) -> None:
    with store.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("DELETE FROM entrance WHERE building_id = 'c01-b1'")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    store.close()
    told = attention(folder)
    assert "references lead nowhere" in told


def test_a_building_without_entrance_is_named(folder: Path, store: Store) -> None:
    with store.write(CONSOLE) as session:
        new = Building(id="c01-new", compound_id="c01", use="residential", geometry=box(0, 0, 1, 1))
        session.add(new)
    store.close()
    told = attention(folder)
    assert "entrances: 1 residential buildings have none: c01-new" in told
    assert "let a leader set them" in told
