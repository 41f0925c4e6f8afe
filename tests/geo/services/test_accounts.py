"""An account is made whole or refused."""

import pytest

from geo.errors import ConflictError, InputError
from geo.needs.vocabulary import Role
from geo.services.accounts import NewAccount, make_account
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.conftest import PASSWORD_COST
from tests.geo.services.conftest import PASSWORD


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


def test_a_password_costs_what_rfc_9106_asks_for() -> None:
    rounds, memory_kib, lanes = PASSWORD_COST
    assert rounds >= 3
    assert memory_kib >= 64 * 1024
    assert lanes >= 4
