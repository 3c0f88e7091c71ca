"""Takes in products and stock as shop systems tell them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from catalog.feeds import shopify_json, woocommerce_json
from catalog.feeds.news import ProductNews
from catalog.models import Product
from catalog.outcomes import OUTDATED, REJECTED, Outcome
from catalog.taking_counts import Count, take_counts
from catalog.taking_news import StyleMissing, archive, take_news
from events.models import WebhookSource
from events.webhooks.outcome import Result, done, failed, ignored, outdated, waiting


def take_product(source: WebhookSource, content: Mapping[str, Any], *, now: datetime) -> Result:
    """This will write a product as it is now, with its stock and its sale price."""
    news = _news(source, content)
    if not news:
        return ignored("The product has no variants, so there is nothing to sell.")
    try:
        taken = take_news(source.store, news, warehouse=source.warehouse_code, now=now)
    except StyleMissing as error:
        return waiting(f"{error} Save it once in the shop, or pull the catalogue.", for_=(f"product:{error.style}",))
    refused = [f"{each.sku}: {each.error}" for each in taken.outcomes if each.state == REJECTED]
    if refused:
        return failed(" ".join(refused))
    if all(each.state == OUTDATED for each in taken.outcomes):
        return outdated(f"{_named(taken.outcomes)}: known as it was later.", arrived=_arrived(news))
    _drop_others(source, content, news)
    stock = "" if source.warehouse_code else " Its stock is left out: this source has no warehouse."
    said = f"{_named(taken.outcomes)}: {', '.join(sorted({each.state for each in taken.outcomes}))}.{stock}"
    return done(" ".join([said, *taken.notes]), arrived=_arrived(news))


def take_product_gone(source: WebhookSource, content: Mapping[str, Any]) -> Result:
    """This will take a deleted product out of all lists."""
    at, number = datetime.fromisoformat(content["at"]), content["id"]
    found = _numbered(source, number)
    skus = list(found.values_list("sku", flat=True)[:5])
    if not skus:
        return waiting(f"Product {number} was deleted, but never sent before.", for_=(f"product:{number}",))
    if archive(found, at=at):
        return done(f"{', '.join(skus)}: archived. What was sold of it stays known.")
    if found.exclude(status=Product.Status.ARCHIVED).exists():
        return outdated(f"{', '.join(skus)}: changed after it was deleted.")
    return done(f"{', '.join(skus)}: had been archived before.")


def take_stock(source: WebhookSource, content: Mapping[str, Any], *, now: datetime) -> Result:
    """This will set what lies at one of Shopify's locations."""
    store, item, location = source.store, content["item"], content["location"]
    warehouse = location if store.warehouses.filter(code=location).exists() else source.warehouse_code
    if not warehouse:
        return ignored(f"Location {location} is none of the warehouses. Give the warehouse it is the code {location}.")
    found = Product.objects.filter(store=store, external_id__endswith=f"/{item}")
    sku = found.values_list("sku", flat=True).first()
    if sku is None:
        return waiting(
            f"Inventory item {item} belongs to no product we know. Save its product once in Shopify.",
            for_=(f"item:{item}",),
        )
    at, pieces = datetime.fromisoformat(content["at"]), content["available"]
    notes = take_counts(store, [Count(sku, pieces, at)], warehouse=warehouse, now=now)
    if notes:
        return failed(" ".join(notes))
    return done(f"{sku}: {'not counted' if pieces is None else pieces} in {warehouse}.")


def _news(source: WebhookSource, content: Mapping[str, Any]) -> Sequence[ProductNews]:
    at, currency = datetime.fromisoformat(content["at"]), source.store.currency
    if source.system == WebhookSource.System.SHOPIFY:
        return shopify_json.product_news(content["product"], currency=currency, at=at)
    return (woocommerce_json.product_news(content["product"], currency=currency, at=at),)


def _drop_others(source: WebhookSource, content: Mapping[str, Any], news: Sequence[ProductNews]) -> None:
    """Shopify names all variants of a product at once: those that it does not name any more are gone."""
    if source.system == WebhookSource.System.SHOPIFY:
        others = _numbered(source, str(content["product"]["id"])).exclude(
            external_id__in=[each.row.external_id for each in news]
        )
        archive(others, at=datetime.fromisoformat(content["at"]))


def _numbered(source: WebhookSource, number: str) -> QuerySet[Product]:
    """This will find what the system means by a product's number: in Shopify, all its variants."""
    products = Product.objects.filter(store=source.store)
    if source.system == WebhookSource.System.SHOPIFY:
        return products.filter(external_id__startswith=f"{number}/")
    return products.filter(external_id=number)


def _named(outcomes: Sequence[Outcome]) -> str:
    shown = ", ".join(each.sku for each in outcomes[:3])
    return shown if len(outcomes) <= 3 else f"{shown} and {len(outcomes) - 3} more"


def _arrived(news: Sequence[ProductNews]) -> tuple[str, ...]:
    """This will name what others may have been waiting for, by every name they may call it."""
    names = []
    for each in news:
        product, _, rest = each.row.external_id.partition("/")
        variant, _, item = rest.partition("/")
        names += [f"sku:{each.row.sku}", f"product:{product}", f"sku:id:{variant or product}"]
        names += [f"item:{item}"] if item else []
    return tuple(dict.fromkeys(names))
