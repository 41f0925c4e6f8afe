"""`peoples-map demo`: make a synthetic district, load it, print the logins and serve it."""

import json
from datetime import date, datetime
from pathlib import Path
from shutil import rmtree
from zoneinfo import ZoneInfo

import click

from geo.errors import InputError
from geo.frames import write_places
from geo.places.demo import make_district, write_truth
from geo.services.demo import DemoLogin, is_empty, load_demo
from webmap.commands.options import data_folder, listening
from webmap.commands.tiles import drawn
from webmap.commands.wording import say
from webmap.installation import installed, store_of
from webmap.serving import check_port, serve
from webmap.settings import Settings, from_env, write_private

MADE = (
    "store.sqlite",
    "store.sqlite-wal",
    "store.sqlite-shm",
    "registry.gpkg",
    "truth.json",
    "accounts.json",
)
"""What a demo leaves in its folder, beside the settings."""


@click.command()
@data_folder
@listening
@click.option("--units", type=click.IntRange(500), default=5000, show_default=True, help="Flats.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Same seed, same city."
)
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The day it is there. Default: today."
)
@click.option("--serve/--no-serve", "serving", default=True, help="Serve it when it is made.")
@click.option("--fresh", is_flag=True, help="Throw the demo in the folder away and make a new one.")
def demo(
    folder: str | None,
    host: str,
    port: int,
    units: int,
    seed: int,
    on: datetime | None,
    *,
    serving: bool,
    fresh: bool,
) -> None:
    """Make a synthetic district with invented people, and serve it.

    A folder that holds a demo already is served as it is; --fresh rebuilds it.
    """
    settings = from_env(folder=folder)
    if serving:
        check_port(host, port)
    if fresh:
        throw_away(settings.folder)
    settings = installed(settings)
    store = store_of(settings)
    if is_empty(store):
        day = on.date() if on else datetime.now(ZoneInfo(settings.time_zone)).date()
        make(settings, units=units, seed=seed, on=day)
    drawn(settings, store)
    store.close()
    show_logins(settings.folder)
    if serving:
        serve(settings, host=host, port=port)


def make(settings: Settings, *, units: int, seed: int, on: date) -> None:
    """Make the district of `units` flats on day `on`, load it and write its files."""
    say(f"making a district of about {units} flats for {on}", err=True)
    district = make_district(seed=seed, on=on, units=units)
    store = store_of(settings)
    logins = load_demo(store, district, progress=lambda part: say(f"loading {part}", err=True))
    store.close()
    write_places(district.places, settings.folder / "registry.gpkg")
    write_truth(district.truth, settings.folder / "truth.json")
    write_logins(settings.folder, logins)


def write_logins(folder: Path, logins: list[DemoLogin]) -> None:
    """Write the logins to ``accounts.json``, readable by the owner only."""
    content = {
        login.role: {"user": login.user, "password": login.password, "territory": login.territory}
        for login in logins
    }
    write_private(folder / "accounts.json", json.dumps(content, ensure_ascii=False, indent=1))


def show_logins(folder: Path) -> None:
    """Print the logins of the demo in `folder`."""
    path = folder / "accounts.json"
    if not path.exists():
        return
    say("logins (all people here are invented):")
    for role, login in json.loads(path.read_text(encoding="utf-8")).items():
        say(f"  {role:8} {login['user']:8} {login['password']}  {login['territory']}")


def throw_away(folder: Path) -> None:
    """Delete what a demo left in `folder`; anything else stays.

    Raises
    ------
    InputError
        When the store there is no demo.
    """
    if (folder / "store.sqlite").exists() and not (folder / "accounts.json").exists():
        raise InputError(f"{folder} holds a store that is no demo: it is not thrown away")
    for name in MADE:
        (folder / name).unlink(missing_ok=True)
    rmtree(folder / "tiles", ignore_errors=True)
