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
    """Return all lines when `text` tells of danger, the most urgent first; else none.

    A number that nobody tried stands behind the national ones.
    """
    found = dangers(text)
    if not found:
        return ()
    known = _lines(language)
    urgent = [call for danger in found for call in danger.calls]
    order = dict.fromkeys((*urgent, *known))
    return tuple(sorted((known[key] for key in order), key=lambda line: not line.checked))


def _lines(language: str) -> dict[str, Line]:
    return {
        row["id"]: Line(
            row["number"], row["zh" if language == "zh" else "en"], row["verified"] == "yes"
        )
        for row in data_rows("vocabulary/emergency_lines.csv")
    }
