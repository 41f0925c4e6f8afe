"""Standing rounds 常走的路线: homes that a leader calls at again and again, in her own order."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import InputError, NotFoundError
from geo.services.placing import places_of_units
from geo.services.rounds.itinerary import Itinerary
from geo.services.rounds.planning import LEAST_MIN, MOST_MIN, Wish, check_may_plan
from geo.store.models import StandingRound
from geo.store.scope import viewer_of

LONGEST_NAME = 30
MOST_HOMES = 60
MOST_KEPT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A standing round."""

    name: str
    homes: tuple[str, ...]
    """Flats in the order of habit."""
    start: tuple[float, float]
    """(lon, lat)."""
    minutes: int
    depart: str = "09:00"
    slow: bool = False
    step_free: bool = False
    paired: bool = False
    only: bool = True
    """True: nothing is called at but these homes and what is promised."""
    first: str = ""
    last: str = ""
    """Flats that are called at first and last, whatever the order; empty: none."""
    id: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        """Refuse what nobody can walk."""
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise InputError(
                f"a standing round needs a name of 1 to {LONGEST_NAME} characters",
                zh=f"请给这条路线起个名字，最多 {LONGEST_NAME} 个字。",
            )
        if not 0 < len(self.homes) <= MOST_HOMES or len({*self.homes}) < len(self.homes):
            raise InputError(
                f"a standing round has 1 to {MOST_HOMES} homes, each once",
                zh=f"常走的路线要有 1 到 {MOST_HOMES} 户，每户一次。",
            )
        if not LEAST_MIN <= self.minutes <= MOST_MIN:
            raise InputError(
                f"{self.minutes} minutes is no round: choose {LEAST_MIN} to {MOST_MIN}",
                zh=f"{self.minutes} 分钟排不成路线：请选 {LEAST_MIN} 到 {MOST_MIN} 分钟。",
            )
        strange = {self.first, self.last} - {"", *self.homes}
        if strange or (self.first and self.first == self.last):
            raise InputError(
                "the first and the last home are two of the round's own",
                zh="第一家和最后一家要从这条路线里选，而且不能是同一家。",
            )

    def wish(self, day: date, depart: time | None = None) -> Wish:
        """Return what it asks of a round on `day`."""
        return Wish(
            day=day,
            depart=depart or time.fromisoformat(self.depart),
            minutes=self.minutes,
            start=LonLat(*self.start),
            slow=self.slow,
            step_free=self.step_free,
            paired=self.paired,
            homes=self.homes,
            only=self.only,
            first=self.first,
            last=self.last,
        )

    def moved(self, unit_id: str, step: int) -> "Standing":
        """Return the same round with a home `step` places further on; the ends hold it."""
        homes = list(self.homes)
        if unit_id not in homes:
            return self
        at = homes.index(unit_id)
        homes.insert(max(0, min(len(homes) - 1, at + step)), homes.pop(at))
        return replace(self, homes=tuple(homes))

    def without(self, unit_id: str) -> "Standing":
        """Return the same round without a home."""
        return replace(
            self,
            homes=tuple(home for home in self.homes if home != unit_id),
            first="" if self.first == unit_id else self.first,
            last="" if self.last == unit_id else self.last,
        )

    def with_home(self, unit_id: str) -> "Standing":
        """Return the same round with a home more, at its end."""
        others = tuple(home for home in self.homes if home != unit_id)
        return replace(self, homes=(*others, unit_id))


def standing_of(made: Itinerary, name: str) -> Standing:
    """Return a standing round that goes as `made` does."""
    asked = made.asked
    return Standing(
        name=name,
        homes=tuple(leg.unit_id for leg in (*made.done, *made.legs))[:MOST_HOMES],
        start=asked.start,
        minutes=asked.minutes,
        depart=asked.depart,
        slow=asked.slow,
        step_free=asked.step_free,
        paired=asked.paired,
    )


def standing_rounds(session: Session) -> list[Standing]:
    """Return the viewer's standing rounds, by name."""
    rows = session.scalars(select(StandingRound).order_by(StandingRound.id))
    return sorted((_read(row) for row in rows), key=lambda one: one.name)


def standing_round(session: Session, standing_id: int) -> Standing:
    """Return one of the viewer's standing rounds.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    return _read(_row(session, standing_id))


def keep_standing(session: Session, wanted: Standing) -> int:
    """Keep a standing round, in place of the one of the same id where there is one.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    InputError
        When there are too many, or a home is not in the territory.
    NotFoundError
        When there is none of that id.
    """
    check_may_plan(session)
    known = places_of_units(session, wanted.homes, "zh")
    if any(home not in known for home in wanted.homes):
        raise InputError(
            "a home of the standing round is not in your territory",
            zh="路线里有一户不在您的片区里，请把它去掉。",
        )
    if wanted.id:
        row = _row(session, wanted.id)
        row.name, row.route = wanted.name.strip(), _route(wanted)
        return row.id
    if len(session.scalars(select(StandingRound.id)).all()) >= MOST_KEPT:
        raise InputError(
            f"{MOST_KEPT} standing rounds are kept at most: take one away first",
            zh=f"常走的路线最多留 {MOST_KEPT} 条，请先删掉一条。",
        )
    row = StandingRound(
        account_id=viewer_of(session).account_id, name=wanted.name.strip(), route=_route(wanted)
    )
    session.add(row)
    session.flush()
    return row.id


def drop_standing(session: Session, standing_id: int) -> None:
    """Take a standing round away.

    Raises
    ------
    NotFoundError
        When there is none of that id.
    """
    session.delete(_row(session, standing_id))


def home_lines(session: Session, homes: Iterable[str], language: str) -> dict[str, str]:
    """Return the address of each of `homes` that still stands in the territory."""
    places = places_of_units(session, homes, language)
    return {unit: place.line() for unit, place in places.items()}


def _row(session: Session, standing_id: int) -> StandingRound:
    row = session.get(StandingRound, standing_id)
    if row is None:
        raise NotFoundError("there is no such standing round of yours", zh="您没有这条常走的路线。")
    return row


def _route(wanted: Standing) -> str:
    kept = {k: v for k, v in asdict(wanted).items() if k not in {"id", "name"}}
    return json.dumps(kept, ensure_ascii=False)


def _read(row: StandingRound) -> Standing:
    kept: dict[str, Any] = json.loads(row.route)
    kept["homes"], kept["start"] = tuple(kept["homes"]), tuple(kept["start"])
    return Standing(id=row.id, name=row.name, **kept)
