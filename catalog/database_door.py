"""Whether the database answers, remembered for a few seconds, so that not every request waits for one that does not.

A connection that is lost or cannot be made closes the door; the watch over snapshots, which asks every second, opens it
again with the first answer. Without a watch, one request tries anew after a pause.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from django.db import InterfaceError, OperationalError, connection
from django.db.backends.signals import connection_created

from catalog.time_limit import TookTooLong, shut_down

log = logging.getLogger(__name__)
# Seconds. A watch that has to give up connecting, after three, knocks again within it, so that no request has to.
PAUSE = 6.0
NO_ANSWER = OperationalError, InterfaceError


class DatabaseIsSilent(OperationalError):
    """It did not answer a moment ago and is not asked."""


class _Door:
    silent_until = 0.0


_made: WeakSet[Any] = WeakSet()  # connections of all threads
_making = threading.Lock()


def is_silent() -> bool:
    """This will say whether the database was found to be gone a moment ago."""
    return time.monotonic() < _Door.silent_until


def is_closed() -> bool:
    """This will say whether the database was found to be gone and nobody has had an answer since."""
    return _Door.silent_until > 0


def forget() -> None:
    """This will let everybody ask, whatever was found."""
    _Door.silent_until = 0.0


@contextmanager
def answering() -> Iterator[None]:
    """This will let the block ask a database that answers. Raises DatabaseIsSilent at once where none does.

    A time limit belongs inside, so that a connection which it closed is seen here.
    """
    is_first = is_closed()
    if is_first:
        _knock()
    try:
        yield
    except NO_ANSWER as error:
        _note(error)
        raise
    if is_first:
        forget()


@contextmanager
def noticing() -> Iterator[None]:
    """This will close the door when the database turns out to be gone in the block, which may ask at any time."""
    try:
        yield
    except NO_ANSWER as error:
        _note(error)
        raise


def break_off() -> None:
    """This will end whatever this process still asks of a database that stands still, in any thread.

    Calls without a time limit, such as events, would hold their threads until the network gives up, and nobody would be
    served any more.
    """
    with _making:
        waiting = [each for each in _made if not each.closed]
    for each in waiting:
        shut_down(each)


def _remember(connection: Any, **_: object) -> None:
    with _making:
        _made.add(connection.connection)


connection_created.connect(_remember)


def _knock() -> None:
    """This will let one try again, while the others wait for what it finds, and none of them for the database."""
    now = time.monotonic()
    if now < _Door.silent_until:
        raise DatabaseIsSilent("The database did not answer a moment ago.")
    _Door.silent_until = now + PAUSE


def _note(error: Exception) -> None:
    if _is_gone(error):
        if not is_closed():
            log.warning("The database does not answer and is left alone until it does: %s", error)
        _Door.silent_until = time.monotonic() + PAUSE


def _is_gone(error: BaseException) -> bool:
    """A statement that was cancelled in time leaves a connection behind; one that was never begun proves nothing."""
    while (earlier := error.__cause__ or error.__context__) is not None:
        error = earlier
    found = connection.connection
    return not isinstance(error, TookTooLong) and (found is None or found.closed)
