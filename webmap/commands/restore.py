"""`peoples-map restore`: the store of a backup in the place of the one that is there."""

import sys
from pathlib import Path

import click

from geo.services.backups.archive import read_manifest
from geo.services.backups.restoring import restore as restore_store
from webmap.commands.options import data_folder
from webmap.commands.wording import said, say
from webmap.installation import store_of
from webmap.settings import SETTINGS_FILE, from_env


@click.command(short_help="Put back the store that `backup` wrote to a file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Also over a store; it is kept as .before-restore.")
@data_folder
def restore(file: Path, folder: str | None, *, force: bool) -> None:
    """Put back the store in FILE, whole or not at all. Stop the service first.

    Everything about FILE is checked before anything changes. Browsers have to log in again.
    """
    settings = from_env(folder=folder)
    size = read_manifest(file).size
    store = store_of(settings)
    with click.progressbar(length=size, label=said("restoring"), file=sys.stderr) as bar:
        made, kept = restore_store(store, file, force=force, progress=bar.update)
    store.close()
    rows = sum(made.counts.values())
    say(f"{settings.folder} holds the store of {made.made_at}: {rows} rows")
    if kept:
        say(f"the store before is kept as {kept}")
    if not settings.field_key:
        say(
            f"copy the {SETTINGS_FILE} kept with it to {settings.folder / SETTINGS_FILE} before "
            "you serve: without its key nobody can read the names"
        )
