"""A product as WooCommerce's REST API and webhooks write it. Amounts are text, times that end in _gmt have no zone."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
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

# What is read of a product; all else, such as the meta data of extensions, is left behind.
NEEDED = (
    *("id", "type", "status", "name", "sku", "global_unique_id", "parent_id", "catalog_visibility", "description"),
    *("short_description", "date_created_gmt", "date_modified_gmt", "regular_price", "price", "sale_price"),
    *("date_on_sale_from_gmt", "date_on_sale_to_gmt", "manage_stock", "stock_quantity", "stock_status", "categories"),
    *("tags", "brands", "images", "image", "attributes", "cost_of_goods_sold", "permalink"),
)
STATUSES = {"publish": "active", "trash": "archived"}
IN_LISTS = ("", "visible", "catalog")
LONGEST_DESCRIPTION = 20_000
MOST_IMAGES = 30
SPOKEN = frozenset({"external_id", "name", "price", "status", "attributes", "image_url", "source_updated_at"})
SPOKEN_OF_A_WHOLE = frozenset({"description", "visible", "tags", "more_image_urls"})  # a variant shares its style's


def product_news(
    product: Mapping[str, Any],
    *,
    currency: str,
    at: datetime,
    style: Mapping[str, Any] | None = None,
    paths: Mapping[str, str] | None = None,
) -> ProductNews:
    """This will read one product, style or variant. Raises Unreadable.

    `style` is the product that a variant was listed under, where the variant does not say so itself. `paths` are the
    full paths of categories by their number, where they are known.
    """
    number = identifier(product.get("id"), name="id")
    parent = _style_of(product, style)
    is_style = product.get("type") == "variable"
    regular = amount(product.get("regular_price")) or amount(product.get("price"))
    row = ProductRow(
        sku=_sku(product, style, number=number),
        name=_name(product, style) or number,
        category="",
        brand="",
        brand_name=_brand(product),
        price=cents(regular or Decimal(0)),
        description=words(product.get("description") or product.get("short_description"), longest=LONGEST_DESCRIPTION),
        cost=_cost(product),
        status=_status(product, is_style=is_style, is_variant=bool(parent), is_priced=regular is not None),
        visible=not is_style and regular is not None and text(product.get("catalog_visibility")) in IN_LISTS,
        launched_on=_launched(product),
        attributes=_attributes(product) | _page(product),
        external_id=number,
        gtin=gtin_or_nothing(product.get("global_unique_id")),
        tags=_tags(product),
        image_url=next(iter(_images(product)), ""),
        more_image_urls=tuple(_images(product)[1:]),
        source_updated_at=at,
    )
    return ProductNews(
        row=row,
        fields=_fields(product, row, is_variant=bool(parent)),
        at=at,
        pieces=None if is_style else _pieces(product),
        sales=() if is_style else _sales(product, sku=row.sku, currency=currency),
        categories=() if parent else _categories(product, paths or {}),
        style=parent,
        is_style=is_style,
    )


def unnamed_sku(external_id: str) -> str:
    """This will name a product that has no SKU, as WooCommerce's own files refer to it."""
    return f"id:{external_id}"


def _style_of(product: Mapping[str, Any], style: Mapping[str, Any] | None) -> str:
    if style is not None:
        return identifier(style.get("id"), name="id")
    return identifier(product.get("parent_id"), name="parent_id") if product.get("type") == "variation" else ""


def _sku(product: Mapping[str, Any], style: Mapping[str, Any] | None, *, number: str) -> str:
    """A variant without an SKU of its own shows that of its style."""
    sku = text(product.get("sku"), longest=81)
    return unnamed_sku(number) if not sku or (style is not None and sku == text(style.get("sku"))) else sku


def _name(product: Mapping[str, Any], style: Mapping[str, Any] | None) -> str:
    """Listed under its style a variant is called by its options alone; by itself it has the whole name."""
    if style is None:
        return words(product.get("name"), longest=200)
    options = ", ".join(_attributes(product).values())
    return " - ".join(filter(None, (words(style.get("name"), longest=120), options)))[:200]


def _status(product: Mapping[str, Any], *, is_style: bool, is_variant: bool, is_priced: bool) -> str:
    status = STATUSES.get(text(product.get("status")), "draft")
    is_listed = text(product.get("catalog_visibility")) in IN_LISTS
    if status == "active" and ((is_style and not is_listed) or (is_variant and not is_priced)):
        return "draft"
    return status


def _fields(product: Mapping[str, Any], row: ProductRow, *, is_variant: bool) -> frozenset[str]:
    also = {
        "gtin": "global_unique_id" in product,
        "cost": row.cost is not None,
        "category": not is_variant and "categories" in product,
        "brand": not is_variant and bool(row.brand_name),
        "description": is_variant and bool(row.description),
    }
    return (
        SPOKEN | {name for name, is_spoken in also.items() if is_spoken} | (set() if is_variant else SPOKEN_OF_A_WHOLE)
    )


def _pieces(product: Mapping[str, Any]) -> int | None:
    status = text(product.get("stock_status"))
    if status == "outofstock":
        return 0
    if status == "onbackorder" or not product.get("manage_stock") or product.get("stock_quantity") is None:
        return None
    return max(0, pieces(product["stock_quantity"]))


def _sales(product: Mapping[str, Any], *, sku: str, currency: str) -> tuple[PriceRow, ...]:
    reduced, regular = amount(product.get("sale_price")), amount(product.get("regular_price"))
    if reduced is None or regular is None or not 0 <= reduced < regular:
        return ()
    starts, ends = time(product.get("date_on_sale_from_gmt")), time(product.get("date_on_sale_to_gmt"))
    if starts and ends and starts >= ends:
        return ()
    return (PriceRow(sku, "", "", cents(reduced), currency=currency, valid_from=starts, valid_until=ends),)


def _cost(product: Mapping[str, Any]) -> Decimal | None:
    cost = amount(mapping(product.get("cost_of_goods_sold")).get("total_value"))
    return cents(cost) if cost is not None and cost >= 0 else None


def _categories(product: Mapping[str, Any], paths: Mapping[str, str]) -> tuple[str, ...]:
    found = [
        paths.get(text(each.get("id"))) or words(each.get("name"), longest=120).replace(">", "/")
        for each in mappings(product.get("categories"))
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _brand(product: Mapping[str, Any]) -> str:
    named = [words(each.get("name"), longest=120) for each in mappings(product.get("brands"))]
    own = {name.casefold(): value for name, value in _attributes(product).items()}
    return next(filter(None, named), "") or own.get("brand", "")[:120]


def _attributes(product: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for each in mappings(product.get("attributes")):
        options = each.get("options") if isinstance(each.get("options"), list) else [each.get("option")]
        value = ", ".join(filter(None, (words(option, longest=200) for option in options)))
        if (name := words(each.get("name"), longest=80)) and value:
            found[name] = value[:500]
    return found


def _page(product: Mapping[str, Any]) -> dict[str, str]:
    """This will keep the address of the product's page as Google's feeds name it."""
    address = text(product.get("permalink"), longest=501)
    return {"link": address} if address and len(address) <= 500 else {}


def _tags(product: Mapping[str, Any]) -> tuple[str, ...]:
    return _unique(words(each.get("name"), longest=80) for each in mappings(product.get("tags")))


def _images(product: Mapping[str, Any]) -> tuple[str, ...]:
    listed = [*mappings(product.get("images")), mapping(product.get("image"))]
    addresses = (text(each.get("src"), longest=501) for each in listed)
    return _unique(address for address in addresses if len(address) <= 500)[:MOST_IMAGES]


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _launched(product: Mapping[str, Any]) -> date | None:
    created = time(product.get("date_created_gmt"))
    return created.date() if created else None
