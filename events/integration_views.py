"""Integrations, opened by the integrator who connects a shop system and by Petra who asks why orders stopped coming.

They mostly connect WooCommerce or Shopify, read what came of the last deliveries, and have a failed one acted on again.
"""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from catalog.models import Store
from catalog.settings_page import settings_page
from catalog.views import shop_of
from events.integration_forms import NOWHERE, DescribeForm, SourceForm
from events.integration_page import connection_of, lead_to, source_of, source_page
from events.webhooks.deliveries import all_refused, source_lines
from events.webhooks.process import due_at
from events.webhooks.signatures import has_readable_secrets
from events.webhooks.sources import add_source, describe

EDIT = "events/integrations/edit.html"
MOST_CONTENT = 20_000  # letters


@settings_page("events.add_webhooksource")
def integrations(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list the shop systems that call this store."""
    store = shop_of(request, store_code)
    refused = all_refused(store)
    lines = [
        (line, refused.get(line.source.pk), bool(line.source.sealed_secret), has_readable_secrets(line.source))
        for line in source_lines(store, now=timezone.now())
    ]
    return render(request, "events/integrations/list.html", {"store": store, "lines": lines})


@settings_page("events.add_webhooksource")
def new(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will connect a shop system, and show its secret in the answer and never again."""
    store = shop_of(request, store_code)
    form = SourceForm(request.POST or None, store=store)
    if request.method == "POST" and form.is_valid():
        return _connected(request, store, form)
    return _form_page(request, store, form, title="Connect a shop system")


def _connected(request: HttpRequest, store: Store, form: SourceForm) -> HttpResponse:
    source, secret = add_source(store, **form.cleaned_data)
    context = {
        "store": store,
        "source": source,
        "connection": connection_of(request, source),
        "issued": "" if form.cleaned_data["secret"] else secret,
        "has_secret": bool(secret),
    }
    template = "events/integrations/connected.html"
    # The secret is in the answer to the POST alone: the page of the source does not show it.
    return render(request, f"{template}#connected" if request.htmx else template, context)  # type: ignore[attr-defined]


@settings_page("events.change_webhooksource")
def edit(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will change what a source is called and whose stock its figures are."""
    store = shop_of(request, store_code)
    source = source_of(store, source_id)
    initial = {"name": source.name, "warehouse_code": source.warehouse_code or NOWHERE[0]}
    form = DescribeForm(request.POST or None, store=store, source=source, initial=initial)
    if request.method == "POST" and form.is_valid():
        describe(source, **form.cleaned_data)
        messages.success(request, "Saved. The next delivery follows it.")
        return lead_to(request, source)
    return _form_page(request, store, form, title=f"Change {source.name}", source=source)


def _form_page(request: HttpRequest, store: Store, form: DescribeForm, **context: object) -> HttpResponse:
    right = "events.change_webhooksource" if context.get("source") else "events.add_webhooksource"
    may_change = request.user.has_perm(right)
    template = f"{EDIT}#source-form" if request.htmx and form.is_bound else EDIT  # type: ignore[attr-defined]
    status = 422 if form.is_bound else 200
    return render(request, template, {"store": store, "form": form, "may_change": may_change, **context}, status=status)


@settings_page("events.change_webhooksource")
def source(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will show one source: how to connect it, and its deliveries."""
    store = shop_of(request, store_code)
    part = "source-deliveries" if request.htmx else ""  # type: ignore[attr-defined]
    return source_page(request, source_of(store, source_id), part=part)


@settings_page("events.change_webhooksource")
def delivery(request: HttpRequest, store_code: str, source_id: int, delivery_id: int) -> HttpResponse:
    """This will show one delivery: what came of it and what was kept of it."""
    store = shop_of(request, store_code)
    found_source = source_of(store, source_id)
    found = get_object_or_404(found_source.deliveries, pk=delivery_id)
    content = {name: value for name, value in found.content.items() if name != "waits_for"}
    written = json.dumps(content, indent=2, ensure_ascii=False) if content else ""
    context = {
        "store": store,
        "source": found_source,
        "delivery": found,
        "content": written[:MOST_CONTENT],
        "left_out": max(0, len(written) - MOST_CONTENT),
        "is_kept": "kind" in content,
        "times": found.repeats + 1,
        "next_try": max(due_at(found.received_at, attempts=found.attempts), timezone.now()),
    }
    return render(request, "events/integrations/delivery.html", context)
