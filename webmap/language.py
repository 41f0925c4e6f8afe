"""Chinese and English: which one a page is in."""

from functools import lru_cache

from babel import Locale
from flask import Flask, g, request, session
from flask_babel import Babel, get_locale, get_translations

from webmap.access import settings

LANGUAGES = {"zh": "中文", "en": "English"}


def add_languages(app: Flask) -> None:
    """Let `app` render its pages in the language of the account, the browser or the settings."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=chosen_language)
    # asking Flask-Babel for each of a page's 300 words takes longer than all else of the page
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        _said,
        lambda one, many, count: get_translations().ungettext(one, many, count),
        newstyle=True,
    )


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


def _said(text: str) -> str:
    """Return a template's `text` in the language of the page."""
    if "language" not in g:
        g.language = language()
    return _translated(text, g.language)


@lru_cache(maxsize=8192)
def _translated(text: str, _language: str) -> str:
    return str(get_translations().ugettext(text))
