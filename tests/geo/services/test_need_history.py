"""Each step of a need is read by those whom it concerns."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from geo.needs.vocabulary import State
from geo.services import cases
from geo.services.case_files import case_file
from geo.store.models import Need, NeedEvent
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def leaders_need(store: Store, leader: Viewer) -> int:
    with store.read(leader) as session:
        lifts = select(Need.id).where(Need.category == "elevator", Need.closed_on.is_(None))
        return int(session.scalars(lifts.order_by(Need.id)).first() or 0)


def given(store: Store, leader: Viewer, need_id: int, hands: str, note: str) -> None:
    with store.write(leader) as session:
        version = case_file(session, need_id, TODAY, "zh").case.version
        cases.assign(session, need_id, hands, due=None, note=note, version=version)


def read_by(store: Store, viewer: Viewer, need_id: int) -> list[str | None]:
    with store.read(viewer) as session:
        return [step.note for step in case_file(session, need_id, TODAY, "zh").history]


def test_a_partner_reads_only_what_was_said_to_it_and_what_it_did(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader, company = viewer_as("leader"), viewer_as("partner")
    need_id = leaders_need(store, leader)
    given(store, leader, need_id, "partner:clinic", "住户有病,请先上门")
    clinic = replace(company, partner_id="clinic")
    # an account of another organisation that happens to bear the same name
    with store.write(clinic) as session:
        cases.add_note(session, need_id, "门诊记录")
        version = case_file(session, need_id, TODAY, "zh").case.version
        cases.move(session, need_id, State.ANSWERED, note="已诊", version=version, today=TODAY)
    assert read_by(store, clinic, need_id) == ["住户有病,请先上门", "门诊记录", "已诊"]
    given(store, leader, need_id, "community", "转社区")
    given(store, leader, need_id, "partner:property", "请修电梯")
    assert read_by(store, company, need_id) == ["请修电梯"]
    with store.write(replace(company, name="另一位师傅")) as session:
        cases.add_note(session, need_id, "配件已订")
    assert read_by(store, company, need_id) == ["请修电梯", "配件已订"]
    assert len(read_by(store, leader, need_id)) >= 6


def test_a_step_keeps_its_account_and_organisation(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id = leaders_need(store, leader)
    given(store, leader, need_id, "partner:property", "请修电梯")
    with store.read(CONSOLE) as session:
        event = session.scalars(select(NeedEvent).order_by(NeedEvent.id.desc())).first()
        assert event is not None
        assert (event.account_id, event.partner_id) == (leader.account_id, "property")
