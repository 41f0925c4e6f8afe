"""No query of a session returns, changes or deletes a row outside the viewer's scope."""

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from geo.needs.vocabulary import Role
from geo.store import models as m
from geo.store.opening import Store
from geo.store.scope import CONSOLE, RULES, Viewer


def test_every_record_has_a_rule() -> None:
    assert {mapper.class_ for mapper in m.Record.registry.mappers} == set(RULES)


@pytest.mark.parametrize("record", [m.Compound, m.Building, m.Unit, m.Resident, m.Need])
def test_a_leader_reads_her_own_compound_only(
    store: Store, leader: Viewer, record: type[m.Record]
) -> None:
    with store.read(leader) as session:
        assert session.scalar(select(func.count()).select_from(record)) == 1
        assert len(session.scalars(select(record)).all()) == 1
        assert len(session.scalars(select(aliased(record))).all()) == 1


def test_a_row_outside_the_scope_does_not_exist_by_its_key(store: Store, leader: Viewer) -> None:
    with store.read(leader) as session:
        assert session.get(m.Resident, "ra") is not None
        assert session.get(m.Resident, "rb") is None


def test_changes_and_deletions_stop_at_the_border(store: Store, leader: Viewer) -> None:
    with store.write(leader) as session:
        session.execute(update(m.Need).values(told_resident=True))
        session.execute(delete(m.Resident).where(m.Resident.id == "rb"))
    with store.read(CONSOLE) as session:
        told = session.execute(select(m.Need.compound_id, m.Need.told_resident)).all()
        assert sorted(told) == [("a", True), ("b", False)]
        assert session.get(m.Resident, "rb") is not None


def test_a_manager_reads_no_resident_without_a_grant(store: Store, manager: Viewer) -> None:
    with store.read(manager) as session:
        assert session.scalars(select(m.Resident)).all() == []
        assert len(session.scalars(select(m.Need)).all()) == 1
    with store.read(manager.granted("ua")) as session:
        assert [row.id for row in session.scalars(select(m.Resident))] == ["ra"]
    with store.read(manager.granted("ub")) as session:
        assert session.scalars(select(m.Resident)).all() == []


def test_a_partner_reads_only_what_was_given_to_it(store: Store) -> None:
    partner = Viewer(
        user="wy", name="物业", role=Role.PARTNER, partner_id="property", territory_id=1
    )
    with store.write(CONSOLE) as session:
        session.add(m.Partner(id="property", name="物业", kind="property"))
        session.flush()
        session.execute(
            update(m.Need).where(m.Need.compound_id == "a").values(partner_id="property")
        )
    with store.read(partner) as session:
        assert [need.compound_id for need in session.scalars(select(m.Need))] == ["a"]
        assert session.scalars(select(m.Resident)).all() == []
        assert session.scalars(select(m.Visit)).all() == []


def test_accounts_and_audit_are_closed_to_all_but_the_steward(store: Store, leader: Viewer) -> None:
    with store.write(CONSOLE) as session:
        session.add(m.Account(id=9, user="x", name="x", role="leader", password_hash="-"))
    with store.read(leader) as session:
        assert session.scalars(select(m.Account)).all() == []
        assert session.scalars(select(m.AuditEvent)).all() == []
