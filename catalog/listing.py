"""Which products a list shows: the filters of the address, as one query that stays fast with 100,000 products.

A merchandiser narrows the list by a click and shares the address. Every filter is an `EXISTS`, a set of ids or a column
of the product, so that no join multiplies rows. Words are looked for anywhere in the text: reading the names of 100,000
products takes a tenth of a second, and an index of words would not find a part of a number.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import DecimalField, Exists, F, Func, OrderBy, OuterRef, Q, QuerySet, Subquery, Sum, TextField
from django.db.models import Value as V
from django.db.models.functions import NullIf

from catalog.address import AddressFilters
from catalog.class_filter import of_class
from catalog.gaps import gap_by_code
from catalog.materials.allergy import GRADES
from catalog.materials.vocabulary import ALLERGENS
from catalog.models import Brand, Material, Product, ProductComponent, StockLevel, Store
from catalog.moment import StoreMoment
from catalog.stock_filter import in_stock_state

PAGE_SIZE = 50
MOST_PAGED = 5000
MOST_WORDS = 6
SORTS: Mapping[str, OrderBy] = {
    "sku": F("sku").asc(),
    "-sku": F("sku").desc(),
    "name": F("name").asc(),
    "-name": F("name").desc(),
    "price": F("price").asc(),
    "-price": F("price").desc(),
    "margin": F("margin_rate").asc(nulls_last=True),
    "-margin": F("margin_rate").desc(nulls_last=True),
    "stock": F("units").asc(nulls_last=True),
    "-stock": F("units").desc(nulls_last=True),
    "launched": F("launched_on").asc(nulls_last=True),
    "-launched": F("launched_on").desc(nulls_last=True),
}
STATUSES: Mapping[str, Q] = {
    "shown": Q(status=Product.Status.ACTIVE, visible=True),
    "hidden": Q(status=Product.Status.ACTIVE, visible=False),
    "draft": Q(status=Product.Status.DRAFT),
    "archived": Q(status=Product.Status.ARCHIVED),
}
# Without a division, which an index or the planner could not see through.
MARGINS: Mapping[str, Q] = {
    "loss": Q(price__gt=0, cost__gt=F("price")),
    "thin": Q(price__gt=0, cost__lte=F("price"), cost__gt=F("price") * Decimal("0.8")),
    "fair": Q(price__gt=0, cost__lte=F("price") * Decimal("0.8"),
              cost__gt=F("price") * Decimal("0.6")),
    "good": Q(price__gt=0, cost__lte=F("price") * Decimal("0.6"),
              cost__gt=F("price") * Decimal("0.4")),
    "high": Q(price__gt=0, cost__lte=F("price") * Decimal("0.4")),
    "unknown": Q(cost=None) | Q(price=0),
}  # fmt: skip
VIEWS = ("table", "grid")


@dataclass(frozen=True, slots=True)
class Filters(AddressFilters):
    """What the address asks for."""

    LOOKS = ("sort", "view")

    q: str = ""
    category: str = ""
    brand_kind: str = ""
    brand: str = ""
    style: str = ""  # the item group that variants share
    family: str = ""
    tag: str = ""
    stock: str = ""  # out, low, fine, untracked, or out:<region code> and low:<region code>
    status: str = ""
    margin: str = ""
    since: str = ""  # launched on that day or later
    missing: str = ""  # code of a gap
    nickel: str = ""
    cobalt: str = ""
    chromium: str = ""
    copper: str = ""
    lead: str = ""
    sort: str = "sku"
    view: str = "table"

    @classmethod
    def known(cls, given: Mapping[str, str]) -> Mapping[str, Iterable[str]]:
        return {
            "brand_kind": Brand.Kind.values,
            "family": Material.Family.values,
            "status": STATUSES,
            "margin": MARGINS,
            "sort": SORTS,
            "view": VIEWS,
            "since": [given["since"]] if _day(given["since"]) else (),
            **dict.fromkeys(ALLERGENS, GRADES),
        }


def matching_products(store: Store, filters: Filters, *, now: datetime) -> QuerySet[Product]:
    """This will find the products that the filters let through, in their order."""
    found = narrowed(StoreMoment(store, now=now), filters)
    if "stock" in filters.sort:
        found = found.annotate(units=Subquery(_units(), output_field=DecimalField()))
    if "margin" in filters.sort:
        found = found.annotate(margin_rate=(F("price") - F("cost")) / NullIf(F("price"), V(0)))
    return found.order_by(SORTS[filters.sort], "sku")


def narrowed(moment: StoreMoment, filters: Filters) -> QuerySet[Product]:
    """This will find the products that the filters let through, in no order."""
    found = Product.objects.filter(store=moment.store).order_by()
    for condition in _conditions(moment, filters):
        found = found.filter(condition)
    for word in filters.q.split()[:MOST_WORDS]:
        found = found.annotate(tag_text=TAG_TEXT).filter(_says(word))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of what was found, in order, up to MOST_PAGED, and how many there are in all."""

    ids: list[int]
    count: int

    @property
    def is_capped(self) -> bool:
        return self.count > len(self.ids)


def found_products(store: Store, filters: Filters, *, now: datetime) -> Found:
    """This will run the filters; where there are more than anybody pages through, they are counted beside it."""
    found = matching_products(store, filters, now=now)
    ids = list(found.values_list("pk", flat=True)[: MOST_PAGED + 1])
    return Found(ids[:MOST_PAGED], len(ids) if len(ids) <= MOST_PAGED else found.order_by().count())


def _conditions(moment: StoreMoment, filters: Filters) -> Iterable[Q]:
    store = moment.store
    if filters.category:
        yield Q(category_id__in=_category_ids(store, filters.category))
    if filters.brand_kind:
        yield Q(brand_id__in=list(store.brands.filter(kind=filters.brand_kind).values_list("pk", flat=True)))
    if filters.brand:
        yield Q(brand_id__in=list(store.brands.filter(code=filters.brand).values_list("pk", flat=True)))
    if filters.style:
        yield Q(item_group=filters.style)
    if filters.tag:
        yield Q(tags__contains=[filters.tag])
    if filters.status:
        yield STATUSES[filters.status]
    if filters.margin:
        yield MARGINS[filters.margin]
    if filters.since:
        yield Q(launched_on__gte=_day(filters.since))
    if filters.family:
        yield _mainly_of(store, family=filters.family)
    if filters.stock:
        yield in_stock_state(moment, filters.stock)
    if filters.missing:
        gap = gap_by_code(moment, filters.missing)
        yield gap.condition(moment) if gap else Q(pk__in=[])
    for allergen in ALLERGENS:
        if grade := getattr(filters, allergen):
            yield of_class(moment, allergen=allergen, grade=grade)


TAG_TEXT = Func(F("tags"), V(" "), function="array_to_string", output_field=TextField())
SEARCHED = ("name", "sku", "gtin", "external_id", "tag_text")


def _says(word: str) -> Q:
    """This will match products that a word, or a part of a word or number, stands in."""
    found = Q()
    for column in SEARCHED:
        found |= Q(**{f"{column}__icontains": word})
    return found


def _category_ids(store: Store, code: str) -> list[int]:
    """This will name a category and everything below it; an unknown code matches nothing."""
    category = store.categories.filter(code=code).first()
    if category is None:
        return []
    below = Q(pk=category.pk) | Q(path__startswith=f"{category.path} > ")
    return list(store.categories.filter(below).values_list("pk", flat=True))


def _mainly_of(store: Store, *, family: str) -> Q:
    """This will match products whose largest part is of a material family."""
    materials = list(store.materials.filter(family=family).values_list("pk", flat=True))
    parts = ProductComponent.objects.filter(product=OuterRef("pk"), material_id__in=materials)
    larger = ProductComponent.objects.filter(product=OuterRef("product"), share_percent__gt=OuterRef("share_percent"))
    return Q(Exists(parts.filter(~Exists(larger))))


def _units() -> QuerySet[StockLevel]:
    counted = StockLevel.objects.filter(product=OuterRef("pk")).order_by().values("product")
    return counted.annotate(total=Sum("quantity")).values("total")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
