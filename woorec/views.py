"""The Studio's home, opened by merchandisers every morning to see whether the shop's lists are well.

They mostly read what needs a look, go to a placement with unpublished changes, and compare this week with the last.
Also the pages around it that need more than one app.
"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django.views.defaults import page_not_found

from catalog.models import Product, Store
from catalog.problems import not_found as api_not_found
from catalog.problems import server_error as api_error
from woorec.attention import notes
from woorec.board.study_progress import GONE_QUIET, UNREACHABLE, StudyProgress
from woorec.company import company_of
from woorec.data_health import data_health as health_of
from woorec.home_data import home_data
from woorec.home_data import product_activity as activity_of
from woorec.product_figures import product_figures
from woorec.studio import studio_store

SAMPLE_STUDIES = tuple(
    StudyProgress(
        f"Feasibility report, {state}", state, title, note, warning, percent, counted, element=f"study-{state}"
    )
    for state, title, note, warning, percent, counted in (
        ("waiting", "Feasibility report: waiting", "The analyst takes it up in a moment.", "", None, ""),
        ("behind", "Rule tests: waiting", "The analyst works on another one first: replay of Basket.", "", None, ""),
        ("unreachable", "Replay: waiting", "", UNREACHABLE, None, ""),
        ("running", "Asking lists", "", "", 38, "452 of 1,192"),
        ("quiet", "Asking lists", "", GONE_QUIET, 38, "452 of 1,192"),
        ("stopping", "Trying changes", "Stopping after what is at hand.", "", 80, "12 of 15"),
        ("stopped", "Feasibility report: stopped", "Nothing of it is kept. You can begin again.", "", None, ""),
        ("failed", "Feasibility report: not made", "The rules were changed before this began.", "", None, ""),
        ("done", "Feasibility report: done", "5 March 09:12", "", None, ""),
    )
)


@login_required
def front_door(request: HttpRequest) -> HttpResponse:
    """This will lead to the first store, or say how to get one."""
    store = Store.objects.first()
    return redirect("home", store.code) if store else render(request, "woorec/no_store.html")


@login_required
def patterns(request: HttpRequest) -> HttpResponse:
    return render(request, "woorec/patterns.html", {"studies": SAMPLE_STUDIES})


@login_required
@require_safe
def home(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show a store's morning: what happened, what is live, what needs a look."""
    store = studio_store(request, store_code)
    data = home_data(store, now=timezone.now())
    found = notes(data, store, person=request.user)
    return render(request, "woorec/home.html", {"store": store, "home": data, "notes": found})


@login_required
@require_safe
@vary_on_headers("HX-Request")
def product_activity(request: HttpRequest, store_code: str, product_id: int) -> HttpResponse:
    """This will show what shoppers did with one product; the product's page loads it as a part of itself."""
    store = studio_store(request, store_code)
    product = get_object_or_404(Product, store=store, pk=product_id)
    now = timezone.now()
    context = {
        "store": store,
        "product": product,
        "lines": activity_of(product, now=now),
        "figures": product_figures(product, now=now),
    }
    part = "#product-activity" if request.headers.get("HX-Request") else ""
    return render(request, f"woorec/product_activity.html{part}", context)


@login_required
@require_safe
@vary_on_headers("HX-Request")
def product_company(request: HttpRequest, store_code: str, product_id: int) -> HttpResponse:
    """This will show what the shop puts beside a product; the product's page loads it as a part of itself."""
    store = studio_store(request, store_code)
    product = get_object_or_404(Product, store=store, pk=product_id)
    context = {"store": store, "product": product, "company": company_of(store, product, now=timezone.now())}
    part = "#product-company" if request.headers.get("HX-Request") else ""
    return render(request, f"woorec/product_company.html{part}", context)


@login_required
@require_safe
def data_health(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show whether everything that the shop should send arrives."""
    store = studio_store(request, store_code)
    return render(request, "woorec/data_health.html", {"store": store, "health": health_of(store, now=timezone.now())})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This will answer an unknown address: a problem document under /api/, a page elsewhere."""
    if request.path.startswith("/api/"):
        return api_not_found(request)
    return page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """This will answer an unexpected error without showing what happened inside."""
    if request.path.startswith("/api/"):
        return api_error(request)
    # Without the request's context: it asks the database, which may be what broke.
    return HttpResponseServerError(render_to_string("500.html"))
