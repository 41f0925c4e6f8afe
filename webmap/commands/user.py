"""`peoples-map user`: make accounts, close them, give passwords and territories."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from geo.services import accounts, oversight
from geo.services.accounts import NewAccount, make_account, new_password
from geo.services.viewing import CONSOLE, Role, Session
from webmap.commands.import_accounts import show_table
from webmap.commands.options import data_folder
from webmap.commands.wording import say
from webmap.installation import store_of
from webmap.settings import from_env


@click.group()
def user() -> None:
    """Make accounts, close them, give passwords and territories."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--territory", help="Name of a territory or compound. Default: everything.")
@click.option("--partner", help="Id of a partner's organisation, made under 片区和单位.")
@click.option("--shown-as", help="Name that others read. Default: NAME.")
@click.option("--password", help="Default: one is made and printed once.")
@data_folder
def add(
    name: str,
    role: str,
    territory: str | None,
    partner: str | None,
    shown_as: str | None,
    password: str | None,
    folder: str | None,
) -> None:
    """Make account NAME."""
    made = password or new_password()
    with _writing(folder) as session:
        make_account(
            session,
            NewAccount(
                user=name,
                password=made,
                role=Role(role),
                name=shown_as or name,
                territory=territory,
                partner_id=partner,
            ),
        )
    say(f"account {name} is ready" + ("" if password else f", password {made}"))


@user.command(name="list")
@data_folder
def list_users(folder: str | None) -> None:
    """Print all accounts."""
    with _writing(folder) as session:
        lines = oversight.account_lines(session)
    show_table(
        ("user", "role", "territory", "state", "last login (UTC)"),
        [
            (
                line.user,
                line.role,
                line.territory or "*",
                "open" if line.active else "closed",
                f"{line.last_login:%Y-%m-%d %H:%M}" if line.last_login else "never",
            )
            for line in lines
        ],
    )


@user.command()
@click.argument("name")
@data_folder
def close(name: str, folder: str | None) -> None:
    """Close account NAME: it is logged out and cannot log in."""
    with _writing(folder) as session:
        accounts.close_account(session, name)
    say(f"account {name} is closed")


@user.command()
@click.argument("name")
@data_folder
def reopen(name: str, folder: str | None) -> None:
    """Open account NAME again."""
    with _writing(folder) as session:
        accounts.reopen_account(session, name)
    say(f"account {name} is open again")


@user.command()
@click.argument("name")
@click.option("--password", "given", help="Default: one is made and printed once.")
@data_folder
def password(name: str, given: str | None, folder: str | None) -> None:
    """Give account NAME a new password and log it out everywhere."""
    made = given or new_password()
    with _writing(folder) as session:
        accounts.set_password(session, name, made)
    say(f"account {name} has a new password" + ("" if given else f": {made}"))


@user.command()
@click.argument("name")
@click.argument("territory", required=False)
@click.option("--everything", is_flag=True, help="Instead of a TERRITORY; not for leaders.")
@data_folder
def territory(name: str, territory: str | None, folder: str | None, *, everything: bool) -> None:
    """Give account NAME another TERRITORY: the name of a territory or of a compound."""
    if (territory is None) is not everything:
        raise click.UsageError("name a TERRITORY, or say --everything")
    with _writing(folder) as session:
        accounts.set_territory(session, name, territory)
    say(f"account {name} looks after {territory or 'everything'}")


@contextmanager
def _writing(folder: str | None) -> Iterator[Session]:
    """Yield a session of the console that commits at the end."""
    store = store_of(from_env(folder=folder))
    store.check_current()
    try:
        with store.write(CONSOLE) as session:
            yield session
    finally:
        store.close()
