"""Arranges products as items of Google Merchant Center. What shoppers may not see is left out unless it is asked for.

Member prices and costs stand in a file only by the options `member_prices` and `costs`, because such a file often lies
where everybody can read it. Drafts, hidden products and those without a price are left out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from catalog.feeds.cells import shown_amount
from catalog.feeds.merchant_center import PLAIN
from catalog.feeds.rows import PriceRow, ProductRow, StoreRows
from catalog.feeds.shop import Shop

COLUMNS = (
    "id",
    "title",
    "description",
    "image_link",
    "additional_image_link",
    "availability",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "brand",
    "gtin",
    "item_group_id",
    "product_type",
    "google_product_category",
    *PLAIN,
    "product_detail",
)
OWN_COLUMNS = {*PLAIN, "google_product_category"}
Item = Mapping[str, tuple[str, ...]]


def chosen_columns(options: Mapping[str, Any]) -> tuple[str, ...]:
    members = ("loyalty_program",) if options.get("member_prices") is True else ()
    return (*COLUMNS, *members, *(("cost_of_goods_sold",) if options.get("costs") is True else ()))


def items(shop: StoreRows, *, columns: Iterable[str], program: str) -> Iterator[Item]:
    """This will describe each product that is for sale; an attribute may have several values."""
    facts, wanted = Shop(shop), set(columns)
    for product in shop.products:
        if product.status == "active" and product.visible and product.price > 0:
            found = _item(product, facts, program=program or shop.code)
            yield {name: values for name, values in found.items() if name in wanted and values}


def _item(product: ProductRow, facts: Shop, *, program: str) -> dict[str, tuple[str, ...]]:
    sale = facts.sale(product)
    single = {
        "id": product.sku,
        "title": product.name,
        "description": product.description,
        "image_link": product.image_url,
        "availability": "out_of_stock" if facts.stock(product) == 0 else "in_stock",
        "price": f"{shown_amount(product.price)} {facts.currency}",
        "sale_price": f"{shown_amount(sale.amount)} {facts.currency}" if sale else "",
        "sale_price_effective_date": _span(sale) if sale else "",
        "brand": facts.brand_name(product),
        "gtin": product.gtin,
        "item_group_id": product.item_group,
        "product_type": re.sub(r"(,|\\(?=[:,\\]))", r"\\\1", facts.category_path(product)),
        "cost_of_goods_sold": "" if product.cost is None else f"{shown_amount(product.cost)} {facts.currency}",
        **_attributes(product, facts),
    }
    several = {
        "additional_image_link": tuple(address.replace(",", "%2C") for address in product.more_image_urls),
        "product_detail": tuple(_details(product)),
        "loyalty_program": tuple(_member_price(price, facts, program) for price in facts.member_prices(product)),
    }
    return {name: (text,) for name, text in single.items() if text} | several


def _attributes(product: ProductRow, facts: Shop) -> dict[str, str]:
    found = {name: text for name, text in product.attributes.items() if name in OWN_COLUMNS}
    if "material" not in found and (names := facts.material_names(product)):
        found["material"] = "/".join(names)
    return found


def _details(product: ProductRow) -> Iterator[str]:
    for name, text in product.attributes.items():
        if name not in OWN_COLUMNS:
            section, colon, rest = name.partition(": ")
            parts = (section, rest, text) if colon else ("", name, text)
            yield ":".join(escaped(part) for part in parts)


def _member_price(price: PriceRow, facts: Shop, program: str) -> str:
    parts = [program, price.tier, f"{shown_amount(price.amount)} {facts.currency}"]
    if held := _span(price):
        parts += ["", "", held]
    return ":".join(escaped(part) for part in parts)


def escaped(text: str) -> str:
    return re.sub(r"([:,\\])", r"\\\1", text)


def _span(price: PriceRow) -> str:
    """This will write when a price holds, as two moments of ISO 8601."""
    if price.valid_from is None and price.valid_until is None:
        return ""
    return f"{_moment(price.valid_from)}/{_moment(price.valid_until)}"


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S%z}" if moment else ""
