"""Errors as answers: one table from error to HTTP status, one page and one JSON form."""

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from geo.errors import ConflictError, ForbiddenError, GeoError, InputError, NotFoundError
from webmap.access import NotLoggedInError
from webmap.language import language
from webmap.logs import LOGGER

STATUS: dict[type[GeoError], int] = {
    NotLoggedInError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    InputError: 400,
}
"""The most fitting class decides; every other GeoError is a fault of ours: 500."""

Answer = tuple[Response | str, int]


def add_error_answers(app: Flask) -> None:
    """Answer every error of `app` in the form that was asked for."""
    app.register_error_handler(GeoError, answer_geo_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(CSRFError, answer_form_error)


def status_of(error: GeoError) -> int:
    """Return the HTTP status of a domain error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def answer_geo_error(error: GeoError) -> Answer:
    """Answer a domain error with its own sentence."""
    status = status_of(error)
    if status >= 500:
        LOGGER.error("error", exc_info=error)
    return answer(status, error.said(language()))


def answer_form_error(_error: CSRFError) -> Answer:
    """Answer a form that was open too long or came from elsewhere."""
    return answer(400, _("页面放得太久了，请刷新后再试一次。"))


def answer_http_error(error: HTTPException) -> Answer:
    """Answer what the web framework refuses."""
    status = error.code or 500
    if status >= 500:
        LOGGER.error(
            "error",
            exc_info=error.original_exception if hasattr(error, "original_exception") else error,
        )
    sentences = {
        404: _("没有这个页面，或者它不在您负责的范围里。"),
        405: _("这个地址不能这样打开。"),
        413: _("文件太大了。"),
    }
    return answer(status, sentences.get(status, _("服务出了问题，已记入日志。")))


def answer(status: int, sentence: str) -> Answer:
    """Return `sentence` as JSON to scripts, as a page to people."""
    if request.path.startswith("/api/"):
        return jsonify(error=sentence), status
    return render_template("fault.html", status=status, sentence=sentence), status
