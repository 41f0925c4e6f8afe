"""Is everything in order: what a steward wants to know of a store before it hurts somebody."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from geo.errors import InputError, StoreError
from geo.frames import Places
from geo.services.facts import store_facts
from geo.services.place_edits.site_plans import old_files
from geo.services.registry import places_in_scope
from geo.services.snapshots import attribution
from geo.store.models import Resident
from geo.store.opening import Store
from geo.store.scope import CONSOLE
from geo.walking.network import Network

LEAST_FREE_BYTES = 500 * 2**20
NAMED = 5
"""So many culprits are named; the rest is counted."""
SECRETS = ("settings.env", "accounts.json")
"""Files of the data folder that only their owner may read."""
OTHERS_MAY_READ, OTHERS_MAY_WRITE = stat.S_IRGRP | stat.S_IROTH, stat.S_IWGRP | stat.S_IWOTH

MissingCharacters = Callable[[list[str]], set[str]]
"""Gives the characters of some names that cannot be printed."""


class Mark(StrEnum):
    """How a check ended."""

    FINE = "fine"
    NOTE = "note"
    """Worth knowing; nothing has to be done."""
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, and what to do about it."""

    name: str
    mark: Mark
    told: str
    advice: str = ""


def check_folder(folder: Path) -> Iterator[Check]:
    """Yield the checks of the data folder: room on the disk, who may read it, what is left over."""
    free = shutil.disk_usage(folder).free
    told = f"{free / 2**30:.1f} GiB free"
    enough = free >= LEAST_FREE_BYTES
    yield Check(
        "disk", Mark.FINE if enough else Mark.ATTENTION, told, "" if enough else "make room"
    )
    yield from _modes(folder)
    if old := old_files(folder):
        yield Check(
            "old site plans",
            Mark.NOTE,
            f"{old[0].parent} holds pictures of an older version ({len(old)}), unsealed, also of "
            "plans dropped since; `init` took those in use into the database",
            f"once this version runs well and has a backup: rm {old[0].parent}/*.jpg",
        )


def check_store(store: Store, *, keys: bool) -> Iterator[Check]:
    """Yield the checks of the database itself: keys, schema, integrity.

    Parameters
    ----------
    keys
        Whether both keys are set.
    """
    yield (
        Check("keys", Mark.FINE, "both are set")
        if keys
        else Check(
            "keys",
            Mark.ATTENTION,
            "SECRET_KEY or FIELD_KEY is missing",
            "run `peoples-map init`; if names were kept before, bring back settings.env",
        )
    )
    if store.engine.dialect.name == "sqlite" and not Path(store.place).exists():
        # looking at it would make an empty one
        yield Check("schema", Mark.ATTENTION, "there is no store yet", "run `peoples-map init`")
        return
    try:
        store.check_current()
    except StoreError as error:
        yield Check("schema", Mark.ATTENTION, str(error))
        return
    yield Check("schema", Mark.FINE, f"revision {store.revision()}")
    yield from _integrity(store)
    yield _readable_names(store)


def check_places(store: Store, missing_characters: MissingCharacters) -> Iterator[Check]:
    """Yield the checks of the places: entrances, the ways to them, names, sources."""
    with store.read(CONSOLE) as session:
        places = places_in_scope(session)
        noted = store_facts(session, "UTC").attribution
        wanted = attribution(session, places)
    if places.buildings.empty:
        yield Check(
            "places",
            Mark.ATTENTION,
            "there are no buildings",
            "run `peoples-map import osm FILE` or `import places FILE.gpkg`",
        )
        return
    yield Check("places", Mark.FINE, f"{len(places.buildings)} buildings")
    yield _entrances(places)
    yield _doors(places)
    yield _printable(places, missing_characters)
    yield _sources(wanted, noted)


def _modes(folder: Path) -> Iterator[Check]:
    open_secrets = [
        name for name in SECRETS if (folder / name).exists() and _mode(folder / name) & 0o077
    ]
    if open_secrets:
        yield Check(
            "file modes",
            Mark.ATTENTION,
            f"others may read {', '.join(open_secrets)}",
            f"chmod 600 {' '.join(str(folder / name) for name in open_secrets)}",
        )
        return
    stores = sorted(folder.glob("*.sqlite*"))
    if loose := [path for path in (folder, *stores) if _mode(path) & OTHERS_MAY_WRITE]:
        yield Check(
            "file modes",
            Mark.ATTENTION,
            f"others may write {', '.join(path.name for path in loose)}",
            f"chmod go-w {' '.join(map(str, loose))}",
        )
    elif _mode(folder) & OTHERS_MAY_READ and any(_mode(path) & OTHERS_MAY_READ for path in stores):
        yield Check(
            "file modes",
            Mark.NOTE,
            "keys are closed; other accounts of this machine can open the folder and the database",
            f"chmod 700 {folder}",
        )
    else:
        yield Check("file modes", Mark.FINE, "only the owner can read keys and database")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _integrity(store: Store) -> Iterator[Check]:
    if store.engine.dialect.name != "sqlite":
        yield Check("integrity", Mark.NOTE, "left to the database server")
        return
    try:
        with store.read(CONSOLE) as session:
            faults = [str(row) for row in session.execute(text("PRAGMA integrity_check")).scalars()]
            loose = len(session.execute(text("PRAGMA foreign_key_check")).all())
    except DatabaseError as error:
        faults, loose = [str(error.orig)], 0
    if faults == ["ok"] and not loose:
        yield Check("integrity", Mark.FINE, "every page and reference of the database is sound")
        return
    told = "; ".join(faults[:NAMED]) if faults != ["ok"] else f"{loose} references lead nowhere"
    yield Check("integrity", Mark.ATTENTION, told, "stop the service and restore the latest backup")


def _readable_names(store: Store) -> Check:
    """Return whether the field key opens what it closed."""
    try:
        with store.read(CONSOLE) as session:
            some = session.scalars(select(Resident.name).limit(1)).first()
    except (StoreError, ValueError, DatabaseError):
        return Check(
            "field key",
            Mark.ATTENTION,
            "FIELD_KEY does not open the names in this store",
            "bring back the settings.env that belongs to it",
        )
    told = "opens the names" if some is not None else "there are no names yet"
    return Check("field key", Mark.FINE, told)


def _entrances(places: Places) -> Check:
    lived_in = places.buildings[places.buildings["use"] == "residential"]
    bare = lived_in.loc[~lived_in["id"].isin(places.entrances["building_id"]), "id"]
    inferred = int(places.entrances["inferred"].fillna(value=True).sum())
    if len(bare):
        return Check(
            "entrances",
            Mark.ATTENTION,
            f"{len(bare)} residential buildings have none: {_some(list(bare))}",
            "import places with entrances, or let a leader set them on the map",
        )
    told = f"{len(places.entrances)}, of which {inferred} are inferred and not surveyed"
    return Check("entrances", Mark.NOTE if inferred else Mark.FINE, told)


def _doors(places: Places) -> Check:
    try:
        network = Network.from_places(places)
    except InputError as error:
        return Check("ways to the doors", Mark.NOTE, str(error))
    if network.estimated:
        return Check("ways to the doors", Mark.NOTE, "no ways: rounds go by straight distance")
    if network.unconnected:
        return Check(
            "ways to the doors",
            Mark.ATTENTION,
            f"{len(network.unconnected)} doors have no way in reach: "
            f"{_some(list(network.unconnected))}",
            "draw the missing paths and import the places again",
        )
    told = "every door is on a way"
    if network.hidden:
        told += f"; {len(network.hidden)} only through a building: {_some(list(network.hidden))}"
    return Check("ways to the doors", Mark.NOTE if network.hidden else Mark.FINE, told)


def _printable(places: Places, missing_characters: MissingCharacters) -> Check:
    layers = (places.compounds, places.buildings, places.gates, places.ways, places.areas)
    names = sorted({str(name) for frame in layers for name in frame["name"].dropna()})
    lacking = sorted(missing_characters(names))
    if not lacking:
        return Check("names on paper", Mark.FINE, f"all {len(names)} names can be printed")
    shown = " ".join(f"{char} (U+{ord(char):04X})" for char in lacking[:NAMED])
    culprits = [name for name in names if set(name) & set(lacking)]
    return Check(
        "names on paper",
        Mark.ATTENTION,
        f"the sheet font lacks {shown} in {_some(culprits)}",
        "write these names with other characters",
    )


def _sources(wanted: str, noted: str) -> Check:
    if wanted != noted:
        return Check(
            "attribution",
            Mark.ATTENTION,
            f"places come from OpenStreetMap, the store names {noted or 'no source'}",
            "import the file again with `import osm`, which notes its source",
        )
    return Check("attribution", Mark.FINE, noted or "no source has to be named")


def _some(culprits: list[str]) -> str:
    rest = len(culprits) - NAMED
    return ", ".join(culprits[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
