"""Logging in: the right password only, a limit on guessing, sessions that end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from geo.errors import ConflictError, InputError
from geo.needs.vocabulary import Role
from geo.services import accounts
from geo.services.accounts import LoginRefusedError, NewAccount, make_account
from geo.store.models import Account, AuditEvent, WebSession
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

ViewerAs = Callable[[str], Viewer]
PASSWORD = "correct horse battery"


@pytest.fixture
def account(store: Store) -> str:
    with store.write(CONSOLE) as session:
        new = NewAccount(
            user="zhang", password=PASSWORD, role=Role.LEADER, name="张点长", territory="齐贤苑"
        )
        make_account(session, new)
    return "zhang"


def test_the_right_password_opens_the_territory(store: Store, account: str) -> None:
    viewer = accounts.authenticate(store, account, PASSWORD, address="192.0.2.1")
    assert (viewer.role, viewer.user) == (Role.LEADER, "zhang")
    assert viewer.territory_id is not None
    with store.read(CONSOLE) as session:
        acts = session.scalars(select(AuditEvent.act).where(AuditEvent.actor == "zhang")).all()
    assert acts == ["login"]


@pytest.mark.parametrize(("user", "password"), [("zhang", "wrong"), ("nobody", PASSWORD)])
@pytest.mark.usefixtures("account")
def test_a_wrong_user_and_a_wrong_password_look_alike(
    store: Store, user: str, password: str
) -> None:
    with pytest.raises(LoginRefusedError, match="user or password is wrong"):
        accounts.authenticate(store, user, password, address="192.0.2.1")


def test_guessing_is_stopped_even_with_the_right_password(store: Store, account: str) -> None:
    for _ in range(accounts.TRIES):
        with pytest.raises(LoginRefusedError):
            accounts.authenticate(store, account, "guess", address="192.0.2.1")
    with pytest.raises(LoginRefusedError, match="too many"):
        accounts.authenticate(store, account, PASSWORD, address="192.0.2.1")


def test_a_closed_account_is_logged_out_at_once(store: Store, account: str) -> None:
    viewer = accounts.authenticate(store, account, PASSWORD, address="192.0.2.1")
    accounts.remember(store, "key", {"a": 1}, account_id=viewer.account_id)
    known = accounts.recall(store, "key", hours=12)
    assert known is not None
    assert known.viewer == viewer
    with store.write(CONSOLE) as session:
        session.execute(update(Account).where(Account.user == account).values(active=False))
    assert accounts.recall(store, "key", hours=12) is None


def test_a_leader_who_lost_her_territory_is_logged_out_and_told_why(
    store: Store, account: str
) -> None:
    viewer = accounts.authenticate(store, account, PASSWORD, address="192.0.2.1")
    accounts.remember(store, "key", {}, account_id=viewer.account_id)
    with store.write(CONSOLE) as session:
        session.execute(update(Account).where(Account.user == account).values(territory_id=None))
    assert accounts.recall(store, "key", hours=12) is None
    with pytest.raises(LoginRefusedError, match="no territory") as refused:
        accounts.authenticate(store, account, PASSWORD, address="192.0.2.1")
    assert "片区" in refused.value.said("zh")


def test_a_session_ends_after_its_hours(store: Store) -> None:
    accounts.remember(store, "key", {}, account_id=None)
    with store.write(CONSOLE) as session:
        session.execute(update(WebSession).values(seen_at=datetime.now(UTC) - timedelta(hours=13)))
    assert accounts.recall(store, "key", hours=12) is None
    assert accounts.recall(store, "key", hours=14) is not None


def test_the_store_keeps_no_cookie_and_no_password(store: Store, account: str) -> None:
    accounts.remember(store, "the-cookie-key", {}, account_id=None)
    with store.read(CONSOLE) as session:
        digests = session.scalars(select(WebSession.digest)).all()
        found = session.scalars(select(Account.password_hash).where(Account.user == account)).one()
    assert "the-cookie-key" not in digests
    assert found.startswith("$argon2id$")


def new(**changes: object) -> NewAccount:
    words: dict[str, object] = {
        "user": "li",
        "password": PASSWORD,
        "role": Role.LEADER,
        "name": "李",
        "territory": "齐贤苑",
    }
    return NewAccount(**(words | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"password": "short"}, InputError, "10 characters"),
        ({"territory": "天涯小区"}, InputError, "neither a territory nor a compound"),
        ({"territory": None}, InputError, "name the territory"),
        ({"role": Role.PARTNER}, InputError, "organisation"),
        ({"user": "leader"}, ConflictError, "exists already"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    store: Store, changes: dict[str, object], error: type[Exception], words: str
) -> None:
    with store.write(CONSOLE) as session, pytest.raises(error, match=words):
        make_account(session, new(**changes))
