"""What the generator planted, and the file that tells it: for tests, never for the product."""

import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from geo.errors import InputError


@dataclass(frozen=True, slots=True)
class Hotspot:
    """Buildings in which one category is several times as frequent as elsewhere."""

    category: str
    building_ids: tuple[str, ...]
    first_on: date
    last_on: date
    """The needs were opened between these days, both included."""


@dataclass(frozen=True, slots=True)
class Typo:
    """A name that a diary entry has wrong."""

    entry_id: str
    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class Truth:
    """All that was planted in a district."""

    hotspots: tuple[Hotspot, ...] = ()
    overdue: tuple[str, ...] = ()
    """Residents whose visit is overdue by the ladder, the silent ones included: all there are."""
    silent: tuple[str, ...] = ()
    """Flats on the ladder that nobody has reached for more than 180 days: all there are."""
    promises: tuple[str, ...] = ()
    """Promises past their day and not kept: all there are."""
    typos: tuple[Typo, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the content of ``truth.json``."""
        return {
            "hotspots": [
                {
                    "category": spot.category,
                    "building_ids": list(spot.building_ids),
                    "from": spot.first_on.isoformat(),
                    "to": spot.last_on.isoformat(),
                }
                for spot in self.hotspots
            ],
            "overdue": list(self.overdue),
            "silent": list(self.silent),
            "promises": list(self.promises),
            "typos": [asdict(typo) for typo in self.typos],
        }


def write_truth(truth: Truth, path: Path) -> None:
    """Write `truth` to JSON file `path`, whole or not at all; equal truths are equal bytes.

    Raises
    ------
    InputError
        When the folder cannot be written.
    """
    text = json.dumps(truth.as_json(), ensure_ascii=False, indent=1) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".draft-") as folder:
            draft = Path(folder) / path.name
            draft.write_text(text, encoding="utf-8", newline="\n")
            draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
