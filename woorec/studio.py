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
    ("products", "Products", "products", "p"),
    ("models", "Models", "models", "m"),
)


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
        "nav": [_entry(request, store, *page) for page in PAGES] if store else [],
    }


def _entry(request: HttpRequest, store: Store, name: str, label: str, icon: str, key: str) -> dict[str, object]:
    url = reverse(name, args=[store.code])
    active = request.path == url if name == "home" else request.path.startswith(url)
    return {"label": label, "url": url, "icon": icon, "key": key, "active": active}
