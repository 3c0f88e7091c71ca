"""Takes in what a shop system says about its products, so that any order and any repetition ends in the same tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from catalog.feeds.news import ProductNews
from catalog.feeds.rows import ProductRow
from catalog.models import Category, Product, Store
from catalog.outcomes import OUTDATED, REJECTED, Outcome
from catalog.sale_prices import follow_sales
from catalog.services import touch_catalogue
from catalog.taking_counts import Count, take_counts
from catalog.writing import write_products
from catalog.writing.checks import LENGTHS
from catalog.writing.staging import lock_products

Names = Mapping[str, Sequence[tuple[str, str]]]  # of categories, without case -> path and code of each
OF_THE_STYLE = frozenset({"category", "brand", "item_group", "visible"})


class StyleMissing(LookupError):
    """A variant came before its style, which says in which category it is. `style` is the style's external id."""

    def __init__(self, style: str) -> None:
        super().__init__(f"Its parent product {style} was not sent yet.")
        self.style = style


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the products, and what of their stock or prices could not be kept, in plain words."""

    outcomes: tuple[Outcome, ...]
    notes: tuple[str, ...] = ()


def take_news(
    store: Store, news: Sequence[ProductNews], *, warehouse: str, now: datetime, touches: bool = True
) -> Taken:
    """This will write products with the stock and sale prices that came along, all or nothing but for refused rows.

    Styles stand before their variants, or are known. Without a warehouse, stock is left out. Who has more to tell and
    touches the catalogue itself says so. Raises StyleMissing.
    """
    with transaction.atomic():
        lock_products(store)
        _follow_renamed(store, news)
        wholes = [each for each in news if not each.style]
        outcomes = _write(store, wholes)
        variants = _as_variants(store, [each for each in news if each.style])
        outcomes |= _write(store, variants)
        fresh = [each for each in [*wholes, *variants] if outcomes[_key(each)].state not in (OUTDATED, REJECTED)]
        _pass_on(store, [each for each in fresh if each.is_style])
        notes = [*_stock(store, fresh, warehouse=warehouse, now=now), *_sales(store, fresh, now=now)]
        if fresh and touches:
            touch_catalogue(store)
    return Taken(tuple(outcomes[_key(each)] for each in news), tuple(notes))


def archive(products: QuerySet[Product], *, at: datetime) -> int:
    """This will take products that the shop system no longer has out of every list; what was sold of them stays known.

    Older news that comes later does not bring them back. Returns how many it changed.
    """
    older = products.filter(Q(source_updated_at=None) | Q(source_updated_at__lte=at))
    with transaction.atomic():
        gone = list(older.exclude(status=Product.Status.ARCHIVED).select_for_update().select_related("store"))
        older.update(status=Product.Status.ARCHIVED, source_updated_at=at)
        for product in gone:
            _variants(product).update(visible=False)
        for store in {product.store for product in gone}:
            touch_catalogue(store)
    return len(gone)


def _key(news: ProductNews) -> str:
    return news.row.external_id


def _follow_renamed(store: Store, news: Sequence[ProductNews]) -> None:
    """This will give products the SKU that the shop system gave them since, so that none stands there twice."""
    wanted = {each.row.external_id: each for each in news if len(each.row.sku) <= LENGTHS["sku"]}  # or it is refused
    renamed = Product.objects.filter(store=store, external_id__in=wanted).exclude(sku__in=[n.row.sku for n in news])
    for product in renamed:
        newer = wanted[product.external_id]
        is_free = not Product.objects.filter(store=store, sku=newer.row.sku).exists()
        if is_free and (product.source_updated_at is None or product.source_updated_at <= newer.at):
            group = Product.objects.filter(store=store, item_group=product.item_group)
            if product.item_group == product.sku:
                group.update(item_group=newer.row.sku)
            Product.objects.filter(pk=product.pk).update(sku=newer.row.sku)


def _write(store: Store, news: Iterable[ProductNews]) -> dict[str, Outcome]:
    """This will write news by what it speaks of, since one call writes the same fields of every row."""
    outcomes: dict[str, Outcome] = {}
    by_fields: dict[frozenset[str], list[ProductNews]] = {}
    for each in news:
        by_fields.setdefault(each.fields, []).append(each)
    for fields, some in by_fields.items():
        names = _category_names(store) if any(each.categories for each in some) else {}
        found = write_products(store, [_placed(each, names) for each in some], fields=fields)
        outcomes |= zip([_key(each) for each in some], found, strict=True)
    return outcomes


def _placed(news: ProductNews, names: Names) -> ProductRow:
    """This will find the category meant: webhooks name it without those above it, a pull by its whole path."""
    if news.row.category or not news.categories:
        return news.row
    deepest = max(news.categories, key=lambda name: name.count(">"))
    known = [found for name in news.categories if (found := _category(name, names))]
    depth, _, code = max(((path.count(">"), path, code) for path, code in known), default=(-1, "", ""))
    if deepest.count(">") > depth:
        return replace(news.row, category_path=deepest)
    return replace(news.row, category=code)


def _category_names(store: Store) -> Names:
    """This will read the store's categories by path and by name, without case: (path, code) of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, name, code in Category.objects.filter(store=store).values_list("path", "name", "code"):
        for key in {path.casefold(), name.casefold()}:
            found.setdefault(key, []).append((path, code))
    return found


def _category(name: str, names: Names) -> tuple[str, str] | None:
    """A whole path says it; a name alone does where one category has it."""
    found = names.get(name.casefold(), ())
    exact = [each for each in found if each[0].casefold() == name.casefold()]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def _as_variants(store: Store, news: Sequence[ProductNews]) -> list[ProductNews]:
    """This will give variants what they share with their styles; one that a file brought has it already.

    Raises StyleMissing for a new variant of a style that was never heard of.
    """
    numbers = [*(each.style for each in news), *(each.row.external_id for each in news)]
    there = Product.objects.filter(store=store, external_id__in=numbers).select_related("category", "brand")
    known = {product.external_id: product for product in there} if news else {}
    for each in news:
        if each.style not in known and each.row.external_id not in known:
            raise StyleMissing(each.style)
    return [_as_variant(each, known[each.style]) if each.style in known else each for each in news]


def _as_variant(news: ProductNews, style: Product) -> ProductNews:
    row = replace(
        news.row,
        sku=f"id:{news.row.external_id}" if news.row.sku == style.sku else news.row.sku,
        item_group=style.item_group,
        category=style.category.code,
        brand=style.brand.code,
        visible=style.status == Product.Status.ACTIVE,
    )
    return replace(news, row=row, fields=news.fields | OF_THE_STYLE)


def _pass_on(store: Store, styles: Sequence[ProductNews]) -> None:
    """This will give the variants of styles what they share, whenever they came."""
    for style in Product.objects.filter(store=store, external_id__in=[each.row.external_id for each in styles]):
        is_shown = style.status == Product.Status.ACTIVE
        _variants(style).update(category_id=style.category_id, brand_id=style.brand_id, visible=is_shown)


def _variants(product: Product) -> QuerySet[Product]:
    """A style's SKU names the group. Shopify has no styles; its numbers are joined by strokes."""
    if product.item_group != product.sku or "/" in product.external_id:
        return Product.objects.none()
    return Product.objects.filter(store_id=product.store_id, item_group=product.item_group).exclude(pk=product.pk)


def _stock(store: Store, news: Sequence[ProductNews], *, warehouse: str, now: datetime) -> list[str]:
    if not warehouse:
        return []
    counts = [Count(each.row.sku, each.pieces, each.at) for each in news if not each.is_style]
    return take_counts(store, counts, warehouse=warehouse, now=now)


def _sales(store: Store, news: Sequence[ProductNews], *, now: datetime) -> list[str]:
    sales = {each.row.sku: each.sales for each in news if not each.is_style}
    return [f"Sale price of {each.sku}: {each.error}" for each in follow_sales(store, sales, now=now)]
