"""`peoples-map doctor`: look whether everything is in order, and say what to do."""

from collections.abc import Iterator

import click

from geo.errors import InputError
from geo.services.checkup import Check, Mark, check_folder, check_places, check_store
from webmap.commands.options import data_folder
from webmap.commands.wording import said, say
from webmap.installation import KEYS, store_of
from webmap.settings import Settings, from_env
from webmap.sheets.fonts import missing_characters

SIGNS = {Mark.FINE: "ok  ", Mark.NOTE: "note", Mark.ATTENTION: "LOOK"}


@click.command(short_help="Check the data folder and its store.")
@data_folder
@click.pass_context
def doctor(ctx: click.Context, folder: str | None) -> None:
    """Check keys, database, places, names, sources, disk and file modes.

    Exit status 1 when something needs attention.
    """
    settings = from_env(folder=folder)
    if not settings.folder.is_dir():
        raise InputError(
            f"{settings.folder} is no folder: run `peoples-map init` or `demo`, or name it by --dir"
        )
    found = []
    for check in checks(settings):
        found.append(check.mark)
        click.echo(f"{said(SIGNS[check.mark])}  {said(check.name)}: {said(check.told)}")
        if check.advice:
            click.echo(f"      -> {said(check.advice)}")
    bad = found.count(Mark.ATTENTION)
    if bad:
        say(f"{bad} of {len(found)} need attention")
        ctx.exit(1)
    say(f"all {len(found)} checks passed")


def checks(settings: Settings) -> Iterator[Check]:
    """Yield every check; the places are left out where the store cannot be read."""
    yield from check_folder(settings.folder)
    sound = True
    store = store_of(settings)
    for check in check_store(store, keys=all(getattr(settings, name) for name in KEYS)):
        sound = sound and (check.mark is not Mark.ATTENTION or check.name in {"keys", "field key"})
        yield check
    if sound:
        yield from check_places(store, missing_characters)
    store.close()
