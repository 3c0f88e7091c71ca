"""An import in the hands of one worker: its file, its claim, its progress."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from catalog.feeds import format_by_code
from catalog.feeds.base import CellError, FeedError, Parsed
from catalog.imports.chunks import Reading
from catalog.imports.files import file_of
from catalog.imports.intake import read_options
from catalog.imports.states import State
from catalog.models import FeedImport, FeedRowError
from catalog.services import touch_catalogue

CHUNK = 2000
MOST_ERRORS = 1000
ATTEMPTS = 3  # of a chunk that PostgreSQL ended because it stood in the way of another
Watch = Callable[[FeedImport], None]
Each = TypeVar("Each")
Answer = TypeVar("Answer")


class Stopped(Exception):
    """Somebody asked for it."""


class Lost(Exception):
    """Another worker has the import, because this one was silent for too long."""


class Work:
    """A claimed import. The claim is the moment of the last sign of life: whoever wrote it last holds the import."""

    def __init__(self, row: FeedImport, *, watch: Watch) -> None:
        self.row, self.store, self._watch = row, row.store, watch
        self._restarts = row.counts.get("restarts", 0)
        self._noted: dict[str, object] = {}
        self.stored_errors = 0

    def open(self) -> Iterator[Parsed]:
        """This will begin to read the file. Raises FeedError."""
        path = file_of(self.row)
        if not path.is_file():
            raise FeedError("The file is no longer kept here. Upload it again.")
        feed_format = format_by_code(self.row.format)
        self.reading = Reading(self.store, feed_format.spoken(self.row.mapping), self.row.mapping)
        self.row.rows_total = self.row.rows_total or _lines(path)
        return feed_format.read(path, mapping=self.row.mapping, options=read_options(self.row))

    def note(self, **change: object) -> None:
        """This will store progress and a sign of life. Raises Lost when the claim is gone."""
        now = max(timezone.now(), self.row.heartbeat_at + timedelta(microseconds=1))
        if not self._mine().update(heartbeat_at=now, **change):
            raise Lost
        self._noted = {"heartbeat_at": now, **change}

    def noted(self) -> None:
        """This will take over what `note` stored, once that is committed. Raises Stopped when somebody asked."""
        for name, value in self._noted.items():
            setattr(self.row, name, value)
        self._watch(self.row)
        if FeedImport.objects.filter(pk=self.row.pk, stop_requested=True).exists():
            raise Stopped

    def progress(self, chunk: list[Parsed], counts: Counter[str]) -> dict[str, object]:
        done = self.row.rows_done + len(chunk)
        return {"rows_done": done, "rows_total": max(self.row.rows_total, done), "counts": self.counts(counts)}

    def counts(self, counts: Counter[str]) -> dict[str, int]:
        return {**counts, **({"restarts": self._restarts} if self._restarts else {})}

    def keep_errors(self, errors: list[CellError]) -> int:
        """This will store errors, up to the most that a report holds, and return how many there are then."""
        kept = errors[: MOST_ERRORS - self.stored_errors]
        FeedRowError.objects.bulk_create(_row_error(self.row, error) for error in kept)
        return self.stored_errors + len(kept)

    def need_rows(self) -> None:
        """This will raise FeedError where the whole file held no row; an export that failed often looks so."""
        if not self.row.rows_done:
            raise FeedError("The file has no rows below its header. Export it again.")

    def finish(self, state: str, *, error: str = "", **change: object) -> None:
        """This will let go of the import."""
        ended = state in (State.APPLIED, State.FAILED)
        change |= {"state": state, "error": error, "finished_at": timezone.now() if ended else None}
        self._mine().update(heartbeat_at=None, stop_requested=False, **change)
        if self.row.state == State.APPLYING:
            touch_catalogue(self.store)
        self.row.refresh_from_db()
        self._watch(self.row)

    def _mine(self) -> QuerySet[FeedImport]:
        return FeedImport.objects.filter(pk=self.row.pk, state=self.row.state, heartbeat_at=self.row.heartbeat_at)


def chunks(rows: Iterator[Each]) -> Iterator[list[Each]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def retried(attempt: Callable[[], Answer]) -> Answer:
    """This will try a transaction again that PostgreSQL ended to break a circle of waiting ones."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except OperationalError:
            if connection.connection is None or connection.connection.closed:
                raise
    return attempt()


def _row_error(feed_import: FeedImport, error: CellError) -> FeedRowError:
    return FeedRowError(
        feed_import=feed_import,
        row=error.row,
        column=_shown(error.column, 200),
        value=_shown(error.value, 200),
        reason=_shown(error.reason, 300),
        remedy=_shown(error.remedy, 300),
    )


def _shown(text: str, most: int) -> str:
    """This will cut a text to length and mark what PostgreSQL cannot store."""
    text = text.replace("\0", "\ufffd").encode(errors="replace").decode()
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _lines(path: Path) -> int:
    """This will guess how many rows a file has; only the bar depends on it."""
    with path.open("rb") as file:
        return max(0, sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b"")) - 1)
