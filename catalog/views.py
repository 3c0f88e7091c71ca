"""Products, opened by merchandisers who wonder about a product: is it in stock, what is it made of, who may see it.

They mostly search a product by name or SKU, narrow the list to what needs work (sold out in a region, no nickel
figure, hidden), and open one product to read its evidence, prices and stock.
"""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.cards import cards, with_parts
from catalog.detail import detail
from catalog.listing import MOST_PAGED, PAGE_SIZE, SORTS, Filters, found_products
from catalog.listing_choices import FRONT, chips, choices, sort_options
from catalog.listing_csv import csv_lines
from catalog.missing import missing_report
from catalog.models import Product, Store
from catalog.moment import StoreMoment

COLUMNS = (
    ("", "", False),
    ("Product", "name", False),
    ("Category", "", False),
    ("Material", "", False),
    ("Nickel", "", False),
    ("Stock", "stock", False),
    ("Price", "price", True),
    ("Margin", "margin", True),
    ("Launched", "launched", False),
)
LARGEST_FIRST = ("margin", "launched")  # what the first click on the column's head asks for


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
    moment = StoreMoment(store, now=timezone.now())
    found = found_products(store, filters, now=moment.now)
    page = Paginator(found.ids, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = with_parts(Product.objects.all()).in_bulk(page.object_list)
    query = filters.query()
    context = {
        "store": store,
        "filters": filters,
        "found": found,
        "page": page,
        "cards": cards(store, [shown[pk] for pk in page.object_list if pk in shown], now=moment.now),
        "chips": chips(moment, filters),
        "capped": MOST_PAGED if found.is_capped else None,
        "query": f"&{query}" if query else "",
        "list_query": query,
        "columns": _columns(filters),
        "views": [
            {"label": label, "url": f"?{filters.query(view=view)}", "active": filters.view == view}
            for view, label in (("table", "Table"), ("grid", "Swatches"))
        ],
    }
    if request.headers.get("HX-Request"):
        return render(request, "catalog/products.html#product-results", context)
    return render(request, "catalog/products.html", context | _form(moment, filters))


@login_required
@require_safe
def products_csv(request: HttpRequest, store_code: str) -> StreamingHttpResponse:
    """This will send the products that the address lets through as a file."""
    store = shop_of(request, store_code)
    lines = csv_lines(store, Filters.from_query(request.GET), now=timezone.now())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{store.code}-products-{day}.csv"'
    return answer


@login_required
@require_safe
@vary_on_headers("HX-Request")
def missing(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show what the products lack, as a page and as a part of others."""
    store = shop_of(request, store_code)
    context = {"store": store, "report": missing_report(store, now=timezone.now())}
    part = "missing-strip" if request.GET.get("strip") else "missing-report"
    whole = not request.headers.get("HX-Request")
    return render(request, "catalog/missing.html" if whole else f"catalog/missing.html#{part}", context)


@login_required
@require_safe
def product(request: HttpRequest, store_code: str, product_id: int) -> HttpResponse:
    """This will show one product."""
    store = shop_of(request, store_code)
    found = get_object_or_404(with_parts(Product.objects.filter(store=store)), pk=product_id)
    context = {"store": store, "detail": detail(store, found, now=timezone.now()), "product": found}
    return render(request, "catalog/product.html", context)


def _form(moment: StoreMoment, filters: Filters) -> dict[str, object]:
    """This will split the filters into those at hand and those that fold away."""
    every = choices(moment, filters)
    folded = [choice for choice in every if choice.name not in FRONT]
    return {
        "front": [choice for choice in every if choice.name in FRONT],
        "folded": folded,
        "unfolded": any(getattr(filters, choice.name) for choice in folded) or bool(filters.since),
        "sorts": sort_options(filters),
    }


def _columns(filters: Filters) -> list[dict[str, object]]:
    return [_column(label, sort, numeric, filters) for label, sort, numeric in COLUMNS]


def _column(label: str, sort: str, numeric: bool, filters: Filters) -> dict[str, object]:
    if not sort:
        return {"label": label, "numeric": numeric}
    usual = f"-{sort}" if sort in LARGEST_FIRST else sort
    turned = {sort: f"-{sort}", f"-{sort}": sort}
    direction = {sort: "ascending", f"-{sort}": "descending"}
    wanted = turned.get(filters.sort, usual)
    assert wanted in SORTS
    return {
        "label": label,
        "numeric": numeric,
        "url": f"?{filters.query(sort=wanted)}",
        "sort": direction.get(filters.sort, ""),
    }
