"""After the order: the thank-you page, the orders of this visitor, and sending a piece back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from woorec.storefront import cookies, orders
from woorec.storefront.forms import ReturnForm
from woorec.storefront.pieces import newest
from woorec.storefront.render import page
from woorec.storefront.shop import Shop, open_shop

FALLBACK = 4


@require_safe
def thanks(request: HttpRequest, store_code: str, number: str) -> HttpResponse:
    shop = open_shop(request, store_code)
    context = {
        "order": _order(request, shop, number),
        "untold": "untold" in request.GET,
        "fallback": newest(shop, count=FALLBACK),
    }
    return page(request, shop, "thanks.html", context)


@require_safe
def history(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list what this visitor ordered here."""
    shop = open_shop(request, store_code)
    return page(request, shop, "orders.html", {"orders": orders.orders_of(request, shop)})


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, store_code: str, number: str) -> HttpResponse:
    """This will ask which piece comes back and why, take it back, and tell WooRec."""
    shop = open_shop(request, store_code)
    order = _order(request, shop, number)
    if not order.can_come_back:
        return redirect("storefront-orders", store_code)
    skus = [(line.sku, line.name) for line in order.can_come_back]
    initial = {"sku": request.GET.get("sku", skus[0][0])}
    form = ReturnForm(request.POST if request.method == "POST" else None, skus=skus, initial=initial)
    if not form.is_valid():
        context = {"order": order, "form": form}
        return page(request, shop, "return.html", context, status=422 if request.method == "POST" else 200)
    said = form.cleaned_data
    changed, told = orders.send_back(
        shop, order, said["sku"], reason=said["reason"], is_about_material=form.blames_the_material()
    )
    answer = redirect("storefront-orders", store_code)
    answer["Location"] += f"?back={number}" + ("" if told else "&untold=1")
    every = [changed if each.number == number else each for each in orders.all_orders(request, store_code=store_code)]
    value = orders.sealed(every, store_code=store_code)
    cookies.keep(answer, request, store_code=store_code, name=cookies.ORDERS, value=value)
    return answer


def _order(request: HttpRequest, shop: Shop, number: str) -> orders.Order:
    """This will find an order of this visitor; somebody else's is not found."""
    found = next((each for each in orders.orders_of(request, shop) if each.number == number), None)
    if found is None:
        raise Http404
    return found
