"""Which pages on other hosts may ask the API from a browser (CORS).

Only what a shop's pages need is opened, and only for keys that everybody may read. A preflight cannot name its key, so
it is answered alike for all; the answer itself is readable where the key allows the page's origin.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from catalog.keys import is_public, may_come_from

API = "/api/v1/"
OPEN = frozenset({"recommendations", "explanation", "events", "avoidances", "membership"})
MAY_SEND = "Authorization, Content-Type, Shopper-Token, Shopper-Session, Visitor-Avoidances"
MAY_READ = "Retry-After, X-Request-Id"
REMEMBERED = "7200"  # seconds; browsers keep a preflight for no longer
Answering = Callable[[HttpRequest], HttpResponse]


def answer_other_origins(answer: Answering) -> Answering:
    """This will let pages of other origins read what their key opens."""

    def answered(request: HttpRequest) -> HttpResponse:
        origin = request.headers.get("Origin", "")
        if request.path.removeprefix(API) not in OPEN:
            return answer(request)
        if origin and request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return _preflight()
        response = answer(request)
        patch_vary_headers(response, ["Origin"])  # else a cache hands on what was made for no page, or for another
        if not origin:
            return response
        # A server's key has no business in a page. Without a key there is nothing in the answer but why.
        key = getattr(request, "auth", None)
        if key is None or (is_public(key) and may_come_from(key, request)):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = MAY_READ
        return response

    return answered


def _preflight() -> HttpResponse:
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
        "Access-Control-Allow-Headers": MAY_SEND,
        "Access-Control-Max-Age": REMEMBERED,
    }
    return HttpResponse(status=204, headers=headers)
