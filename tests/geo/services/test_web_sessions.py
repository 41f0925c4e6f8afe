"""A browser is remembered while its hours and its account last; the store cannot be it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from geo.services.accounts import viewer_for
from geo.services.web_sessions import forget, recall, remember
from geo.store.models import Account, WebSession
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer


def remembered(store: Store, user: str) -> Viewer:
    """Remember a browser of an account under "key" and return its viewer."""
    with store.read(CONSOLE) as session:
        viewer = viewer_for(session.scalars(select(Account).where(Account.user == user)).one())
    remember(store, "key", {"a": 1}, account_id=viewer.account_id)
    return viewer


def change(store: Store, user: str, **values: object) -> None:
    with store.write(CONSOLE) as session:
        session.execute(update(Account).where(Account.user == user).values(**values))


def test_a_closed_account_is_logged_out_at_once(store: Store, account: str) -> None:
    viewer = remembered(store, account)
    known = recall(store, "key", hours=12)
    assert known is not None
    assert (known.viewer, known.data) == (viewer, {"a": 1})
    change(store, account, active=False)
    assert recall(store, "key", hours=12) is None


def test_a_leader_who_lost_her_territory_is_logged_out(store: Store, account: str) -> None:
    remembered(store, account)
    change(store, account, territory_id=None)
    assert recall(store, "key", hours=12) is None


def test_a_session_ends_after_its_hours_or_when_it_is_forgotten(store: Store) -> None:
    remember(store, "key", {}, account_id=None)
    with store.write(CONSOLE) as session:
        session.execute(update(WebSession).values(seen_at=datetime.now(UTC) - timedelta(hours=13)))
    assert recall(store, "key", hours=12) is None
    assert recall(store, "key", hours=14) is not None
    forget(store, "key")
    assert recall(store, "key", hours=14) is None


def test_the_store_keeps_no_cookie_and_no_password(store: Store, account: str) -> None:
    remember(store, "the-cookie-key", {}, account_id=None)
    with store.read(CONSOLE) as session:
        digests = session.scalars(select(WebSession.digest)).all()
        found = session.scalars(select(Account.password_hash).where(Account.user == account)).one()
    assert "the-cookie-key" not in digests
    assert found.startswith("$argon2id$")
