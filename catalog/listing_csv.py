"""The product list as a file for a spreadsheet: every product that the filters let through, in their order."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO

from catalog.cards import Card, cards, with_parts
from catalog.listing import Filters, matching_products
from catalog.models import Product, Store

CHUNK = 1000
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
COLUMNS = (
    "sku", "name", "external_id", "gtin", "style", "category", "brand", "brand_kind", "status", "launched_on",
    "currency", "regular_price", "cost", "margin_percent", "visitor_price", "materials", "nickel_class",
    "nickel_evidence", "tags", "units",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheets read the file in the local code page


def csv_lines(store: Store, filters: Filters, *, now: datetime) -> Iterator[str]:
    """This will write the list line by line, so that 100,000 products need no memory."""
    warehouses = list(store.warehouses.values_list("name", flat=True))
    yield BYTE_ORDER_MARK + _line([*COLUMNS, *(f"units in {name}" for name in warehouses)])
    ids = list(matching_products(store, filters, now=now).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = with_parts(Product.objects.all()).in_bulk(chunk)
        products = [found[pk] for pk in chunk if pk in found]
        for product, card in zip(products, cards(store, products, now=now), strict=True):
            yield _line(_cells(product, card, currency=store.currency))


def _cells(product: Product, card: Card, *, currency: str) -> list[object]:
    counted = [place.units for place in card.stock]
    return [
        _text(product.sku),
        _text(product.name),
        _text(product.external_id),
        _text(product.gtin),
        _text(product.item_group),
        _text(card.category_path),
        _text(card.brand),
        card.brand_kind,
        card.status,
        product.launched_on or "",
        currency,
        product.price,
        "" if product.cost is None else product.cost,
        "" if card.margin_rate is None else round(100 * card.margin_rate, 1),
        _text(card.price),
        _text(", ".join(card.chips)),
        card.nickel.grade,
        _text(card.nickel.sentence),
        _text(", ".join(product.tags)),
        "" if card.stock_state == "untracked" else card.units,
        *("" if units is None else units for units in counted),
    ]


def _text(words: str) -> str:
    """This will keep a text a text: a leading quote stops a spreadsheet from running it as a formula."""
    return f"'{words}" if words.startswith(FORMULA_STARTS) else words


def _line(cells: Sequence[object]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
