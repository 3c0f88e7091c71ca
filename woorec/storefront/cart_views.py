"""The way from the cart to an order. Everything is decided by the shop's server, so that it works without scripts."""

from collections.abc import Iterator, Sequence
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from woorec.storefront import basket, cookies, orders
from woorec.storefront.forms import CartForm, CheckoutForm
from woorec.storefront.pieces import newest, pieces
from woorec.storefront.render import items_json, page
from woorec.storefront.shop import Shop, open_shop

FALLBACK = 4
NOT_TO_BUY = "This piece cannot be put in the cart now."


@require_safe
def cart(request: HttpRequest, store_code: str) -> HttpResponse:
    shop = open_shop(request, store_code)
    return _cart_page(request, shop)


@require_POST
def add(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will put a product in the cart and go there; a script is answered with the new count instead."""
    shop, form = open_shop(request, store_code), CartForm(request.POST)
    facts = shop.find(form.cleaned_data["sku"]) if form.is_valid() else None
    found = [piece for piece in pieces(shop, [facts] if facts else []) if piece.can_be_bought]
    if not found:
        return _refused(request, shop)
    said, piece = form.cleaned_data, found[0]
    lines = basket.with_one_more(
        basket.lines_of(request, store_code=store_code),
        piece.sku,
        request_id=said["request_id"],
        index=-1 if said["index"] is None else said["index"],
    )
    line = _line(lines, piece.sku)
    if line is not None and not said["told"]:
        shop.tell(_cart_event("add_to_cart", line, 1))
    count = sum(line.quantity for line in lines)
    answer = (
        JsonResponse({"count": count, "said": f"{piece.name} is in your cart."})
        if _asks_for_json(request)
        else redirect("storefront-cart", store_code)
    )
    return _keeping(answer, request, shop, lines)


@require_POST
def change(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will set how many of a product are wanted; none takes it out of the cart."""
    shop, form = open_shop(request, store_code), CartForm(request.POST)
    lines = basket.lines_of(request, store_code=store_code)
    answer = redirect("storefront-cart", store_code)
    if not form.is_valid() or (line := _line(lines, form.cleaned_data["sku"])) is None:
        return answer
    quantity = min(form.cleaned_data["quantity"] or 0, basket.MOST_OF_ONE)
    if quantity != line.quantity:
        name = "add_to_cart" if quantity > line.quantity else "remove_from_cart"
        shop.tell(_cart_event(name, line, abs(quantity - line.quantity)))
    return _keeping(answer, request, shop, basket.with_quantity(lines, line.sku, quantity=quantity))


@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will ask where the order goes, make it, and tell WooRec."""
    shop = open_shop(request, store_code)
    found = basket.cart_of(shop, basket.lines_of(request, store_code=store_code))
    if not found.lines:
        return redirect("storefront-cart", store_code)
    known = {"name": shop.visitor.shopper.name} if shop.visitor.shopper else {}
    form = CheckoutForm(request.POST if request.method == "POST" else None, initial=known)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(
            request,
            shop,
            "checkout.html",
            {"form": form, "cart": found, "items": items_json(_items(found))},
            status=status,
        )
    order, told = orders.place(shop, found)
    answer = redirect("storefront-thanks", store_code, order.number)
    if not told:
        answer["Location"] += "?untold=1"
    kept = orders.sealed([order, *orders.all_orders(request, store_code=store_code)], store_code=store_code)
    cookies.keep(answer, request, store_code=store_code, name=cookies.ORDERS, value=kept)
    return _keeping(answer, request, shop, found.gone)


def _cart_page(request: HttpRequest, shop: Shop, *, problem: str = "", status: int = 200) -> HttpResponse:
    found = basket.cart_of(shop, basket.lines_of(request, store_code=shop.code))
    gone = [facts.name for each in found.gone if (facts := shop.find(each.sku))]
    others = newest(shop, count=FALLBACK)
    context = {"cart": found, "gone": gone, "fallback": others, "problem": problem, "items": items_json(_items(found))}
    context["counts"] = range(1, basket.MOST_OF_ONE + 1)
    return page(request, shop, "cart.html", context, status=status)


def _items(found: basket.Cart) -> Iterator[dict[str, object]]:
    for each in found.lines:
        yield {"item_id": each.line.sku, "quantity": each.line.quantity, "price": each.piece.amount}


def _refused(request: HttpRequest, shop: Shop) -> HttpResponse:
    if _asks_for_json(request):
        return JsonResponse({"said": NOT_TO_BUY}, status=422)
    return _cart_page(request, shop, problem=NOT_TO_BUY, status=422)


def _keeping(answer: HttpResponse, request: HttpRequest, shop: Shop, lines: Sequence[basket.Line]) -> HttpResponse:
    """This will keep the cart and the visit: without it the order would be another visitor's than the click."""
    value = basket.sealed(lines, store_code=shop.code)
    cookies.keep(answer, request, store_code=shop.code, name=cookies.CART, value=value)
    cookies.keep(answer, request, store_code=shop.code, name=cookies.SESSION, value=shop.visitor.session)
    return answer


def _line(lines: Sequence[basket.Line], sku: str) -> basket.Line | None:
    return next((each for each in lines if each.sku == sku), None)


def _cart_event(name: str, line: basket.Line, quantity: int) -> dict[str, object]:
    item = {"item_id": line.sku, "quantity": quantity} | ({"index": line.index} if line.index >= 0 else {})
    list_id = {"request_id": line.request_id} if line.request_id else {}
    return {"event_id": str(uuid4()), "name": name, "items": [item]} | list_id


def _asks_for_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
