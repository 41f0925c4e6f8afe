"""Links, standing rounds and terms of homes: who reads them, and how an older store gets them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from geo.needs.vocabulary import Role
from geo.store import models as m
from geo.store.crypto import new_key
from geo.store.opening import MIGRATIONS, Store
from geo.store.scope import CONSOLE, Viewer

DAY = date(2026, 3, 2)
OLD_ROWS = (
    """INSERT INTO compound (pk, id, name, geometry, west, south, east, north)
       VALUES (1, 'a', '小区a', x'00', 0, 0, 1, 1)""",
    """INSERT INTO building (pk, id, compound_id, geometry, west, south, east, north)
       VALUES (1, 'ba', 'a', x'00', 0, 0, 1, 1)""",
    """INSERT INTO entrance (pk, id, compound_id, building_id, inferred, geometry,
       west, south, east, north) VALUES (1, 'ea', 'a', 'ba', 0, x'00', 0, 0, 1, 1)""",
    """INSERT INTO unit (id, compound_id, building_id, entrance_id, number, floor)
       VALUES ('ua', 'a', 'ba', 'ea', '101', 1)""",
    """INSERT INTO account (id, user, name, role, password_hash, active)
       VALUES (1, 'li', '点长', 'leader', '-', 1), (2, 'wu', '点长', 'leader', '-', 1)""",
    """INSERT INTO visit (key, compound_id, unit_id, visited_on, outcome, account_id)
       VALUES ('k1', 'a', 'ua', '2026-03-02', 'met', 1)""",
)


def migrated(store: Store, revision: str, *, back: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store.engine.connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, revision)


def test_visits_of_an_older_store_are_kept_and_their_keys_become_each_accounts_own(
    tmp_path: Path,
) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.sqlite'}", field_key=new_key())
    migrated(old, "0004")
    with old.engine.connect() as connection, connection.begin():
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement)
    old.migrate()
    again = m.Visit(
        key="k1", compound_id="a", unit_id="ua", visited_on=DAY, outcome="met", account_id=2
    )
    with old.write(CONSOLE) as session:
        session.add(again)
    with old.read(CONSOLE) as session:
        kept = session.execute(select(m.Visit.key, m.Visit.account_id).order_by(m.Visit.id)).all()
    assert kept == [("k1", 1), ("k1", 2)]
    with pytest.raises(IntegrityError), old.write(CONSOLE) as session:
        session.add(
            m.Visit(
                key="k1", compound_id="a", unit_id="ua", visited_on=DAY, outcome="met", account_id=2
            )
        )
    with old.write(CONSOLE) as session:
        session.delete(session.scalars(select(m.Visit).where(m.Visit.account_id == 2)).one())
    migrated(old, "0004", back=True)
    with old.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT key FROM visit").scalars().all() == ["k1"]
    old.close()


def given(store: Store) -> None:
    """Put a link of account 1, a tick sent by it, a standing round and terms into the store."""
    with store.write(CONSOLE) as session:
        for key, user in ((1, "li"), (2, "wu")):
            session.add(m.Account(id=key, user=user, name=user, role="leader", password_hash="-"))
        session.flush()
        for digest in ("d1", "d2"):
            session.add(
                m.VolunteerLink(
                    account_id=1,
                    digest=digest,
                    day=DAY,
                    expires_at=datetime(2026, 3, 3, tzinfo=UTC),
                    helper="小周",
                    doors="[]",
                )
            )
        session.flush()
        for link in session.scalars(select(m.VolunteerLink)).all():
            session.add(
                m.ProposedTick(link_id=link.id, key="k", unit_id="ua", outcome="met", state="open")
            )
        session.add(m.StandingRound(account_id=1, name="每周", route="{}"))
        session.add(m.HomeTerms(unit_id="ua", compound_id="a", terms="{}", changed_on=DAY))


def test_a_volunteer_reads_the_doors_of_one_link_and_nothing_else(store: Store) -> None:
    given(store)
    volunteer = Viewer(user="volunteer", name="", role=Role.PARTNER, territory_id=0, link="d1")
    with store.read(volunteer) as session:
        assert [link.digest for link in session.scalars(select(m.VolunteerLink))] == ["d1"]
        assert len(session.scalars(select(m.ProposedTick)).all()) == 1
        for record in (m.Resident, m.Need, m.Visit, m.Unit, m.Compound, m.HomeTerms, m.Promise,
                       m.StandingRound, m.Account, m.DiaryEntry):  # fmt: skip
            assert session.scalars(select(record)).all() == [], record


def test_links_and_standing_rounds_belong_to_the_account_that_made_them(
    store: Store, leader: Viewer, manager: Viewer
) -> None:
    given(store)
    other = Viewer(user="wu", name="", role=Role.LEADER, account_id=2, territory_id=1)
    for viewer, wanted in ((leader, (2, 2, 1)), (other, (0, 0, 0)), (manager, (0, 0, 0))):
        with store.read(viewer) as session:
            found = tuple(
                len(session.scalars(select(record)).all())
                for record in (m.VolunteerLink, m.ProposedTick, m.StandingRound)
            )
        assert found == wanted


def test_terms_of_a_home_are_for_the_leader_of_its_compound(
    store: Store, leader: Viewer, manager: Viewer
) -> None:
    given(store)
    with store.read(leader) as session:
        assert len(session.scalars(select(m.HomeTerms)).all()) == 1
    with store.read(manager.granted("ua")) as session:
        assert session.scalars(select(m.HomeTerms)).all() == []


def test_what_is_agreed_about_a_home_is_unreadable_in_the_file(store: Store) -> None:
    given(store)
    with store.engine.connect() as connection:
        helper = connection.exec_driver_sql("SELECT helper FROM volunteer_link").scalars().first()
    assert isinstance(helper, bytes)
    assert "小周".encode() not in helper
