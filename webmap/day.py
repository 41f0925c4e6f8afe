"""What day it is for the pages: a demo stands still at the day it was made for."""

from datetime import date

from geo.services import facts
from geo.services.viewing import Session
from webmap.access import settings


def today(session: Session) -> date:
    """Return the day it is in the store of `session`."""
    return facts.store_facts(session, settings().time_zone).today
