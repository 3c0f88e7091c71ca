"""Rows of any kind, each written by whoever knows its table."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

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
from catalog.outcomes import Outcome
from catalog.prices import write_prices
from catalog.stock import apply_stock
from catalog.writing.places import write_figures, write_materials, write_places
from catalog.writing.products import write_products

# What is named by others comes before them. Stock is last: its rows are locked until the transaction ends.
ORDER: tuple[type, ...] = (
    *(WarehouseRow, RegionRow, TierRow, BrandRow, CategoryRow, MaterialRow, FigureRow),
    *(ProductRow, PriceRow, StockRow),
)


def write_rows(store: Store, rows: Sequence[FeedRow], *, fields: frozenset[str] | None = None) -> list[Outcome]:
    """This will write rows of all kinds in one transaction and say of each what became of it, in their order.

    `fields` is that of `write_products`. The caller moves the catalogue's revision when it is done.
    """
    outcomes: dict[int, Outcome] = {}
    with transaction.atomic():
        for kind, write in _writers(store, fields=fields).items():
            positions = [position for position, row in enumerate(rows) if type(row) is kind]
            if positions:
                outcomes |= zip(positions, write([rows[position] for position in positions]), strict=True)
    return [outcomes[position] for position in range(len(rows))]


def _writers(store: Store, *, fields: frozenset[str] | None) -> Mapping[type, Callable[[list], list[Outcome]]]:
    now = timezone.now()
    own: dict[type, Callable[[list], list[Outcome]]] = {
        MaterialRow: partial(write_materials, store),
        FigureRow: partial(write_figures, store),
        ProductRow: partial(write_products, store, fields=fields),
        PriceRow: partial(write_prices, store, now=now),
        StockRow: partial(apply_stock, store, now=now),
    }
    return {kind: own.get(kind, partial(write_places, store)) for kind in ORDER}
