"""Writes Shopify's product CSV: the first row of a handle tells of the product, each row of a variant and an image."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from html import escape
from itertools import pairwise, zip_longest
from typing import TextIO

from catalog.feeds.cells import guarded, shown_amount
from catalog.feeds.rows import ProductRow, StoreRows
from catalog.feeds.shop import Shop
from catalog.feeds.shopify_headers import PRODUCT_COLUMNS

MOST_OPTIONS = 3
OWN_PLACE = {"type", "Barcode"}  # attributes that have a column of their own


def write_products(shop: StoreRows, out: TextIO, *, warehouse: str, is_old: bool) -> None:
    """This will write every product with its variants; what differs within a handle becomes an option."""
    facts = Shop(shop, warehouse=warehouse)
    groups: dict[str, list[ProductRow]] = defaultdict(list)
    for product in shop.products:
        groups[product.item_group or product.sku].append(product)
    varying = {handle: varying_attributes(members) for handle, members in groups.items()}
    metafields = _metafields(groups, varying)
    writer = csv.writer(out)
    headers = [old if is_old else new for _, old, new in PRODUCT_COLUMNS]
    writer.writerow([guarded(header) for header in (*headers, *metafields.values())])
    for handle, members in groups.items():
        for cells in _rows(handle, members, varying[handle], facts):
            attributes = members[0].attributes if "title" in cells else {}
            extra = [attributes.get(name, "") if name not in varying[handle] else "" for name in metafields]
            writer.writerow([guarded(text) for text in (*(cells.get(each[0], "") for each in PRODUCT_COLUMNS), *extra)])


def varying_attributes(members: Sequence[ProductRow]) -> tuple[str, ...]:
    """This will name what tells the variants of a product apart, three attributes at most."""
    if len(members) == 1:
        return ()
    names = dict.fromkeys(name for member in members for name in member.attributes if name not in OWN_PLACE)
    differing = [name for name in names if len({member.attributes.get(name) for member in members}) > 1]
    return tuple(differing[:MOST_OPTIONS])


def _metafields(groups: Mapping[str, Sequence[ProductRow]], varying: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    """This will head a column for each attribute that is no option."""
    names = dict.fromkeys(
        name
        for handle, members in groups.items()
        for name in members[0].attributes
        if name not in varying[handle] and name not in OWN_PLACE
    )
    used: dict[str, str] = {}
    for name in names:
        plain = key = re.sub(r"\W+", "_", name.casefold()).strip("_") or "attribute"
        number = 2
        while key in used.values():
            key, number = f"{plain}_{number}", number + 1
        used[name] = key
    return {name: f"{name} (product.metafields.custom.{key})" for name, key in used.items()}


def _rows(handle: str, members: Sequence[ProductRow], options: Sequence[str], facts: Shop) -> list[dict[str, str]]:
    rows = []
    for number, (member, image) in enumerate(zip_longest(members, images_of(members)), 1):
        cells = {"handle": handle}
        if number == 1:
            cells |= _product(members, options, facts)
        if member is not None:
            cells |= _variant(member, options, facts)
        if number == 1:
            cells |= {f"option{place}_name": name for place, name in enumerate(options or ("Title",), 1)}
        if image:
            cells |= {"image": image, "image_position": str(number)}
        rows.append(cells)
    return rows


def images_of(members: Sequence[ProductRow]) -> list[str]:
    """This will list the images of a product in an order that agrees with what follows the first of each variant.

    An image that one variant alone knows stays in its own column, or all the others would show it as well.
    """
    order: TopologicalSorter[str] = TopologicalSorter()
    for member in members:
        for before, after in pairwise(member.more_image_urls):
            order.add(after, before)
        for address in member.more_image_urls:
            order.add(address)
    try:
        found = list(order.static_order())
    except CycleError:
        found = list(dict.fromkeys(address for member in members for address in member.more_image_urls))
    own = {member.image_url for member in members}
    alone = own.pop() if len(own) == 1 else ""
    return found if not alone or alone in found else [alone, *found]


def _product(members: Sequence[ProductRow], options: Sequence[str], facts: Shop) -> dict[str, str]:
    first = members[0]
    variant = " / ".join(filter(None, (first.attributes.get(name, "") for name in options)))
    kind = first.attributes.get("type", "")
    path = facts.category_path(first)
    return {
        "title": first.name.removesuffix(f" - {variant}"),
        "description": escape(first.description, quote=False),
        "vendor": facts.brand_name(first),
        "category": path if kind else "",
        "type": kind or path,
        "tags": ", ".join(first.tags),
        "published": "true" if any(member.visible for member in members) else "false",
        "status": first.status,
    }


def _variant(product: ProductRow, options: Sequence[str], facts: Shop) -> dict[str, str]:
    sale, stock = facts.sale(product, dated=False), facts.stock(product)
    values = [product.attributes.get(name, "") for name in options] or ["Default Title"]
    return {
        "sku": product.sku,
        "barcode": product.gtin or product.attributes.get("Barcode", ""),
        **{f"option{place}_value": text for place, text in enumerate(values, 1)},
        "price": shown_amount(sale.amount if sale else product.price),
        "compare_at": shown_amount(product.price) if sale else "",
        "cost": "" if product.cost is None else shown_amount(product.cost),
        "tracker": "" if stock is None else "shopify",
        "stock": "" if stock is None else str(stock),
        "variant_image": product.image_url,
    }
