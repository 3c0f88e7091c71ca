"""Checks a file by writing each chunk and taking it back: what the check says is what applying it does."""

from collections import Counter
from decimal import Decimal
from functools import partial

from django.db import transaction

from catalog.feeds.base import Parsed
from catalog.feeds.rows import FeedRow, FigureRow, PriceRow, ProductRow, StockRow
from catalog.imports.chunks import Result, write_chunk
from catalog.imports.states import State
from catalog.imports.work import Work, chunks, retried
from catalog.models import Product, Store
from catalog.outcomes import CREATED, REJECTED
from catalog.writing import write_rows


class Seen:
    """What later chunks need of earlier ones, which were taken back."""

    def __init__(self) -> None:
        self.skus: set[str] = set()
        self._new: set[str] = set()
        self._places: list[FeedRow] = []
        self._linked: set[str] = set()

    def add(self, result: Result) -> None:
        for row, outcome in zip(result.rows, result.outcomes, strict=True):
            if isinstance(row, ProductRow):
                self.skus.add(row.sku)
                if outcome.state == CREATED:
                    self._new.add(row.sku)
            elif not isinstance(row, PriceRow | StockRow | FigureRow) and outcome.state != REJECTED:
                self._places.append(row)
        self._linked |= result.unknown_links

    def needed_by(self, chunk: list[Parsed]) -> list[FeedRow]:
        """This will list the places so far, and a stand-in for each new product whose prices and stock come now."""
        rows = [row for parsed in chunk for row in parsed.rows]
        own = {row.sku for row in rows if isinstance(row, ProductRow)}
        named = {row.sku for row in rows if isinstance(row, PriceRow | StockRow)}
        stand_ins = (ProductRow(sku, sku, "", "", Decimal(0)) for sku in sorted((named & self._new) - own))
        return [*self._places, *stand_ins]

    def unknown_links(self) -> int:
        return len(self._linked - self.skus)


def check(work: Work) -> None:
    """This will count what the file would change and note its errors. Raises FeedError, Stopped and Lost."""
    work.row.row_errors.all().delete()
    seen, counts = Seen(), Counter[str]()
    work.row.rows_done = 0
    for chunk in chunks(work.open()):
        result = retried(partial(_try, work, chunk, seen=seen))
        seen.add(result)
        counts += result.counts
        with transaction.atomic():
            work.stored_errors = work.keep_errors(result.errors)
            work.note(**work.progress(chunk, counts))
        work.noted()
    work.need_rows()
    counts["links_unknown"] = seen.unknown_links()
    counts["products_not_in_file"] = _missing(work.store, seen.skus) if seen.skus else 0
    work.finish(State.CHECKED, counts=dict(+counts), rows_total=work.row.rows_done, rows_done=0)


def _try(work: Work, chunk: list[Parsed], *, seen: Seen) -> Result:
    with transaction.atomic():
        write_rows(work.store, seen.needed_by(chunk))
        result = write_chunk(work.reading, chunk)
        transaction.set_rollback(True)
    return result


def _missing(store: Store, skus: set[str]) -> int:
    """This will count the products of the store that the file does not name."""
    there = Product.objects.filter(store=store).values_list("sku", flat=True)
    return sum(1 for sku in there.iterator() if sku not in skus)
