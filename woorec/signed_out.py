"""What a page is told whose person was signed out meanwhile, so that what was done on it is kept and repeated."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.views.csrf import csrf_failure as plain_csrf_failure


def say_signed_out(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """This will answer 401 to a part of a page that is sent to the sign-in: htmx would put the form into the page."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_part = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
        if is_part and response.status_code == 302 and response["Location"].startswith(resolve_url(settings.LOGIN_URL)):
            return HttpResponse(status=401)
        return response

    return answer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """This will mark the refusal for the page's own script, which fetches the new token and asks again."""
    response = plain_csrf_failure(request, reason=reason)
    response["X-Page-Expired"] = "1"
    return response
