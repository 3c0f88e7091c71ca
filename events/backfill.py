"""The backfill of a shop's past: customers, served lists, events and orders, committed chunk by chunk."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

from django.utils import timezone

from catalog.models import Store
from events.avoidances import keep_many
from events.customers import write_customers
from events.rows import CustomerRow, History
from events.staged_interactions import write_interactions
from events.staged_lists import write_ranked_lists
from events.staged_orders import write_orders
from events.staging import Counts, Shelf, analyse

Progress = Callable[[str, int, int], None]
Row = TypeVar("Row")
SOURCE = "backfill"
CUSTOMERS, LISTS, INTERACTIONS, ORDERS = 5_000, 2_000, 50_000, 20_000  # rows of a chunk


def load_history(store: Store, history: History, *, progress: Progress | None = None) -> Counts:
    """This will backfill a shop's past and return how many rows of each kind were new.

    Each chunk is committed by itself. Stopped half way, it may simply be started again: what is stored already (same
    pseudonym, event id, request id, order number) stays as it is. Rows of one event must stand together.
    """
    shelf, now = Shelf(store), timezone.now()
    steps: tuple[tuple[str, Iterable[Sequence], Callable[[Sequence], Counts]], ...] = (
        ("customers", chunks(history.customers, CUSTOMERS), lambda rows: _customers(store, rows, now=now)),
        ("ranked_lists", chunks(history.ranked_lists, LISTS), lambda rows: write_ranked_lists(shelf, rows)),
        (
            "interactions",
            chunks(history.interactions, INTERACTIONS, together=lambda row: row.event_id),
            lambda rows: write_interactions(shelf, rows),
        ),
        ("orders", chunks(history.orders, ORDERS), lambda rows: write_orders(shelf, rows, tell_since=None)),
    )
    counts: Counter[str] = Counter(dict.fromkeys(("customers", "ranked_lists", "interactions", "orders"), 0))
    for stage, parts, write in steps:
        done = 0
        for number, rows in enumerate(parts):
            _report(progress, stage, done, history)
            counts.update(write(rows))
            done += len(rows)
            if number == 0:
                analyse()  # checks and joins are planned once a session, and must not be planned for empty tables
    analyse()
    return {name: counts[name] for name in (*counts, "order_lines", "returns")}


def chunks(
    rows: Iterable[Row], size: int, *, together: Callable[[Row], object] | None = None
) -> Iterator[Sequence[Row]]:
    """This will cut rows into chunks of about `size`; neighbours that share what `together` gives are never parted."""
    if together is None:
        stream = iter(rows)
        while chunk := list(islice(stream, size)):
            yield chunk
        return
    chunk = []
    for _, group in groupby(rows, key=together):
        chunk += group
        if len(chunk) >= size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _report(progress: Progress | None, stage: str, done: int, history: History) -> None:
    if progress is not None:
        progress(stage, done, history.counts.get(stage, 0))


def _customers(store: Store, rows: Sequence[CustomerRow], *, now: datetime) -> Counts:
    outcomes = write_customers(store, rows, now=now, source=SOURCE)
    keep_many(store, {row.external_id: row.avoids for row in rows if row.avoids}, at=now, source=SOURCE)
    return {"customers": sum(each.state == "created" for each in outcomes)}
