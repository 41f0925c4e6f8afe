"""The sentences of a round: the way to a door, how a staircase is climbed, why in this order."""

from collections.abc import Callable

import flask_babel
from flask_babel import lazy_gettext as _l

from geo.services.rounds.itinerary import TWO_PEOPLE, Ground, Left, Leg
from geo.services.rounds.legs import Order
from geo.services.rounds.reaching import Barred
from geo.services.rounds.terms import Talk, Terms
from geo.walking.plan import Cause
from geo.walking.vertical import Climb
from webmap.words import LEFT_OUT

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
    Climb.LIFT_THEN_DOWN: _l("先坐电梯到最上面，再一层层往下走"),
    Climb.LIFT: _l("坐电梯上去"),
    Climb.UP: _l("走楼梯，由低到高"),
    Climb.TOP_FIRST: _l("走楼梯，先上到最高一家，往下走"),
    Climb.LEVEL: _l("都在一楼"),
    Climb.MIXED: _l("上下都有，按下面的顺序最省"),
}
ORDERS = {
    Order.SAME_ENTRANCE: _l("和上一家同一个单元，不用再出楼"),
    Order.NEAREST: _l("离上一处最近"),
    Order.SHORTEST: _l("不是最近的，但这样走全程最省"),
    Order.FIRST: _l("您定的第一家"),
    Order.LAST: _l("您定的最后一家"),
    Order.HABIT: _l("照您平常的顺序"),
    Order.HOURS: _l("为了赶上约好的或方便的时间"),
    Order.GATE: _l("为了赶上大门开着的时间"),
}

BARRED = {
    Barred.GATE: _l("大门这段时间不开"),
    Barred.STEPS: _l("只有台阶能到，这次不走台阶"),
    Barred.UNLINKED: _l("地图上这个门没有连到路上"),
    Barred.APART: _l("地图上那边的路和出发点不相通"),
}
"""Why no way leads to a door."""
TALKS = {
    Talk.WRITE: _l("听不清：写给对方看"),
    Talk.LOUD: _l("大声、慢慢、面对面说"),
    Talk.KNOCK_LONG: _l("敲门后多等一会儿"),
    Talk.FAMILY: _l("先跟家里人说"),
    Talk.INTERCOM: _l("隔着门或用对讲机说"),
}
"""How to talk, without saying why."""


def left_out(one: Left) -> str:
    """Return why a home did not fit, with the gates, hours or minutes that it is about."""
    if one.cause == TWO_PEOPLE:
        return _("这一家要两个人一起去：排路线时选“两个人一起走”")
    cause, hours = Cause(one.cause), _("、").join(one.hours)
    if cause is Cause.WINDOW and hours:
        return _("%(why)s（%(hours)s）", why=LEFT_OUT[cause], hours=hours)
    if cause is Cause.BUDGET and one.more_min:
        return ngettext(
            "时间不够：去这一家要多用约 %(num)d 分钟",
            "时间不够：去这一家要多用约 %(num)d 分钟",
            one.more_min,
        )
    return _left_out(one)


def left_out_on_paper(one: Left) -> str:
    """Return why a home did not fit, without what is agreed about it: paper gets lost."""
    return _("另行安排") if one.cause == TWO_PEOPLE else _left_out(one)


def _left_out(one: Left) -> str:
    """Return why a home did not fit, and what bars the way to it; nothing of the home."""
    gates = _("、").join(one.gates)
    if one.cause == Cause.GATE or not one.barred:
        why = str(LEFT_OUT[Cause(one.cause)])
        return _("%(why)s（%(hours)s）", why=why, hours=gates) if gates else why
    why = str(BARRED[Barred(one.barred)])
    if not gates:
        return _("到不了：%(why)s", why=why)
    return _("到不了：%(why)s（%(gates)s）", why=why, gates=gates)


def mind(leg: Leg | Terms) -> list[str]:
    """Return what to mind at a door, each in a few words."""
    said, hours = [], leg.spans if isinstance(leg, Terms) else leg.hours
    if isinstance(leg, Leg) and leg.gates:
        said.append(_("大门 %(gates)s", gates=_("、").join(leg.gates)))
    if leg.call_first:
        said.append(_("先打电话"))
    if leg.two_people:
        said.append(_("两个人去"))
    if hours:
        said.append(_("方便的时间 %(hours)s", hours=_("、").join(hours)))
    if leg.address_as:
        said.append(_("称呼 %(name)s", name=leg.address_as))
    return said + [str(TALKS[Talk(one)]) for one in leg.talk]


def climb(kind: Climb) -> str:
    """Return how the homes behind one entrance are climbed."""
    return str(CLIMBS[kind])


def order(leg: Leg) -> str:
    """Return why a home stands where it does in the order."""
    return str(ORDERS[Order(leg.order)])


def way(leg: Leg) -> str:
    """Return how to find the door: over the ground, then up."""
    return _("%(ground)s，%(up)s", ground=_over_ground(leg), up=_up(leg))


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
