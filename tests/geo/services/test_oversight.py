"""What a steward looks after: accounts that close, territories, the audit by act, actor and day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from geo.errors import ConflictError, ForbiddenError, InputError
from geo.needs.vocabulary import Role
from geo.services import accounts, oversight, web_sessions
from geo.services.accounts import NewAccount
from geo.services.oversight import ACTS_A_PAGE, AuditQuery
from geo.store.models import Account, AuditEvent, WebSession
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

ViewerAs = Callable[[str], Viewer]
PASSWORD = "correct horse battery"


def acts(store: Store) -> list[tuple[str, str, str | None]]:
    with store.read(CONSOLE) as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.actor, row.act, row.subject) for row in rows]


def add_acts(store: Store, moments: list[datetime], act: str = "login") -> None:
    with store.write(CONSOLE) as session:
        session.add_all(AuditEvent(at=at, actor="zhang", act=act) for at in moments)


def test_the_last_active_steward_stays(store: Store, viewer_as: ViewerAs) -> None:
    steward = viewer_as("steward")
    with pytest.raises(ConflictError, match="last active steward"), store.write(steward) as session:
        accounts.close_account(session, "steward")
    second = NewAccount(user="second", password=PASSWORD, role=Role.STEWARD, name="二号")
    with store.write(steward) as session:
        accounts.make_account(session, second)
        accounts.close_account(session, "steward")
    with pytest.raises(ConflictError), store.write(CONSOLE) as session:
        accounts.close_account(session, "second")
    with store.read(CONSOLE) as session:
        open_ones = session.scalars(select(Account.user).where(Account.active)).all()
    assert "second" in open_ones
    assert "steward" not in open_ones


@pytest.mark.parametrize("how", ["close", "password"])
def test_browsers_are_logged_out_at_once(store: Store, viewer_as: ViewerAs, how: str) -> None:
    leader = viewer_as("leader")
    web_sessions.remember(store, "hers", {}, account_id=leader.account_id)
    web_sessions.remember(store, "others", {}, account_id=viewer_as("manager").account_id)
    with store.write(viewer_as("steward")) as session:
        if how == "close":
            accounts.close_account(session, "leader")
            accounts.reopen_account(session, "leader")
        else:
            accounts.set_password(session, "leader", PASSWORD)
    assert web_sessions.recall(store, "hers", hours=12) is None
    assert web_sessions.recall(store, "others", hours=12) is not None
    with store.read(CONSOLE) as session:
        assert len(session.scalars(select(WebSession)).all()) == 1


def test_every_change_is_in_the_audit(store: Store, viewer_as: ViewerAs) -> None:
    with store.write(viewer_as("steward")) as session:
        oversight.add_territory(session, "东片", ["c01", "c02"])
        oversight.add_partner(session, "canteen", "社区食堂", "volunteers")
        accounts.set_territory(session, "leader", "东片")
        accounts.set_password(session, "leader", PASSWORD)
        accounts.close_account(session, "leader")
        accounts.reopen_account(session, "leader")
    assert [(who, act) for who, act, _ in acts(store)][-6:] == [
        ("steward", act)
        for act in (
            "territory.made", "partner.made", "account.moved", "account.password_set",
            "account.closed", "account.reopened",
        )
    ]  # fmt: skip
    assert PASSWORD not in str(acts(store))


def test_a_territory_is_a_set_of_compounds(store: Store, viewer_as: ViewerAs) -> None:
    steward = viewer_as("steward")
    with store.write(steward) as session:
        oversight.add_territory(session, " 东片 ", ["c01", "c02", "c01"])
    with store.read(steward) as session:
        lines = {line.name: line for line in oversight.territory_lines(session)}
    assert len(lines["东片"].compounds) == 2
    assert "御林湾" in lines["东片"].compounds
    assert lines["演示街道"].accounts == 3


@pytest.mark.parametrize(
    ("name", "compounds", "error"),
    [
        ("", ["c01"], InputError),
        ("x" * 61, ["c01"], InputError),
        ("东片", [], InputError),
        ("东片", ["c99"], InputError),
        ("御林湾", ["c01"], ConflictError),
    ],
)
def test_a_territory_that_cannot_be_is_refused(
    store: Store, name: str, compounds: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error), store.write(CONSOLE) as session:
        oversight.add_territory(session, name, compounds)


@pytest.mark.parametrize(
    ("key", "name", "kind", "error"),
    [
        ("Fire!", "消防", "fire", InputError),
        ("fire2", "", "fire", InputError),
        ("fire2", "消防", "消防", InputError),
        ("fire", "消防", "fire", ConflictError),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(
    store: Store, key: str, name: str, kind: str, error: type[Exception]
) -> None:
    with pytest.raises(error), store.write(CONSOLE) as session:
        oversight.add_partner(session, key, name, kind)


@pytest.mark.parametrize("user", ["leader", "manager", "partner"])
def test_only_stewards_look_after_accounts(store: Store, viewer_as: ViewerAs, user: str) -> None:
    with store.write(viewer_as(user)) as session:
        with pytest.raises(ForbiddenError):
            oversight.add_territory(session, "东片", ["c01"])
        with pytest.raises(ForbiddenError):
            oversight.add_partner(session, "canteen", "社区食堂", "volunteers")
        with pytest.raises(ForbiddenError):
            oversight.audit_page(session, AuditQuery(), "Asia/Shanghai")


def test_the_last_login_stands_beside_the_account(store: Store, viewer_as: ViewerAs) -> None:
    first, second = datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC)
    with store.write(CONSOLE) as session:
        session.add_all(AuditEvent(at=at, actor="leader", act="login") for at in (second, first))
    with store.read(viewer_as("steward")) as session:
        lines = {line.user: line for line in oversight.account_lines(session)}
    assert lines["leader"].last_login == second
    assert lines["manager"].last_login is None
    assert (lines["leader"].territory, lines["partner"].partner) == ("御林湾", "和顺物业（虚构）")


def test_the_audit_has_pages(store: Store, viewer_as: ViewerAs) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    add_acts(store, [start + timedelta(minutes=n) for n in range(2 * ACTS_A_PAGE + 1)])
    with store.read(viewer_as("steward")) as session:
        found = [
            oversight.audit_page(session, AuditQuery(actor="zhang", page=n), "Asia/Shanghai")
            for n in (1, 2, 3, 9)
        ]
    assert {(page.span.total, page.span.pages) for page in found} == {(2 * ACTS_A_PAGE + 1, 3)}
    assert [len(page.rows) for page in found] == [ACTS_A_PAGE, ACTS_A_PAGE, 1, 1]
    moments = [line.at for page in found[:3] for line in page.rows]
    assert moments == sorted(moments, reverse=True)
    assert found[3].span.page == 3


def test_a_day_is_a_day_on_the_clock_of_the_service(store: Store, viewer_as: ViewerAs) -> None:
    late, early = datetime(2026, 3, 1, 15, 59, tzinfo=UTC), datetime(2026, 3, 1, 16, tzinfo=UTC)
    add_acts(store, [late, early])
    with store.read(viewer_as("steward")) as session:
        for day, wanted in ((date(2026, 3, 1), late), (date(2026, 3, 2), early)):
            query = AuditQuery(act="login", actor="zhang", day=day)
            lines = oversight.audit_page(session, query, "Asia/Shanghai").rows
            assert [line.at for line in lines] == [wanted]


def test_names_and_numbers_of_persons_in_a_reason_are_masked(
    store: Store, viewer_as: ViewerAs
) -> None:
    with store.write(CONSOLE) as session:
        session.add(
            AuditEvent(
                at=datetime.now(UTC), actor="li", act="x", reason="王淑兰来电 13812345678 求助"
            )
        )
    with store.read(viewer_as("steward")) as session:
        (line,) = oversight.audit_page(session, AuditQuery(actor="li"), "Asia/Shanghai").rows
    assert line.reason == "王*来电 138****5678 求助"


@given(
    st.builds(
        AuditQuery,
        act=st.sampled_from([None, "login"]),
        actor=st.sampled_from([None, "li"]),
        day=st.none() | st.dates(),
    )
)
def test_a_query_is_the_same_in_an_address(query: AuditQuery) -> None:
    assert AuditQuery.from_query(query.words()) == query


@pytest.mark.parametrize("words", [{"day": "gestern"}, {"page": "0"}, {"page": "x"}])
def test_a_query_that_cannot_be_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(InputError):
        AuditQuery.from_query(words)
