"""Finds our products by what a shop system calls them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from catalog.models import Product, Store


def product_of(store: Store, line: Mapping[str, Any]) -> int | None:
    """This will find the product of an order's line by the system's own number, else by SKU.

    A variant without an SKU of its own is sold under that of its style; the style is not what was bought.
    """
    products, number, sku = Product.objects.filter(store=store), line["external_id"], line["sku"]
    if number:
        same = products.filter(Q(external_id=number) | Q(external_id__contains=f"/{number}/"))
        if (found := same.values_list("pk", flat=True).first()) is not None:
            return found
    if not sku:
        return None
    by_sku = products.filter(sku=sku)
    if style := line.get("style_id"):
        by_sku = by_sku.exclude(external_id=style)
    return by_sku.values_list("pk", flat=True).first()
