"""A need goes through hands and states by the rules, and everybody reads what is theirs."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from geo.needs.vocabulary import State
from geo.services import case_files, cases
from geo.services.cases import NewNeed
from geo.services.scene import Scene
from geo.store.models import Need, Unit
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer
from tests.geo.services.conftest import TODAY

ViewerAs = Callable[[str], Viewer]


def opened(store: Store, viewer: Viewer, category: str = "leak") -> int:
    """Open a need in the first flat of the viewer's territory and return its id."""
    with store.write(viewer) as session:
        unit = session.scalars(select(Unit).order_by(Unit.id)).first()
        assert unit is not None
        new = NewNeed(
            category=category,
            compound_id=unit.compound_id or "",
            building_id=unit.building_id,
            entrance_id=unit.entrance_id,
            unit_id=unit.id,
            words="厨房顶漏水,老人说腿疼",
        )
        return cases.open_need(session, new, today=TODAY).id


def version(session: Session, need_id: int) -> int:
    return case_files.case_file(session, need_id, TODAY, "zh").case.version


def test_a_new_need_is_registered_with_a_due_date(store: Store, viewer_as: ViewerAs) -> None:
    need_id = opened(store, viewer_as("leader"))
    with store.read(viewer_as("leader")) as session:
        file = case_files.case_file(session, need_id, TODAY, "zh")
    assert file.case.state is State.REGISTERED
    assert file.case.due_on is not None
    assert file.case.due_on > TODAY
    assert file.words == "厨房顶漏水,老人说腿疼"
    assert [step.act for step in file.history] == ["open"]


def test_a_partner_sees_only_what_was_given_to_it_and_answers(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader, partner = viewer_as("leader"), viewer_as("partner")
    need_id = opened(store, leader)
    with store.read(partner) as session, pytest.raises(NotFoundError):
        case_files.case_file(session, need_id, TODAY, "zh")
    with store.write(leader) as session:
        cases.add_note(session, need_id, "住户的家事,不外传")
        cases.assign(session, need_id, "partner:property", due=None, note="请修屋顶", version=1)
    with store.write(partner) as session:
        file = case_files.case_file(session, need_id, TODAY, "zh")
        assert file.words is None
        assert [step.note for step in file.history] == ["请修屋顶"]
        cases.move(
            session,
            need_id,
            State.ANSWERED,
            note="已补防水",
            version=file.case.version,
            today=TODAY,
        )
    with store.read(leader) as session:
        assert case_files.case_file(session, need_id, TODAY, "zh").case.state is State.ANSWERED


def test_a_whistle_reaches_the_manager_and_the_answer_the_leader(
    store: Store, viewer_as: ViewerAs
) -> None:
    leader, manager = viewer_as("leader"), viewer_as("manager")
    need_id = opened(store, leader)

    def listed() -> bool:
        with store.read(manager) as session:
            found = case_files.case_list(session, Scene(), TODAY, "zh")
            return need_id in {case.id for case in found}

    assert not listed()
    with store.write(leader) as session:
        cases.blow_whistle(session, need_id, "物业两周没来", version=1, today=TODAY)
    assert listed()
    with store.write(manager) as session:
        file = case_files.case_file(session, need_id, TODAY, "zh")
        assert file.whistle_reason == "物业两周没来"
        assert file.words is None
        assert file.case.unit_id is None
        cases.answer_whistle(session, need_id, "周五前派人", version=file.case.version)
    with store.read(leader) as session:
        answered = case_files.case_file(session, need_id, TODAY, "zh")
        assert answered.whistle_answer == "周五前派人"
        assert answered.may_whistle


def test_a_manager_reads_the_building_but_not_the_door(store: Store, viewer_as: ViewerAs) -> None:
    need_id = opened(store, viewer_as("leader"))
    with store.read(viewer_as("manager")) as session:
        place = case_files.case_file(session, need_id, TODAY, "zh").case.place
    assert place.building
    assert (place.entrance, place.home) == ("", "")


def test_closing_wants_a_reason_and_writes_the_day(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id = opened(store, leader)
    with store.write(leader) as session, pytest.raises(InputError, match="wants a reason"):
        cases.move(session, need_id, State.CLOSED, note=" ", version=1, today=TODAY)
    with store.write(leader) as session:
        cases.move(session, need_id, State.CLOSED, note="修好了", version=1, today=TODAY)
    with store.read(CONSOLE) as session:
        need = session.get(Need, need_id)
        assert need is not None
        assert need.closed_on == TODAY


def test_a_form_for_an_older_version_is_refused(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id = opened(store, leader)
    with store.write(leader) as session:
        cases.tell_resident(session, need_id, told=True, version=1)
    with store.write(leader) as session, pytest.raises(ConflictError, match="changed this need"):
        cases.tell_resident(session, need_id, told=False, version=1)


def test_what_was_called_wrong_is_gone_everywhere(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id = opened(store, leader)
    with store.write(leader) as session:
        cases.call_wrong(session, need_id, "不是这一户")
    with store.read(leader) as session:
        assert need_id not in {c.id for c in case_files.case_list(session, Scene(), TODAY, "zh")}
        with pytest.raises(NotFoundError):
            case_files.case_file(session, need_id, TODAY, "zh")


def test_a_partner_gives_nothing_to_others(store: Store, viewer_as: ViewerAs) -> None:
    with store.write(viewer_as("partner")) as session, pytest.raises(ForbiddenError):
        cases.assign(session, 1, "community", due=None, note="", version=1)


def test_unknown_hands_are_named(store: Store, viewer_as: ViewerAs) -> None:
    leader = viewer_as("leader")
    need_id = opened(store, leader)
    with store.write(leader) as session, pytest.raises(InputError, match="'nobody' is not known"):
        cases.assign(session, need_id, "partner:nobody", due=None, note="", version=1)
