"""The done parts of a long job, kept beside its result until that is whole.

A job that was interrupted goes on where it stopped when the same command is given again; parts of
another job, of a changed input or of another version are thrown away.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from itertools import count
from pathlib import Path

from geo.errors import ConflictError, FrameError, InputError

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Told:
    """What a part says of itself."""

    rows: int
    rejects: int
    counts: dict[str, int] = field(default_factory=dict)
    """How many rows there are of each kind that the job tells at its end."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one partition gave."""

    data: bytes
    """Its rows in the form of the result."""
    rejected: bytes
    """Its rejected rows as CSV without a header; empty when there are none."""
    told: Told


class Parts:
    """A folder of parts, numbered from 0."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, number: int, part: Part) -> None:
        """Write a part; it counts as done only when all of it is on the disk."""
        _write(self._path(number, "rows"), part.data)
        _write(self._path(number, "rejected"), part.rejected)
        draft = self._folder / "draft"
        _write(draft, json.dumps(asdict(part.told)).encode())
        draft.replace(self._path(number, "json"))

    def told(self) -> Iterator[Told]:
        """Yield what each part that is done says, in order, up to the first that is not."""
        for number in count():
            path = self._path(number, "json")
            if not path.exists():
                return
            yield Told(**json.loads(path.read_text(encoding="utf-8")))

    def data(self) -> Iterator[bytes]:
        """Yield the rows of each part, one part in memory at a time."""
        return (self._path(n, "rows").read_bytes() for n, _ in enumerate(self.told()))

    def rejected(self) -> Iterator[bytes]:
        """Yield the rejected rows of each part."""
        return (self._path(n, "rejected").read_bytes() for n, _ in enumerate(self.told()))

    def _path(self, number: int, kind: str) -> Path:
        return self._folder / f"{number:06}.{kind}"


def _write(path: Path, data: bytes) -> None:
    """Write `data` through to the disk, so that a power cut leaves no part half told."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def parts_folder(out: Path) -> Path:
    """Return the folder in which the parts of result `out` wait: OUT.parts."""
    return out.with_name(f"{out.name}.parts")


@contextmanager
def kept_parts(out: Path, job: dict[str, str | None], files: tuple[Path, ...]) -> Iterator[Parts]:
    """Yield the parts of result `out` that an interrupted run of the same job has left.

    The folder is taken away when the block ends, also by an error of the input; it stays when the
    run is interrupted, or a disk, a worker or the machine fails.

    Parameters
    ----------
    job
        All options that decide the result.
    files
        The files that decide the result; their content counts, not their name.

    Raises
    ------
    ConflictError
        When another run is writing the same result.
    """
    folder = parts_folder(out)
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ConflictError(
                f"another run is writing {out}: wait for it, or give another name"
            ) from error
        _forget_others(folder, _fingerprint(job, files))
        try:
            yield Parts(folder)
        except (InputError, FrameError):
            shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)


def _forget_others(folder: Path, fingerprint: str) -> None:
    """Empty `folder` unless it belongs to the job of `fingerprint`."""
    mark = folder / "job"
    if mark.exists() and mark.read_text(encoding="utf-8") == fingerprint:
        return
    for path in folder.iterdir():
        if path.name != "lock":
            path.unlink()
    mark.write_text(fingerprint, encoding="utf-8")


def _fingerprint(job: dict[str, str | None], files: tuple[Path, ...]) -> str:
    told = json.dumps([version("peoples-map"), job], sort_keys=True)
    digest = hashlib.sha256(told.encode())
    for path in files:
        digest.update(_digest(path))
    return digest.hexdigest()


def _digest(path: Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.digest()
