"""List the formats of data sets that `manage.py evaluate recall` reads. One format, one file, one entry here."""

from collections.abc import Callable, Mapping
from pathlib import Path

from catalog.feeds.completejourney import default_folder
from ranking.formats import completejourney, interactions, sequences
from ranking.formats.split import FeedError, Split

FORMATS: Mapping[str, Callable[..., Split]] = {
    "completejourney": completejourney.read,
    "interactions": interactions.read,
    "sequences": sequences.read,
}


def read_split(name: str, folder: Path | None, *, data_folder: str = "", **options: float) -> Split:
    """This will read a folder in a format; only the known retailer's year is found without one. Raises FeedError."""
    if folder is None and name == "completejourney":
        folder = default_folder(data_folder)
    if folder is None:
        raise FeedError(f"The format {name} needs a folder: manage.py evaluate recall --format {name} FOLDER.")
    if not folder.exists():
        raise FeedError(f"{folder} does not exist.")
    return FORMATS[name](folder, **options)
