"""Migrations and models agree; writers queue; a damaged file is named."""

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from shapely import box
from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from geo.errors import StoreError
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import MIGRATIONS, Store
from geo.store.scope import CONSOLE


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    def ours(_item: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and "_box" in (name or ""))

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, m.Record.metadata) == []


def test_the_box_tree_follows_every_change(store: Store) -> None:
    def boxes() -> list[tuple[float, ...]]:
        with store.read(CONSOLE) as session:
            found = session.execute(text("SELECT west, east FROM building_box ORDER BY pk"))
            return [tuple(row) for row in found]

    assert boxes() == [(0, 1), (0, 1)]
    with store.write(CONSOLE) as session:
        moved = session.scalars(select(m.Building).where(m.Building.id == "ba")).one()
        moved.geometry = box(2, 0, 3, 1)
    assert boxes() == [(2, 3), (0, 1)]


def test_writers_of_many_threads_all_arrive(store: Store) -> None:
    def write(worker: int) -> None:
        for step in range(20):
            with store.write(CONSOLE) as session:
                count = session.scalar(select(func.count()).select_from(m.StoreFact))
                session.add(m.StoreFact(key=f"{worker}-{step}", value=str(count)))

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read(CONSOLE) as session:
        values = session.scalars(select(m.StoreFact.value)).all()
    # each writer saw all rows before it: no two counted the same
    assert sorted(map(int, values)) == list(range(120))


def test_an_error_leaves_nothing_half_written(store: Store) -> None:
    def write_and_fail() -> None:
        with store.write(CONSOLE) as session:
            session.add(m.StoreFact(key="k", value="v"))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with store.read(CONSOLE) as session:
        assert session.get(m.StoreFact, "k") is None


def test_names_are_unreadable_in_the_file(store: Store, tmp_path: Path) -> None:
    store.close()
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))
    assert "小区a".encode() in raw
    assert "王秀兰".encode() not in raw
    assert "厨房漏水".encode() not in raw


def test_another_key_is_refused_by_name(store: Store) -> None:
    other = Store(str(store.url), field_key=new_key())
    with other.read(CONSOLE) as session, pytest.raises(StoreError, match="this FIELD_KEY"):
        session.scalars(select(m.Resident)).all()
    other.close()


def test_a_damaged_file_is_one_clear_sentence(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is not a database at all, but long enough to be read as one" * 20)
    damaged = Store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match=r"store\.sqlite cannot be used as a database"):
        damaged.check_current()
    damaged.close()


def test_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    empty = Store(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    with pytest.raises(StoreError, match="run `peoples-map init`"):
        empty.check_current()
    empty.close()


@pytest.mark.usefixtures("store")
def test_a_write_ahead_log_is_kept(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_postgresql_gets_a_postgis_column_and_functions() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    ddl = str(CreateTable(m.Building.__table__).compile(dialect=dialect))  # type: ignore[arg-type]
    assert "geometry geometry(Geometry, 4326) NOT NULL" in ddl
    query = str(select(m.Building.geometry).compile(dialect=dialect))
    assert "ST_AsBinary(building.geometry)" in query
    statement = m.Building.__table__.insert().values(geometry=box(0, 0, 1, 1))  # type: ignore[attr-defined]
    assert "ST_GeomFromWKB(" in str(statement.compile(dialect=dialect))


def test_a_store_of_the_first_schema_is_brought_up_without_loss(tmp_path: Path) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.sqlite'}", field_key=new_key())
    migrated(old, "0001")
    with old.write(CONSOLE) as session:
        session.add(m.StoreFact(key="k", value="kept"))
    assert old.revision() == "0001"
    old.migrate()
    with old.read(CONSOLE) as session:
        assert session.scalars(select(m.StoreFact.value)).all() == ["kept"]
        assert session.scalars(select(m.Question)).all() == []
        assert session.scalars(select(m.LearnedAlias)).all() == []
    old.check_current()
    old.close()


OLD_ROWS = (
    """INSERT INTO compound (pk, id, name, geometry, west, south, east, north)
       VALUES (1, 'a', '小区a', x'00', 0, 0, 1, 1)""",
    """INSERT INTO need (id, category, compound_id, spot, state, handler, opened_on,
       told_resident, hidden, version)
       VALUES (7, 'leak', 'a', '西门口花坛', 'registered', 'leader', '2026-03-02', 0, 0, 1)""",
    """INSERT INTO need_event (need_id, at, account_name, act)
       VALUES (7, '2026-03-02', '点长', 'open')""",
    """INSERT INTO need_photo (need_id, added_at, media_type, content)
       VALUES (7, '2026-03-02', 'image/jpeg', x'ffd8ffe0')""",
)


def test_photos_and_spots_of_an_older_store_are_sealed_and_come_back(tmp_path: Path) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.sqlite'}", field_key=new_key())
    migrated(old, "0003")
    with old.engine.connect() as connection, connection.begin():
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement)

    def raw() -> tuple[bytes, bytes]:
        with old.engine.connect() as connection:
            spot = connection.exec_driver_sql("SELECT spot FROM need").scalar_one()
            photo = connection.exec_driver_sql("SELECT content FROM need_photo").scalar_one()
        return spot, photo

    old.migrate()
    assert "西门口".encode() not in raw()[0]
    assert b"\xff\xd8\xff\xe0" not in raw()[1]
    with old.read(CONSOLE) as session:
        (need,) = session.scalars(select(m.Need))
        assert need.spot == "西门口花坛"
        assert [photo.content for photo in need.photos] == [b"\xff\xd8\xff\xe0"]
        assert len(need.events) == 1
    migrated(old, "0003", back=True)
    assert raw() == ("西门口花坛", b"\xff\xd8\xff\xe0")
    old.close()


def test_keys_of_promises_of_an_older_store_are_not_given_again(tmp_path: Path) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.sqlite'}", field_key=new_key())
    migrated(old, "0007")
    made = "INSERT INTO promise (compound_id, words, made_on) VALUES ('a', x'00', '2026-03-02')"
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'promise'"

    def run(*statements: str) -> None:
        with old.engine.connect() as connection, connection.begin():
            for statement in statements:
                connection.exec_driver_sql(statement)

    def keys() -> list[int]:
        with old.read(CONSOLE) as session:
            return list(session.scalars(text("SELECT id FROM promise ORDER BY id")))

    with old.read(CONSOLE) as session:
        known = sorted(session.scalars(text(indexes)))
    run(
        OLD_ROWS[0],
        made,
        made,
        "DELETE FROM promise WHERE id = 2",
        """INSERT INTO withdrawn_promise (id, compound_id, at, cells)
           VALUES (2, 'a', '2026-03-02', x'00')""",
    )
    old.migrate()
    run(made, "DELETE FROM promise WHERE id = 3", made)
    assert keys() == [1, 4]
    with old.read(CONSOLE) as session:
        assert sorted(session.scalars(text(indexes))) == known != []
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    migrated(old, "0007", back=True)
    run("DELETE FROM promise WHERE id = 4", made)
    assert keys() == [1, 2]
    old.close()


def migrated(store: Store, revision: str, *, back: bool = False) -> None:
    """Bring `store` to `revision`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, revision)
