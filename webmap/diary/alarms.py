"""Whom to call when an entry tells of danger. The service itself calls nobody."""

from dataclasses import dataclass

from geo.datasets import data_rows
from geo.diary.dangers import dangers


@dataclass(frozen=True, slots=True)
class Line:
    """One line to call."""

    number: str
    label: str
    checked: bool
    """False: a local number that somebody has still to try."""


def every_line(language: str) -> tuple[Line, ...]:
    """Return all lines, in the order of the data."""
    return tuple(_lines(language).values())


def alarms(text: str, language: str) -> tuple[Line, ...]:
    """Return the lines to call for the dangers that `text` tells of, most urgent first; or none."""
    found = dangers(text)
    if not found:
        return ()
    known = _lines(language)
    urgent = dict.fromkeys(call for danger in found for call in danger.calls)
    return tuple(known[key] for key in (*urgent, *(k for k in known if k not in urgent)))


def _lines(language: str) -> dict[str, Line]:
    return {
        row["id"]: Line(
            row["number"], row["zh" if language == "zh" else "en"], row["verified"] == "yes"
        )
        for row in data_rows("vocabulary/emergency_lines.csv")
    }
