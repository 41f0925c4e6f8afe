"""Planning a walking round: today's calls within the minutes that the leader has."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy.orm import Session

from geo.crs import LonLat
from geo.errors import ForbiddenError, InputError
from geo.needs.vocabulary import Permission, permissions
from geo.services.rounds.itinerary import Asked, Itinerary
from geo.services.rounds.walks import Walk, walked
from geo.store.scope import viewer_of

LEAST_MIN, MOST_MIN = 10, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the leader wants of a round."""

    day: date
    depart: time
    minutes: int
    start: LonLat
    slow: bool = False
    step_free: bool = False
    paired: bool = False
    """Two people walk together: they also call where nobody calls alone."""
    homes: tuple[str, ...] = ()
    """Flats of a standing round, in the order of habit: gone to as long as the time allows."""
    only: bool = False
    """True: beside `homes` only what is promised."""
    first: str = ""
    last: str = ""
    """Flats to call at first and last."""

    def __post_init__(self) -> None:
        """Refuse what no walk can be."""
        if not LEAST_MIN <= self.minutes <= MOST_MIN:
            raise InputError(
                f"{self.minutes} minutes is no round: choose 10 to 600",
                zh=f"{self.minutes} 分钟排不成路线：请选 10 到 600 分钟。",
            )

    @property
    def asked(self) -> Asked:
        """The wish as it is kept with the round."""
        return Asked(
            day=self.day.isoformat(),
            depart=f"{self.depart:%H:%M}",
            minutes=self.minutes,
            start=(self.start.lon, self.start.lat),
            slow=self.slow,
            step_free=self.step_free,
            paired=self.paired,
            homes=self.homes,
            only=self.only,
            first=self.first,
            last=self.last,
        )


def plan(
    session: Session, wish: Wish, language: str, *, skip: frozenset[str] = frozenset()
) -> Itinerary:
    """Return a round over the calls of the day; `keep` keeps it.

    `skip` are flats to leave out. Cost: up to 0.4 s of solving, whatever the size: plan
    in a session that reads, so that nobody who writes has to wait.

    Raises
    ------
    ForbiddenError
        When the viewer's role walks no rounds.
    """
    check_may_plan(session)
    return walked(session, walk_of(wish, skip), language)


def walk_of(wish: Wish, skip: frozenset[str] = frozenset()) -> Walk:
    """Return the walk from the beginning of a round."""
    return Walk(wish.asked, wish.start, wish.depart, wish.minutes, skip)


def check_may_plan(session: Session) -> None:
    """Raise `ForbiddenError` unless the session's viewer walks rounds."""
    viewer = viewer_of(session)
    if Permission.PLAN_ROUNDS not in permissions(viewer.role) or viewer.account_id is None:
        raise ForbiddenError(
            "rounds are planned by the leader of the compound", zh="走访路线由本小区的点长来安排。"
        )
