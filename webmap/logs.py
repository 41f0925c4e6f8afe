"""Structured logs: one JSON object a line, and nothing personal in any of them."""

import json
import logging
import sys
import time
from datetime import UTC, datetime

from flask import Flask, Response, g, request

LOGGER = logging.getLogger("peoples_map")


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object; a traceback keeps its places but not its values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record)
        return json.dumps(line, ensure_ascii=False)


def _places(record: logging.LogRecord) -> list[str]:
    """Return file and line of each frame of the traceback, outermost first."""
    places, step = [], record.exc_info[2] if record.exc_info else None
    while step is not None:
        places.append(f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}")
        step = step.tb_next
    return places


def log_to_stderr() -> None:
    """Write the service's log to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    LOGGER.handlers = [handler]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def log_requests(app: Flask) -> None:
    """Log each request by its route, never by its address: that can hold names."""
    # Flask's own logger would print the values in a traceback; faults.py logs its places
    app.logger.disabled = True

    @app.before_request
    def started() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finished(response: Response) -> Response:
        facts = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else None,
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            "role": g.get("role"),
        }
        LOGGER.info("request", extra={"facts": facts})
        return response
