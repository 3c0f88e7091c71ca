"""What a figure was measured on, and what it was measured of."""

import os
import platform
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings
from django.db import connection

LIBRARIES = ("Django", "djangorestframework", "numpy", "faiss-cpu", "gunicorn", "psycopg", "orjson", "torch")


def machine() -> dict[str, object]:
    """This will describe this machine, without its name."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(_memory() / 2**30, 1),
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": _postgresql(),
        "load_average": round(os.getloadavg()[0], 2),
        "libraries": libraries(),
    }


def libraries() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """This will name the commit that is measured, with + when files differ from it; empty without Git."""
    try:
        head = _git("rev-parse", "--short", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def private_mib(pid: int) -> float:
    """This will say how much memory a process has for itself, in MiB; 0 where the kernel does not tell."""
    try:
        content = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+) kB", content, re.MULTILINE)) / 1024


def proportional_mib(pid: int) -> float:
    """This will say how much memory a process has, with its part of what it shares, in MiB."""
    try:
        content = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(size) for size in re.findall(r"^Pss:\s+(\d+) kB", content, re.MULTILINE)) / 1024


def _git(*arguments: str) -> str:
    said = subprocess.run(["git", *arguments], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    return said.stdout.strip()


def _processor() -> str:
    try:
        content = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", content, re.MULTILINE)
    return found.group(1) if found else platform.machine()


def _memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        number = cursor.fetchone()[0]
        cursor.execute("SHOW fsync")
        return f"{number}, fsync {cursor.fetchone()[0]}"
