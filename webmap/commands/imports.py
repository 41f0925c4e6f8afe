"""`peoples-map import`: places, registers of people and lists of needs come into the store."""

import click

from webmap.commands.import_lists import needs, register
from webmap.commands.import_places import osm, places


@click.group()
def import_group() -> None:
    """Bring in places, registers of people and lists of needs.

    Importing the same file again changes nothing. Exit status 1: done, but rows were rejected and
    listed beside FILE; 2: nothing was imported.
    """


for command in (needs, osm, places, register):
    import_group.add_command(command)
