"""Which products a list shows: the filters of the address, as one query that stays fast with 100,000 products.

A merchandiser narrows the list by a click and shares the address. Every filter is an `EXISTS` or a column of the
product, so that no join multiplies rows, and the search stops where nobody would page any further.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from catalog.materials import MaterialFacts, facts_from_row, judge
from catalog.materials.allergy import GRADES
from catalog.models import Brand, Material, Product, ProductComponent, Region, StockLevel, Store
from catalog.queries import published_materials

PAGE_SIZE = 50
MOST_COUNTED = 5000
SORTS: Mapping[str, tuple[str, ...]] = {
    "sku": ("sku",),
    "-sku": ("-sku",),
    "name": ("name", "sku"),
    "-name": ("-name", "sku"),
    "price": ("price", "sku"),
    "-price": ("-price", "sku"),
    "-launched": ("-launched_on", "sku"),
    "launched": ("launched_on", "sku"),
}
STOCK_STATES = ("out", "fine", "untracked")
VISIBILITIES = ("shown", "hidden")
VIEWS = ("table", "grid")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for. An unknown value means no filter: an old link still opens."""

    q: str = ""
    category: str = ""
    brand: str = ""  # a kind of brand
    family: str = ""
    stock: str = ""  # out, fine, untracked, or out:<region code>
    visible: str = ""
    nickel: str = ""
    sort: str = "sku"
    view: str = "table"

    @classmethod
    def from_query(cls, query: QueryDict) -> "Filters":
        given = {field.name: query.get(field.name, "").strip()[:200] for field in fields(cls)}
        known: dict[str, Iterable[str]] = {
            "brand": Brand.Kind.values,
            "family": Material.Family.values,
            "visible": VISIBILITIES,
            "nickel": GRADES,
            "sort": SORTS,
            "view": VIEWS,
        }
        kept = {name: value for name, value in given.items() if value and value in known.get(name, (value,))}
        return cls(**{name: value.replace("\x00", "") for name, value in kept.items()})

    @property
    def narrows(self) -> bool:
        return any((self.q, self.category, self.brand, self.family, self.stock, self.visible, self.nickel))


def matching_products(store: Store, filters: Filters, *, today: date) -> QuerySet[Product]:
    """This will find the products that the filters let through, in their order."""
    found = Product.objects.filter(store=store)
    if filters.q:
        found = found.filter(Q(name__icontains=filters.q) | Q(sku__icontains=filters.q))
    if filters.category:
        found = found.filter(category_id__in=_category_ids(store, filters.category))
    if filters.brand:
        found = found.filter(brand_id__in=list(store.brands.filter(kind=filters.brand).values_list("pk", flat=True)))
    if filters.visible:
        found = found.filter(visible=filters.visible == "shown")
    if filters.family:
        found = found.filter(_mainly_of(store, family=filters.family))
    if filters.stock:
        found = found.filter(_in_stock_state(store, filters.stock))
    if filters.nickel:
        found = found.filter(_nickel_class(store, filters.nickel, today=today))
    return found.order_by(*SORTS[filters.sort])


def without_evidence(store: Store, *, today: date) -> int:
    """This will count the visible products whose nickel class is unknown, up to MOST_COUNTED."""
    found = Product.objects.filter(_nickel_class(store, "D", today=today), store=store, visible=True)
    return found.order_by()[:MOST_COUNTED].count()


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of what was found, in order, up to MOST_COUNTED; `is_capped` when there is more."""

    ids: list[int]
    is_capped: bool


def found_products(store: Store, filters: Filters, *, today: date) -> Found:
    """This will run the filters once: counting and showing a page are both answered by the ids that come back."""
    ids = list(matching_products(store, filters, today=today).values_list("pk", flat=True)[: MOST_COUNTED + 1])
    return Found(ids[:MOST_COUNTED], is_capped=len(ids) > MOST_COUNTED)


def _category_ids(store: Store, code: str) -> list[int]:
    """This will name a category and everything below it; an unknown code matches nothing."""
    category = store.categories.filter(code=code).first()
    if category is None:
        return []
    below = Q(pk=category.pk) | Q(path__startswith=f"{category.path} > ")
    return list(store.categories.filter(below).values_list("pk", flat=True))


def _mainly_of(store: Store, *, family: str) -> Exists:
    """This will match products whose largest part is of a material family."""
    materials = list(store.materials.filter(family=family).values_list("pk", flat=True))
    parts = ProductComponent.objects.filter(product=OuterRef("pk"), material_id__in=materials)
    larger = ProductComponent.objects.filter(product=OuterRef("product"), share_percent__gt=OuterRef("share_percent"))
    return Exists(parts.filter(~Exists(larger)))


def _in_stock_state(store: Store, state: str) -> Q:
    counted = StockLevel.objects.filter(product=OuterRef("pk")).order_by()
    if state == "untracked":
        return Q(~Exists(counted))
    if state == "out":
        return Q(Exists(counted)) & ~Q(Exists(counted.filter(quantity__gt=0)))
    if state == "fine":
        in_all_regions = Q()
        for region in store.regions.prefetch_related("serving"):
            in_all_regions &= Q(_left_in(region))
        return Q(~Exists(counted)) | in_all_regions
    region = store.regions.filter(code=state.removeprefix("out:")).prefetch_related("serving").first()
    return Q(Exists(counted)) & ~Q(_left_in(region)) if region else Q(pk__in=[])


def _left_in(region: Region) -> Exists:
    """This will match products of which something lies in a warehouse that serves the region."""
    warehouses = [link.warehouse_id for link in region.serving.all()]
    levels = StockLevel.objects.filter(product=OuterRef("pk"), warehouse_id__in=warehouses, quantity__gt=0)
    return Exists(levels.order_by())


def _nickel_class(store: Store, grade: str, *, today: date) -> Q:
    """This will match one class, as `product_verdicts` finds it: the worst of the parts that touch the skin.

    Materials are few and products many: each material is judged once here, and the database finds the products.
    """
    worse = GRADES[GRADES.index(grade) + 1 :]
    matches = (
        _at_least(store, grade, today=today) if grade != GRADES[0] else Q()
    )  # every product is at least of class A
    return matches & ~_at_least(store, worse[0], today=today) if worse else matches


def _at_least(store: Store, grade: str, *, today: date) -> Q:
    known = _known_materials(store)
    bad: dict[str, list[int]] = {
        contact: [
            pk
            for pk, facts in known.items()
            if judge(facts, allergen="nickel", contact=contact, on=today).grade >= grade
        ]
        for contact in ("post", "prolonged")
    }
    parts = ProductComponent.objects.filter(product=OuterRef("pk")).order_by()
    if len(known) < store.materials.count():  # parts of materials that were never published do not count
        parts = parts.filter(material_id__in=list(known))
    on_skin = parts.filter(contact__in=bad)
    bad_on_skin = on_skin.filter(
        Q(contact="post", material_id__in=bad["post"]) | Q(contact="prolonged", material_id__in=bad["prolonged"])
    )
    unmarked = ~Q(Exists(on_skin)) & Q(Exists(parts.filter(material_id__in=bad["prolonged"])))
    # Without any part on record the class is D.
    nothing_known = ~Q(Exists(parts)) if grade <= "D" else Q(pk__in=[])
    return Q(Exists(bad_on_skin)) | unmarked | nothing_known


def _known_materials(store: Store) -> dict[int, MaterialFacts]:
    """This will read what is published about each material row; an older version counts as the published one."""
    rows = published_materials(store)
    facts = {code: facts_from_row(row, materials=rows) for code, row in rows.items()}
    return {pk: facts[code] for pk, code in store.materials.values_list("pk", "code") if code in facts}
