"""A time of a diary entry as a value: the words, the days, the hour, the rhythm."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from geo.address.values import Span
from geo.datasets import data_rows


class Part(StrEnum):
    """Parts of a day."""

    AM = "am"
    NOON = "noon"
    PM = "pm"
    EVENING = "evening"
    NIGHT = "night"


class Kind(StrEnum):
    """Whether a time lies ahead or is reported."""

    DUE = "due"
    OBSERVED = "observed"


PARTS = {row["word"]: Part(row["part"]) for row in data_rows("lexicon/day_parts.csv")}


@dataclass(frozen=True, slots=True)
class When:
    """One time that governs an item of the diary."""

    text: str
    span: Span
    kind: Kind
    date_from: date | None
    """First day; the day of writing for a deadline; None for a rhythm."""
    date_to: date | None
    part: Part | None
    time: str | None
    """Clock time HH:MM of the day, 24 hours."""
    recur: str | None
    """``daily``, ``weekly:2,5`` (1 = Monday) or ``monthly``."""


def part_of(clock: str) -> Part:
    """Return the part of the day of clock time HH:MM."""
    hour = int(clock[:2])
    bounds = ((5, Part.NIGHT), (12, Part.AM), (13, Part.NOON), (18, Part.PM), (24, Part.EVENING))
    return next(part for end, part in bounds if hour < end)
