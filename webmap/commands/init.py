"""`peoples-map init`: make an empty store with its keys, or bring one up to date."""

import click

from webmap.commands.options import data_folder
from webmap.commands.tiles import drawn
from webmap.commands.wording import say
from webmap.installation import installed, store_of
from webmap.settings import from_env


@click.command()
@data_folder
def init(folder: str | None) -> None:
    """Make keys and an empty store in the data folder, or bring its store up to date."""
    settings = installed(from_env(folder=folder))
    store = store_of(settings)
    drawn(settings, store)
    store.close()
    say(f"store ready in {settings.folder}")
