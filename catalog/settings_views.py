"""A shop's settings, opened by Petra when the shop changes: a new region, a warehouse, a key for an integrator.

They mostly add an API key and revoke an old one, change which warehouse ships first to a region, and decide what
becomes of stock figures that nobody confirms any more.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from catalog.keys import KEYS
from catalog.models import ApiKey, Region, Store, Warehouse
from catalog.places import moved, not_serving, serve, serving
from catalog.services import issue_key, revoke_key
from catalog.settings_forms import SCOPE_WORDS, KeyForm, RegionForm, ShopForm, WarehouseForm
from catalog.settings_page import changes_of, edit_page, saved, settings_page, uses
from catalog.told import tell
from catalog.views import shop_of

OWN_PARTS = ("regionwarehouse",)  # they go with the region they belong to
GESTURES = ("up", "down", "remove", "add")


@dataclass(frozen=True, slots=True)
class RegionCard:
    """A region with the warehouses that serve it, and those that could."""

    region: Region
    is_default: bool
    warehouses: tuple[Warehouse, ...]
    others: tuple[Warehouse, ...]


@dataclass(frozen=True, slots=True)
class WarehouseLine:
    warehouse: Warehouse
    serves: tuple[str, ...]
    heard_at: datetime | None


@settings_page("catalog.change_store")
def shop(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show and change what belongs to the whole shop."""
    store = shop_of(request, store_code)
    edited = Store.objects.get(pk=store.pk)  # a form with errors writes into its row, and the page shows the other one
    form = ShopForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            before, after = changes_of(form)
            if after:
                tell("shop.changed", edited, by=request.user, store=store, before=before, after=after)  # type: ignore[arg-type]
        here = reverse("settings-shop", args=[store.code])
        return saved(request, store, to=here, sentence="Saved. The next list follows it.")
    may_change = request.user.has_perm("catalog.change_store")
    context = {"store": store, "may_change": may_change, "form": form}
    template = "catalog/settings/shop.html"
    if form.is_bound:
        return render(request, f"{template}#shop-form" if request.htmx else template, context, status=422)  # type: ignore[attr-defined]
    return render(request, template, context)


@settings_page("catalog.change_region")
def places(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list regions with the warehouses that serve them, and all warehouses."""
    store = shop_of(request, store_code)
    regions = list(store.regions.order_by("code"))
    cards = [_region_card(store, region, first=regions[0]) for region in regions]
    lines = [_warehouse_line(warehouse) for warehouse in store.warehouses.order_by("code")]
    return render(request, "catalog/settings/places.html", {"store": store, "cards": cards, "lines": lines})


@settings_page("catalog.change_region")
def region(request: HttpRequest, store_code: str, region_id: int | None = None) -> HttpResponse:
    """This will add a region, or show and change one."""
    store = shop_of(request, store_code)
    row = get_object_or_404(store.regions, pk=region_id) if region_id else Region(store=store)
    form = RegionForm(request.POST or None, instance=row, store=store)
    if request.method == "POST" and form.is_valid():
        form.save()
        return saved(request, store, to=_places(store), sentence=f"{row.name} is saved.")
    context = _edit_context(store, row, new="Add a region", permission=request.user.has_perm("catalog.change_region"))
    delete_url = reverse("settings-region-delete", args=[store.code, row.pk]) if row.pk else ""
    return edit_page(request, form, **context, delete_url=delete_url)


@settings_page("catalog.change_warehouse")
def warehouse(request: HttpRequest, store_code: str, warehouse_id: int | None = None) -> HttpResponse:
    """This will add a warehouse, or show and change one."""
    store = shop_of(request, store_code)
    row = get_object_or_404(store.warehouses, pk=warehouse_id) if warehouse_id else Warehouse(store=store)
    form = WarehouseForm(request.POST or None, instance=row, store=store)
    if request.method == "POST" and form.is_valid():
        form.save()
        return saved(request, store, to=_places(store), sentence=f"{row.name} is saved.")
    permission = request.user.has_perm("catalog.change_warehouse")
    context = _edit_context(store, row, new="Add a warehouse", permission=permission)
    delete_url = reverse("settings-warehouse-delete", args=[store.code, row.pk]) if row.pk else ""
    return edit_page(request, form, **context, delete_url=delete_url)


@settings_page("catalog.change_region")
def serves(request: HttpRequest, store_code: str, region_id: int) -> HttpResponse:
    """This will move a warehouse up or down in a region's order, add it or take it out."""
    store = shop_of(request, store_code)
    found = get_object_or_404(store.regions, pk=region_id)
    action, number = request.POST.get("action", ""), request.POST.get("warehouse", "")
    if action not in GESTURES or not number.isdecimal():
        return redirect(_places(store))
    chosen = get_object_or_404(store.warehouses, pk=int(number))
    serve(found, by=moved(serving(found), warehouse=chosen.pk, action=action))
    words = {"add": "now serves", "remove": "no longer serves"}.get(action, "has another place in the order of")
    return saved(request, store, to=_places(store), sentence=f"{chosen.name} {words} {found.name}.")


@settings_page("catalog.change_region")
def region_delete(request: HttpRequest, store_code: str, region_id: int) -> HttpResponse:
    """This will delete a region that nothing uses."""
    store = shop_of(request, store_code)
    row = get_object_or_404(store.regions, pk=region_id)
    return delete_page(request, store, row, back=_places(store), title="Regions and warehouses", parts=OWN_PARTS)


@settings_page("catalog.change_warehouse")
def warehouse_delete(request: HttpRequest, store_code: str, warehouse_id: int) -> HttpResponse:
    """This will delete a warehouse that serves nobody and holds nothing."""
    store = shop_of(request, store_code)
    row = get_object_or_404(store.warehouses, pk=warehouse_id)
    return delete_page(request, store, row, back=_places(store), title="Regions and warehouses")


@settings_page("catalog.add_apikey")
def keys(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list a store's keys, and issue one that is shown in the answer and never again."""
    store = shop_of(request, store_code)
    form = KeyForm(request.POST or None)
    issued = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        issued = issue_key(store, name=said["name"], scopes=said["scopes"], origins=said["origins"])
    context = {
        "store": store,
        "form": KeyForm() if issued else form,
        "issued": issued,
        "issued_name": form.cleaned_data["name"] if issued else "",
        "keys": [
            (key, _scope_words(key)) for key in store.api_keys.order_by(F("revoked_at").asc(nulls_first=True), "name")
        ],
        "scopes": [(scope.value, scope.label, SCOPE_WORDS[scope.value]) for scope in ApiKey.Scope],
    }
    status = 422 if form.errors else 200
    template = "catalog/settings/keys.html"
    # The key is in the answer to the POST alone: reloading the page shows the list without it.
    return render(request, f"{template}#keys" if request.htmx else template, context, status=status)  # type: ignore[attr-defined]


@settings_page("catalog.change_apikey")
def key_revoke(request: HttpRequest, store_code: str, key_id: int) -> HttpResponse:
    """This will ask before a key is revoked, and revoke it when confirmed."""
    store = shop_of(request, store_code)
    key = get_object_or_404(store.api_keys, pk=key_id, revoked_at=None)
    back = reverse("settings-keys", args=[store.code])
    if request.method == "POST":
        revoke_key(key)
        KEYS.clear()
        messages.success(request, f"“{key.name}” is revoked. It opens nothing any more, within three seconds.")
        return redirect(back)
    may_change = request.user.has_perm("catalog.change_apikey")
    return render(
        request, "catalog/settings/revoke.html", {"store": store, "key": key, "back": back, "may_change": may_change}
    )


def delete_page(
    request: HttpRequest,
    store: Store,
    row: Region | Warehouse,
    *,
    back: str,
    title: str,
    parts: tuple[str, ...] = (),
) -> HttpResponse:
    """This will ask before something is deleted, refuse what is in use and say by what."""
    used = uses(row, apart_from=parts)
    if request.method == "POST" and not used:
        name = str(row)
        row.delete()
        return saved(request, store, to=back, sentence=f"{name} is deleted.")
    context = {"store": store, "row": row, "used": used, "back": back, "back_label": title}
    return render(request, "catalog/settings/delete.html", context, status=409 if request.method == "POST" else 200)


def _scope_words(key: ApiKey) -> list[str]:
    return [label for code, label in ApiKey.Scope.choices if code in key.scopes]


def _region_card(store: Store, region: Region, *, first: Region) -> RegionCard:
    by_id = {each.pk: each for each in store.warehouses.all()}
    return RegionCard(
        region=region,
        is_default=region.pk == (store.default_region_id or first.pk),
        warehouses=tuple(by_id[pk] for pk in serving(region)),
        others=tuple(not_serving(store, region)),
    )


def _warehouse_line(warehouse: Warehouse) -> WarehouseLine:
    names = warehouse.serves.order_by("rank").values_list("region__name", flat=True)
    return WarehouseLine(warehouse, tuple(names), warehouse.heard_at)


def _edit_context(store: Store, row: Region | Warehouse, *, new: str, permission: bool) -> dict[str, object]:
    return {
        "store": store,
        "title": str(row) if row.pk else new,
        "back": _places(store),
        "back_label": "Regions and warehouses",
        "may_change": permission,
    }


def _places(store: Store) -> str:
    return reverse("settings-places", args=[store.code])
