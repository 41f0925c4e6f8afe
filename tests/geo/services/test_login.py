"""Logging in: the right password only; whoever cannot work here is told why."""

import pytest
from sqlalchemy import select, update

from geo.needs.vocabulary import Role
from geo.services.login import authenticate
from geo.services.login_tries import LoginRefusedError
from geo.store.models import Account, AuditEvent
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.conftest import PASSWORD


def test_the_right_password_opens_the_territory(store: Store, account: str) -> None:
    viewer = authenticate(store, account, PASSWORD, address="192.0.2.1")
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
        authenticate(store, user, password, address="192.0.2.1")


@pytest.mark.parametrize("change", [{"active": False}, {"territory_id": None}])
def test_who_was_closed_out_or_lost_her_territory_is_refused(
    store: Store, account: str, change: dict[str, object]
) -> None:
    with store.write(CONSOLE) as session:
        session.execute(update(Account).where(Account.user == account).values(**change))
    wanted = "wrong" if "active" in change else "no territory"
    with pytest.raises(LoginRefusedError, match=wanted) as refused:
        authenticate(store, account, PASSWORD, address="192.0.2.1")
    assert ("片区" in refused.value.said("zh")) == ("territory_id" in change)
