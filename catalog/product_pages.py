"""Products as the catalogue API prints them, page by page, with the mark by which a change is noticed."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import orjson
from django.db.models import QuerySet

from catalog.models import Product, Store


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Some products and the cursor of the page after them, empty at the end."""

    rows: list[dict[str, object]]
    next: str


def product_page(store: Store, *, after: int, limit: int, skus: Collection[str] = ()) -> ProductPage:
    """This will read products in the order in which they were made; `after` is the cursor of the page before."""
    products = _products(store).filter(pk__gt=after).order_by("pk")
    if skus:
        products = products.filter(sku__in=skus)
    found = list(products[: limit + 1])
    has_more = len(found) > limit
    return ProductPage([product_json(each) for each in found[:limit]], str(found[limit - 1].pk) if has_more else "")


def etags(store: Store, skus: Collection[str]) -> dict[str, str]:
    """This will read the marks of products by SKU."""
    return {each.sku: str(product_json(each)["etag"]) for each in _products(store).filter(sku__in=skus)}


def product_json(product: Product) -> dict[str, object]:
    """This will print a product, costs included, in the form in which it may be sent back."""
    body: dict[str, object] = {
        "sku": product.sku,
        "name": product.name,
        "category": product.category.path,
        "brand": product.brand.name,
        "price": str(product.price),
        "cost": None if product.cost is None else str(product.cost),
        "item_group": product.item_group,
        "description": product.description,
        "status": product.status,
        "visible": product.visible,
        "launched_on": product.launched_on,
        "attributes": product.attributes,
        "tags": product.tags,
        "image_url": product.image_url,
        "more_image_urls": product.more_image_urls,
        "gtin": product.gtin,
        "external_id": product.external_id,
        "not_sold_in": sorted(region.code for region in product.not_sold_in.all()),
        "components": _components(product),
        "links": [{"kind": kind, "sku": sku} for kind, sku in sorted(_links(product))],
        "source_updated_at": product.source_updated_at,
    }
    return body | {"etag": _mark(body), "updated_at": product.updated_at}


def _products(store: Store) -> QuerySet[Product]:
    related = ("not_sold_in", "components__material", "links__linked")
    return Product.objects.filter(store=store).select_related("category", "brand").prefetch_related(*related)


def _components(product: Product) -> list[dict[str, object]]:
    return [
        {
            "part": each.part,
            "material": each.material.code,
            "contact": each.contact,
            "share_percent": each.share_percent,
        }
        for each in sorted(product.components.all(), key=lambda each: each.part)
    ]


def _links(product: Product) -> list[tuple[str, str]]:
    return [(each.kind, each.linked.sku) for each in product.links.all()]


def _mark(body: dict[str, object]) -> str:
    """This will make a short mark that another content does not have, whoever wrote it and when."""
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()[:20]
