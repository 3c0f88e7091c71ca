"""Writes a file chunk by chunk. A chunk, its counts and its errors are one transaction."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from itertools import islice

from django.db import transaction

from catalog.feeds.base import Parsed
from catalog.feeds.rows import ProductRow
from catalog.imports.chunks import write_chunk
from catalog.imports.states import State
from catalog.imports.work import CHUNK, Work, chunks, retried
from catalog.services import touch_catalogue
from catalog.writing import unknown_links, write_products

TOUCH_EVERY = 10  # chunks; each time the storefront's processes read the catalogue again
Linking = dict[str, ProductRow]  # products whose links may point to what comes later in the file, without the rest


def apply(work: Work) -> None:
    """This will write what is left of the file. Raises FeedError, Stopped and Lost; what is committed stays."""
    counts = Counter({name: count for name, count in work.row.counts.items() if name != "restarts"})
    if not work.row.rows_done:
        counts.clear()  # they are those of the check
        work.row.row_errors.all().delete()
    work.stored_errors = work.row.row_errors.count()
    parsed = work.open()
    linking = _skip(work, parsed)
    for number, chunk in enumerate(chunks(parsed), 1):
        counts, work.stored_errors, found = retried(partial(_apply_chunk, work, chunk, counts=counts))
        linking |= found
        if number % TOUCH_EVERY == 0:
            touch_catalogue(work.store)
        work.noted()
    work.need_rows()
    counts["links_unknown"] = _link(work, linking)
    work.finish(State.APPLIED, counts=dict(+counts), rows_total=work.row.rows_done)


def _apply_chunk(work: Work, chunk: list[Parsed], *, counts: Counter[str]) -> tuple[Counter[str], int, Linking]:
    with transaction.atomic():
        result = write_chunk(work.reading, chunk)
        added = counts + result.counts
        stored = work.keep_errors(result.errors)
        work.note(**work.progress(chunk, added))
    return added, stored, _linking(chunk, result.unknown_links) if result.unknown_links else {}


def _skip(work: Work, parsed: Iterator[Parsed]) -> Linking:
    """This will pass over the rows that are written already, showing that somebody is at work."""
    linking: Linking = {}
    for number in range(1, work.row.rows_done + 1):
        linking |= _linking(islice(parsed, 1))
        if number % (10 * CHUNK) == 0:
            work.note()
            work.noted()
    return linking


def _linking(chunk: Iterable[Parsed], skus: set[str] | None = None) -> Linking:
    """This will keep the products that link to one of some SKUs, or to any, with their links alone."""
    rows = (row for parsed in chunk for row in parsed.rows if isinstance(row, ProductRow) and row.links)
    return {
        row.sku: ProductRow(row.sku, "", "", "", Decimal(0), links=row.links)
        for row in rows
        if skus is None or any(sku in skus for _, sku in row.links)
    }


def _link(work: Work, linking: Linking) -> int:
    """This will set links to products that came later in the file, and count the SKUs that are nowhere."""
    unknown: set[str] = set()
    for rows in chunks(iter(linking.values())):
        with transaction.atomic():
            write_products(work.store, rows, fields=frozenset({"links"}))
            work.note()
        work.noted()
        unknown |= unknown_links(work.store, rows)
    return len(unknown)
