"""What the shop keeps in its visitor's browser. A shop has a database for it; the demo leaves nothing behind."""

from typing import Any
from urllib.parse import quote, unquote

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.avoidances import VISITOR_KEEPS

SESSION, REGION, SHOPPER = "shop_session", "shop_region", "shop_shopper"
CART, ORDERS = "shop_cart", "shop_orders"
KEPT_SECONDS = 30 * 24 * 3600
LONGEST = 3600  # letters: a browser drops a cookie of more than about four thousand


def keep(response: HttpResponse, request: HttpRequest, *, store_code: str, name: str, value: str) -> None:
    """This will keep a value for this shop alone, out of the reach of scripts; an empty one is forgotten."""
    path = reverse("storefront", args=[store_code])
    if not value:
        response.delete_cookie(name, path=path)
        return
    response.set_cookie(
        name, value, max_age=KEPT_SECONDS, path=path, httponly=True, samesite="Lax", secure=request.is_secure()
    )


def avoidances_name(store_code: str) -> str:
    """This will name the cookie that the widget keeps a visitor's avoidances in, sealed by the API; ours as well."""
    return f"woorec_avoids_{store_code}"


def avoidances(request: HttpRequest, *, store_code: str) -> str:
    return unquote(request.COOKIES.get(avoidances_name(store_code), ""))


def keep_avoidances(response: HttpResponse, request: HttpRequest, *, store_code: str, sealed: str) -> None:
    """This will keep them where the widget finds them; what they say can be read with WooRec's key alone."""
    name = avoidances_name(store_code)
    if sealed:
        lasts = int(VISITOR_KEEPS.total_seconds())
        response.set_cookie(name, quote(sealed, safe=""), max_age=lasts, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(name)


def seal(value: object, *, store_code: str, name: str) -> str:
    """This will write a value so that nobody can change it."""
    return signing.dumps(value, salt=f"{name}:{store_code}", compress=True)


def unseal(request: HttpRequest, *, store_code: str, name: str) -> Any:
    """This will read a value back; None where there is none, it is too old or was tampered with."""
    raw = request.COOKIES.get(name)
    if not raw:
        return None
    try:
        return signing.loads(raw, salt=f"{name}:{store_code}", max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
