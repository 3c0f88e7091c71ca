"""The pages on which a shopper looks around: home, list, product, and the drawings of products."""

from collections.abc import Sequence

from django.db.models.functions import MD5
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from catalog.looks.shapes import SET_SHAPES
from catalog.models import Store
from woorec.holder import SNAPSHOTS
from woorec.storefront.listing import Listing
from woorec.storefront.pictures import PLATES, drawing
from woorec.storefront.pieces import Piece, alike, going_with, newest, recommendable
from woorec.storefront.product_page import product_page
from woorec.storefront.render import items_json, page
from woorec.storefront.shop import Shop, open_shop
from woorec.storefront.words import VOICES, edits
from woorec.swatch_image import swatch_svg

PICTURE_SECONDS = 24 * 3600
HERO_PIECES, HERO_LOOKS, EDITS, ARRIVALS, HOME_LIST, FALLBACK = 3, 60, 3, 4, 8, 4


@require_safe
def home(request: HttpRequest, store_code: str) -> HttpResponse:
    shop = open_shop(request, store_code)
    arrivals = newest(shop, count=ARRIVALS + HOME_LIST)
    context = {
        "words": VOICES[shop.look],
        "hero": _hero(shop),
        "edits": _edits(shop),
        "arrivals": arrivals[:ARRIVALS],
        "fallback": arrivals[-HOME_LIST:],
    }
    return page(request, shop, "home.html", context)


@require_safe
def product_list(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show the shop's products, narrowed as the address says."""
    shop = open_shop(request, store_code)
    return page(request, shop, "list.html", _listed(shop, Listing(shop, request.GET)))


@require_safe
def product(request: HttpRequest, store_code: str, sku: str) -> HttpResponse:
    """This will show one product that the visitor's region may see."""
    shop = open_shop(request, store_code)
    facts = shop.find(sku)
    found = product_page(shop, facts, address=request.build_absolute_uri()) if facts else None
    if facts is None or found is None:
        return gone(request, shop)
    context = {
        "page": found,
        "piece": found.piece,
        "items": items_json([{"item_id": sku, "price": found.piece.amount}]),
        "pairs": going_with(shop, facts, count=FALLBACK),
        "alike": alike(shop, facts, made=found.made, count=FALLBACK),
    }
    return page(request, shop, "product.html", context)


def gone(request: HttpRequest, shop: Shop) -> HttpResponse:
    """This will say that there is no such piece (any more), and where to go on."""
    return page(request, shop, "gone.html", {"fallback": newest(shop, count=FALLBACK)}, status=404)


@require_safe
def swatch(request: HttpRequest, store_code: str, sku: str) -> HttpResponse:
    """This will draw a product's picture; browsers and caches may keep it for a day."""
    store = get_object_or_404(Store, code=store_code)
    snapshot = SNAPSHOTS.current(store)
    row = snapshot.row_of_sku.get(sku)
    if row is None:
        raise Http404
    families = [facts.material_family for facts in snapshot.facts.products[:1]]
    plate = PLATES["warm" if "leather" in families else "cool"]
    response = HttpResponse(swatch_svg(drawing(snapshot.product(row)), plate=plate), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


def _listed(shop: Shop, listing: Listing) -> dict[str, object]:
    """This will show a list; where it is empty, something else is put forward."""
    others = [] if listing.pieces else newest(shop, count=FALLBACK)
    return {"listing": listing, "fallback": others}


def _hero(shop: Shop) -> list[Piece]:
    """This will choose pieces of the house, of different shapes and colours, that this visitor may be shown."""
    house = shop.store.products.filter(brand__kind="house", visible=True).order_by(MD5("sku"))
    return _varied(recommendable(shop, list(house.values_list("sku", flat=True)[:HERO_LOOKS]), count=HERO_LOOKS))


def _varied(found: Sequence[Piece]) -> list[Piece]:
    chosen: list[Piece] = []
    for piece in found:
        if all(piece.shape != each.shape and piece.colour != each.colour for each in chosen):
            chosen.append(piece)
    return chosen[:HERO_PIECES]


def _edits(shop: Shop) -> list[dict[str, object]]:
    """This will fill the edits: each with a piece that shows it, in another shape than the one before."""
    found: list[dict[str, object]] = []
    shapes: set[str] = set()
    for edit, material in edits(shop.look, materials=Listing(shop, QueryDict()).materials):
        pieces = Listing(shop, QueryDict(f"material={material.value}")).pieces
        shown = sorted(pieces, key=lambda piece: piece.shape in SET_SHAPES)  # what is set in it would hide the material
        piece = next((each for each in shown if each.shape not in shapes), shown[0] if shown else None)
        if piece is not None and len(found) < EDITS:
            shapes.add(piece.shape)
            found.append({"edit": edit, "material": material, "piece": piece})
    return found
