"""Makes ready before the first visitor comes what would make her wait: needs, gazetteer, rules.

A district of 500 000 flats takes half a minute. There, the needs are read before the service
starts, and the rest while it runs: in the parent of the workers, which then start anew and share
it. Until then a worker that is asked to read a diary makes the gazetteer itself. Whom to visit is
another question every day: the workers ask it again soon after midnight.
"""

import gc
import os
import signal
import threading
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask

from geo.diary.reading import read_entry
from geo.errors import GeoError
from geo.services import mapping, people_sums, registry
from geo.services.viewing import CONSOLE, SQLAlchemyError
from webmap.access import settings, store
from webmap.day import today
from webmap.diary.gazetteers import district
from webmap.logs import LOGGER

SENTENCE = "1号楼1单元下水慢,明天上午去看看。"
MANY_FLATS = 20_000
"""From here on making the gazetteer takes longer than anybody waits for a service to start."""
LOOK_S = 0.1
AFTER_MIDNIGHT_S = 20
YIELDING = 10
"""How far making ready steps back behind answering."""


def warm_up(app: Flask) -> None:
    """Take the needs into memory, build the gazetteer of the district and read one sentence.

    Reading compiles every rule. Costs two to three seconds of one core for 5 000 flats. Workers
    that fork later share it.
    """
    warm_map(app)
    warm_reading(app)


def warm_map(app: Flask) -> None:
    """Take the needs and the buildings into memory: 4 s of one core for 500 000 flats."""
    with app.app_context(), store().read(CONSOLE) as session:
        mapping.counts_version(session)
        mapping.roster(session)


def warm_reading(app: Flask) -> None:
    """Build the gazetteer and read one sentence: 25 s of one core for 500 000 flats."""
    with app.app_context():
        gazetteer = district().now(store())
    read_entry(SENTENCE, gazetteer, written_on=date(2026, 1, 1), leader_compound=None)


def warm_people(app: Flask) -> None:
    """Sum up whom to visit in each building: 6 s of one core for 500 000 flats."""
    with app.app_context(), store().read(CONSOLE) as session:
        people_sums.people_sums(session, today(session))


def warm_people_if_possible(app: Flask) -> None:
    """Do `warm_people`; where it fails, log it: whoever asks first reads the sums herself."""
    try:
        warm_people(app)
    except (SQLAlchemyError, GeoError):
        LOGGER.exception("whom to visit was not made ready")


def warm_people_daily(app: Flask) -> None:
    """Let a thread of this process do `warm_people` soon after each midnight from now on."""

    def warm() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), YIELDING)
        with app.app_context():
            zone = ZoneInfo(settings().time_zone)
        while True:
            time.sleep(until_midnight_s(datetime.now(zone)) + AFTER_MIDNIGHT_S)
            warm_people_if_possible(app)

    threading.Thread(target=warm, name="each day", daemon=True).start()


def until_midnight_s(now: datetime) -> float:
    """Return the seconds from `now` to the next midnight of its time zone.

    Examples
    --------
    >>> until_midnight_s(datetime(2026, 3, 1, 23, 59, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    30.0
    """
    tomorrow = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return tomorrow.timestamp() - now.timestamp()


def takes_long(app: Flask) -> bool:
    """Tell whether the district is so large that it is made ready while the service runs."""
    with app.app_context(), store().read(CONSOLE) as session:
        return registry.flat_count(session) > MANY_FLATS


class WarmedLater:
    """Makes the reading ready beside the running workers, and then lets them start anew."""

    def __init__(self, app: Flask, workers: int) -> None:
        self._app, self._workers = app, workers
        self._thread = threading.Thread(target=self._warm, name="warming", daemon=True)
        self._begun = threading.Event()
        self._running: dict[int, object] = {}

    def begin(self, running: dict[int, object]) -> None:
        """Start as soon as all workers are among `running`, by process."""
        self._running = running
        self._thread.start()

    def before_fork(self) -> None:
        """Wait until it is done: a process that forks meanwhile inherits locks that stay shut."""
        if self._begun.is_set():
            self._thread.join()

    def _warm(self) -> None:
        while len(self._running) < self._workers:
            time.sleep(LOOK_S)
        self._begun.set()
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), YIELDING)
        warm_reading(self._app)
        warm_people(self._app)
        with self._app.app_context():
            store().close()
        gc.collect()
        gc.freeze()  # so that the workers go on sharing what nobody changes
        os.kill(os.getpid(), signal.SIGHUP)
