"""A product as Shopify's webhooks write it: one body holds all variants of a style."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.feeds.json_values import (
    amount,
    cents,
    gtin_or_nothing,
    identifier,
    mapping,
    mappings,
    pieces,
    text,
    time,
    words,
)
from catalog.feeds.news import ProductNews
from catalog.feeds.rows import PriceRow, ProductRow

NEEDED = (
    *("id", "title", "body_html", "vendor", "product_type", "handle", "created_at", "updated_at", "published_at"),
    *("status", "tags", "variants", "options", "image", "images"),
)
STATUSES = {"active": "active", "archived": "archived"}
LONGEST_DESCRIPTION = 20_000
MOST_IMAGES = 30
SPOKEN = frozenset(
    [
        "external_id",
        "item_group",
        "name",
        "description",
        "price",
        "status",
        "visible",
        "attributes",
        "tags",
        "image_url",
        "more_image_urls",
        "gtin",
        "source_updated_at",
    ]
)


def product_news(product: Mapping[str, Any], *, currency: str, at: datetime) -> tuple[ProductNews, ...]:
    """This will read a product as its variants. Raises Unreadable."""
    identifier(product.get("id"), name="id")
    variants = mappings(product.get("variants"))
    return tuple(_variant(product, variant, currency=currency, at=at, alone=len(variants) == 1) for variant in variants)


def external_id(product: Any, variant: Any, stocked: Any) -> str:
    """This will join the three numbers that Shopify speaks of one thing by: product, variant, inventory item."""
    return "/".join((identifier(product, name="id"), identifier(variant, name="variants.id"), text(stocked)))


def _variant(
    product: Mapping[str, Any], variant: Mapping[str, Any], *, currency: str, at: datetime, alone: bool
) -> ProductNews:
    price, before = amount(variant.get("price")), amount(variant.get("compare_at_price"))
    is_reduced = price is not None and before is not None and before > price >= 0
    regular = before if is_reduced else price
    number = identifier(variant.get("id"), name="variants.id")
    images = _images(product, variant)
    row = ProductRow(
        sku=text(variant.get("sku"), longest=81) or f"id:{number}",
        name=_name(product, variant, alone=alone) or number,
        category="",
        brand="",
        brand_name=words(product.get("vendor"), longest=120),
        item_group=text(product.get("handle"), longest=80),
        price=cents(regular or Decimal(0)),
        description=words(product.get("body_html"), longest=LONGEST_DESCRIPTION),
        status=STATUSES.get(text(product.get("status")), "draft"),
        visible=regular is not None and bool(product.get("published_at")),
        launched_on=moment.date() if (moment := time(product.get("created_at"))) else None,
        attributes=_attributes(product, variant),
        external_id=external_id(product.get("id"), number, variant.get("inventory_item_id")),
        gtin=gtin_or_nothing(variant.get("barcode")),
        tags=_tags(product),
        image_url=images[0] if images else "",
        more_image_urls=images[1:],
        source_updated_at=at,
    )
    sales = (PriceRow(row.sku, "", "", cents(price or Decimal(0)), currency=currency),) if is_reduced else ()
    fields = (
        SPOKEN | ({"brand"} if row.brand_name else set()) | ({"category"} if product.get("product_type") else set())
    )
    categories = (words(product.get("product_type"), longest=120).replace(">", "/"),)
    return ProductNews(
        row=row,
        fields=fields,
        at=at,
        pieces=_pieces(variant),
        sales=sales,
        categories=tuple(filter(None, categories)),
    )


def _name(product: Mapping[str, Any], variant: Mapping[str, Any], *, alone: bool) -> str:
    title = words(product.get("title"), longest=200)
    option = words(variant.get("title"), longest=120)
    return title if alone or not option else f"{title} - {option}"[:200]


def _pieces(variant: Mapping[str, Any]) -> int | None:
    """What may be sold beyond the stock, and what nobody counts, is always there."""
    is_counted = bool(variant.get("inventory_management")) and variant.get("inventory_policy") != "continue"
    return max(0, pieces(variant.get("inventory_quantity"))) if is_counted else None


def _attributes(product: Mapping[str, Any], variant: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for option in mappings(product.get("options")):
        name, value = (
            words(option.get("name"), longest=80),
            words(variant.get(f"option{option.get('position')}"), longest=200),
        )
        if name and value and (name, value) != ("Title", "Default Title"):
            found[name] = value
    return found


def _tags(product: Mapping[str, Any]) -> tuple[str, ...]:
    sent = product.get("tags")
    listed = sent if isinstance(sent, list) else text(sent, longest=4000).split(",")
    return tuple(dict.fromkeys(filter(None, (words(each, longest=80) for each in listed))))


def _images(product: Mapping[str, Any], variant: Mapping[str, Any]) -> tuple[str, ...]:
    """This will put the picture of the variant first."""
    listed = [*mappings(product.get("images")), mapping(product.get("image"))]
    own = [each for each in listed if variant.get("image_id") and each.get("id") == variant["image_id"]]
    addresses = (text(each.get("src"), longest=501) for each in [*own, *listed])
    return tuple(dict.fromkeys(each for each in addresses if each and len(each) <= 500))[:MOST_IMAGES]
