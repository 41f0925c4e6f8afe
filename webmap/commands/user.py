"""`peoples-map user add`: make an account."""

import click

from geo.services.accounts import NewAccount, make_account, new_password
from geo.services.viewing import CONSOLE, Role
from webmap.commands.options import data_folder
from webmap.installation import store_of
from webmap.settings import from_env


@click.group()
def user() -> None:
    """Make accounts."""


@user.command()
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--territory", help="Name of a territory or compound. Default: everything.")
@click.option("--partner", help="Organisation that a partner belongs to: property, clinic, ...")
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
    store = store_of(from_env(folder=folder))
    store.check_current()
    with store.write(CONSOLE) as session:
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
    store.close()
    click.echo(f"account {name} is ready" + ("" if password else f", password {made}"))
