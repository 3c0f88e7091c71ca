"""Time limits for what is asked of the database, kept by the one who asks.

A watch cancels what takes too long through a connection of its own, which costs no round trip, as `SET LOCAL
statement_timeout` would before every statement; a limit set once a connection would also end the long reports of the
Studio. Where the server does not even answer the cancelling, the socket is closed: so a limit also holds against a
server that is frozen or gone.

Source: the documentation of libpq, "Canceling Queries in Progress".
"""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

log = logging.getLogger(__name__)
LOOK_EVERY = 0.02  # seconds between two looks of the watch while anybody has a limit
CANCEL_WITHIN = 0.1  # seconds for the server to take the cancelling, and as long to obey it
IDLE_LOOKS = 100  # after which the watch sleeps until it is woken
_mine = threading.local()


class TookTooLong(OperationalError):
    """The database did not answer within the limit."""


@contextmanager
def answered_within(seconds: float | None) -> Iterator[None]:
    """This will cut whatever the block still asks of the database after so many seconds; None sets no limit.

    Raises TookTooLong, at once where no time is left. Limits do not nest.
    """
    if seconds is None:
        yield
        return
    if seconds <= 0:
        raise TookTooLong("No time was left to ask the database.")
    limit = _Limit(connections[connection.alias], ends_at=time.monotonic() + seconds)
    _mine.limit = limit
    WATCH.add(limit)
    try:
        yield
    except (DatabaseError, InterfaceError) as error:
        limit.obeyed = _was_cancelled(error)
        if limit.is_over:
            raise TookTooLong(f"The database did not answer within {seconds:.3f} seconds.") from error
        raise
    finally:
        _mine.limit = None
        WATCH.remove(limit)
        limit.end()


def refuse_when_over() -> None:
    """This will raise TookTooLong when the time of the block around is over, so that nothing is asked any more."""
    limit = getattr(_mine, "limit", None)
    if limit is not None and limit.is_over:
        raise TookTooLong("No time was left to ask the database.")


def _was_cancelled(error: BaseException | None) -> bool:
    """This will say whether the server took a cancelling; another error may come while one is still on its way."""
    while error is not None:
        if isinstance(error, psycopg.errors.QueryCanceled):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Limit:
    """One block with a limit. While the lock is held the block does not end, so that no later statement is cut."""

    def __init__(self, asked: Any, *, ends_at: float) -> None:
        self.ends_at, self.is_cut, self.obeyed = ends_at, False, False
        self._asked, self._ended, self._shut, self._lock = asked, False, False, threading.Lock()

    @property
    def is_over(self) -> bool:
        return self.is_cut or time.monotonic() >= self.ends_at

    @property
    def has_something_to_cut(self) -> bool:
        """A connection that is still being made is cut later, with the statement that waits for it."""
        return self._asked.connection is not None

    def cut(self) -> None:
        """This will cancel what runs, and close the socket where that does not help."""
        with self._lock:
            found = None if self._ended else self._asked.connection
            if found is None or found.closed:
                return
            try:
                found.cancel_safe(timeout=CANCEL_WITHIN)
            except Exception as error:  # it may be gone, frozen, or full
                log.warning("The database does not take a cancelling: %s", error)
        time.sleep(CANCEL_WITHIN)
        with self._lock:
            if not self._ended and not found.closed:
                self._shut = True
                shut_down(found)

    def end(self) -> None:
        """A cancelling may arrive after its statement ended; so that it cuts no other, the connection is not kept."""
        with self._lock:
            self._ended = True
        is_tainted = self._shut or (self.is_cut and not self.obeyed)
        if is_tainted and not self._asked.in_atomic_block:
            self._asked.close()


def shut_down(found: Any) -> None:
    """This will close the socket of a connection under whoever waits for its server."""
    with suppress(Exception), socket.socket(fileno=os.dup(found.pgconn.socket)) as shared:
        shared.shutdown(socket.SHUT_RDWR)


class _Watch:
    """Looks at all limits of the process, in a thread that the first limit starts."""

    def __init__(self) -> None:
        self._limits: set[_Limit] = set()
        self._wake, self._starting = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, limit: _Limit) -> None:
        self._limits.add(limit)
        if not self._wake.is_set():
            self._wake.set()
        if self._thread is None or not self._thread.is_alive():
            self._start()

    def remove(self, limit: _Limit) -> None:
        self._limits.discard(limit)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # it does not survive a fork
                self._thread = threading.Thread(target=self._run, daemon=True, name="sql-watch")
                self._thread.start()

    def _run(self) -> None:
        idle = 0
        while True:
            time.sleep(LOOK_EVERY)
            limits = list(self._limits)
            for limit in limits:
                self._look(limit)
            idle = 0 if limits else idle + 1
            if idle > IDLE_LOOKS:
                self._rest()
                idle = 0

    def _rest(self) -> None:
        self._wake.clear()
        if not self._limits:  # one that came before the clearing is looked at now
            self._wake.wait()

    def _look(self, limit: _Limit) -> None:
        if not limit.is_cut and limit.is_over and limit.has_something_to_cut:
            limit.is_cut = True
            # In a thread of its own: a frozen server must not delay the limits of others.
            threading.Thread(target=limit.cut, daemon=True, name="sql-cut").start()


WATCH = _Watch()
