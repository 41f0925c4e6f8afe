"""Who is to be looked after and when: a list for the leader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.errors import ForbiddenError, InputError
from geo.needs.ladder import Pause, ladder
from geo.needs.vocabulary import Permission, Step, permissions
from geo.services.paging import Span, span_of
from geo.services.people_due import visits_due
from geo.services.placing import Place, buildings_called, places_of_units
from geo.store.models import Resident, Unit
from geo.store.scope import viewer_of

SILENT_DAYS = 180
"""A person is silent, 久未联系, when nobody has met her for more than so many days."""
QUIET_DAYS = 90
"""The longest rhythm: from here on it is worth asking why."""
PEOPLE_A_PAGE = 50


class Show(StrEnum):
    """Which part of the list is asked for."""

    ALL = "all"
    DUE = "due"
    """Due by today, overdue ones included."""
    OVERDUE = "overdue"
    SILENT = "silent"
    PAUSED = "paused"


class Order(StrEnum):
    """How the list is sorted."""

    DUE = "due"
    """The longest overdue first; who is not to be visited last."""
    STEP = "step"
    SILENT = "silent"
    """The longest not met first; never met before all."""
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class CareQuery:
    """What is asked of the list."""

    show: Show = Show.ALL
    step: Step | None = None
    building: str | None = None
    order: Order = Order.DUE

    @classmethod
    def from_query(cls, words: Mapping[str, str]) -> "CareQuery":
        """Return the query in the words of an address; empty ones ask for nothing.

        Raises
        ------
        InputError
            When a word is none of its closed set.

        Examples
        --------
        >>> CareQuery.from_query({"show": "silent", "step": "high"}).step
        <Step.HIGH: 'high'>
        """
        try:
            return cls(
                Show(words.get("show") or Show.ALL),
                Step(words["step"]) if words.get("step") else None,
                words.get("building") or None,
                Order(words.get("sort") or Order.DUE),
            )
        except ValueError as error:
            raise InputError(
                f"this list cannot be asked for: {error}", zh="没有这样的列表。"
            ) from error

    def words(self) -> dict[str, str]:
        """Return the words of the address that asks for this."""
        given = {
            "show": None if self.show is Show.ALL else self.show.value,
            "step": self.step and self.step.value,
            "building": self.building,
            "sort": None if self.order is Order.DUE else self.order.value,
        }
        return {name: value for name, value in given.items() if value}

    def sorted_by(self, order: Order) -> "CareQuery":
        """Return the same question in another order."""
        return replace(self, order=order)


@dataclass(frozen=True, slots=True)
class CareLine:
    """A person to look after, or a flat of which only the diary knows."""

    unit_id: str
    building_id: str
    place: Place
    name: str
    """Empty where nobody is registered."""
    step: Step
    why: str
    """The rung of the ladder in words."""
    every_days: int
    last_met_on: date | None
    silent_days: int | None
    """Days since somebody met the person; None: never, as far as is known."""
    due_on: date | None
    overdue_days: int
    pause: Pause | None
    """Why nobody is to visit; then there is no due date and nothing is overdue."""
    away_until: date | None

    @property
    def silent(self) -> bool:
        """Whether nobody has met the person for long, although somebody might."""
        return self.pause is None and (self.silent_days or 0) > SILENT_DAYS


@dataclass(frozen=True, slots=True)
class CareList:
    """A page of the list, and how many there are of everything in scope whatever was asked for."""

    lines: tuple[CareLine, ...]
    span: Span
    """Which they are of those that were asked for."""
    buildings: tuple[tuple[str, str], ...]
    """Key and words of each building in which somebody is on the list."""
    steps: Mapping[Step, int]
    shows: Mapping[Show, int]


def care_list(
    session: Session,
    today: date,
    language: str,
    query: CareQuery,
    *,
    asked: int = 1,
    size: int = PEOPLE_A_PAGE,
) -> CareList:
    """Return who is to be looked after in the viewer's scope, as of `today`: page `asked` of them.

    Raises
    ------
    ForbiddenError
        When the viewer's role may not know names: `geo.services.coverage` counts for it.
    """
    if Permission.VIEW_NAMES not in permissions(viewer_of(session).role):
        raise ForbiddenError("names are for leaders only", zh="姓名只有点长能看。")
    due = visits_due(session, today)
    named = buildings_called(session, due["building_id"].dropna().unique(), language)
    due = _placed(due[due["building_id"].isin(list(named))], named)
    shows = _shows(due, today)
    found = _asked(due[shows[query.show]], query)
    span = span_of(total=len(found), asked=asked, size=size)
    page = found.iloc[span.start : span.start + size]
    return CareList(
        lines=tuple(_lines(session, page, language)),
        span=span,
        buildings=tuple(_buildings(named)),
        steps={step: int(due["step"].eq(step.value).sum()) for step in Step},
        shows={show: int(which.sum()) for show, which in shows.items()},
    )


def _placed(due: pd.DataFrame, named: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Return `due` with what it can be put in order by; 2号楼 comes before 10号楼."""
    words = due["building_id"].map(named)
    label = words.str[1]
    return due.assign(
        compound=words.str[0],
        length=label.str.len(),
        label=label,
        rank=due["step"].map({step.value: rank for rank, step in enumerate(Step)}),
        paused=due["pause"].notna(),
        unmet=-due["silent_days"].astype("Float64").fillna(float("inf")),
    )


def _shows(due: pd.DataFrame, today: date) -> dict[Show, "pd.Series[bool]"]:
    """Return who stands in each part of the list."""
    silent = due["silent_days"].gt(SILENT_DAYS).fillna(value=False)
    return {
        Show.ALL: pd.Series(data=True, index=due.index),
        Show.DUE: due["due_on"].le(pd.Timestamp(today)),
        Show.OVERDUE: due["overdue_days"].gt(0).fillna(value=False).astype(bool),
        Show.SILENT: ~due["paused"] & silent.astype(bool),
        Show.PAUSED: due["paused"],
    }


def _asked(due: pd.DataFrame, query: CareQuery) -> pd.DataFrame:
    """Return the rows of step and building that are asked for, in their order."""
    if query.step is not None:
        due = due[due["step"].eq(query.step.value)]
    if query.building is not None:
        due = due[due["building_id"].eq(query.building)]
    place = ["compound", "length", "label", "unit_id", "id"]
    columns = {
        Order.DUE: ["due_on", "rank", *place],
        Order.STEP: ["rank", "due_on", *place],
        Order.SILENT: ["paused", "unmet", *place],
        Order.PLACE: place,
    }
    return due.sort_values(columns[query.order], kind="stable", na_position="last")


def _buildings(named: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    several = len({compound for compound, _ in named.values()}) > 1
    ordered = sorted(named, key=lambda key: (named[key][0], len(named[key][1]), named[key][1]))
    return [(key, " ".join(named[key]) if several else named[key][1]) for key in ordered]


def _lines(session: Session, due: pd.DataFrame, language: str) -> list[CareLine]:
    rungs = {rung.id: rung.label(language) for rung in ladder().rungs}
    ids = set(due["id"].dropna())
    people = {
        key: (name or "", away)
        for key, name, away in session.execute(
            select(Resident.id, Resident.name, Resident.away_until).where(Resident.id.in_(ids))
        )
    }
    homes = _homes(session, set(due["unit_id"]), language)
    rows: Iterable[Any] = due.astype(object).itertuples(index=False)
    return [
        _line(row, homes[row.unit_id], people.get(row.id, ("", None)), rungs[row.rung])
        for row in rows
        if row.unit_id in homes
    ]


def _line(
    row: Any,  # noqa: ANN401 - a row of the table
    home: tuple[str, Place],
    person: tuple[str, date | None],
    why: str,
) -> CareLine:
    return CareLine(
        unit_id=row.unit_id,
        building_id=home[0],
        place=home[1],
        name=person[0],
        step=Step(row.step),
        why=why,
        every_days=int(row.every_days),
        last_met_on=_day(row.last_met_on),
        silent_days=None if pd.isna(row.silent_days) else int(row.silent_days),
        due_on=_day(row.due_on),
        overdue_days=int(row.overdue_days),
        pause=None if pd.isna(row.pause) else Pause(row.pause),
        away_until=person[1],
    )


def _day(moment: object) -> date | None:
    return moment.date() if isinstance(moment, pd.Timestamp) else None


def _homes(session: Session, unit_ids: set[str], language: str) -> dict[str, tuple[str, Place]]:
    """Return building and place of each of the flats."""
    places = places_of_units(session, unit_ids, language)
    rows = session.execute(select(Unit.id, Unit.building_id).where(Unit.id.in_(places)))
    return {key: (building, places[key]) for key, building in rows}
