"""Turns away what a web process cannot answer in time, before it costs anything.

A process works on as many requests as it has threads; the others wait in line. Who waited too long is answered 503 at
once, so that those who are answered are answered quickly. A line that was empty a moment ago is a burst, and may take
half of a request's time; a line that stands has to be short, or else everybody would wait as long as anybody may.
Health checks and the Studio are never turned away, and events only after a long time, since they are easily lost.

The two limits follow B. Maurer, "Fail at Scale", ACM Queue 13(8), 2015, section "Controlled delay".
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import orjson

log = logging.getLogger(__name__)
BURST, STANDING = 0.5, 0.05  # shares of a list's time that may be spent in line
EVENTS = 10.0  # times as long as a burst of lists
NAME_EVERY = 10.0  # seconds between two lines in the log
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WaitingLine:
    """The requests of one process that no thread has taken up yet. Threads may share it."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock, self._mine = clock, threading.Lock(), threading.local()
        self._waiting, self._empty_at = 0, clock()

    def joined(self) -> float:
        """This will count a request in and return when."""
        now = self._clock()
        with self._lock:
            if not self._waiting:
                self._empty_at = now
            self._waiting += 1
        return now

    def left(self, joined_at: float) -> None:
        """This will count a request out; the thread that calls works on it from now on."""
        now = self._clock()
        self._mine.waited = now - joined_at
        with self._lock:
            self._waiting -= 1
            if not self._waiting:
                self._empty_at = now

    def waited(self) -> float:
        """This will tell how many seconds the request of this thread stood in line."""
        return float(getattr(self._mine, "waited", 0.0))

    def stands(self, *, since: float) -> bool:
        """This will say whether the line was not empty for so many seconds."""
        return self._clock() - self._empty_at > since


class Gate:
    """A WSGI application in front of another. `budget` is the time of a list in seconds; 0 turns nobody away.

    `count` is called for each who is turned away.
    """

    def __init__(
        self, application: Application, *, line: WaitingLine, budget: float, count: Callable[[], None]
    ) -> None:
        self._application, self._line, self._budget, self._count_one = application, line, budget, count
        self._lock, self._unnamed, self._named_at = threading.Lock(), 0, 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        bound, wait = self._bound(environ.get("PATH_INFO", ""))
        if bound is None or self._line.waited() <= bound:
            return self._application(environ, start_response)
        self._count()
        return _refuse(start_response, wait=wait)

    def _bound(self, path: str) -> tuple[float | None, int]:
        """This will tell how long a request may have waited, and when the sender may come back, in seconds."""
        burst = BURST * self._budget
        if burst and path == "/api/v1/recommendations":
            return (STANDING * self._budget if self._line.stands(since=burst) else burst), 1
        if burst and path == "/api/v1/events":
            return EVENTS * burst, 5
        return None, 0

    def _count(self) -> None:
        self._count_one()
        now = time.monotonic()
        with self._lock:
            self._unnamed += 1
            is_due = now - self._named_at > NAME_EVERY
            unnamed, self._unnamed = (self._unnamed, 0) if is_due else (0, self._unnamed)
            self._named_at = now if is_due else self._named_at
        if unnamed:
            log.warning("More is asked than this process can answer: %s requests were turned away", unnamed)


def _refuse(start_response: Callable[..., Any], *, wait: int) -> Iterable[bytes]:
    body = orjson.dumps(
        {
            "type": "/api/v1/problems#overloaded",
            "title": "Too much is asked at once",
            "status": 503,
            "detail": "More is asked now than can be answered in time. Show your own fallback and try again later.",
        }
    )
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(wait)),
        ("Cache-Control", "private, no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response("503 Service Unavailable", headers)
    return [body]


LINE = WaitingLine()
