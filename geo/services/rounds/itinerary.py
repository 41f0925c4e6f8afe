"""A planned round as it is kept and shown: homes in order, why, when, how to find each."""

import json
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from geo.walking.vertical import Climb, climb_of

TWO_PEOPLE = "two_people"
"""Cause of leaving a home out: nobody calls there alone."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason to call, as the list shows it."""

    cause: str
    """A `geo.services.calls.Cause`."""
    words: str
    """For the leader."""
    errand: str
    """For paper and other eyes: it names no condition of a person."""
    worth: float
    due_on: str | None
    overdue_days: int
    source: str = ""
    """Rung of the ladder, or category of the need, that it comes from; else empty."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A home on the round; times of day are HH:MM."""

    unit_id: str
    place: str
    """Address to the flat; nobody's name."""
    compound: str
    entrance: str
    """Building and entrance."""
    home: str
    entrance_id: str
    building_id: str
    floor: int
    lift: bool
    door: tuple[float, float]
    """(lon, lat) of the entrance."""
    people: tuple[str, ...]
    grounds: tuple[Ground, ...]
    worth: float
    promised: bool
    added: bool
    """The leader put it in by hand."""
    order: str
    """Why it stands here in the order: an `Order`."""
    heading: str
    """Where to from the door before: n, ne, e …; empty: the same entrance."""
    arrive: str
    start: str
    leave: str
    walk_m: int
    """Metres along the ways from the stop before, rounded to ten."""
    walk_min: float
    climb_min: float
    wait_min: float
    service_min: float
    hours: tuple[str, ...] = ()
    """Best hours of the home: 09:00–11:00."""
    call_first: bool = False
    two_people: bool = False
    talk: tuple[str, ...] = ()
    """How to talk: `geo.services.rounds.terms.Talk`."""
    address_as: str = ""
    gates: tuple[str, ...] = ()
    """Names and hours of the gates on the way that are not open all the time of the round."""

    @property
    def whys(self) -> tuple[str, ...]:
        """The reasons in the leader's words."""
        return tuple(ground.words for ground in self.grounds)

    @property
    def errands(self) -> tuple[str, ...]:
        """The reasons as they may stand on paper, each once."""
        return tuple(dict.fromkeys(ground.errand for ground in self.grounds))


@dataclass(frozen=True, slots=True)
class Left:
    """A home that did not fit."""

    unit_id: str
    place: str
    grounds: tuple[Ground, ...]
    cause: str
    """Why it did not fit: a `geo.walking.plan.Cause`, or `TWO_PEOPLE`."""
    door: tuple[float, float] | None = None
    """(lon, lat) of the entrance, where it is known."""
    barred: str = ""
    """Why no way leads there: a `geo.services.rounds.reaching.Barred`; empty: one does."""
    gates: tuple[str, ...] = ()
    """Names and hours of the gates of which any, if open, would let the walker through."""
    hours: tuple[str, ...] = ()
    """When a call may begin, as promised or as suits the home; for the leader's eyes alone."""
    more_min: int | None = None
    """Minutes by which the round must be longer to take it in; None: time alone does not help."""

    @property
    def whys(self) -> tuple[str, ...]:
        """The reasons to call in the leader's words."""
        return tuple(ground.words for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the leader asked for; with it the round is planned again from anywhere."""

    day: str
    depart: str
    minutes: int
    start: tuple[float, float]
    slow: bool
    step_free: bool
    paired: bool = False
    """Two people walk it together."""
    homes: tuple[str, ...] = ()
    """Flats of a standing round, in the order of habit."""
    only: bool = False
    """True: nothing is called at but `homes` and what is promised."""
    first: str = ""
    last: str = ""
    """Flats that are called at first and last; empty: none."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """The homes behind one entrance, one after the other."""

    entrance: str
    compound: str
    climb: Climb
    arrive: str
    legs: tuple[Leg, ...]
    first: int
    """Number of its first home on the round, from 1."""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A planned round; walking, climbing, calls and waiting add up to the whole."""

    asked: Asked
    depart: str
    finish: str
    legs: tuple[Leg, ...]
    left: tuple[Left, ...]
    walk_min: float
    climb_min: float
    service_min: float
    wait_min: float
    back_min: float
    """Walked and climbed after the last call; part of the sums."""
    line: tuple[tuple[float, float], ...]
    """(lon, lat) along the way."""
    start: tuple[float, float]
    optimal: bool
    estimated: bool
    gpx: str
    done: tuple[Leg, ...] = ()
    """Homes ticked before the round was planned again."""
    postponed: tuple[str, ...] = ()
    """Flats put off to another round."""
    added: tuple[str, ...] = ()
    """Flats that the leader put in by hand."""
    later: tuple[str, ...] = ()
    """Flats passed over for now: they come after the others."""
    share: tuple[int, int] = (1, 1)
    """Which part of a round it is, of how many."""
    parts: tuple[int, ...] = ()
    """The rounds of all parts, in their order; empty: nobody shares it."""
    language: str = ""
    """In which places and reasons are told; empty: not known."""

    @property
    def day(self) -> str:
        """The day of the round, ISO 8601."""
        return self.asked.day

    @property
    def total_min(self) -> int:
        """Minutes from leaving to coming back."""
        return round(self.walk_min + self.climb_min + self.service_min + self.wait_min)

    @property
    def spare_min(self) -> int:
        """Minutes from coming back to when the round has to end: they absorb what takes longer."""
        until = _minute(self.asked.depart) + self.asked.minutes
        return max(0, until - _minute(self.depart) - self.total_min)

    @property
    def unit_ids(self) -> list[str]:
        """All flats of the round, those done before included."""
        return [leg.unit_id for leg in (*self.done, *self.legs)]

    @property
    def entrances(self) -> tuple[Entrance, ...]:
        """The homes grouped by entrance, in the order of the round."""
        grouped, first = [], 1
        for _, group in groupby(self.legs, key=lambda leg: leg.entrance_id):
            legs = tuple(group)
            climb = climb_of([leg.floor for leg in legs], lift=legs[0].lift)
            grouped.append(
                Entrance(legs[0].entrance, legs[0].compound, climb, legs[0].arrive, legs, first)
            )
            first += len(legs)
        return tuple(grouped)

    def to_json(self) -> str:
        """Return the itinerary as text that `from_json` reads."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Itinerary | None":
        """Return the itinerary that was kept as `text`; None: an older version wrote it."""
        kept: dict[str, Any] = {name: _frozen(value) for name, value in json.loads(text).items()}
        if "asked" not in kept:
            return None
        kept["asked"] = Asked(**kept["asked"])
        for name in ("legs", "done"):
            kept[name] = tuple(Leg(**_with_grounds(leg)) for leg in kept[name])
        kept["left"] = tuple(Left(**_with_grounds(left)) for left in kept["left"])
        return cls(**kept)


def _minute(clock: str) -> int:
    """Return the minutes from midnight to HH:MM."""
    hour, minute = clock.split(":")
    return 60 * int(hour) + int(minute)


def _with_grounds(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"grounds": tuple(Ground(**ground) for ground in kept["grounds"])}


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any part of a JSON value
    """Return `value` with tuples for lists, at any depth."""
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    if isinstance(value, dict):
        return {name: _frozen(part) for name, part in value.items()}
    return value
