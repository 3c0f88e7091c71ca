"""Uploaded files on disk, below WOOREC_HOME. Their names are ours; what a person calls a file is only shown."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from catalog.models import FeedImport, Store

KEPT_DAYS = 30
LONGEST_SUFFIX = 10


class TooLarge(ValueError):
    """The file is larger than the settings allow. The message says what to do."""


def keep_file(store: Store, parts: Iterable[bytes], *, suffix: str) -> tuple[str, int]:
    """This will write a file into the imports folder and return its path below WOOREC_HOME and its size.

    Raises TooLarge, and leaves nothing behind then.
    """
    settings.IMPORTS.mkdir(parents=True, exist_ok=True)
    path = settings.IMPORTS / f"{store.pk}-{secrets.token_hex(12)}{_plain(suffix)}"
    size = 0
    try:
        with path.open("xb") as file:
            for part in parts:
                size += len(part)
                if size > most_bytes():
                    raise TooLarge(too_large())
                file.write(part)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return str(path.relative_to(settings.HOME)), size


def file_of(feed_import: FeedImport) -> Path:
    return settings.HOME / feed_import.path


def most_bytes() -> int:
    return settings.IMPORT_MAX_MB * 1024 * 1024


def too_large() -> str:
    return f"The file is larger than {settings.IMPORT_MAX_MB} MB. Split it, or raise IMPORT_MAX_MB."


def drop_old_files(*, now: datetime) -> int:
    """This will delete files that nobody has asked for in 30 days; the reports on them stay."""
    old = FeedImport.objects.filter(created_at__lt=now - timedelta(days=KEPT_DAYS)).exclude(
        state__in=[FeedImport.State.CHECKING, FeedImport.State.QUEUED, FeedImport.State.APPLYING]
    )
    paths = [file_of(feed_import) for feed_import in old]
    there = [path for path in paths if path.is_file()]
    for path in there:
        path.unlink(missing_ok=True)
    return len(there)


def _plain(suffix: str) -> str:
    letters = "".join(letter for letter in suffix.lower() if letter.isascii() and letter.isalnum())
    return f".{letters[:LONGEST_SUFFIX]}" if letters else ""
