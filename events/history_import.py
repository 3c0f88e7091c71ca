"""A shop's past from files, chunk by chunk: what was committed stays, and a second run changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catalog.feeds.base import CellError
from catalog.models import Store
from events.backfill import INTERACTIONS, ORDERS, chunks
from events.feeds.history_files import Known, ReadRow, known_of, read_events, read_orders, sort_of
from events.staging import Counts, Shelf, analyse, write_interactions, write_orders


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk that is committed: up to which line, what was new, and what could not be read."""

    line: int
    sort: str
    read: int
    counts: Counts
    errors: Sequence[CellError] = field(default=())


def import_file(store: Store, path: Path, *, now: datetime, after: int = 0) -> Iterator[Step]:
    """This will import a file of orders or events from a line on, and report each chunk once it is committed.

    Raises catalog.feeds.base.FeedError when the file is neither.
    """
    sort, shelf = sort_of(path), Shelf(store)
    known = known_of(store, products=shelf.products, regions=shelf.regions, now=now)
    for number, part in enumerate(_parts(path, sort, known, after=after)):
        rows = [each.row for each in part if each.row is not None]
        write = write_orders(shelf, rows, tell=True) if sort == "orders" else write_interactions(shelf, rows)
        if number in (0, 5):
            analyse()  # checks and joins are planned once a session, and must not be planned for empty tables
        yield Step(part[-1].line, sort, len(part), write, [error for each in part for error in each.errors])
    analyse()


def _parts(path: Path, sort: str, known: Known, *, after: int) -> Iterator[Sequence[ReadRow]]:
    if sort == "orders":
        return chunks(read_orders(path, known=known, after=after), ORDERS)
    rows = read_events(path, known=known, after=after)
    return chunks(rows, INTERACTIONS, together=lambda each: each.row.event_id if each.row else None)
