"""The map's vector tiles of this store: one archive in the data folder, named by its content.

Everybody with a login may read them: they hold where things stand and what they are called, and
nothing of who lives there.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from geo.places.tile_layers import Frames, TileLayer, tile_layers
from geo.places.tiles import Progress, head_length, write_archive
from geo.services import facts, registry
from geo.services.naming import building_labels
from geo.store.models import PlaceEdit
from geo.store.opening import Store
from geo.store.scope import CONSOLE

FORM = 3
"""Raised when the same places make other tiles, so that archives are written again."""
READABLE = (2, 3)
"""Forms that the map can draw meanwhile."""
FOLDER, CURRENT = "tiles", "current.json"
KEPT = 2
"""So many archives stay: a page that was opened before the last change still reads its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """The archive of tiles that the map shows, and the state of the places that it was made of."""

    digest: str
    """Of its bytes: the stem of its name."""
    size: int
    """Bytes."""
    head: int
    """Bytes before the first tile."""
    stamp: str
    """Stamp of the places, see `geo.services.facts.places_stamp`."""
    last_edit: int
    """The newest edit of places that is in it."""
    undone: tuple[int, ...]
    """Edits that were undone by then."""
    form: int


def current(folder: Path) -> Archive | None:
    """Return the archive in data folder `folder`; None when there is none that can be used."""
    try:
        told: dict[str, Any] = json.loads((folder / FOLDER / CURRENT).read_text(encoding="utf-8"))
        archive = Archive(**{**told, "undone": tuple(told["undone"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    known = archive.form in READABLE and archive_path(folder, archive.digest).is_file()
    return archive if known else None


def archive_path(folder: Path, digest: str) -> Path:
    """Return where the archive of `digest` stands."""
    return folder / FOLDER / f"{digest}.pmtiles"


def is_up_to_date(session: Session, archive: Archive | None) -> bool:
    """Tell whether `archive` shows the places as they are now: one small read."""
    if archive is None or archive.form != FORM:
        return False
    return archive.stamp == facts.places_stamp(session)


def refresh(
    store: Store, folder: Path, *, progress: Progress = lambda _done, _all: None
) -> Archive | None:
    """Bring the archive in `folder` up to date; None when there are no places to draw.

    Cheap when it is up to date. Of several processes that ask at once, one writes.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    with _alone(folder):
        known = current(folder)
        with store.read(CONSOLE) as session:
            if is_up_to_date(session, known):
                return known
            state = _state(session)
            layers = _layers(session)
        if all(layer.frame.empty for layer in layers):
            return None
        archive = _written(folder, layers, state, progress)
        _point_to(folder, archive)
        _prune(folder)
    return archive


def _state(session: Session) -> dict[str, Any]:
    """Return what tells later whether the places are still those of an archive."""
    undone = select(PlaceEdit.id).where(PlaceEdit.undone_on.is_not(None)).order_by(PlaceEdit.id)
    return {
        "stamp": facts.places_stamp(session),
        "last_edit": session.scalar(select(func.max(PlaceEdit.id))) or 0,
        "undone": tuple(session.scalars(undone)),
    }


def _layers(session: Session) -> list[TileLayer]:
    places = {name: registry.layer(session, name) for name in registry.LAYERS}
    return tile_layers(places, labels_of(places))


def labels_of(places: Frames) -> pd.DataFrame:
    """Return what each building of `places` is called, columns zh and en."""
    return pd.DataFrame(
        {
            language: building_labels(places["buildings"], places["entrances"], language)
            for language in ("zh", "en")
        }
    )


def _written(
    folder: Path,
    layers: list[TileLayer],
    state: dict[str, Any],
    progress: Progress,
) -> Archive:
    draft = folder / FOLDER / "new.pmtiles"
    digest = write_archive(layers, draft, progress=progress)
    target = draft.replace(archive_path(folder, digest))
    return Archive(
        digest=digest,
        size=target.stat().st_size,
        head=head_length(target),
        form=FORM,
        **state,
    )


def _point_to(folder: Path, archive: Archive) -> None:
    draft = folder / FOLDER / f".{CURRENT}.draft"
    draft.write_text(json.dumps(asdict(archive), indent=1), encoding="utf-8")
    draft.replace(folder / FOLDER / CURRENT)


def _prune(folder: Path) -> None:
    """Delete all but the newest archives."""
    found = sorted((folder / FOLDER).glob("*.pmtiles"), key=lambda path: path.stat().st_mtime_ns)
    for path in found[:-KEPT]:
        path.unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other process write the archives of `folder` meanwhile."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with (folder / FOLDER / ".lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
