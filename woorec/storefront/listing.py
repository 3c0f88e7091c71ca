"""The shop's own list of products: filters, order and pages, as a shop's backend reads them from its catalogue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import MD5, Coalesce
from django.http import QueryDict
from django.utils.text import slugify

from catalog.models import Category, Material, Product, ProductComponent, StockLevel, TierPrice
from woorec.storefront.pictures import Made, published
from woorec.storefront.pieces import Piece, pieces
from woorec.storefront.shop import Shop

A_PAGE = 24
ACCENTS = (Material.Family.PEARL, Material.Family.GEM, Material.Family.ENAMEL)  # looked for, however small they are
MOST_COLOURS = 40
SORTS: Mapping[str, tuple[str, tuple[object, ...]]] = {
    "selection": ("Our selection", (MD5("sku"),)),
    "new": ("Newest first", (F("launched_on").desc(nulls_last=True), MD5("sku"))),
    "price": ("Price, low to high", (F("asked").asc(nulls_last=True), "sku")),
    "price-down": ("Price, high to low", (F("asked").desc(nulls_last=True), "sku")),
}


class Filters(forms.Form):
    """What a shopper asks the list for. A value that cannot be read is left aside, and the page says so."""

    category = forms.SlugField(required=False)
    material = forms.SlugField(required=False)
    colour = forms.SlugField(required=False)
    lowest = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    highest = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    sort = forms.ChoiceField(required=False, choices=[(code, label) for code, (label, _) in SORTS.items()])


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: how many products it leaves, and the address that chooses it or lets go of it."""

    value: str
    label: str
    count: int
    address: str
    is_chosen: bool = False
    depth: int = 0
    colour_hex: str = ""


class Listing:
    """The products that a shopper asked for, a page of them, and what they may be narrowed to."""

    def __init__(self, shop: Shop, asked: QueryDict) -> None:
        self.shop, self._asked = shop, asked
        self.form = Filters(asked)
        self.form.is_valid()
        self.values: dict[str, object] = {name: value for name, value in self.form.cleaned_data.items() if value}
        self._materials = published(shop.store)

    @cached_property
    def category(self) -> Category | None:
        code = self.values.get("category")
        return self.shop.store.categories.select_related("parent").filter(code=code).first() if code else None

    @property
    def sort(self) -> str:
        return str(self.values.get("sort") or "selection")

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return [(code, label) for code, (label, _) in SORTS.items()]

    @property
    def title(self) -> str:
        """This will name the list after what it was narrowed to most."""
        chosen = [each.label for each in (*self.materials, *self.colours) if each.is_chosen]
        return " · ".join([self.category.name if self.category else "Everything", *chosen])

    @property
    def is_narrowed(self) -> bool:
        return any(name != "sort" for name in self.values)

    @cached_property
    def page(self) -> Page:
        in_order = self._found.order_by("is_gone", *SORTS[self.sort][1])  # what can be bought comes first
        return Paginator(in_order, A_PAGE).get_page(self._asked.get("page"))

    @cached_property
    def pieces(self) -> list[Piece]:
        known = (self.shop.find(product.sku) for product in self.page.object_list)
        return pieces(self.shop, [facts for facts in known if facts is not None])

    @cached_property
    def left_out(self) -> int:
        """This will count what fits but lacks evidence for what the visitor's skin avoids."""
        if self.shop.shown_ids is None:
            return 0
        return self._narrowed(self._everything, leaving_out="").count() - self.page.paginator.count

    @cached_property
    def categories(self) -> list[Choice]:
        counts = dict(self._counts("category_id", leaving_out="category"))
        rows = list(self.shop.store.categories.order_by("path"))
        children = Counter[int | None]()
        for row in rows:
            children[row.parent_id] += counts.get(row.pk, 0)
        return [
            self._choice("category", row.code, row.name, count, depth=0 if row.parent_id is None else 1)
            for row in rows
            if (count := counts.get(row.pk, 0) + children[row.pk])
        ]

    @cached_property
    def materials(self) -> list[Choice]:
        named = self._grouped("material", [*self._counts("made", leaving_out="material"), *self._accents()])
        return [self._choice("material", slug, label, count) for slug, (label, count, _) in named.items()]

    @cached_property
    def colours(self) -> list[Choice]:
        named = self._grouped("colour", self._counts("made", leaving_out="colour"))
        found = [
            self._choice("colour", slug, label, count, colour_hex=made.colour_hex)
            for slug, (label, count, made) in named.items()
        ]
        return found[:MOST_COLOURS]

    @property
    def chosen(self) -> list[Choice]:
        """This will list what narrows the list, each with the address that lets go of it."""
        named = [each for each in (*self.categories, *self.materials, *self.colours) if each.is_chosen]
        prices = {"lowest": "from {}", "highest": "up to {}"}
        named += [
            Choice("", words.format(self.values[name]), 0, self._address(**{name: None}), is_chosen=True)
            for name, words in prices.items()
            if name in self.values
        ]
        shown = {each.value for each in named}
        return named + [
            Choice(str(value), str(value), 0, self._address(**{name: None}), is_chosen=True)
            for name, value in self.values.items()
            if name in ("category", "material", "colour") and value not in shown
        ]

    @property
    def before(self) -> str:
        return self._address(page=str(self.page.previous_page_number()))

    @property
    def after(self) -> str:
        return self._address(page=str(self.page.next_page_number()))

    @property
    def pages(self) -> list[tuple[object, str]]:
        """This will list the pages to offer, with a gap where some are left out."""
        offered = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [(each, self._address(page=str(each)) if isinstance(each, int) else "") for each in offered]

    @property
    def _everything(self) -> QuerySet[Product]:
        """This will ask for what the shop shows in the visitor's region, with its main material and its price."""
        region = self.shop.visitor.region
        shown = self.shop.store.products.filter(
            Q(launched_on__isnull=True) | Q(launched_on__lte=self.shop.today),
            visible=True,
            status=Product.Status.ACTIVE,
        )
        region_id = region.region_id if region else None
        prices = TierPrice.objects.filter(product=OuterRef("pk"), region=region_id, tier__rank=0)
        now = prices.filter(Q(valid__isnull=True) | Q(valid__contains=self.shop.now)).values("amount")[:1]
        is_home = region is None or region.currency == self.shop.store.currency
        parts = ProductComponent.objects.filter(product=OuterRef("pk"), material__code__in=list(self._materials))
        counted = StockLevel.objects.filter(product=OuterRef("pk"))
        here = counted.filter(warehouse__in=region.warehouse_ids if region else (), quantity__gt=0)
        return shown.exclude(not_sold_in=region_id).annotate(
            asked=Coalesce(Subquery(now), F("price")) if is_home else Subquery(now),
            is_gone=Exists(counted) & ~Exists(here),
            made=Subquery(parts.order_by("-share_percent", "pk").values("material__code")[:1]),
        )

    @property
    def _found(self) -> QuerySet[Product]:
        return self._narrowed(self._proven, leaving_out="")

    @property
    def _proven(self) -> QuerySet[Product]:
        ids = self.shop.shown_ids
        return self._everything if ids is None else self._everything.filter(pk__in=ids.tolist())

    def _narrowed(self, rows: QuerySet[Product], *, leaving_out: str) -> QuerySet[Product]:
        values = {name: value for name, value in self.values.items() if name != leaving_out}
        if "category" in values:
            code = values["category"]
            rows = rows.filter(Q(category__code=code) | Q(category__parent__code=code))
        if "material" in values:
            codes = self._codes("material")
            accents = ProductComponent.objects.filter(
                product=OuterRef("pk"), material__code__in=codes, material__family__in=ACCENTS
            )
            rows = rows.filter(Q(made__in=codes) | Exists(accents))
        if "colour" in values:
            rows = rows.filter(made__in=self._codes("colour"))
        if "lowest" in values:
            rows = rows.filter(asked__gte=values["lowest"])
        return rows.filter(asked__lte=values["highest"]) if "highest" in values else rows

    def _codes(self, name: str) -> list[str]:
        wanted = self.values.get(name)
        return [code for code, made in self._materials.items() if slugify(_said(made, name)) == wanted]

    def _counts(self, field: str, *, leaving_out: str) -> Iterable[tuple[Any, int]]:
        rows = self._narrowed(self._proven, leaving_out=leaving_out).order_by()
        return rows.values_list(field).annotate(count=Count("pk"))

    def _accents(self) -> Iterable[tuple[str, int]]:
        """This will count the products of each pearl, gem and enamel that is not their main material."""
        rows = self._narrowed(self._proven, leaving_out="material").filter(components__material__family__in=ACCENTS)
        aside = rows.exclude(made=F("components__material__code")).order_by()
        return aside.values_list("components__material__code").annotate(count=Count("pk", distinct=True))

    def _grouped(self, name: str, counts: Iterable[tuple[str, int]]) -> dict[str, tuple[str, int, Made]]:
        """This will sum counts by material code up by a word for it, the most first."""
        found: dict[str, tuple[str, int, Made]] = {}
        for code, count in sorted(counts, key=lambda pair: -pair[1]):
            made = self._materials.get(code)
            if made is not None and (label := _said(made, name)):
                known = found.get(slugify(label), (label, 0, made))
                found[slugify(label)] = (known[0], known[1] + count, known[2])
        return dict(sorted(found.items(), key=lambda pair: (-pair[1][1], pair[0])))

    def _choice(self, name: str, value: str, label: str, count: int, **more: object) -> Choice:
        is_chosen = self.values.get(name) == value
        address = self._address(**{name: None if is_chosen else value})
        return Choice(value, label, count, address, is_chosen, **more)

    def _address(self, **changed: str | None) -> str:
        """This will write the list's address with something changed; it begins on its first page again."""
        asked = {name: str(value) for name, value in self.values.items()} | changed
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in asked.items() if value})
        return f"?{query.urlencode()}"


def _said(made: Made, name: str) -> str:
    return made.label if name == "material" else made.colour_name


def whole_tree(shop: Shop) -> Iterator[tuple[Category, list[Category]]]:
    """This will list the shop's departments with what they hold, for the way around."""
    rows = list(shop.store.categories.order_by("path"))
    for row in rows:
        if row.parent_id is None:
            yield row, [each for each in rows if each.parent_id == row.pk]
