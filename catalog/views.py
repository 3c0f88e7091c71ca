"""Products, opened by merchandisers who wonder about a product: is it in stock, what is it made of, who may see it.

They mostly search a product by name or SKU, narrow the list to what needs work (sold out in a region, no nickel
figure, hidden), and open one product to read its evidence, prices and stock.
"""

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.cards import cards, with_parts
from catalog.detail import detail
from catalog.listing import MOST_COUNTED, PAGE_SIZE, SORTS, Filters, found_products
from catalog.materials.vocabulary import ALLERGY_CLASSES
from catalog.models import Brand, Material, Product, Store

COLUMNS = (
    ("", "", False),
    ("Product", "name", False),
    ("SKU", "sku", False),
    ("Category", "", False),
    ("Material", "", False),
    ("Nickel", "", False),
    ("Stock", "", False),
    ("Price", "price", True),
    ("Launched", "launched", False),
)
SORT_LABELS = (
    ("sku", "SKU"),
    ("name", "Name"),
    ("price", "Price, lowest first"),
    ("-price", "Price, highest first"),
    ("-launched", "Newest first"),
)


def shop_of(request: HttpRequest, store_code: str) -> Store:
    """This will find the store that a page is about, or answer 404; the frame around the page reads it too."""
    store = get_object_or_404(Store.objects.select_related("default_region"), code=store_code)
    request.studio_store = store  # type: ignore[attr-defined]
    return store


@login_required
@require_safe
@vary_on_headers("HX-Request")
def products(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's products, narrowed by the address."""
    store = shop_of(request, store_code)
    filters = Filters.from_query(request.GET)
    today = timezone.localdate()
    found = found_products(store, filters, today=today)
    page = Paginator(found.ids, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = with_parts(Product.objects.all()).in_bulk(page.object_list)
    context = {
        "store": store,
        "filters": filters,
        "page": page,
        "cards": cards(store, [shown[pk] for pk in page.object_list if pk in shown], today=today),
        "capped": MOST_COUNTED if found.is_capped else None,
        "query": f"&{_query(filters)}" if _query(filters) else "",
        "columns": _columns(filters),
        "views": [
            {"label": label, "url": f"?{_query(replace(filters, view=view))}", "active": filters.view == view}
            for view, label in (("table", "Table"), ("grid", "Swatches"))
        ],
    }
    if request.headers.get("HX-Request"):
        return render(request, "catalog/products.html#product-results", context)
    return render(request, "catalog/products.html", context | _choices(store, filters))


@login_required
@require_safe
def product(request: HttpRequest, store_code: str, product_id: int) -> HttpResponse:
    """This will show one product."""
    store = shop_of(request, store_code)
    found = get_object_or_404(with_parts(Product.objects.filter(store=store)), pk=product_id)
    context = {"store": store, "detail": detail(store, found, now=timezone.now()), "product": found}
    return render(request, "catalog/product.html", context)


def _query(filters: Filters) -> str:
    """This will write the filters as an address, leaving out what is not set."""
    usual = Filters()
    values = {name: getattr(filters, name) for name in filters.__slots__}
    return urlencode({name: value for name, value in values.items() if value != getattr(usual, name)})


def _columns(filters: Filters) -> list[dict[str, object]]:
    return [_column(label, sort, numeric, filters) for label, sort, numeric in COLUMNS]


def _column(label: str, sort: str, numeric: bool, filters: Filters) -> dict[str, object]:
    if not sort:
        return {"label": label, "numeric": numeric}
    usual = "-launched" if sort == "launched" else sort
    turned = {sort: f"-{sort}", f"-{sort}": sort}
    direction = {sort: "ascending", f"-{sort}": "descending"}
    wanted = turned.get(filters.sort, usual)
    assert wanted in SORTS
    return {
        "label": label,
        "numeric": numeric,
        "url": f"?{_query(replace(filters, sort=wanted))}",
        "sort": direction.get(filters.sort, ""),
    }


def _choices(store: Store, filters: Filters) -> dict[str, object]:
    """This will list what each filter offers."""
    categories = list(store.categories.order_by("path").values_list("code", "path"))
    regions = [(f"out:{code}", f"Sold out in {name}") for code, name in store.regions.values_list("code", "name")]
    stock = [
        ("out", "Sold out everywhere"),
        *regions,
        ("fine", "In stock in every region"),
        ("untracked", "Not counted"),
    ]
    return {
        "categories": _options("All", categories, filters.category),
        "brands": _options("All", Brand.Kind.choices, filters.brand),
        "families": _options("All", Material.Family.choices, filters.family),
        "stocks": _options("Any", stock, filters.stock),
        "visibilities": _options("Any", [("shown", "Shown"), ("hidden", "Hidden")], filters.visible),
        "nickels": _options(
            "Any", [(grade, f"{grade} · {words}") for grade, words in ALLERGY_CLASSES.items()], filters.nickel
        ),
        "sorts": _options("", SORT_LABELS, filters.sort),
    }


def _options(anything: str, choices: object, chosen: str) -> list[dict[str, object]]:
    pairs = [("", anything), *choices] if anything else list(choices)  # type: ignore[misc]
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in pairs]
