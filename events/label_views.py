"""Events, opened by integrators who wire the shop's data layer and by merchandisers who ask whether something is known.

They mostly look whether the event they just sent arrived and if not why, see which events never come though models
learn from them, and copy a call that works.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.models import Store
from catalog.views import shop_of
from events.dictionary import COMMON_FIELDS, DICTIONARY
from events.labels import kinds_to_choose, labels, midnight, rejected_today
from events.tail import ALL, REJECTED, tail

TEMPLATE = "events/labels.html"
UNCHANGED = 204  # htmx leaves the page as it is


@login_required
@require_safe
@vary_on_headers("HX-Request")
def event_labels(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show the dictionary beside the live tail, or the tail alone when its filters change."""
    store = shop_of(request, store_code)
    context = _tail(request, store)
    if request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request"):
        context |= {"rejected": rejected_today(store, now=context["now"])}
        return render(request, f"{TEMPLATE}#event-tail-panel", context)
    found = labels(store, address=request.build_absolute_uri(reverse("events")), now=context["now"])
    context |= {
        "labels": found,
        "rejected": found.rejected,
        "midnight": midnight(context["now"]),
        "common_fields": COMMON_FIELDS,
    }
    return render(request, TEMPLATE, context)


@require_safe
@vary_on_headers("HX-Request")
def event_tail(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show what arrived since, or nothing when nothing did; who was signed out is led to the door."""
    if not request.user.is_authenticated:
        return HttpResponse(headers={"HX-Refresh": "true"})
    store = shop_of(request, store_code)
    context = _tail(request, store)
    if request.GET.get("seen") == context["tail"].mark:
        return HttpResponse(status=UNCHANGED)
    context["rejected"] = rejected_today(store, now=context["now"])
    return render(request, f"{TEMPLATE}#event-tail-news", context)


def _tail(request: HttpRequest, store: Store) -> dict[str, Any]:
    show = REJECTED if request.GET.get("show") == REJECTED else ALL
    kind = request.GET.get("name", "")
    kind = kind if kind in DICTIONARY else ""
    paused, now = bool(request.GET.get("paused")), timezone.now()
    return {
        "store": store,
        "tail": tail(store, now=now, show=show, kind=kind),
        "show": show,
        "kind": kind,
        "kinds": kinds_to_choose(kind),
        "paused": paused,
        "now": now,
        "zone": timezone.get_current_timezone_name(),
        "query": _query(show, kind),
        "all_query": _query(ALL, kind, paused=paused),
        "rejected_query": _query(REJECTED, kind, paused=paused),
        "pause_query": _query(show, kind, paused=not paused),
    }


def _query(show: str, kind: str, *, paused: bool = False) -> str:
    named = {"show": show if show != ALL else "", "name": kind, "paused": "1" if paused else ""}
    return urlencode({name: value for name, value in named.items() if value})
