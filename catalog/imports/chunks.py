"""A few thousand rows of a file: written at once, and what became of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from catalog.feeds.base import CellError, Parsed
from catalog.feeds.rows import (
    BrandRow,
    CategoryRow,
    FeedRow,
    FigureRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    TierRow,
    WarehouseRow,
)
from catalog.models import Store
from catalog.outcomes import CHANGED, CREATED, OUTDATED, REJECTED, UNCHANGED, Outcome
from catalog.sale_prices import end_other_sales
from catalog.writing import unknown_links, write_rows

KINDS: Mapping[type, str] = {
    ProductRow: "products",
    PriceRow: "prices",
    StockRow: "stock",
    CategoryRow: "categories",
    BrandRow: "brands",
    MaterialRow: "materials",
    FigureRow: "evidence",
    WarehouseRow: "warehouses",
    RegionRow: "regions",
    TierRow: "tiers",
}
STATES: Mapping[str, str] = {
    CREATED: "new",
    CHANGED: "changed",
    UNCHANGED: "unchanged",
    OUTDATED: "outdated",
    REJECTED: "rejected",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the rows of a file are to be written and their columns named."""

    store: Store
    fields: frozenset[str] | None
    mapping: Mapping[str, str]


@dataclass(slots=True)
class Result:
    """What became of a chunk. `outcomes` are those of its rows, in their order."""

    rows: list[FeedRow] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    errors: list[CellError] = field(default_factory=list)
    unknown_links: set[str] = field(default_factory=set)


def write_chunk(reading: Reading, chunk: Sequence[Parsed]) -> Result:
    """This will write the rows of a chunk, and gather counts and errors. The caller holds the transaction."""
    result = Result()
    lines = [(parsed.line, row) for parsed in chunk for row in parsed.rows]
    result.rows = [row for _, row in lines]
    result.outcomes = write_rows(reading.store, result.rows, fields=reading.fields)
    for parsed in chunk:
        if parsed.errors:
            result.counts["rows_rejected"] += 1
            result.errors += parsed.errors
    for (line, row), outcome in zip(lines, result.outcomes, strict=True):
        result.counts[f"{KINDS[type(row)]}_{STATES[outcome.state]}"] += 1
        if outcome.state == REJECTED:
            result.errors.append(_cell_error(line, row, outcome, mapping=reading.mapping))
    result.counts["errors"] = len(result.errors)
    if reading.fields and "sale_price" in reading.fields:
        planned = "sale_dates" in reading.fields
        sales = _sales(result)
        result.counts["sales_ended"] = end_other_sales(reading.store, sales, now=timezone.now(), planned=planned)
    if reading.fields is None or "links" in reading.fields:
        products = [row for row in result.rows if isinstance(row, ProductRow)]
        result.unknown_links = unknown_links(reading.store, products)
    return result


def _sales(result: Result) -> dict[str, list[PriceRow]]:
    """This will gather the prices of the products that were written; where one was refused nothing is to end."""
    written = list(zip(result.rows, result.outcomes, strict=True))
    kept = (row for row, outcome in written if outcome.state not in (REJECTED, OUTDATED))
    sales: dict[str, list[PriceRow]] = {row.sku: [] for row in kept if isinstance(row, ProductRow)}
    for row, outcome in written:
        if isinstance(row, PriceRow) and row.sku in sales:
            if outcome.state == REJECTED and not row.tier:
                del sales[row.sku]
            else:
                sales[row.sku].append(row)
    return sales


def _cell_error(line: int, row: FeedRow, outcome: Outcome, *, mapping: Mapping[str, str]) -> CellError:
    reason, _, remedy = outcome.error.partition(". ")
    value = getattr(row, outcome.field, "") if outcome.field else outcome.sku
    column = next((column for column, ours in mapping.items() if ours == outcome.field), outcome.field)
    shown = outcome.sku if isinstance(value, tuple | Mapping) else str(value)
    return CellError(line, column, shown, reason if reason.endswith(".") else f"{reason}.", remedy)
