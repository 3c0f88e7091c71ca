"""Where the processes of a web server write what they count, so that each of them can answer for all.

Every server has a folder of its own below `WOOREC_HOME/metrics`, so that an old and a new one may run side by side. Its
lock ends with the last process of the server, however that ends; the next server removes what is left.
"""

import fcntl
import logging
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import TextIO

log = logging.getLogger(__name__)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # environment variable; empty in a process that counts for itself
LOCK = "in-use"
SAYS_LIVING = "gauge_livemin"  # what only a living process can say
SORTS = ("counter", "histogram", SAYS_LIVING)  # a file for each, as prometheus_client names them
RESERVED = 1 << 20  # bytes; about five thousand labelled figures
HEADER = 8  # bytes before the first figure
MEMORY = Path("/dev/shm")
# Kept open for as long as this process and those that it forks live.
_held: list[TextIO] = []


def claim(home: Path) -> Path | None:
    """This will make the folder of this server and remove those of servers that are gone.

    None, and a word in the log, when the folder cannot be written: then nothing is counted, and lists are served.
    """
    folder = metrics_home(home) / f"{socket.gethostname()}-{os.getpid()}"
    try:
        metrics_home(home).mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(metrics_home(home)):
            _remove_left(metrics_home(home))
            folder.mkdir()
            _held.append((folder / LOCK).open("w"))
            fcntl.flock(_held[-1], fcntl.LOCK_EX)
    except OSError as error:
        log.warning("Nothing is counted for /metrics: %s cannot be written (%s)", folder, error)
        return None
    return folder


def reserve(folder: Path, *, pid: int) -> Path:
    """This will write the files of a process in full, and return the folder in which it is to count.

    prometheus_client makes files with holes: the first count that fills one on a full disk would end the process. A
    process for which there is no room counts for itself, in memory.
    """
    files = [folder / f"{sort}_{pid}.db" for sort in SORTS]
    try:
        for file in files:
            file.write_bytes(bytes(RESERVED))
    except OSError as error:
        log.warning("Process %d counts for itself: there is no room in %s (%s)", pid, folder, error)
        for file in files:
            with suppress(OSError):
                file.unlink()
        return Path(mkdtemp(prefix="woorec-metrics-", dir=MEMORY if MEMORY.is_dir() else None))
    return folder


def let_go(folder: Path, *, pid: int) -> None:
    """This will give back the room that a dead process did not use; what it counted stays."""
    for file in (folder / f"{sort}_{pid}.db" for sort in SORTS):
        with suppress(OSError):
            with file.open("rb") as begins:
                used = int.from_bytes(begins.read(4), sys.byteorder)  # as prometheus_client writes it
            if used > HEADER:
                os.truncate(file, used)
            else:
                file.unlink()


def live_folders(home: Path) -> list[Path]:
    """This will list the folders of the servers that run on this home folder."""
    return sorted(folder for folder in _folders(metrics_home(home)) if _is_held(folder))


def living_workers(folder: Path) -> set[int]:
    """This will list the processes that count in a folder and live: of a dead one this file goes, its counts stay."""
    names = (path.stem.rpartition("_")[2] for path in folder.glob(f"{SAYS_LIVING}_*.db"))
    return {int(name) for name in names if name.isdigit()}


def metrics_home(home: Path) -> Path:
    return home / "metrics"


@contextmanager
def _one_at_a_time(parent: Path) -> Iterator[None]:
    with (parent / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _remove_left(parent: Path) -> None:
    for folder in _folders(parent):
        if not _is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _folders(parent: Path) -> list[Path]:
    return [path for path in parent.iterdir() if path.is_dir()] if parent.is_dir() else []


def _is_held(folder: Path) -> bool:
    with suppress(FileNotFoundError), (folder / LOCK).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
