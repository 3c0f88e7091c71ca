"""A shop's past from files, chunk by chunk: what was committed stays, and a second run changes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catalog.feeds.base import CellError
from catalog.models import Store
from events.ahead import ahead
from events.backfill import INTERACTIONS, ORDERS, chunks
from events.feeds.history_files import Known, ReadRow, known_of, read_events, read_orders, sort_of
from events.retention import oldest_kept
from events.staged_interactions import write_interactions
from events.staged_orders import write_orders
from events.staging import Counts, Shelf, analyse


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

    Orders are the shop's books and all of them stay; events are made of those that are not too old to be kept.
    Raises catalog.feeds.base.FeedError when the file is neither.
    """
    sort, shelf, oldest = sort_of(path), Shelf(store), oldest_kept(now)
    known = known_of(store, products=shelf.products, regions=shelf.regions, oldest=oldest, now=now)
    for number, part in enumerate(ahead(_parts(path, sort, known, after=after))):
        rows = [each.row for each in part if each.row is not None]
        counts = write_orders(shelf, rows, tell_since=oldest) if sort == "orders" else write_interactions(shelf, rows)
        if number in (0, 5):
            analyse()  # checks and joins are planned once a session, and must not be planned for empty tables
        yield Step(part[-1].line, sort, len(part), counts, [error for each in part for error in each.errors])
    analyse()


def _parts(path: Path, sort: str, known: Known, *, after: int) -> Iterator[Sequence[ReadRow]]:
    if sort == "orders":
        return chunks(read_orders(path, known=known, after=after), ORDERS)
    rows = read_events(path, known=known, after=after)
    return chunks(rows, INTERACTIONS, together=lambda each: each.row.event_id if each.row else each.line)
