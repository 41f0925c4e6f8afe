"""`peoples-map backup`: the whole store in one file."""

import sys
from pathlib import Path

import click

from geo.errors import ConflictError
from geo.services.backups.making import back_up, store_size
from webmap.commands.options import data_folder
from webmap.commands.wording import said, say
from webmap.installation import store_of
from webmap.settings import from_env


@click.command(short_help="Write the whole store to one file; the keys are kept apart.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--overwrite", is_flag=True, help="Also over a FILE that exists.")
@data_folder
def backup(file: Path, folder: str | None, *, overwrite: bool) -> None:
    """Write the whole store to FILE while the service runs.

    The keys in settings.env are not in FILE: keep a copy of them in another place. Without them
    nobody can read the names in a backup, a thief no more than you.
    """
    if file.is_file() and not overwrite:
        raise ConflictError(
            f"{file} exists already: name another file, or replace it with --overwrite"
        )
    settings = from_env(folder=folder)
    store = store_of(settings)
    size = store_size(store)
    with click.progressbar(length=size, label=said("backing up"), file=sys.stderr) as bar:
        made = back_up(store, file, progress=bar.update)
    store.close()
    rows = sum(made.counts.values())
    say(f"{file}: {rows} rows, {made.size / 2**20:.1f} MiB, schema {made.revision}")
    say(f"the keys are not in it: keep {settings.folder / 'settings.env'} in another place")
