"""Guessing makes the guesser wait, longer each time, and keeps nobody else out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql

from geo.services import login_tries
from geo.services.accounts import set_password
from geo.services.login import authenticate
from geo.services.login_tries import (
    ADDRESS_TRIES,
    FREE_TRIES,
    SITE_TRIES,
    STRANGE_TRIES,
    LoginRefusedError,
    wait_after,
)
from geo.store.models import AuditEvent, FailedLogin, LoginPlace
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from tests.geo.services.conftest import PASSWORD

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count the tries, not the seconds of the password's hash."""
    monkeypatch.setattr("geo.services.login._fits", lambda _, password: password == PASSWORD)


def guess(store: Store, user: str, address: str, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefusedError):
            authenticate(store, user, "guess", address=address)


def age(store: Store, by: timedelta) -> None:
    """Let all tries be older."""
    with store.write(CONSOLE) as session:
        place = session.scalars(select(LoginPlace)).all()
        for one in place:
            one.failed_at = one.failed_at and one.failed_at - by
            one.known_at = one.known_at and one.known_at - by
        for tried in session.scalars(select(FailedLogin)):
            tried.at -= by


def test_guessing_is_stopped_even_with_the_right_password(store: Store, account: str) -> None:
    guess(store, account, HERE, FREE_TRIES)
    with pytest.raises(LoginRefusedError, match=r"too many.*wait 1 min") as refused:
        authenticate(store, account, PASSWORD, address=HERE)
    assert "等 1 分钟" in refused.value.said("zh")


def test_the_owner_comes_in_from_another_address(store: Store, account: str) -> None:
    guess(store, account, HERE, FREE_TRIES + 5)
    assert authenticate(store, account, PASSWORD, address=ELSEWHERE).user == account


def test_each_wrong_password_after_a_wait_doubles_it(store: Store, account: str) -> None:
    guess(store, account, HERE, FREE_TRIES)
    for failures in range(FREE_TRIES, FREE_TRIES + 4):
        age(store, wait_after(failures) - timedelta(seconds=2))
        with pytest.raises(LoginRefusedError, match="too many"):
            authenticate(store, account, PASSWORD, address=HERE)
        age(store, timedelta(seconds=2))
        with pytest.raises(LoginRefusedError, match="is wrong"):
            authenticate(store, account, "guess", address=HERE)
    age(store, wait_after(FREE_TRIES + 4))
    assert authenticate(store, account, PASSWORD, address=HERE).user == account
    guess(store, account, HERE, FREE_TRIES - 1)
    assert authenticate(store, account, PASSWORD, address=HERE).user == account


def test_a_wait_that_is_knocked_at_grows_no_longer(store: Store, account: str) -> None:
    guess(store, account, HERE, FREE_TRIES + 50)
    age(store, wait_after(FREE_TRIES))
    assert authenticate(store, account, PASSWORD, address=HERE).user == account


def test_the_longest_wait_is_an_hour_and_a_quiet_day_forgets_it(store: Store, account: str) -> None:
    guess(store, account, HERE)
    with store.write(CONSOLE) as session:
        session.execute(update(LoginPlace).values(failures=500))
    age(store, timedelta(minutes=59))
    with pytest.raises(LoginRefusedError, match="too many"):
        authenticate(store, account, PASSWORD, address=HERE)
    age(store, timedelta(days=1))
    guess(store, account, HERE, FREE_TRIES - 1)
    assert authenticate(store, account, PASSWORD, address=HERE).user == account


def test_one_address_cannot_try_every_account_but_known_ones_come_in(
    store: Store, account: str
) -> None:
    authenticate(store, account, PASSWORD, address=HERE)
    for n in range(ADDRESS_TRIES):
        guess(store, f"user{n}", HERE)
    with pytest.raises(LoginRefusedError, match="too many"):
        authenticate(store, "leader", "guess", address=HERE)
    assert authenticate(store, account, PASSWORD, address=HERE).user == account
    age(store, timedelta(minutes=11))
    with pytest.raises(LoginRefusedError, match="is wrong"):
        authenticate(store, "leader", "guess", address=HERE)


def test_a_new_password_ends_the_wait_and_forgets_the_addresses(store: Store, account: str) -> None:
    authenticate(store, account, PASSWORD, address=ELSEWHERE)
    guess(store, account, HERE, FREE_TRIES)
    with store.write(CONSOLE) as session:
        set_password(session, account, PASSWORD)
        assert session.scalar(select(func.count()).select_from(LoginPlace)) == 0
    assert authenticate(store, account, PASSWORD, address=HERE).user == account


@pytest.mark.parametrize(("user", "told"), [("zhang", ["zhang"]), ("mypassword", [])])
@pytest.mark.usefixtures("account")
def test_the_steward_is_told_of_guessing_once_and_never_what_is_no_user(
    store: Store, user: str, told: list[str]
) -> None:
    guess(store, user, HERE)
    with store.write(CONSOLE) as session:
        session.execute(update(LoginPlace).values(failures=login_tries.REPORTED_TRIES - 1))
    for _ in range(3):
        age(store, timedelta(hours=1))
        guess(store, user, HERE)
    with store.read(CONSOLE) as session:
        subjects = select(AuditEvent.subject).where(AuditEvent.act == "login.guessed")
        assert session.scalars(subjects).all() == told


def test_rows_name_neither_user_nor_address_and_go_in_time(store: Store, account: str) -> None:
    authenticate(store, account, PASSWORD, address=HERE)
    guess(store, "stranger", ELSEWHERE)
    with store.read(CONSOLE) as session:
        kept = "".join(
            f"{row.subject} {row.account}" for row in session.scalars(select(LoginPlace))
        )
    assert not any(word in kept for word in (account, HERE, "stranger", ELSEWHERE))
    age(store, timedelta(days=2))
    guess(store, "another", ELSEWHERE)
    with store.write(CONSOLE) as session:
        # one that the account came in from; of the new try its address and its account
        assert session.scalar(select(func.count()).select_from(LoginPlace)) == 3
        session.execute(delete(LoginPlace))
    assert wait_after(0) == timedelta(0)


def test_neighbours_in_one_ipv6_network_are_one_address(store: Store, account: str) -> None:
    guess(store, account, "2001:db8::1", FREE_TRIES)
    with pytest.raises(LoginRefusedError, match="too many"):
        authenticate(store, account, PASSWORD, address="2001:db8::2")
    assert authenticate(store, account, PASSWORD, address="2001:db8:0:1::1").user == account


def checked(store: Store, user: str, address: str) -> bool:
    """Guess once; tell whether the password was looked at."""
    with pytest.raises(LoginRefusedError) as refused:
        authenticate(store, user, "guess", address=address)
    return "is wrong" in str(refused.value)


def reports(store: Store) -> list[str | None]:
    with store.read(CONSOLE) as session:
        told = select(AuditEvent.subject).where(AuditEvent.act == "login.guessed")
        return list(session.scalars(told))


def test_many_strange_addresses_get_few_guesses_together_and_are_told(
    store: Store, account: str
) -> None:
    authenticate(store, account, PASSWORD, address=HERE)
    addresses = [f"203.0.113.{n}" for n in range(20)]
    assert sum(checked(store, account, one) for one in addresses for _ in range(5)) == STRANGE_TRIES
    assert reports(store) == [account]
    with pytest.raises(LoginRefusedError, match="too many"):
        authenticate(store, account, PASSWORD, address=ELSEWHERE)
    assert authenticate(store, account, PASSWORD, address=HERE).user == account
    age(store, wait_after(FREE_TRIES))
    assert checked(store, account, "203.0.113.30")
    age(store, wait_after(FREE_TRIES))
    assert not checked(store, account, "203.0.113.31")
    age(store, wait_after(FREE_TRIES))
    assert authenticate(store, account, PASSWORD, address=ELSEWHERE).user == account


def test_coming_in_from_new_addresses_is_no_guessing(store: Store, account: str) -> None:
    guess(store, account, ELSEWHERE, FREE_TRIES - 1)
    guess(store, account, HERE, FREE_TRIES - 1)
    for n in range(3):
        authenticate(store, account, PASSWORD, address=f"203.0.113.{n}")
    assert reports(store) == []
    for n in range(STRANGE_TRIES):
        authenticate(store, account, PASSWORD, address=f"203.0.113.{100 + n}")
    guess(store, account, "203.0.113.99", 2)
    authenticate(store, account, PASSWORD, address="203.0.113.98")
    guess(store, account, "203.0.113.97", 2)
    assert reports(store) == [account]


def test_the_networks_of_one_ipv6_site_are_counted_together(store: Store, account: str) -> None:
    authenticate(store, account, PASSWORD, address="2001:db8:1:fff::1")
    tries = [(f"user{n}", f"2001:db8:1:{n:x}::1") for n in range(SITE_TRIES + 5)]
    assert sum(checked(store, *one) for one in tries) == SITE_TRIES
    assert checked(store, "leader", "2001:db8:2::1")
    assert authenticate(store, account, PASSWORD, address="2001:db8:1:fff::1").user == account


def test_many_guesses_at_once_get_no_more_than_one_after_the_other(
    store: Store, account: str
) -> None:
    with ThreadPoolExecutor(12) as pool:
        looked_at = list(pool.map(lambda _: checked(store, account, HERE), range(12)))
    assert sum(looked_at) == FREE_TRIES


def test_postgresql_locks_the_row_that_is_counted() -> None:
    row: dict[str, object] = {"subject": "s", "account": "a", "failures": 0}
    made = login_tries._made_or_locked("postgresql", row)  # noqa: SLF001 - the tests have no server
    text = str(made.compile(dialect=postgresql.dialect()))  # type: ignore[attr-defined,no-untyped-call]
    assert "ON CONFLICT (subject) DO UPDATE SET account = excluded.account" in text
