"""The synthetic district: places, invented people, their needs, and what was planted."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from geo.errors import InputError
from geo.frames import DIARY, NEEDS, PROMISES, RESIDENTS, VISITS, Places
from geo.places.demo.days import YEAR_DAYS
from geo.places.demo.diary import entries, promises
from geo.places.demo.ground import make_places
from geo.places.demo.homes import Plantings, homes_of, plantings
from geo.places.demo.needs import AUTUMN_DAYS, KNOWN_DAYS, needs, standing
from geo.places.demo.people import households, residents
from geo.places.demo.truth import Hotspot, Truth
from geo.places.demo.visits import calls

EARLIEST, LATEST = date(1950, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class District:
    """A district on a day. Every person in it is invented; phone numbers are of 0000 blocks."""

    on: date
    """The day as of which people, needs and visits stand."""
    places: Places
    residents: pd.DataFrame
    """Keeps `geo.frames.RESIDENTS`."""
    needs: pd.DataFrame
    """Keeps `geo.frames.NEEDS`."""
    visits: pd.DataFrame
    """Keeps `geo.frames.VISITS`."""
    promises: pd.DataFrame
    """Keeps `geo.frames.PROMISES`."""
    diary: pd.DataFrame
    """Keeps `geo.frames.DIARY`."""
    truth: Truth
    """What was planted; for tests only."""

    def __post_init__(self) -> None:
        """Check every table."""
        RESIDENTS.checked(self.residents)
        NEEDS.checked(self.needs)
        VISITS.checked(self.visits)
        PROMISES.checked(self.promises)
        DIARY.checked(self.diary)


def make_district(*, seed: int, on: date, units: int = 5000) -> District:
    """Return the synthetic district of `seed` as it stands on day `on`.

    The twelve compounds of ``data/demo`` are always there; `units` beyond their 5 000 flats are
    added as invented compounds around them. Equal arguments give equal frames. Cost grows with
    the flats: 5 000 take about a second, 500 000 under a minute.

    Raises
    ------
    InputError
        When `seed` is negative, `units` is not positive, or `on` is no day of these centuries.
    """
    if seed < 0:
        raise InputError(f"seed {seed} is negative: give 0 or more")
    if units < 1:
        raise InputError(f"{units} flats make no district: give 1 or more")
    if not EARLIEST <= on <= LATEST:
        raise InputError(f"no district can be made for {on}: give a day from 1950 to 2200")
    places = make_places(seed=seed, units=units)
    ground, people, wants, walks, pen = (np.random.default_rng([seed, n]) for n in range(2, 7))
    homes = homes_of(places)
    planted = plantings(places, homes, ground)
    residing = residents(homes, households(homes, planted, people), on, people)
    known = standing(homes, residing, on)
    wanted = needs(known, planted, on, wants)
    called = calls(known, wanted, on, walks)
    promised, late = promises(wanted, on, pen)
    diary, typos = entries(places, homes, residing, wanted, on, pen)
    truth = Truth(_hotspots(planted, on), called.overdue, called.silent, late, typos)
    return District(on, places, residing, wanted, called.visits, promised, diary, truth)


def _hotspots(planted: Plantings, on: date) -> tuple[Hotspot, ...]:
    """Return the planted hotspots with the days in which their needs were opened."""
    first, yesterday = on - timedelta(days=AUTUMN_DAYS), on - timedelta(days=1)
    return (
        *(
            Hotspot(category, group, first, yesterday)
            for group in planted.leaking
            for category in ("leak", "plumbing_drain")
        ),
        *(
            Hotspot("lone_elderly", group, on - timedelta(days=max(KNOWN_DAYS, YEAR_DAYS)), on)
            for group in planted.lonely
        ),
    )
