"""Chinese and English: which one a page is in."""

from babel import Locale
from flask import Flask, request, session
from flask_babel import Babel, get_locale

from webmap.access import settings

LANGUAGES = {"zh": "中文", "en": "English"}


def add_languages(app: Flask) -> None:
    """Let `app` render its pages in the language of the account, the browser or the settings."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=chosen_language)


def chosen_language() -> str:
    """Return the language of this request: asked for, kept, accepted by the browser, or set."""
    kept = session.get("language") or getattr(session, "language", None)
    if kept in LANGUAGES:
        return str(kept)
    accepted = request.accept_languages.best_match(["zh-CN", "zh", "en"])
    return str(Locale.parse(accepted, sep="-").language) if accepted else settings().language


def language() -> str:
    """Return the two-letter language of the page being rendered."""
    locale = get_locale()
    return locale.language if locale else "zh"
