"""The connected WooCommerce shop, opened by an integrator who connects it and by Petra who misses a new product.

They mostly look whether the last pull was whole, read why one failed, and pull now instead of waiting for its turn.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from catalog.dispatch import hand_out
from catalog.models import Store, WooCommerceShop
from catalog.pull_forms import WooCommerceForm
from catalog.pulls.report import missing, sentence
from catalog.pulls.running import TASK
from catalog.pulls.shops import add_shop, change_shop, has_readable_keys, switch
from catalog.pulls.states import ENDED, PullRefused, next_at, request_pull, request_stop
from catalog.settings_page import settings_page
from catalog.views import shop_of

PAGE, EDIT = "catalog/pulls/pulls.html", "catalog/pulls/edit.html"
UNREACHABLE = "The worker is not reachable; the pull is taken up as soon as one is."
QUIET_AFTER = 30  # seconds
may_change = permission_required("catalog.change_woocommerceshop", raise_exception=True)


@login_required
@require_safe
@never_cache
@vary_on_headers("HX-Request")
def pulls(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show the connected shop and its last pull: a page, or the panel alone for htmx."""
    return _panel(request, shop_of(request, store_code))


@login_required
@require_safe
@never_cache
def progress(request: HttpRequest, store_code: str, shop_id: int) -> HttpResponse:
    """This will show how far a pull is, and the whole panel once it has ended."""
    store = shop_of(request, store_code)
    shop = _found(store, shop_id)
    if shop.state in ENDED:
        return reswap(retarget(_panel(request, store), "#pulls"), "outerHTML")
    return render(request, f"{PAGE}#pull-progress", {"store": store, **_facts(shop)})


@settings_page("catalog.add_woocommerceshop")
def connect(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will connect a shop and pull it for the first time."""
    store = shop_of(request, store_code)
    if store.woocommerce_shops.exists():
        messages.info(request, "This store has its WooCommerce shop. Connect another one to a store of its own.")
        return redirect("pulls", store.code)
    form = WooCommerceForm(request.POST or None, store=store)
    if request.method == "POST" and form.is_valid():
        warning = _begin(add_shop(store, **form.cleaned_data))
        return _back(request, store, sentence=warning or "The shop is connected; its products are being pulled.")
    return _form(request, store, form, title="Connect a WooCommerce shop", right="catalog.add_woocommerceshop")


@settings_page("catalog.change_woocommerceshop")
def edit(request: HttpRequest, store_code: str, shop_id: int) -> HttpResponse:
    """This will change where the shop is, its keys, or how often it is asked."""
    store = shop_of(request, store_code)
    shop = _found(store, shop_id)
    form = WooCommerceForm(request.POST or None, store=store, shop=shop)
    if request.method == "POST" and form.is_valid():
        try:
            change_shop(shop, **form.cleaned_data)
        except PullRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _back(request, store, sentence=f"{shop.name} is saved.")
    return _form(request, store, form, title=shop.name, right="catalog.change_woocommerceshop")


@require_POST
@login_required
@may_change
def run(request: HttpRequest, store_code: str, shop_id: int) -> HttpResponse:
    """This will pull now: what changed, all of it (full), or all and let go of what is gone (agree)."""
    store = shop_of(request, store_code)
    scope = request.POST.get("scope", "")
    warning = _begin(_found(store, shop_id), full=scope == "full", may_shrink=scope == "agree")
    return _answer(request, store, warning=warning)


@require_POST
@login_required
@may_change
def stop(request: HttpRequest, store_code: str, shop_id: int) -> HttpResponse:
    """This will end a pull after the page at hand; what is written stays."""
    store = shop_of(request, store_code)
    request_stop(_found(store, shop_id))
    return _answer(request, store)


@require_POST
@login_required
@may_change
def switch_pulls(request: HttpRequest, store_code: str, shop_id: int) -> HttpResponse:
    """This will switch a shop off or on; one that is pulled is stopped."""
    store = shop_of(request, store_code)
    shop = _found(store, shop_id)
    switch(shop, is_active=request.POST.get("is_active") == "on")
    if not shop.is_active:
        request_stop(shop)
    return _answer(request, store)


def _begin(shop: WooCommerceShop, **scope: bool) -> str:
    """This will put a pull in the queue and hand it to a worker. Returns what a person should know of it."""
    try:
        request_pull(shop, **scope)
    except PullRefused as refused:
        return str(refused)
    return "" if hand_out(TASK, shop.pk) else UNREACHABLE


def _found(store: Store, shop_id: int) -> WooCommerceShop:
    return get_object_or_404(store.woocommerce_shops.select_related("store"), pk=shop_id)


def _answer(request: HttpRequest, store: Store, *, warning: str = "") -> HttpResponse:
    if getattr(request, "htmx", False):
        answer = _panel(request, store)
        toast = {"level": "warning", "message": warning}
        return trigger_client_event(answer, "toast", toast) if warning else answer
    if warning:
        messages.warning(request, warning)
    return redirect("pulls", store.code)


def _panel(request: HttpRequest, store: Store) -> HttpResponse:
    shop = store.woocommerce_shops.select_related("store").first()
    template = f"{PAGE}#pulls" if getattr(request, "htmx", False) else PAGE
    return render(request, template, {"store": store, **(_facts(shop) if shop else {})})


def _facts(shop: WooCommerceShop) -> dict[str, Any]:
    now = timezone.now()
    return {
        "shop": shop,
        "is_open": shop.state not in ENDED,
        "is_quiet": bool(shop.heartbeat_at and (now - shop.heartbeat_at).total_seconds() > QUIET_AFTER),
        "is_readable": has_readable_keys(shop),
        "sentence": sentence(shop),
        "missing": missing(shop),
        "next_at": max(now, next_at(shop) or now),
        "warehouse": shop.store.warehouses.filter(code=shop.warehouse_code).first(),
    }


def _form(request: HttpRequest, store: Store, form: WooCommerceForm, *, title: str, right: str) -> HttpResponse:
    context = {"store": store, "form": form, "title": title, "may_change": request.user.has_perm(right)}
    is_fragment = getattr(request, "htmx", False) and form.is_bound
    return render(request, f"{EDIT}#pull-form" if is_fragment else EDIT, context, status=422 if form.is_bound else 200)


def _back(request: HttpRequest, store: Store, *, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    answer = redirect("pulls", store.code)
    return HttpResponseClientRedirect(answer.url) if getattr(request, "htmx", False) else answer
