"""Writes one page of a shop, as its webhooks would: products, prices, stock, and what is no longer there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from catalog.feeds.news import ProductNews
from catalog.models import Product, PulledProduct, WooCommerceShop
from catalog.outcomes import REJECTED
from catalog.pulls.reading import Sheet
from catalog.taking_news import StyleMissing, Taken, archive, take_news


def take_sheet(
    shop: WooCommerceShop, sheet: Sheet, news: Sequence[ProductNews], *, now: datetime
) -> tuple[Counter[str], list[str]]:
    """This will write news and remember where it came from. Returns counts by outcome, and what was not taken.

    The caller holds the transaction.
    """
    taken, notes = _take(shop, news, now=now)
    counts = Counter(each.state for each in taken.outcomes)
    notes += [f"{each.sku}: {each.error}" for each in taken.outcomes if each.state == REJECTED]
    _remember(shop, news)
    counts["gone"] = drop(shop, _gone_variants(shop, sheet, news), at=sheet.asked_at)
    return counts, [*notes, *taken.notes]


def drop(shop: WooCommerceShop, numbers: Iterable[str], *, at: datetime) -> int:
    """This will archive products that the shop no longer has, with their variants, and say how many that changed."""
    gone = shop.pulled.filter(gone_at=None, external_id__in=list(numbers))
    gone = shop.pulled.filter(gone_at=None, external_id__in=[*_numbers(gone), *_numbers(_variants(shop, gone))])
    products = Product.objects.filter(store=shop.store_id, external_id__in=_numbers(gone))
    changed = archive(products, at=at)
    gone.update(gone_at=at)
    return changed


def _take(shop: WooCommerceShop, news: Sequence[ProductNews], *, now: datetime) -> tuple[Taken, list[str]]:
    """This will take what can be taken: the variants of a product that is refused are left out with it."""
    notes: list[str] = []
    while True:
        try:
            taken = take_news(shop.store, news, warehouse=shop.warehouse_code, now=now, touches=False)
        except StyleMissing as error:
            left_out = [each.row.sku for each in news if each.style == error.style]
            notes.append(f"{', '.join(left_out)}: left out, because their product {error.style} was not taken.")
            news = [each for each in news if each.style != error.style]
        else:
            return taken, notes


def _remember(shop: WooCommerceShop, news: Sequence[ProductNews]) -> None:
    rows = sorted((each.row.external_id, each.style) for each in news)
    PulledProduct.objects.bulk_create(
        (PulledProduct(shop=shop, external_id=number, style=style, seen_in=shop.number) for number, style in rows),
        update_conflicts=True,
        unique_fields=["shop", "external_id"],
        update_fields=["style", "seen_in", "gone_at"],
    )


def _gone_variants(shop: WooCommerceShop, sheet: Sheet, news: Sequence[ProductNews]) -> list[str]:
    """A product names all its variations: those that it does not name any more are gone."""
    styles = [each.row.external_id for each in news if not each.style]
    return _numbers(shop.pulled.filter(style__in=styles, gone_at=None).exclude(external_id__in=sheet.numbers()))


def _variants(shop: WooCommerceShop, products: Iterable[PulledProduct]) -> QuerySet[PulledProduct]:
    return shop.pulled.filter(style__in=[each.external_id for each in products])


def _numbers(pulled: Iterable[PulledProduct]) -> list[str]:
    return [each.external_id for each in pulled]
