"""Geocodes a file of any length, a stretch at a time, on this machine or many, in order."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from geo.address.files import answer_encoding, rejected_path, stretches
from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.geocode import NO_LEVEL, check_columns, geocode, rejects
from geo.address.registry_doubts import refuse_swapped, registry_doubts
from geo.address.values import LEVELS
from geo.batch.forms import Form, form_of, table_bytes
from geo.batch.parts import Part, Parts, Told, kept_parts
from geo.batch.running import Workers, crew_of
from geo.errors import InputError
from geo.frames import read_places

STRETCH_ROWS = 5_000
"""Rows of a partition; it decides no result, but parts of another length do not fit together."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be geocoded against what, and where to."""

    source: Path
    """CSV file, UTF-8 or GBK."""
    registry: Path
    """GeoPackage of places, or a JSON list."""
    out: Path
    """Result: .csv, .gpkg, .geojson or .parquet."""
    column: str = "address"
    compound: str | None = None
    compound_column: str | None = None
    language: str = "en"
    """zh or en: of the reasons in the list of rejected rows."""

    @property
    def options(self) -> dict[str, str | None]:
        """All that decides the result besides the content of the files."""
        told = {key: value for key, value in asdict(self).items() if not isinstance(value, Path)}
        return told | {"form": self.out.suffix, "rows": str(STRETCH_ROWS)}


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the rows."""

    rows: int
    rejected: int
    levels: dict[str, int]
    """Rows by the level they reached, from unit to none."""
    resumed: int
    """Rows that an interrupted run had done."""
    doubts: tuple[str, ...] = ()
    """What is wrong with the registry, each sentence with its rows."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Consecutive rows that wait to be geocoded."""

    table: pd.DataFrame
    number: int
    first_row: int
    """Number of its first row in the file; 1 stands below the header."""
    position_bytes: int
    """Where in the source reading has got to."""


def _unseen(position_bytes: int) -> None:
    """Tell nobody."""


def geocode_file(
    job: Job, workers: Workers, progress: Callable[[int], object] = _unseen
) -> Summary:
    """Write ``job.out`` with one row for each row of ``job.source``, in order, and its rejects.

    The result is the same whatever `workers` is. Memory does not grow with the rows. What is done
    is kept beside the result until that is whole, so an interrupted run goes on where it stopped.

    Parameters
    ----------
    progress
        Called with the bytes of the source that are done.

    Raises
    ------
    InputError
        When a file cannot be read or written as named.
    FrameError
        When a named column is missing.
    ClusterError
        When the workers fail, see `geo.batch.running.Crew.in_order`.
    ConflictError
        When another run is writing the same result.
    """
    form = form_of(job.out)
    with crew_of(workers, __name__) as crew:
        gazetteer, doubts = _registry(job.registry)
        encoding = answer_encoding(job.source)
        _check_first_rows(job, gazetteer)
        act = partial(_geocoded, job, form, encoding)
        with _parts(job) as parts:
            before = list(parts.told())
            waiting = _waiting(job, len(before), progress)
            answers = crew.in_order(act, waiting, gazetteer)
            for number, (part, position_bytes) in enumerate(answers, start=len(before)):
                parts.keep(number, part)
                progress(position_bytes)
            _join(parts, form, job.out)
            return replace(_summary(list(parts.told()), before), doubts=doubts)


@contextmanager
def _parts(job: Job) -> Iterator[Parts]:
    """Yield what an interrupted run has left."""
    files = (job.source, job.registry)
    with _writing(job.out), kept_parts(job.out, job.options, files) as parts:
        yield parts


def _registry(path: Path) -> tuple[Gazetteer, tuple[str, ...]]:
    """Return the gazetteer in `path` and what is wrong with the registry."""
    if path.suffix.lower() == ".json" or not path.is_file():
        gazetteer = read_gazetteer(path)
        return gazetteer, registry_doubts(gazetteer.compounds, None)
    places = read_places(path)
    refuse_swapped(places.buildings)
    gazetteer = Gazetteer.from_places(places)
    return gazetteer, registry_doubts(gazetteer.compounds, places)


def _check_first_rows(job: Job, gazetteer: Gazetteer) -> None:
    """Refuse a table without the named columns before anything is started or written."""
    first, _ = next(stretches(job.source, 1), (None, 0))
    if first is not None:
        check_columns(first, gazetteer, (job.column, job.compound_column), job.compound)


def _waiting(job: Job, done: int, progress: Callable[[int], object]) -> Iterator[_Stretch]:
    """Yield the stretches that are not done."""
    first_row = 1
    for number, (table, position) in enumerate(stretches(job.source, STRETCH_ROWS)):
        if number >= done:
            yield _Stretch(table, number, first_row, position)
        else:
            progress(position)
        first_row += len(table)


def _geocoded(
    job: Job, form: Form, encoding: str, gazetteer: Gazetteer, stretch: _Stretch
) -> tuple[Part, int]:
    """Return the part that a stretch gives, and the position of its end in the source."""
    frame = geocode(
        stretch.table,
        gazetteer,
        column=job.column,
        compound=job.compound,
        compound_column=job.compound_column,
    )
    rejected = rejects(stretch.table, job.column, language=job.language)
    rejected["row"] += stretch.first_row
    told = Told(len(frame), len(rejected), dict(Counter(frame["level"])))
    part = Part(
        form.encode(frame, stretch.number, encoding),
        table_bytes(rejected, header=stretch.number == 0, encoding=encoding),
        told,
    )
    return part, stretch.position_bytes


def _join(parts: Parts, form: Form, out: Path) -> None:
    """Put result and rejected rows in place, each whole; an old list of rejects goes away."""
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".draft-") as folder:
        whole, refused = Path(folder) / out.name, Path(folder) / "rejected.csv"
        form.join(parts.data, whole)
        refused.write_bytes(b"".join(parts.rejected()))
        whole.replace(out)
        if any(told.rejects for told in parts.told()):
            refused.replace(rejected_path(out))
        else:
            rejected_path(out).unlink(missing_ok=True)


def _summary(told: list[Told], before: list[Told]) -> Summary:
    levels = sum((Counter(one.counts) for one in told), Counter[str]())
    return Summary(
        rows=sum(one.rows for one in told),
        rejected=sum(one.rejects for one in told),
        levels={level: levels[level] for level in (*reversed(LEVELS), NO_LEVEL) if levels[level]},
        resumed=sum(one.rows for one in before),
    )


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    if not out.parent.is_dir() or out.is_dir():
        raise InputError(f"cannot write {out}: its folder does not exist, or it is a folder")
    try:
        yield
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}") from error
