"""The demo shop, opened by anybody who wants to see the lists as a shopper does: a client of the public API.

They mostly look at the home page's list, open a product and what completes the look, and change who they are: another
region, or a shopper who avoids nickel. Lists and events go from the browser to /api/v1/ with the shop's browser key;
this module only serves the pages around them and the products' pictures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from catalog.cards import KnownMaterials, Picture, picture
from catalog.live_facts import LiveFacts, live_facts
from catalog.materials import Verdict, product_verdicts
from catalog.models import ProductComponent, Store
from catalog.product_facts import ProductFacts
from catalog.queries import RegionFacts
from woorec.demo_keys import browser_key
from woorec.holder import SNAPSHOTS
from woorec.snapshot import Snapshot
from woorec.swatch_image import swatch_svg

REGION_COOKIE, AVOIDS_COOKIE = "shop_region", "shop_avoids"
OFFERED_AVOIDANCES = ("nickel",)
COOKIE_SECONDS = 30 * 24 * 3600
PICTURE_SECONDS = 24 * 3600
LOOKED_AT = 200  # products that decide which look a shop gets, and that the home page's pictures are chosen from
HERO_PIECES = 3
PLACEHOLDER = "__SKU__"  # storefront.js puts the number of a product here
PLATES = {"warm": "#ece1d2", "cool": "#e9eef3"}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who the demo's shopper says to be. What they avoid stays in a signed cookie of this shop."""

    region: RegionFacts | None
    avoids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shop:
    """What every page of a demo shop needs."""

    store: Store
    snapshot: Snapshot
    visitor: Visitor

    @property
    def look(self) -> str:
        """This will choose the warm look for leather and the cool one for everything else."""
        families = [product.material_family for product in self.snapshot.facts.products[:LOOKED_AT]]
        return "warm" if 2 * families.count("leather") > len(families) else "cool"


@require_safe
def home(request: HttpRequest, store_code: str) -> HttpResponse:
    shop = _shop(request, store_code)
    return _page(request, shop, "storefront/home.html", {"hero": _hero(shop)})


@require_safe
def product(request: HttpRequest, store_code: str, sku: str) -> HttpResponse:
    """This will show one product that the visitor's region may see."""
    shop = _shop(request, store_code)
    row = shop.snapshot.row_of_sku.get(sku)
    if row is None:
        raise Http404
    facts = shop.snapshot.product(row)
    now = _live(shop, [facts]).get(facts.product_id)
    if now is None or not now.visible:
        raise Http404
    verdict = _nickel(shop.store, facts)
    context = {
        "product": facts,
        "price": now.price,
        "sold_out": now.stock == 0,
        "nickel": verdict,
        "avoided": "nickel" in shop.visitor.avoids and verdict.grade not in ("A", "B"),
        "variants": _variants(shop, facts),
    }
    return _page(request, shop, "storefront/product.html", context)


@require_safe
def cart(request: HttpRequest, store_code: str) -> HttpResponse:
    return _page(request, _shop(request, store_code), "storefront/cart.html", {})


@require_POST
def who(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will remember who the visitor wants to be, and go back to the page."""
    shop = _shop(request, store_code)
    here = reverse("storefront", args=[store_code])
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(here)
    response = redirect(back if is_ours else here)
    avoids = [name for name in OFFERED_AVOIDANCES if name in request.POST.getlist("avoid")]
    kept = {"max_age": COOKIE_SECONDS, "path": here, "httponly": True, "samesite": "Lax", "secure": request.is_secure()}
    if region := shop.snapshot.region(request.POST.get("region", "")):
        response.set_cookie(REGION_COOKIE, region.code, **kept)
    response.set_signed_cookie(AVOIDS_COOKIE, ",".join(avoids), salt=store_code, **kept)
    return response


@require_safe
def swatch(request: HttpRequest, store_code: str, sku: str) -> HttpResponse:
    """This will draw a product's picture; browsers and caches may keep it for a day."""
    shop = _shop(request, store_code)
    row = shop.snapshot.row_of_sku.get(sku)
    if row is None:
        raise Http404
    drawing = swatch_svg(_picture(shop.snapshot.product(row)), plate=PLATES[shop.look])
    response = HttpResponse(drawing, content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


def _shop(request: HttpRequest, store_code: str) -> Shop:
    store = get_object_or_404(Store.objects.select_related("default_region"), code=store_code)
    snapshot = SNAPSHOTS.current(store)
    return Shop(store=store, snapshot=snapshot, visitor=_visitor(request, snapshot, store_code=store_code))


def _visitor(request: HttpRequest, snapshot: Snapshot, *, store_code: str) -> Visitor:
    region = snapshot.region(request.COOKIES.get(REGION_COOKIE)) or snapshot.region(None)
    if AVOIDS_COOKIE not in request.COOKIES:
        return Visitor(region, ())
    try:  # without a default, which would also stand in for a cookie that was tampered with
        said = request.get_signed_cookie(AVOIDS_COOKIE, salt=store_code, max_age=COOKIE_SECONDS)
    except BadSignature:
        # Somebody had said something that cannot be read any more: better too careful than not enough.
        return Visitor(region, OFFERED_AVOIDANCES)
    return Visitor(region, tuple(name for name in OFFERED_AVOIDANCES if name in said.split(",")))


def _page(request: HttpRequest, shop: Shop, template: str, context: dict[str, object]) -> HttpResponse:
    store = shop.store
    common = {
        "store": store,
        "look": shop.look,
        "visitor": shop.visitor,
        "regions": shop.snapshot.facts.regions,
        "key": browser_key(store.code),
        "product_url": reverse("storefront-product", args=[store.code, PLACEHOLDER]),
        "picture_url": reverse("storefront-swatch", args=[store.code, PLACEHOLDER]),
    }
    response = render(request, template, common | context)
    # The page depends on the visitor's cookies; the picture of one visitor's page must not reach another.
    patch_cache_control(response, private=True)
    return response


def _hero(shop: Shop) -> list[ProductFacts]:
    """This will choose three different pieces that this visitor may be shown, for decoration."""
    proven = [shop.snapshot.proven_for(allergen) for allergen in shop.visitor.avoids]
    fitting = (
        facts
        for row, facts in enumerate(shop.snapshot.facts.products)
        if facts.brand_kind == "house" and all(mask[row] for mask in proven)
    )
    asked = list(islice(fitting, LOOKED_AT))
    now = _live(shop, asked)
    chosen: dict[str, ProductFacts] = {}
    for facts in asked:
        if facts.product_id in now and now[facts.product_id].visible:
            chosen.setdefault(_picture(facts).silhouette, facts)
    return list(chosen.values())[:HERO_PIECES]


def _live(shop: Shop, products: Sequence[ProductFacts]) -> dict[int, LiveFacts]:
    """This will read what is true right now of the products that are sold in the visitor's region."""
    region = shop.visitor.region
    if region is None:
        return {}
    return live_facts(
        [facts.product_id for facts in products if region.code not in facts.regions_excluded],
        store=shop.store,
        region=region,
        tier=shop.snapshot.tier(None),
        at=datetime.now(UTC),
    )


def _nickel(store: Store, facts: ProductFacts) -> Verdict:
    parts = ProductComponent.objects.filter(product_id=facts.product_id).select_related("material").order_by("pk")
    return product_verdicts(KnownMaterials(store).parts(parts), on=datetime.now(UTC).date())["nickel"]


def _variants(shop: Shop, facts: ProductFacts) -> list[ProductFacts]:
    """This will list the visible variants of a style, leaving out what this visitor avoids."""
    skus = shop.store.products.filter(item_group=facts.item_group, visible=True).order_by("sku")
    rows = [row for sku in skus.values_list("sku", flat=True) if (row := shop.snapshot.row_of_sku.get(sku)) is not None]
    proven = [shop.snapshot.proven_for(allergen) for allergen in shop.visitor.avoids]
    found = [shop.snapshot.product(row) for row in rows if all(mask[row] for mask in proven)]
    return found if any(other.sku != facts.sku for other in found) else []


def _picture(facts: ProductFacts) -> Picture:
    return picture(
        family=facts.material_family,
        colour=facts.colour_hex,
        grain=facts.grain,
        finish=facts.finish,
        category=facts.category,
    )


urls: list[URLPattern] = [
    path("<slug:store_code>/", home, name="storefront"),
    path("<slug:store_code>/cart/", cart, name="storefront-cart"),
    path("<slug:store_code>/who/", who, name="storefront-who"),
    path("<slug:store_code>/p/<path:sku>/", product, name="storefront-product"),
    path("<slug:store_code>/swatch/<path:sku>.svg", swatch, name="storefront-swatch"),
]
