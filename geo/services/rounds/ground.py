"""The walking network of the viewer's territory, made once for each state of the places."""

from collections import OrderedDict
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from geo.services.facts import places_stamp
from geo.services.registry import places_in_scope
from geo.store.scope import viewer_of
from geo.walking.network import Network

MOST_KEPT = 8

_Key = tuple[str, int | None, date, str]


class Grounds:
    """The networks used last; making one takes longer than everything else about a round."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.most = most
        self._made: OrderedDict[_Key, Network] = OrderedDict()
        self._lock = Lock()

    def of(self, session: Session, day: date) -> Network:
        """Return the network of the places in scope on `day`."""
        stamp = places_stamp(session)
        address = session.get_bind().engine.url.render_as_string()
        key = (address, viewer_of(session).territory_id, day, stamp)
        with self._lock:
            known = self._made.pop(key, None)
            # places that were never loaded have no stamp that tells of a change
            made = known or Network.from_places(places_in_scope(session), on=day)
            if stamp:
                self._made[key] = made
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made


GROUNDS = Grounds()
"""Shared by all requests of the process: the networks are never changed."""


def walking_network(session: Session, day: date) -> Network:
    """Return the walking network of the viewer's territory on `day`.

    Cost: a quarter of a second for a compound of 600 homes the first time, nothing after.
    """
    return GROUNDS.of(session, day)
