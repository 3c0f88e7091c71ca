"""The product list as a file for a spreadsheet: every product that the filters let through, in their order."""

from collections.abc import Iterator
from datetime import datetime

from catalog.cards import Card, cards, with_parts
from catalog.csv_cells import BYTE_ORDER_MARK, csv_line
from catalog.listing import Filters, matching_products
from catalog.models import Product, Store

CHUNK = 1000
COLUMNS = (
    "sku", "name", "external_id", "gtin", "style", "category", "brand", "brand_kind", "status", "launched_on",
    "currency", "regular_price", "cost", "margin_percent", "visitor_price", "materials", "nickel_class",
    "nickel_evidence", "tags", "units",
)  # fmt: skip


def csv_lines(store: Store, filters: Filters, *, now: datetime) -> Iterator[str]:
    """This will write the list line by line, so that 100,000 products need no memory."""
    warehouses = list(store.warehouses.values_list("name", flat=True))
    yield BYTE_ORDER_MARK + csv_line([*COLUMNS, *(f"units in {name}" for name in warehouses)])
    ids = list(matching_products(store, filters, now=now).values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = with_parts(Product.objects.all()).in_bulk(chunk)
        products = [found[pk] for pk in chunk if pk in found]
        for product, card in zip(products, cards(store, products, now=now), strict=True):
            yield csv_line(_cells(product, card, currency=store.currency))


def _cells(product: Product, card: Card, *, currency: str) -> list[object]:
    counted = [place.units for place in card.stock]
    return [
        product.sku,
        product.name,
        product.external_id,
        product.gtin,
        product.item_group,
        card.category_path,
        card.brand,
        card.brand_kind,
        card.status,
        product.launched_on or "",
        currency,
        product.price,
        "" if product.cost is None else product.cost,
        "" if card.margin_rate is None else round(100 * card.margin_rate, 1),
        card.price,
        ", ".join(card.chips),
        card.nickel.grade,
        card.nickel.sentence,
        ", ".join(product.tags),
        "" if card.stock_state == "untracked" else card.units,
        *("" if units is None else units for units in counted),
    ]
