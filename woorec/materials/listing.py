"""All materials of a shop, opened by Mia when a new data sheet comes and by Petra before a season goes live.

They mostly find a material by name, see which ones wait as drafts or fail in 3D, and open one to change it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.cards import KnownMaterials, Picture, picture_of
from catalog.material_edits import products_by_material
from catalog.materials import Verdict, facts_from_row, judge
from catalog.materials.vocabulary import FAMILIES
from catalog.models import Material, Store
from catalog.queries import material_row
from catalog.shown_materials import shown_materials
from catalog.trade_units import trade_units
from events.views_3d import Views, total, views_by_material, views_by_product
from woorec.health_in_3d import percent, said
from woorec.studio import studio_store

TEMPLATE = "catalog/materials/list.html"
COLUMNS = ("", "Material", "Family", "Figures", "Nickel", "Products", "3D failed", "State")
NUMERIC = ("Products", "3D failed")
FIGURES = ("Weave", "Fibres", "Grain", "Finish", "Surface", "Thickness", "Pearl", "Diameter", "Gloss")
MOST_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A material with its published figures or, where it was never published, its draft's."""

    shown: Material
    has_draft: bool
    is_new: bool
    products: int
    picture: Picture
    figures: Sequence[str]
    nickel: Verdict
    views: Views

    @property
    def share_failed(self) -> str:
        return percent(self.views.month.failed, self.views.month.asked)

    @property
    def family(self) -> str:
        return FAMILIES.get(self.shown.family, self.shown.family)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address narrows the list to."""

    family: str
    words: str
    drafts_only: bool

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        query = request.GET
        return cls(query.get("family", ""), query.get("q", "").strip(), query.get("state") == "draft")

    @property
    def narrows(self) -> bool:
        return bool(self.family or self.words or self.drafts_only)

    def let(self, line: Line) -> bool:
        """This will say whether a material stays in the list."""
        said = f"{line.shown.name} {line.shown.code} {line.shown.colour_name}".casefold()
        of_family = not self.family or line.shown.family == self.family
        return of_family and self.words.casefold() in said and (line.has_draft or not self.drafts_only)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def materials(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's materials, narrowed by the address."""
    store = studio_store(request, store_code)
    views = views_by_product(store, now=timezone.now())
    filters, every = Filters.of(request), _lines(store, views)
    context = {
        "store": store,
        "filters": filters,
        "lines": [line for line in every if filters.let(line)],
        "total": len(every),
        "drafts": sum(line.has_draft for line in every),
        "in_3d": said(total(views.values()).month) if views else "",
        "families": _choices(every, chosen=filters.family),
        "columns": [{"label": label, "numeric": label in NUMERIC} for label in COLUMNS],
    }
    return render(request, f"{TEMPLATE}#material-list" if request.headers.get("HX-Request") else TEMPLATE, context)


def _lines(store: Store, views: Mapping[int, Views]) -> list[Line]:
    rows = store.materials.filter(state__in=(Material.State.PUBLISHED, Material.State.DRAFT))
    related = rows.select_related("leather", "metal", "pearl", "enamel__base_metal", "textile")
    versions: dict[str, dict[str, Material]] = {}
    for each in related.prefetch_related("alloy", "coating", "fibres", "evidence").order_by(
        "family", "name", "version"
    ):
        versions.setdefault(each.code, {})[each.state] = each
    known, products = KnownMaterials(store), products_by_material(store)
    in_3d = views_by_material(views, shown_in=shown_materials(store, products=views))
    return [
        _line(states, known=known, products=products.get(code, 0), views=in_3d.get(code, Views()))
        for code, states in versions.items()
    ]


def _line(states: dict[str, Material], *, known: KnownMaterials, products: int, views: Views) -> Line:
    shown = states.get(Material.State.PUBLISHED) or states[Material.State.DRAFT]
    row = material_row(shown)
    facts = facts_from_row(row, materials=known.rows)
    figures = [text for label, text in trade_units(row) if label in FIGURES]
    nickel = judge(facts, allergen="nickel", contact="prolonged", on=timezone.localdate())
    return Line(
        shown,
        has_draft=Material.State.DRAFT in states,
        is_new=Material.State.PUBLISHED not in states,
        products=products,
        picture=picture_of(facts, category=""),
        figures=figures[:MOST_FIGURES],
        nickel=nickel,
        views=views,
    )


def _choices(lines: Sequence[Line], *, chosen: str) -> list[dict[str, object]]:
    there = {line.shown.family for line in lines}
    found = [("", "Every family"), *((code, label) for code, label in FAMILIES.items() if code in there)]
    return [{"value": code, "label": label, "selected": code == chosen} for code, label in found]
