"""Follows each request: its id, one line in the log for a call of the API, and its counts."""

import logging
import time
from collections.abc import Callable

from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from catalog.keys import Caller
from catalog.models import ApiKey
from woorec.metrics import UNKNOWN, count_ask, count_request
from woorec.tracing import Trace, follow, request_id_from

HEADER = "X-Request-Id"
OF_THE_API = ("/api/", "/hooks/")
LISTS = "api/v1/recommendations"
Answering = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger(__name__)


def follow_requests(answer: Answering) -> Answering:
    """This will give each request its id, and count and log calls of the API once they are answered."""

    def followed(request: HttpRequest) -> HttpResponse:
        trace, started = Trace(request_id=request_id_from(request.headers.get(HEADER, ""))), time.perf_counter()
        follow(trace)
        response = answer(request)
        response[HEADER] = trace.request_id
        if request.path.startswith(OF_THE_API):
            _tell(request, response, trace, seconds=time.perf_counter() - started)
        return response

    return followed


@receiver(request_finished)
def _end(**_: object) -> None:
    # Not when the answer is made: Django's own word on a failed request comes after that.
    follow(None)


def _tell(request: HttpRequest, response: HttpResponse, trace: Trace, *, seconds: float) -> None:
    caller, status = getattr(request, "user", None), response.status_code
    # Not isinstance: that would make a lazy user of the Studio read the database.
    store = caller.store.code if type(caller) is Caller else UNKNOWN
    route = request.resolver_match.route if request.resolver_match else UNKNOWN
    count_request(store=store, route=route, status=status, seconds=seconds)
    if route == LISTS:
        count_ask(store=store, placement=trace.placement, status=status)
    if log.isEnabledFor(logging.INFO):
        key = getattr(request, "auth", None)
        fields = {
            "method": request.method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "store": store,
            "key": key.name if isinstance(key, ApiKey) else "",
            **({"placement": trace.placement, "list": trace.list_id} if route == LISTS else {}),
        }
        log.info("%s %s %d", request.method, route, status, extra={"fields": fields})
