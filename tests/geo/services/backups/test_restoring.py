"""A backup is the store as it was; whatever is wrong with a file changes nothing."""

import json
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copy2, copytree
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, update

from geo.errors import ConflictError, GeoError, InputError, StoreError
from geo.services import photos, tiles, web_sessions
from geo.services.backups.archive import DATABASE, MANIFEST, read_manifest
from geo.services.backups.making import back_up, store_size
from geo.services.backups.restoring import restore
from geo.services.place_edits import site_plans
from geo.store.crypto import new_key
from geo.store.models import (
    Account,
    AuditEvent,
    Compound,
    FailedLogin,
    Need,
    NeedPhoto,
    Resident,
    StoreFact,
    WebSession,
)
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.conftest import TODAY
from webmap.installation import store_of
from webmap.settings import from_env


def names(store: Store) -> list[str | None]:
    with store.read(CONSOLE) as session:
        return list(session.scalars(select(Resident.name).order_by(Resident.id)))


def rename_everybody(store: Store) -> None:
    with store.write(CONSOLE) as session:
        session.execute(update(Account).values(name="changed"))


def account_names(store: Store) -> set[str]:
    with store.read(CONSOLE) as session:
        return set(session.scalars(select(Account.name)))


def acts(store: Store) -> list[tuple[str, str | None]]:
    with store.read(CONSOLE) as session:
        return [(row.act, row.subject) for row in session.scalars(select(AuditEvent))]


@pytest.fixture(scope="session")
def demo_backup(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of the demo; tests that change it copy it first."""
    copy = Path(copytree(demo_folder, tmp_path_factory.mktemp("backup") / "d"))
    store = store_of(from_env({}, folder=str(copy)))
    back_up(store, copy / "map.backup")
    store.close()
    return copy / "map.backup"


@pytest.fixture
def backup_file(demo_backup: Path, tmp_path: Path) -> Path:
    return Path(copy2(demo_backup, tmp_path / "map.backup"))


@pytest.fixture
def elsewhere(store: Store, tmp_path: Path) -> Store:
    """Return a store that is not there yet, with the key of the first."""
    del store
    key = next(
        line.partition("=")[2]
        for line in (tmp_path / "d" / "settings.env").read_text().splitlines()
        if "FIELD_KEY" in line
    )
    return Store(f"sqlite:///{tmp_path / 'new' / DATABASE}", field_key=key)


def test_what_was_backed_up_comes_back_name_by_name(
    store: Store, backup_file: Path, elsewhere: Store
) -> None:
    manifest, kept = restore(elsewhere, backup_file)
    assert kept is None
    assert manifest == read_manifest(backup_file)
    assert manifest.counts["resident"] == len(names(store)) > 1000
    assert names(elsewhere) == names(store)
    assert ("store.restored", "map.backup") in acts(elsewhere)
    assert ("store.backed_up", "map.backup") in acts(elsewhere)
    elsewhere.close()


def drawn_and_photographed(store: Store) -> tuple[str, int]:
    """Add a site plan and a photo of a need and return both keys."""
    content = BytesIO()
    Image.new("RGB", (30, 20), "red").save(content, "PNG")
    with store.write(CONSOLE) as session:
        compound = session.scalars(select(Compound.id).order_by(Compound.id)).first() or ""
        plan = site_plans.add_plan(
            session, content.getvalue(), compound=compound, name="总图", today=TODAY
        )
        need_id = session.scalars(select(Need.id).order_by(Need.id)).first() or 0
        return plan, photos.add_photo(session, need_id, content.getvalue(), words="现场")


def pictures(store: Store, plan: str, photo: int) -> tuple[bytes, bytes]:
    with store.read(CONSOLE) as session:
        row = session.get_one(NeedPhoto, photo)
        return site_plans.plan_picture(session, plan), row.content


def test_pictures_come_back_and_are_sealed_in_the_backup(
    store: Store, elsewhere: Store, tmp_path: Path
) -> None:
    keys = drawn_and_photographed(store)
    file = tmp_path / "map.backup"
    back_up(store, file)
    restore(elsewhere, file)
    assert pictures(elsewhere, *keys) == pictures(store, *keys)
    with zipfile.ZipFile(file) as archive:
        database = archive.read(DATABASE)
    assert not any(picture[-60:] in database for picture in pictures(store, *keys))
    elsewhere.close()


def test_the_data_folder_holds_nothing_that_is_neither_backed_up_nor_made_again(
    store: Store, elsewhere: Store, backup_file: Path
) -> None:
    drawn_and_photographed(store)
    folder = Path(store.place).parent
    drawn = tiles.refresh(store, folder)
    named = {path.name.removesuffix("-wal").removesuffix("-shm") for path in folder.iterdir()}
    assert named - {"accounts.json", "truth.json", "registry.gpkg"} <= {
        "store.sqlite",  # the backup
        "settings.env",  # kept apart, see the manual
        "tiles",  # drawn again from the store
    }
    restore(elsewhere, backup_file)
    again = tiles.refresh(elsewhere, Path(elsewhere.place).parent)
    assert drawn is not None
    assert again is not None
    assert again.digest == drawn.digest
    elsewhere.close()


def test_a_backup_is_one_moment_while_others_write(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()
    service = Store(str(store.url))

    def write() -> None:
        while not stop.is_set():
            with service.write(CONSOLE) as session:
                session.add(FailedLogin(subject="x", at=datetime.now(UTC)))
                session.flush()
                session.add(StoreFact(key=f"{uuid4()}", value="beside a failed login"))

    before = back_up(store, tmp_path / "before").counts
    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [back_up(store, tmp_path / f"{n}").counts for n in range(4)]
    finally:
        stop.set()
        writer.join()
        service.close()
    for counts in made:
        facts = counts["store_fact"] - before["store_fact"]
        assert counts["failed_login"] - before["failed_login"] == facts
    assert made[-1]["failed_login"] > before["failed_login"]


def test_a_backup_is_for_its_owner_only_and_holds_no_key(backup_file: Path, folder: Path) -> None:
    assert backup_file.stat().st_mode & 0o777 == 0o600
    keys = [line.partition("=")[2] for line in (folder / "settings.env").read_text().splitlines()]
    with zipfile.ZipFile(backup_file) as archive:
        assert sorted(archive.namelist()) == [MANIFEST, DATABASE]
        content = archive.read(MANIFEST) + archive.read(DATABASE)
    assert len(keys) == 2
    assert not any(key.encode() in content for key in keys)


def test_a_store_is_only_replaced_by_force_and_then_kept(
    store: Store, backup_file: Path, tmp_path: Path
) -> None:
    before = account_names(store)
    rename_everybody(store)
    with pytest.raises(ConflictError, match="--force"):
        restore(store, backup_file)
    assert account_names(store) == {"changed"}
    _manifest, kept = restore(store, backup_file, force=True)
    assert account_names(store) == before
    assert kept == tmp_path / "d" / "store.sqlite.before-restore"
    old = Store(f"sqlite:///{kept}")
    assert account_names(old) == {"changed"}
    old.close()
    _manifest, kept = restore(store, backup_file, force=True)
    assert kept is not None
    assert kept.name == "store.sqlite.before-restore-2"


def test_nothing_is_restored_under_a_running_service(
    store: Store, backup_file: Path, tmp_path: Path
) -> None:
    rename_everybody(store)
    service = Store(str(store.url))
    with service.read(CONSOLE) as session:
        session.scalars(select(Account.id)).all()
    with pytest.raises(ConflictError, match="stop the service"):
        restore(store, backup_file, force=True)
    service.close()
    assert account_names(store) == {"changed"}
    assert not list((tmp_path / "d").glob(".draft-*"))


def test_every_browser_has_to_log_in_again(store: Store, tmp_path: Path) -> None:
    web_sessions.remember(store, "key", {}, account_id=None)
    back_up(store, tmp_path / "map.backup")
    restore(store, tmp_path / "map.backup", force=True)
    with store.read(CONSOLE) as session:
        assert session.scalars(select(WebSession.digest)).all() == []


def test_an_empty_store_needs_no_force(elsewhere: Store, backup_file: Path) -> None:
    Path(elsewhere.place).parent.mkdir()
    elsewhere.migrate()
    elsewhere.close()
    _manifest, kept = restore(elsewhere, backup_file)
    assert kept is None
    assert len(account_names(elsewhere)) == 4
    elsewhere.close()
    assert [path.name for path in Path(elsewhere.place).parent.iterdir()] == [DATABASE]


def test_a_damaged_store_is_replaced_by_force(store: Store, backup_file: Path) -> None:
    store.close()
    for old in Path(store.place).parent.glob("store.sqlite-*"):
        old.unlink()
    Path(store.place).write_bytes(b"no database" * 1000)
    with pytest.raises(ConflictError, match="--force"):
        restore(store, backup_file)
    _manifest, kept = restore(store, backup_file, force=True)
    assert kept is not None
    assert kept.read_bytes().startswith(b"no database")
    assert len(account_names(store)) == 4


def repacked(path: Path, change: Callable[[dict[str, object]], object], database: bytes) -> None:
    """Write the backup anew with a changed manifest, and `database` when it is not empty."""
    with zipfile.ZipFile(path) as archive:
        manifest, old = json.loads(archive.read(MANIFEST)), archive.read(DATABASE)
    change(manifest)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))
        archive.writestr(DATABASE, database or old)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def another_archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")


BREAKS: dict[str, Callable[[Path], object]] = {
    "gone": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:40_000]),
    "flipped": flip,
    "foreign": lambda path: path.write_bytes(b"hello"),
    "archive": another_archive,
    "kind": lambda path: repacked(path, lambda m: m.update(kind="other"), b""),
    "form": lambda path: repacked(path, lambda m: m.update(form=2), b""),
    "revision": lambda path: repacked(path, lambda m: m.update(revision="9999"), b""),
    "lacking": lambda path: repacked(path, lambda m: m.pop("sha256"), b""),
    "unknown": lambda path: repacked(path, lambda m: m.update(more=1), b""),
    "uncounted": lambda path: repacked(path, lambda m: m.update(counts={}), b""),
    "miscounted": lambda path: repacked(path, lambda m: m["counts"].update(need=1), b""),  # type: ignore[attr-defined]
    "checksum": lambda path: repacked(path, lambda m: m.update(sha256="0" * 64), b""),
    "size": lambda path: repacked(path, lambda m: m.update(size=7), b""),
    "other database": lambda path: repacked(path, lambda _: None, b"SQLite format 3\0" * 64),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_file_that_is_wrong_changes_nothing(
    store: Store, backup_file: Path, tmp_path: Path, name: str
) -> None:
    before = account_names(store)
    rename_everybody(store)
    BREAKS[name](backup_file)
    with pytest.raises(InputError):
        restore(store, backup_file, force=True)
    assert before != account_names(store) == {"changed"}
    left = {path.name for path in (tmp_path / "d").iterdir()}
    assert not {one for one in left if "before" in one or "draft" in one}


def test_names_under_another_key_are_not_brought_in(backup_file: Path, tmp_path: Path) -> None:
    other = Store(f"sqlite:///{tmp_path / 'x' / DATABASE}", field_key=new_key())
    with pytest.raises(StoreError, match=r"settings\.env"):
        restore(other, backup_file)
    assert not (tmp_path / "x").exists()


def test_a_backup_is_never_written_over_the_store(store: Store, tmp_path: Path) -> None:
    for path in (Path(store.place), tmp_path, tmp_path / "no" / "folder.backup"):
        with pytest.raises(InputError):
            back_up(store, path)
    assert len(account_names(store)) == 4


def test_a_store_that_is_not_a_file_here_is_refused(tmp_path: Path) -> None:
    missing = Store(f"sqlite:///{tmp_path / DATABASE}")
    for act in (lambda: store_size(missing), lambda: back_up(missing, tmp_path / "b")):
        with pytest.raises(GeoError, match="no store yet"):
            act()
    assert not list(tmp_path.iterdir())
