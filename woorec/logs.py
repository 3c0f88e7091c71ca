"""Lines of the log: as text for people, or one JSON object each for machines.

Neither holds a query string, a secret of an address, a body, a customer or what a shopper avoids.
"""

import json
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from woorec.supervisor import NAME
from woorec.tracing import UNKNOWN, current_trace

LINE, JSON = "line", "json"


class WhoseLine(logging.Filter):
    """Adds the request or task at hand to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.trace = current_trace()
        return True


class RouteForPath(logging.Filter):
    """Writes the pattern of an address where Django writes the address, which may hold a secret, as of a webhook."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if hasattr(request, "resolver_match"):  # runserver's own lines have a socket there
            said, route = record.getMessage(), request.resolver_match.route if request.resolver_match else UNKNOWN
            for path in _spellings(request.path):
                said = said.replace(path, route)
            record.msg, record.args = said, ()
        return True


def _spellings(path: str) -> Iterator[str]:
    """As it was sent, and as Django escapes it; the site's root is no secret."""
    if path != "/":
        yield from (path, path.encode("unicode_escape").decode("ascii"))


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: when, how bad, who, what, whose."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(dict(self._fields(record)), ensure_ascii=False, default=str)

    def _fields(self, record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
        yield "time", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        yield "level", record.levelname
        if program := os.environ.get(NAME):
            yield "program", program
        yield "logger", record.name
        yield "message", record.getMessage()
        if trace := getattr(record, "trace", None):
            said = (("request_id", trace.request_id), ("task_id", trace.task_id), ("task", trace.task))
            yield from ((name, value) for name, value in said if value)
        yield from getattr(record, "fields", {}).items()
        if record.exc_info:
            yield "exception", self.formatException(record.exc_info)
        if record.stack_info:
            yield "stack", self.formatStack(record.stack_info)


def logging_settings(*, form: str, level: str) -> dict[str, Any]:
    """This will say where lines go and how they look, also those of gunicorn.

    A line for each call of the API is for machines: as text it would drown what a person looks for.
    """
    ours = {"handlers": ["console"], "propagate": False, "level": level}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"whose": {"()": "woorec.logs.WhoseLine"}, "route": {"()": "woorec.logs.RouteForPath"}},
        "formatters": {
            LINE: {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            JSON: {"()": "woorec.logs.JsonLines"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form, "filters": ["whose", "route"]}},
        "loggers": {
            "django": {"level": "INFO"},  # without handlers of its own, which would write each line once more
            "faiss": {"level": "WARNING"},
            "woorec.access": {"level": level if form == JSON else "WARNING"},
            **({"gunicorn.error": ours, "django.server": ours} if form == JSON else {}),
        },
        "root": {"handlers": ["console"], "level": level},
    }
