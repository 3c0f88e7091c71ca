"""A database server that stands still: it takes connections, and nothing comes back."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from catalog.prepared import fetch_prepared


def backend() -> int:
    """This will name the server's process behind the connection of this thread."""
    return int(fetch_prepared("SELECT pg_backend_pid() + %(none)s::int", {"none": 0})[0][0])


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """The process of the server behind a connection stands still, and the one that would take a cancelling too."""
    server = psutil.Process(pid).parent()
    assert server is not None
    pids = [server.pid, pid]
    for each in pids:
        os.kill(each, signal.SIGSTOP)
    try:
        while any(psutil.Process(each).status() != psutil.STATUS_STOPPED for each in pids):
            time.sleep(0.01)
        yield
    finally:
        for each in pids:
            os.kill(each, signal.SIGCONT)
