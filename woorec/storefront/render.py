"""The frame of every page: what its visitor sees of themselves, and what their browser is told."""

import json
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from woorec.storefront import basket, cookies
from woorec.storefront.listing import whole_tree
from woorec.storefront.shop import Shop

SKU = "{sku}"  # the widget puts the number of a product here
PATIENCE_MS = 4000


def page(
    request: HttpRequest, shop: Shop, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """This will render a page of a shop. It is its visitor's alone: no cache may hand it to the next one."""
    response = render(request, f"storefront/{template}", common(request, shop) | dict(context or {}), status=status)
    patch_cache_control(response, private=True, no_store=True)
    if request.COOKIES.get(cookies.SESSION) != shop.visitor.session:
        cookies.keep(response, request, store_code=shop.code, name=cookies.SESSION, value=shop.visitor.session)
    return response


def items_json(items: Iterable[Mapping[str, object]]) -> str:
    """This will write the products that a page's own event is about, for its script."""
    return json.dumps(list(items), default=str)


def common(request: HttpRequest, shop: Shop) -> dict[str, object]:
    lines = basket.lines_of(request, store_code=shop.code)
    return {
        "shop": shop,
        "store": shop.store,
        "visitor": shop.visitor,
        "tree": list(whole_tree(shop)),
        "cart_count": sum(line.quantity for line in lines),
        "product_url": reverse("storefront-product", args=[shop.code, "SKU"]).replace("SKU", SKU),
        "patience_ms": PATIENCE_MS,
    }
