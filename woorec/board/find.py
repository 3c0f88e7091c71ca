"""The product search of the board: any product of the store, where it stands, and the ways to pin or exclude it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from catalog.cards import Picture
from catalog.product_facts import ProductFacts
from catalog.queries import stock_by_warehouse
from woorec.board.desk import Desk, open_desk, show
from woorec.board.look import find_products
from woorec.board.tiles import Place, picture_of, pins_of, stock_places, warehouses_of
from woorec.board.views import board_view, dialog
from woorec.board.weigh import Weighing, weigh
from woorec.board.why import say_rejection
from woorec.board.words import say_money, say_ordinal, say_share
from woorec.numbers import whole

FOUND = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """One product of the search. `state` is here, eligible or refused; `standing` says it in words."""

    product_id: int
    sku: str
    name: str
    brand: str
    image: str
    picture: Picture
    price: str
    margin: str
    stock: tuple[Place, ...]
    state: str
    standing: str
    position: int
    pinned: bool
    why_url: str


@board_view
@require_GET
def board_find(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will search the store's products by words of name, brand, category or SKU."""
    desk = open_desk(request, store_code, code)
    text = request.GET.get("q", "").strip()[:80]
    position = whole(request.GET.get("position", "")) or 0
    context = {
        "desk": desk,
        "back": desk.url("board"),
        "q": text,
        "position": position if 1 <= position <= desk.placement.length else "",
        "can_edit": request.user.has_perm("rules.change_rule"),
        "hits": list(_hits(desk, find_products(desk.snapshot, text, limit=FOUND))),
        "most": FOUND,
    }
    if request.htmx and request.htmx.target == "find-results":
        return render(request, "woorec/board/find.html#find-results", context)
    return dialog(request, "woorec/board/find.html", context)


def _hits(desk: Desk, products: Sequence[ProductFacts]) -> Iterator[Hit]:
    answer = show(desk, desk.draft).answer
    if answer is None or not products:
        return
    ids = [product.product_id for product in products]
    weighing = weigh(desk, desk.draft, answer, beside=ids)
    stock, pins = stock_by_warehouse(ids), pins_of(desk.draft, scope=desk.pin_scope)
    warehouses = warehouses_of(desk.snapshot)
    for product in products:
        places = stock_places(stock.get(product.product_id, {}), warehouses, weighing.scene.region)
        yield _hit(product, desk, weighing, stock=places, pinned=product.sku in pins)


def _hit(product: ProductFacts, desk: Desk, weighing: Weighing, *, stock: tuple[Place, ...], pinned: bool) -> Hit:
    candidate = weighing.candidate(product.product_id)
    facts = candidate.facts if candidate else {}
    price, margin = facts.get("price"), facts.get("margin")
    state, standing = _standing(product, desk, weighing)
    return Hit(
        product_id=product.product_id,
        sku=product.sku,
        name=product.name,
        brand=product.brand_name,
        image=product.image_url,
        picture=picture_of(product),
        price="" if price is None else say_money(price, currency=weighing.answer.currency),
        margin="" if margin is None or not price else say_share(margin / price),
        stock=stock,
        state=state,
        standing=standing,
        position=weighing.position(product.product_id) or 1,
        pinned=pinned,
        why_url=desk.url("board-why", "draft", product.product_id),
    )


def _standing(product: ProductFacts, desk: Desk, weighing: Weighing) -> tuple[str, str]:
    """This will say in a few words where a product stands for the shopper in view."""
    if (place := weighing.position(product.product_id)) is not None:
        return "here", f"On the page, place {place}"
    if (rejected := weighing.rejected.get(product.product_id)) is not None:
        return "refused", say_rejection(rejected, desk)
    rank = weighing.rank(product.product_id)
    if rank is None:
        return "refused", "It was deleted a moment ago."
    if product.product_id not in weighing.recalled_ids:
        return "eligible", "May be shown; recall did not find it"
    return "eligible", f"May be shown; {say_ordinal(rank)} by score"
