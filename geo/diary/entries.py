"""Diary entries as lines of JSON: one object a line with id, date, leader_compound, text."""

import json
import re
from dataclasses import dataclass
from datetime import date

from geo.diary.reading import LONGEST_ENTRY
from geo.errors import InputError

_HALF = re.compile("[\ud800-\udfff]")
"""Half a character: a lone surrogate."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as written."""

    id: str | int
    written_on: date
    leader_compound: str | None
    text: str


class EntryError(InputError):
    """A line is no entry; `reason` and `suggestion` never hold words of the entry."""

    def __init__(self, reason: str, suggestion: str) -> None:
        super().__init__(f"{reason}: {suggestion}")
        self.reason, self.suggestion = reason, suggestion


def parsed_entry(line: str) -> Entry:
    """Return the entry that `line` holds.

    Raises
    ------
    EntryError
        When the line is no JSON object, or a field is missing, of the wrong type or too long.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise EntryError("no JSON", "write one JSON object a line") from None
    if not isinstance(row, dict):
        raise EntryError("no JSON object", "write id, date, leader_compound and text") from None
    compound = row.get("leader_compound")
    if compound is not None and not isinstance(compound, str):
        raise EntryError("leader_compound is no text", "give a compound's name or null")
    return Entry(_identity(row.get("id")), _day(row.get("date")), compound, _text(row.get("text")))


def _identity(value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise EntryError("id is missing or no text", "give each entry an id")
    return _storable(value) if isinstance(value, str) else value


def _day(value: object) -> date:
    wanted = "give the day of writing as YYYY-MM-DD"
    if not isinstance(value, str):
        raise EntryError("date is missing or no text", wanted)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise EntryError("date is no day of the calendar", wanted) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise EntryError("text is missing or no text", "give the entry's words as text")
    if len(value) > LONGEST_ENTRY:
        raise EntryError(f"text is longer than {LONGEST_ENTRY} characters", "split the entry")
    return _storable(value)


def _storable(value: str) -> str:
    """Return `value` when it can be written as UTF-8."""
    if _HALF.search(value) is not None:
        raise EntryError("half a character (a lone surrogate)", "write the text again")
    return value
