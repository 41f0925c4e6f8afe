"""What an edit will do, before it is done; and what must be asked first."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.errors import ConflictError
from geo.services.place_edits.states import Change


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of one edit."""

    compound_id: str | None
    """Compound in whose history it stands."""
    changes: tuple[Change, ...]
    heirs: Mapping[str, str] = field(default_factory=dict)
    """Building that goes -> building that takes its needs."""


class OpenQuestionError(ConflictError):
    """The edit leaves something open that only its maker knows: `about` says what."""

    def __init__(self, message: str, *, zh: str, about: Mapping[str, Any]) -> None:
        super().__init__(message, zh=zh)
        self.about = dict(about)


def new_key(parent: str, kind: str) -> str:
    """Return a key for a new place; it says where it belongs to whoever reads a file."""
    return f"{parent}-{kind}-{secrets.token_hex(4)}"
