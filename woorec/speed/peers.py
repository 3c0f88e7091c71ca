"""Other ways to serve a list, each behind a gunicorn of its own that runs from an environment of its own.

Their code is in tests/benchmarks/serving, what they need in tests/benchmarks/serving/requirements.txt.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from catalog.models import Store
from woorec.bench_server import KEEP_ALIVE, THREADS, await_web_server, kill_web_server
from woorec.speed.made_shop import PREFIX

APP = "tests.benchmarks.serving.app"
REQUIREMENTS = "tests/benchmarks/serving/requirements.txt"
# What each needs beyond Django, DRF, gunicorn and psycopg.
NEEDS = {"hello": (), "in-house": ("torch", "numpy"), "als": ("implicit", "lightgbm", "scipy", "numpy")}
TITLES = {
    "hello": "hello world in DRF",
    "in-house": "typical in-house service",
    "als": "implicit ALS + LightGBM",
}
MEETS_ALL = ("django", "rest_framework", "gunicorn", "psycopg")


def environment() -> Path:
    """This will name the virtual environment of the peers."""
    return Path(os.environ.get("PEERS") or settings.HOME / "bench" / "peers")


def why_left_out(peer: str, store: Store, *, at: Path) -> str:
    """This will say why a peer cannot be asked about a store; empty when it can."""
    python = at / "bin" / "python"
    if not store.code.startswith(PREFIX):
        return f"it writes made-up lists into the shop it serves, and {store.code} is no shop that was made for this"
    if not (settings.BASE_DIR / "tests" / "benchmarks" / "serving").is_dir():
        return "this installation has no tests/benchmarks"
    if not python.exists():
        return f"{at} is no environment; make one with: python -m venv {at} && {at}/bin/pip install -r {REQUIREMENTS}"
    missing = [name for name in (*MEETS_ALL, *NEEDS[peer]) if not _imports(python, name)]
    return f"{at} lacks {', '.join(missing)}" if missing else ""


@contextmanager
def peer_server(peer: str, store: Store, *, port: int, workers: int, at: Path) -> Iterator[None]:
    """This will serve a peer on a port of this machine until the block ends; RuntimeError when it does not come up."""
    command = [
        *(str(at / "bin" / "python"), "-m", "gunicorn", APP, "--no-control-socket"),
        *("--worker-class", "gthread", "--threads", str(THREADS), "--workers", str(workers)),
        *("--keep-alive", str(KEEP_ALIVE)),
        *("--bind", f"127.0.0.1:{port}", "--timeout", "300"),
    ]
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | _told(peer, store),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_web_server(port, process)
        yield
    finally:
        kill_web_server(process)


def _told(peer: str, store: Store) -> dict[str, str]:
    return {
        "PEER": peer,
        "PEER_STORE": store.code,
        "PEER_DATABASE": _database(),
        "PEER_CUSTOMER_KEY": settings.CUSTOMER_KEY,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _database() -> str:
    """This will write where the database is as libpq reads it."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    known = connection.settings_dict
    return " ".join(f"{libpq}='{known[name]}'" for name, libpq in names.items() if known.get(name))


def _imports(python: Path, name: str) -> bool:
    command: Sequence[str] = (str(python), "-c", f"import {name}")
    return subprocess.run(command, capture_output=True).returncode == 0
