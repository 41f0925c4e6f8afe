"""Geocodes a file of any length, a stretch at a time, on one or more processes, in order."""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.address.files import file_size, stretches
from geo.address.gazetteer import Gazetteer, read_gazetteer
from geo.address.geocode import geocode, rejects
from geo.errors import InputError

STRETCH_ROWS = 5_000
"""Rows that are read, geocoded and written at a time."""
AHEAD = 2
"""Stretches that wait for each process, so that none idles and memory stays flat."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be geocoded against what."""

    source: Path
    """CSV file, UTF-8 or GBK."""
    registry: Path
    column: str = "address"
    compound: str | None = None
    compound_column: str | None = None

    @property
    def size(self) -> int:
        """Bytes of the source; 0 when it cannot be read."""
        return file_size(self.source)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some consecutive rows, geocoded."""

    frame: gpd.GeoDataFrame
    rejected: pd.DataFrame
    """Columns row (1 is the first row of the file), reason, suggestion."""
    read_bytes: int
    """Bytes of the source that were read for it."""


def geocoded_stretches(job: Job, *, workers: int = 1) -> Iterator[Stretch]:
    """Yield the rows of ``job.source`` geocoded, in order; equal whatever `workers` is.

    The registry is read once in each process.

    Raises
    ------
    InputError
        When the source or the registry cannot be used, or a worker process died.
    FrameError
        When a named column is missing.
    """
    _gazetteer(job.registry)
    given = _given(job)
    if workers == 1:
        for table, first, size in given:
            yield _geocoded(job, table, first, size)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        waiting: deque[Future[Stretch]] = deque()
        try:
            for table, first, size in given:
                waiting.append(pool.submit(_geocoded, job, table, first, size))
                if len(waiting) >= workers * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise InputError("a geocoding process died: run again with fewer --workers") from error


def _given(job: Job) -> Iterator[tuple[pd.DataFrame, int, int]]:
    """Yield each table, the number of its first row and the bytes that were read for it."""
    first, taken = 1, 0
    for table, position in stretches(job.source, STRETCH_ROWS):
        yield table, first, position - taken
        first, taken = first + len(table), position


@lru_cache(maxsize=1)
def _gazetteer(path: Path) -> Gazetteer:
    return read_gazetteer(path)


def _geocoded(job: Job, table: pd.DataFrame, first: int, size: int) -> Stretch:
    frame = geocode(
        table,
        _gazetteer(job.registry),
        column=job.column,
        compound=job.compound,
        compound_column=job.compound_column,
    )
    rejected = rejects(table, job.column)
    rejected["row"] += first
    return Stretch(frame, rejected, size)
