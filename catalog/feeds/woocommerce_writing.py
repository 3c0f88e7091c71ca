"""Writes WooCommerce's product CSV with English headers, so that any WooCommerce shop can import it."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TextIO

from catalog.feeds.cells import guarded, shown_amount
from catalog.feeds.rows import ProductRow, StoreRows
from catalog.feeds.shop import Shop
from catalog.feeds.woocommerce_headers import LANGUAGES

COLUMNS = tuple(LANGUAGES["en"])
UNIT = timedelta(seconds=1)


def write_products(shop: StoreRows, out: TextIO, *, warehouse: str) -> None:
    """This will write every product, below a parent of its own where several share an item group."""
    facts = Shop(shop, warehouse=warehouse)
    rows = [*_parents(shop, facts), *(_product(product, facts) for product in shop.products)]
    most = max((len(attributes) for _, attributes in rows), default=0)
    writer = csv.writer(out)
    writer.writerow([*LANGUAGES["en"].values(), *_attribute_headers(most)])
    for cells, attributes in rows:
        flat = [text for name, values in attributes.items() for text in (name, values, "1", "0")]
        writer.writerow([guarded(text) for text in (*(cells.get(column, "") for column in COLUMNS), *flat)])


def _attribute_headers(count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        for what in ("name", "value(s)", "visible", "global"):
            yield f"Attribute {number} {what}"


Row = tuple[Mapping[str, str], Mapping[str, str]]  # cells by field, and attributes


def _parents(shop: StoreRows, facts: Shop) -> Iterator[Row]:
    """This will describe the variable product of each item group by what all its variations share."""
    groups: dict[str, list[ProductRow]] = defaultdict(list)
    for product in shop.products:
        if product.item_group and product.item_group != product.sku:
            groups[product.item_group].append(product)
    skus = {product.sku for product in shop.products}
    for group, members in groups.items():
        if group not in skus:
            yield _parent(group, members, facts)


def _parent(group: str, members: Sequence[ProductRow], facts: Shop) -> Row:
    shared = {
        "categories": _shared(joined([facts.category_path(member)]) for member in members),
        "brand": _shared(joined([facts.brand_name(member)]) for member in members),
    }
    names = [name for name in members[0].attributes if all(name in member.attributes for member in members)]
    values = {name: joined(dict.fromkeys(member.attributes[name] for member in members)) for name in names}
    published = "1" if any(member.status == "active" for member in members) else "-1"
    own = {"type": "variable", "sku": group, "name": members[0].name, "published": published, "visibility": "visible"}
    return {**own, **shared}, values


def _shared(texts: Iterable[str]) -> str:
    found = set(texts)
    return found.pop() if len(found) == 1 else ""


def _product(product: ProductRow, facts: Shop) -> Row:
    sale = facts.sale(product)
    stock = facts.stock(product)
    cells = {
        "id": product.external_id,
        "type": "variation" if product.item_group not in ("", product.sku) else "simple",
        "sku": product.sku,
        "gtin": product.gtin,
        "name": product.name,
        "published": _published(product),
        "visibility": "visible" if product.visible else "hidden",
        "description": escape(product.description, quote=False).replace("\n", "\\n"),
        "sale_from": _second(sale.valid_from) if sale else "",
        "sale_until": _second(sale.valid_until - UNIT if sale.valid_until else None) if sale else "",
        "in_stock": "0" if stock == 0 else "1",
        "stock": "" if stock is None else str(stock),
        "sale_price": shown_amount(sale.amount) if sale else "",
        "price": shown_amount(product.price),
        "categories": joined([facts.category_path(product)]),
        "tags": joined(product.tags),
        "images": joined(filter(None, (product.image_url, *product.more_image_urls))),
        "parent": "" if product.item_group == product.sku else product.item_group,
        "grouped": _linked(product, "grouped"),
        "upsells": _linked(product, "upsell"),
        "cross_sells": _linked(product, "cross_sell"),
        "brand": joined([facts.brand_name(product)]),
        "cost": "" if product.cost is None else shown_amount(product.cost),
    }
    return cells, {name: joined([text]) for name, text in product.attributes.items()}


def _published(product: ProductRow) -> str:
    if product.status != "active":
        return "-1"
    return "1" if product.visible else "0"


def _linked(product: ProductRow, kind: str) -> str:
    return joined(sku for found, sku in product.links if found == kind)


def _second(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if moment else ""


def joined(texts: Iterable[str]) -> str:
    """This will join texts by commas and escape those that are part of a text."""
    return ", ".join(text.replace(",", "\\,") for text in texts)
