"""Words of the vocabulary for templates, in the language of the page."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import lazy_gettext as _l

from geo.needs.vocabulary import Handler, Outcome, Role, State, label
from geo.walking.plan import Cause
from webmap.access import settings
from webmap.language import language

ACTS = {
    "open": _l("登记"),
    "move": _l("改状态"),
    "assign": _l("交办"),
    "note": _l("记一笔"),
    "tell": _l("已告知居民"),
    "untell": _l("改为未告知"),
    "recheck": _l("定复查日期"),
    "whistle": _l("吹哨"),
    "answer": _l("报到"),
    "hide": _l("说错了，先收起"),
    "photo": _l("照片"),
}
"""What each act in a need's history is called."""


LEFT_OUT = {
    Cause.NO_PRIZE: _l("今天不急"),
    Cause.OPTIONAL: _l("可去可不去，这次没有安排"),
    Cause.UNREACHABLE: _l("地图上没有路通到这个门，或者大门这时不开"),
    Cause.WINDOW: _l("赶不上约好的或方便的时间"),
    Cause.GATE: _l("赶不上大门开着的时间"),
    Cause.BUDGET: _l("时间不够"),
}
"""Why a door did not fit into a round."""


def local(moment: datetime) -> str:
    """Return a moment on the clock of the service, to the minute."""
    return f"{moment.astimezone(ZoneInfo(settings().time_zone)):%Y-%m-%d %H:%M}"


def add_words(app: Flask) -> None:
    """Give the templates of `app` the words for states, handlers, roles, outcomes and acts."""

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "state_word": lambda state: label(State(state), language()),
            "handler_word": lambda handler: label(Handler(handler), language()),
            "role_word": lambda role: label(Role(role), language()),
            "outcome_word": lambda outcome: label(Outcome(outcome), language()),
            "cause_word": lambda cause: LEFT_OUT[Cause(cause)],
            "local": local,
            "act_word": lambda act: ACTS.get(act, act),
        }
