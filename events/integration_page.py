"""What all pages below Integrations share: the source they are about, its address, and the page of one source."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from catalog.models import Store
from events.integration_forms import SecretForm
from events.models import WebhookSource
from events.webhooks.deliveries import FILTERS, MOST, count_by_filter, deliveries_of
from events.webhooks.refused import refused
from events.webhooks.signatures import has_readable_secrets
from events.webhooks.topics import Topic, topics_of

PAGE_SIZE = 25
PAGE = "events/integrations/source.html"
LABELS = {"all": "All", "failed": "Failed", "waiting": "Waiting"}


@dataclass(frozen=True, slots=True)
class Connection:
    """What a person pastes into the shop system, and why it may not work."""

    address: str
    problem: str
    topics: tuple[Topic, ...]


def source_of(store: Store, source_id: int) -> WebhookSource:
    source: WebhookSource = get_object_or_404(store.webhook_sources.select_related("store"), pk=source_id)
    return source


def lead_to(request: HttpRequest, source: WebhookSource) -> HttpResponse:
    """This will lead the browser to the page of a source after a form was taken."""
    here = reverse("integration", args=[source.store.code, source.pk])
    return HttpResponseClientRedirect(here) if request.htmx else redirect(here)  # type: ignore[attr-defined]


def connection_of(request: HttpRequest, source: WebhookSource) -> Connection:
    address = request.build_absolute_uri(reverse("hook", args=[source.token]))
    return Connection(address, _problem(request), topics_of(source.system))


def _problem(request: HttpRequest) -> str:
    """This will say why a shop system could not call the address that this page was opened under."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    if host == "localhost" or _is_private(host.strip("[]")):
        return "You opened this page under an address that only this network knows. Open it under the public one."
    if not request.is_secure():
        return "It begins with http: the shop's orders would travel in the open, and Shopify refuses it. Use https."
    return ""


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def source_page(
    request: HttpRequest,
    source: WebhookSource,
    *,
    part: str = "",
    form: SecretForm | None = None,
    issued: str = "",
    status: int = 200,
) -> HttpResponse:
    """This will show a source, or one part of its page. `issued` is a new secret, shown in this answer alone."""
    which = request.GET.get("state", "all")
    context = {
        "store": source.store,
        "source": source,
        "connection": connection_of(request, source),
        "warehouse": source.store.warehouses.filter(code=source.warehouse_code).first(),
        "refused": refused(source),
        "has_secret": bool(source.sealed_secret),
        "is_readable": has_readable_secrets(source),
        "form": form or SecretForm(),
        "issued": issued,
        "is_part": bool(part),
        **_deliveries(request, source, which=which if which in FILTERS else "all"),
    }
    return render(request, f"{PAGE}#{part}" if part else PAGE, context, status=status)


def _deliveries(request: HttpRequest, source: WebhookSource, *, which: str) -> dict[str, Any]:
    counts = count_by_filter(source)
    here = reverse("integration", args=[source.store.code, source.pk])
    return {
        "which": which,
        "counts": counts,
        "most": MOST if counts[which] > MOST else 0,
        "page": Paginator(deliveries_of(source, which=which), PAGE_SIZE).get_page(request.GET.get("page")),
        "query": "" if which == "all" else f"&state={which}",
        "filters": [
            {"label": f"{label} {_counted(counts[name])}", "url": here if name == "all" else f"{here}?state={name}",
             "active": name == which}
            for name, label in LABELS.items()
        ],
    }  # fmt: skip


def _counted(count: int) -> str:
    return f"{count:,}" if count <= MOST else f"over {MOST:,}"
