"""A web server of its own for a bench: real processes, a real port."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

THREADS = 4
KEEP_ALIVE = 600  # seconds: a client that waits for its turn keeps its connection
UNLIMITED = {"RATE_LIMIT_PER_MINUTE": "10000000", "RECOMMENDATION_BUDGET_MS": "0", "LOG_LEVEL": "WARNING"}


@contextmanager
def web_server(
    *, port: int, workers: int, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """This will serve the product on a port of this machine, as `manage.py up` does, until the block ends.

    Lists have no time limit there and nobody is turned away, unless the environment says so.
    """
    process = start_web_server(port=port, workers=workers, environment=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def keeper() -> Iterator[None]:
    """This will store served lists, as the keeper of `manage.py up` does, until the block ends."""
    command = [sys.executable, "-m", "django", "keep_lists"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def start_web_server(
    *, port: int, workers: int, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """This will start a web server in a process group of its own and return when it answers.

    Raises RuntimeError when it does not come up; nothing of it is left then.
    """
    command = [
        *(sys.executable, "-m", "gunicorn", "woorec.wsgi", "--preload", "--no-control-socket"),
        *("--threads", str(THREADS), "--workers", str(workers)),
        *("--keep-alive", str(KEEP_ALIVE)),
        *("--bind", f"127.0.0.1:{port}", "--timeout", "60", "--config", "python:woorec.web"),
    ]
    process = subprocess.Popen(
        command,
        env={**os.environ, **UNLIMITED, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_web_server(port, process)
    except BaseException:
        kill_web_server(process)
        raise
    return process


def kill_web_server(process: subprocess.Popen[bytes]) -> None:
    """This will end a server and its workers at once, as a crash would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def await_web_server(port: int, process: subprocess.Popen[bytes]) -> None:
    """This will return when a server answers; raises RuntimeError when it ended or takes longer than a minute."""
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
