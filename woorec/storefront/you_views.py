"""Who the demo's visitor is: somebody new, one of the made-up customers, from where, and what their skin avoids."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from woorec.demo_keys import server_key
from woorec.storefront import api_door, cookies, shoppers
from woorec.storefront.forms import AvoidancesForm
from woorec.storefront.render import page
from woorec.storefront.shop import Shop, fresh_session, open_shop

UNKEPT = "This cannot be kept now. Nothing has changed; try again in a minute."


@require_safe
def you(request: HttpRequest, store_code: str) -> HttpResponse:
    shop = open_shop(request, store_code)
    form = AvoidancesForm(initial={"allergens": shop.visitor.avoids})
    return _you_page(request, shop, form)


@require_POST
def become(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will make the visitor somebody else, in a visit of their own: nobody inherits what another one did."""
    shop = open_shop(request, store_code)
    answer = redirect(_back(request, store_code))
    known = shoppers.shopper(shop.store, request.POST.get("customer", ""))
    kept = {
        cookies.SESSION: fresh_session(),
        cookies.SHOPPER: cookies.seal(known.customer, store_code=store_code, name=cookies.SHOPPER) if known else "",
    }
    for name, value in kept.items():
        cookies.keep(answer, request, store_code=store_code, name=name, value=value)
    cookies.keep_avoidances(answer, request, store_code=store_code, sealed="")
    return answer


@require_POST
def region(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will remember from where a visitor looks; a customer's region is their home."""
    shop = open_shop(request, store_code)
    answer = redirect(_back(request, store_code))
    found = next((each for each in shop.snapshot.facts.regions if each.code == request.POST.get("region")), None)
    if found is not None:
        cookies.keep(answer, request, store_code=store_code, name=cookies.REGION, value=found.code)
    return answer


@require_POST
def avoids(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will have WooRec keep what the visitor's skin avoids, or erase it, with their consent."""
    shop, form = open_shop(request, store_code), AvoidancesForm(request.POST)
    if not form.is_valid():
        return _you_page(request, shop, form, status=422)
    try:
        sealed = _keep(shop, form.cleaned_data["allergens"])
    except api_door.Refused:
        form.add_error(None, UNKEPT)
        return _you_page(request, shop, form, status=503)
    answer = redirect(reverse("storefront-you", args=[store_code]) + "?kept=1#skin")
    cookies.keep_avoidances(answer, request, store_code=store_code, sealed=sealed)
    cookies.keep(answer, request, store_code=store_code, name=cookies.SESSION, value=shop.visitor.session)
    return answer


def _keep(shop: Shop, allergens: list[str]) -> str:
    """This will have the API keep a customer's avoidances, and return a visitor's own as the API sealed them."""
    visitor = shop.visitor
    headers = {"Shopper-Token": visitor.token, "Shopper-Session": visitor.session} if visitor.token else {}
    if not server_key(shop.code) or (visitor.shopper and not visitor.token):
        raise api_door.Refused(503, {"title": "The shop has no key, or nobody vouches for its customer."})
    if not allergens:
        api_door.call(shop.code, "DELETE", "avoidances", headers=headers)
        return ""
    body = {"allergens": allergens, "consent": True}
    return str(api_door.call(shop.code, "PUT", "avoidances", body, headers=headers).get("visitor_avoidances", ""))


def _you_page(request: HttpRequest, shop: Shop, form: AvoidancesForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "shoppers": shoppers.offered(shop.store),
        "regions": shop.snapshot.facts.regions,
        "back": _ours(request.GET.get("back", ""), shop.code),
    }
    return page(request, shop, "you.html", context, status=status)


def _back(request: HttpRequest, store_code: str) -> str:
    return _ours(request.POST.get("next", ""), store_code)


def _ours(address: str, store_code: str) -> str:
    """This will take an address if it leads to a page of this shop, else the shop's first page."""
    here = reverse("storefront", args=[store_code])
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith(here)
    return address if is_ours else here
