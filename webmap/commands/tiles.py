"""`peoples-map tiles`: draw the map's vector tiles from the places of the store."""

import sys

import click

from geo.services.tiles import Archive, refresh
from geo.services.viewing import Store
from webmap.commands.options import data_folder
from webmap.commands.wording import said, say
from webmap.installation import store_of
from webmap.settings import Settings, from_env


@click.command(short_help="Draw the map's tiles from the places of the store.")
@data_folder
def tiles(folder: str | None) -> None:
    """Draw the map's tiles anew where the places have changed since they were drawn.

    Imports, `demo` and `init` do this by themselves, and the service does after edits on the map.
    """
    settings = from_env(folder=folder)
    store = store_of(settings)
    store.check_current()
    archive = drawn(settings, store)
    store.close()
    if archive is None:
        say("there are no places to draw")
    else:
        say(f"{archive.digest}.pmtiles: {archive.size / 2**20:.1f} MiB")


def drawn(settings: Settings, store: Store) -> Archive | None:
    """Bring the tiles in the data folder up to date, with a bar while there is work to do."""
    with click.progressbar(length=1, label=said("drawing the map"), file=sys.stderr) as bar:

        def step(done: int, of: int) -> None:
            bar.length = of
            bar.update(done)

        return refresh(store, settings.folder, progress=step)
