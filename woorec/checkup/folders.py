"""The home folder: whether there is room, and what has to be read and written can be."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

from woorec.checkup.finding import Finding
from woorec.metrics_folder import metrics_home

LEAST_FREE_GB = 2


def look_at_folders() -> Iterator[Finding]:
    """This will look at the disk and try to write where models, files and figures go."""
    yield _disk()
    without = (
        ("Models", settings.ARTEFACTS, "no training can end well, and a damaged model cannot be told"),
        ("Uploads", settings.IMPORTS, "no file can be imported"),
        ("Figures", metrics_home(settings.HOME), "each web process answers /metrics for itself alone"),
    )
    for subject, folder, otherwise in without:
        yield _folder(subject, Path(folder), otherwise=otherwise)


def _disk() -> Finding:
    free = shutil.disk_usage(settings.HOME).free / 1e9
    if free < LEAST_FREE_GB:
        return Finding("Disk", f"has {free:.1f} GB left", f"Free some: a training needs up to {LEAST_FREE_GB} GB.")
    return Finding("Disk", f"has {free:.0f} GB left")


def _folder(subject: str, folder: Path, *, otherwise: str) -> Finding:
    if not folder.exists():
        return Finding(subject, f"{folder} is made when it is needed")
    try:
        next(folder.iterdir(), None)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        remedy = f"Give the account that runs WooRec the right to read and write it; otherwise {otherwise}."
        return Finding(subject, f"{folder} cannot be used: {error.strerror}", remedy)
    return Finding(subject, f"{folder} can be read and written")
