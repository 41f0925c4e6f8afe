"""Words of the vocabulary for templates, in the language of the page."""

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from geo.needs.vocabulary import Handler, Outcome, Role, State, label
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
    "hide": _l("说错了,先收起"),
    "photo": _l("照片"),
}
"""What each act in a need's history is called."""


def add_words(app: Flask) -> None:
    """Give the templates of `app` the words for states, handlers, roles, outcomes and acts."""

    @app.context_processor
    def words() -> dict[str, Any]:
        return {
            "state_word": lambda state: label(State(state), language()),
            "handler_word": lambda handler: label(Handler(handler), language()),
            "role_word": lambda role: label(Role(role), language()),
            "outcome_word": lambda outcome: label(Outcome(outcome), language()),
            "act_word": lambda act: ACTS.get(act, act),
        }
