"""A web server of its own for a bench: real processes, a real port."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

THREADS = 4
UNLIMITED = {"RATE_LIMIT_PER_MINUTE": "10000000", "LOG_LEVEL": "WARNING"}


@contextmanager
def web_server(*, port: int, workers: int) -> Iterator[None]:
    """This will serve the product on a port of this machine, as `manage.py up` does, until the block ends."""
    command = [
        *(sys.executable, "-m", "gunicorn", "woorec.wsgi", "--preload", "--no-control-socket"),
        *("--worker-class", "gthread", "--threads", str(THREADS), "--workers", str(workers)),
        *("--bind", f"127.0.0.1:{port}", "--timeout", "60", "--config", "python:woorec.web"),
    ]
    process = subprocess.Popen(
        command, env={**os.environ, **UNLIMITED}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"The web server ended by itself; is port {port} in use?")
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            client.request("GET", "/healthz")
            client.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The web server did not come up within a minute.")
