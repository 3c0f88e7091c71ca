"""PostgreSQL and Valkey for a machine that has neither: real servers from wheels, started by themselves.

Used when DATABASE_URL or REDIS_URL is not set. Data lies in WOOREC_HOME, `.woorec` in the checkout unless set. Servers
survive a crash of the process that started them, and the next one adopts them. A command that started them stops them
when it ends, unless another process uses them by then; `stop` ends them whoever uses them.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import parse_qs, urlsplit

from woorec.embedded import postgres, process, valkey
from woorec.embedded.kept import kept_fernet_key, kept_secret
from woorec.embedded.place import EmbeddedError

__all__ = [
    "EmbeddedError",
    "Services",
    "celery_url",
    "database_url",
    "home",
    "kept_fernet_key",
    "kept_secret",
    "redis_url",
    "start",
    "stop",
    "stop_own",
    "stop_unused",
]

# One open file per home folder; its shared lock lives as long as the process.
_in_use: dict[Path, TextIO] = {}

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Services:
    """Where the two servers answer."""

    database_url: str
    redis_url: str


def home() -> Path:
    """This will give the folder that holds all WooRec writes: WOOREC_HOME, or `.woorec`, below the checkout."""
    return CHECKOUT / Path(os.environ.get("WOOREC_HOME") or ".woorec").expanduser()


def start(folder: Path, *, fast: bool = False) -> Services:
    """This will start or adopt both servers of this home folder. With `fast` they do not wait for the disk."""
    return Services(database_url=database_url(folder, fast=fast), redis_url=redis_url(folder, fast=fast))


def stop(folder: Path) -> None:
    """This will stop both servers of this home folder, whoever started them."""
    valkey.stop(folder / "valkey")
    postgres.stop(folder / "postgres")


def stop_own(folder: Path) -> None:
    """This will stop the servers that this very process started, unless another process uses them by now."""
    if process.launched_any():
        stop_unused(folder)


def stop_unused(folder: Path) -> None:
    """This will stop the servers of this home folder if no other process uses them: the last one out."""
    if _only_user(folder):
        stop(folder)


def _use(folder: Path) -> None:
    """This will mark the servers as used until this process ends, however it ends."""
    if folder not in _in_use:
        folder.mkdir(parents=True, exist_ok=True)
        _in_use[folder] = (folder / "in-use").open("a")
        fcntl.flock(_in_use[folder], fcntl.LOCK_SH)


def _only_user(folder: Path) -> bool:
    mark = _in_use.get(folder)
    if mark is None:
        return True
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def database_url(folder: Path, *, fast: bool = False) -> str:
    """This will start or adopt the PostgreSQL of this home folder and return its URL."""
    _use(folder)
    return postgres.start(folder / "postgres", fast=fast)


def redis_url(folder: Path, *, fast: bool = False) -> str:
    """This will start or adopt the Valkey of this home folder and return its URL."""
    _use(folder)
    return valkey.start(folder / "valkey", fast=fast)


def celery_url(url: str) -> str:
    """This will write a Redis URL as Celery reads it: its name for `unix:` is `redis+socket:`."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={number}"
