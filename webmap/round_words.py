"""The sentences of a round: the way to a door, how a staircase is climbed, why in this order."""

from collections.abc import Callable

import flask_babel
from flask_babel import lazy_gettext as _l

from geo.services.rounds.itinerary import Ground, Leg
from geo.services.rounds.legs import Order
from geo.walking.vertical import Climb

# flask_babel is not typed: said once here, not at each sentence
_: Callable[..., str] = flask_babel.gettext
ngettext: Callable[..., str] = flask_babel.ngettext

HEADINGS = {
    "n": _l("北"),
    "ne": _l("东北"),
    "e": _l("东"),
    "se": _l("东南"),
    "s": _l("南"),
    "sw": _l("西南"),
    "w": _l("西"),
    "nw": _l("西北"),
}
CLIMBS = {
    Climb.LIFT_THEN_DOWN: _l("先坐电梯到最上面,再一层层往下走"),
    Climb.LIFT: _l("坐电梯上去"),
    Climb.UP: _l("走楼梯,由低到高"),
    Climb.TOP_FIRST: _l("走楼梯,先上到最高一家,往下走"),
    Climb.LEVEL: _l("都在一楼"),
    Climb.MIXED: _l("上下都有,按下面的顺序最省"),
}
ORDERS = {
    Order.SAME_ENTRANCE: _l("和上一家同一个单元,不用再出楼"),
    Order.NEAREST: _l("离上一处最近"),
    Order.SHORTEST: _l("不是最近的,但这样走全程最省"),
}


def climb(kind: Climb) -> str:
    """Return how the homes behind one entrance are climbed."""
    return str(CLIMBS[kind])


def order(leg: Leg) -> str:
    """Return why a home stands where it does in the order."""
    return str(ORDERS[Order(leg.order)])


def way(leg: Leg) -> str:
    """Return how to find the door: over the ground, then up."""
    return _("%(ground)s,%(up)s", ground=_over_ground(leg), up=_up(leg))


def due(ground: Ground) -> str:
    """Return since when a reason waits; empty where it has no date."""
    if ground.overdue_days:
        return ngettext("超期 %(num)d 天", "超期 %(num)d 天", ground.overdue_days)
    return _("今天到期") if ground.due_on else ""


def _over_ground(leg: Leg) -> str:
    if leg.order == Order.SAME_ENTRANCE:
        return _("还在这个单元")
    if not leg.walk_m:
        return _("就在旁边")
    if not leg.heading:
        return _("走 %(metres)d 米", metres=leg.walk_m)
    return _("往%(heading)s走 %(metres)d 米", heading=HEADINGS[leg.heading], metres=leg.walk_m)


def _up(leg: Leg) -> str:
    if leg.floor == 1:
        return _("在一楼")
    if leg.floor < 0:
        return _("下到地下 %(n)d 层", n=-leg.floor)
    if leg.order == Order.SAME_ENTRANCE:
        return _("到 %(n)d 楼", n=leg.floor)
    if leg.lift:
        return _("坐电梯到 %(n)d 楼", n=leg.floor)
    return _("走楼梯到 %(n)d 楼", n=leg.floor)
