"""What every Studio page needs: the store it is about, and the frame around it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.models import Store
from woorec.roles import role_of

# code of the page, label, icon, keyboard shortcut after g
PAGES = (
    ("home", "Home", "home", "h"),
    ("placements", "Placements", "board", "b"),
    ("campaigns", "Campaigns", "campaign", "c"),
    ("segments", "Segments", "shoppers", "e"),
    ("products", "Products", "products", "p"),
    ("materials", "Materials", "materials", "t"),
)
# Sections of several pages, shown as tabs: label, icon, key -> its pages, the first is where the rail leads.
SECTIONS: dict[tuple[str, str, str], tuple[tuple[str, str], ...]] = {
    ("Rules", "rules", "r"): (("all-rules", "Rules"), ("audit-log", "Audit log")),
    ("Models", "models", "m"): (
        ("models", "Overview"),
        ("model-rankers", "Rankers"),
        ("model-quality", "Quality"),
        ("model-shadow", "Shadow"),
        ("model-map", "Map"),
    ),
    ("Data", "figures", "d"): (
        ("data-health", "Health"),
        ("event-labels", "Events"),
        ("imports", "Imports"),
        ("integrations", "Integrations"),
    ),
    ("Settings", "settings", "s"): (
        ("settings-shop", "Shop"),
        ("settings-tiers", "Tiers"),
        ("settings-places", "Regions"),
        ("settings-keys", "Keys"),
        ("settings-signing", "Shopper tokens"),
        ("settings-publishing", "Publishing"),
        ("settings-people", "People"),
    ),
}


def studio_store(request: HttpRequest, store_code: str) -> Store:
    """This will find the store that a page is about, or answer 404."""
    store = get_object_or_404(Store.objects.select_related("default_region"), code=store_code)
    request.studio_store = store  # type: ignore[attr-defined]  # the shell below reads it
    return store


def shell(request: HttpRequest) -> dict[str, object]:
    """This will give every template the navigation, the stores and the signed-in person's role."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/studio/"):
        return {}
    stores = list(Store.objects.all())
    store = getattr(request, "studio_store", None) or (stores[0] if stores else None)
    return {
        "stores": [
            {"name": each.name, "code": each.code, "url": reverse("home", args=[each.code]), "active": each == store}
            for each in stores
        ],
        "store": store,
        "role": role_of(user),
        "nav": _nav(request, store) if store else [],
        "section_tabs": _section_tabs(request, store) if store else [],
    }


def _nav(request: HttpRequest, store: Store) -> list[dict[str, object]]:
    pages = [_entry(request, store, *page) for page in PAGES]
    sections = [
        _entry(request, store, tabs[0][0], *section, active=any(tab["active"] for tab in _tabs(request, store, tabs)))
        for section, tabs in SECTIONS.items()
        if tabs
    ]
    return [*pages, *sections]


def _section_tabs(request: HttpRequest, store: Store) -> list[dict[str, object]]:
    """This will give the tabs of the section that the page belongs to."""
    every = (_tabs(request, store, tabs) for tabs in SECTIONS.values())
    return next((tabs for tabs in every if any(tab["active"] for tab in tabs)), [])


def _tabs(request: HttpRequest, store: Store, pages: tuple[tuple[str, str], ...]) -> list[dict[str, object]]:
    found = [(label, reverse(name, args=[store.code])) for name, label in pages]
    longest = max((url for _, url in found if request.path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "active": url == longest, "count": ""} for label, url in found]


def _entry(
    request: HttpRequest, store: Store, name: str, label: str, icon: str, key: str, *, active: bool | None = None
) -> dict[str, object]:
    url = reverse(name, args=[store.code])
    if active is None:
        active = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "key": key, "active": active}
