"""`peoples-map export`: the places of the store as a registry GeoPackage."""

from dataclasses import fields
from pathlib import Path

import click

from geo.errors import InputError
from geo.frames import write_places
from geo.services.registry import places_in_scope
from geo.services.snapshots import note_registry
from geo.services.viewing import CONSOLE
from webmap.commands.options import data_folder
from webmap.commands.wording import say
from webmap.installation import store_of
from webmap.settings import from_env


@click.command(short_help="Write the places of the store as a GeoPackage.")
@click.argument("out", metavar="FILE.gpkg", type=click.Path(path_type=Path))
@data_folder
def export(out: Path, folder: str | None) -> None:
    """Write compounds, gates, buildings, entrances, flats, ways and areas to FILE.gpkg.

    The file holds no person and no need. `import places`, `geocode` and `read-diary` read it.
    """
    if out.suffix.lower() != ".gpkg":
        raise InputError(f"{out.name} does not end in .gpkg")
    store = store_of(from_env(folder=folder))
    store.check_current()
    with store.read(CONSOLE) as session:
        places = places_in_scope(session, with_units=True)
    if places.buildings.empty:
        raise InputError("the store holds no building: nothing to export")
    # a large file takes long: nobody else waits for it to write in the store
    write_places(places, out)
    with store.write(CONSOLE) as session:
        note_registry(session)
    store.close()
    sizes = ", ".join(f"{len(getattr(places, one.name))} {one.name}" for one in fields(places))
    say(f"{out}: {sizes}")
