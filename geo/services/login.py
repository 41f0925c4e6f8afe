"""Logging in: the right password only, and no guessing."""

from argon2.exceptions import VerificationError
from sqlalchemy import select

from geo.errors import ForbiddenError
from geo.services import login_tries
from geo.services.accounts import HASHER, viewer_for
from geo.services.login_tries import LoginRefusedError
from geo.store.audit import note_act
from geo.store.models import Account
from geo.store.opening import Store
from geo.store.scope import CONSOLE, Viewer

DUMMY_HASH = HASHER.hash("nobody")
"""Checked when the user is unknown, so that the answer takes as long."""


def authenticate(store: Store, user: str, password: str, *, address: str) -> Viewer:
    """Return the viewer of the account with this user and password.

    A try counts as failed until the password fits: many at once get no more guesses than one
    after the other.

    Raises
    ------
    LoginRefusedError
        When they do not fit, the account is closed, a leader's has no territory, or too many
        tries failed lately.
    """
    with store.write(CONSOLE) as session:
        login_tries.count_try(session, user, address)
    with store.read(CONSOLE) as session:
        account = session.scalar(select(Account).where(Account.user == user))
    if not _fits(account, password) or account is None or not account.active:
        with store.write(CONSOLE) as session:
            login_tries.count_address(session, address)
        raise LoginRefusedError("user or password is wrong", zh="用户名或密码不对。")
    try:
        viewer = viewer_for(account)
    except ForbiddenError as error:
        raise LoginRefusedError(str(error), zh=error.zh) from error
    with store.write(viewer) as session:
        note_act(session, "login")
        login_tries.let_in(session, user, address)
    return viewer


def _fits(account: Account | None, password: str) -> bool:
    try:
        return HASHER.verify(account.password_hash if account else DUMMY_HASH, password)
    except VerificationError:
        return False
