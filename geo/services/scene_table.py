"""A scene as tables: buildings with their counts, and the needs to who may know them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from geo.needs.vocabulary import Role
from geo.services.case_files import Case, case_list, case_page
from geo.services.mapping import scene_counts
from geo.services.paging import Page
from geo.services.residential import named_buildings
from geo.services.scene import Scene
from geo.store.audit import note_act
from geo.store.scope import viewer_of

NEED_READERS = (Role.LEADER, Role.PARTNER)
"""Who sees the needs themselves; others see counts."""
BUILDINGS_A_PAGE = 100
SORTS = ("needs", "overdue", "households", "name")
"""By which column the buildings can be ordered; numbers fall, names rise."""


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building in the table."""

    id: str
    compound: str
    label: str
    needs: int
    overdue: int
    households: int


@dataclass(frozen=True, slots=True)
class BuildingTable:
    """All buildings of a scene and their sums."""

    rows: tuple[BuildingRow, ...]
    elsewhere: int
    """Needs that belong to no building in scope."""
    needs: int
    overdue: int
    households: int


def buildings(
    session: Session, scene: Scene, today: date, language: str, *, sort: str = "needs"
) -> BuildingTable:
    """Return the buildings in scope with their counts, ordered by `sort`, one of `SORTS`."""
    counts = scene_counts(session, scene, today)
    named = named_buildings(session, language)
    known = named[["id", "label"]].assign(
        compound=named["compound"].fillna(""), length=named["number"].str.len()
    )
    table = counts.buildings.merge(known, on="id")
    by_name = ["compound", "length", "label"]
    columns = by_name if sort == "name" else [sort, *by_name]
    rising = [True] * 3 if sort == "name" else [False, True, True, True]
    ordered = table.sort_values(columns, ascending=rising, kind="stable")
    shown = ordered[["id", "compound", "label", "needs", "overdue", "households"]]
    return BuildingTable(
        rows=tuple(BuildingRow(*row) for row in shown.itertuples(index=False)),
        elsewhere=counts.elsewhere,
        needs=counts.needs,
        overdue=counts.overdue,
        households=counts.households,
    )


def needs(session: Session, scene: Scene, today: date, language: str) -> list[Case] | None:
    """Return the needs of the scene, the most pressing first; None to who only sees counts."""
    if viewer_of(session).role not in NEED_READERS:
        return None
    return case_list(session, scene, today, language)


def needs_page(
    session: Session, scene: Scene, today: date, language: str, *, asked: int
) -> Page[Case] | None:
    """Return one page of `needs`; None to who only sees counts."""
    if viewer_of(session).role not in NEED_READERS:
        return None
    return case_page(session, scene, today, language, asked=asked)


def note_export(session: Session, scene: Scene) -> None:
    """Note in the audit that the table of `scene` left the service."""
    note_act(session, "list.exported", subject=urlencode(scene.query()) or "all")
