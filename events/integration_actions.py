"""What is done to a source and its deliveries, each with a button on the pages of `integration_views`."""

import logging

from django.contrib import messages
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from catalog.settings_page import settings_page
from catalog.views import shop_of
from events.integration_forms import SecretForm
from events.integration_page import lead_to, source_of, source_page
from events.models import WebhookDelivery, WebhookSource
from events.webhooks.process import redeliver, redeliver_failed
from events.webhooks.sources import retire_old_secret, rotate_secret, switch

log = logging.getLogger(__name__)
RIGHT = "events.change_webhooksource"
CONFIRM = "events/integrations/confirm.html"
State = WebhookDelivery.State


@settings_page(RIGHT)
def secret(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will add a second secret: Shopify's own, or one that is shown in the answer and never again."""
    source = source_of(shop_of(request, store_code), source_id)
    if request.method != "POST":
        return redirect("integration", source.store.code, source.pk)
    part = "source-secret" if request.htmx else ""  # type: ignore[attr-defined]
    if source.system == WebhookSource.System.SHOPIFY:
        return _take_secret(request, source, SecretForm(request.POST), part=part)
    return source_page(request, source, part=part, issued=rotate_secret(source))


def _take_secret(request: HttpRequest, source: WebhookSource, form: SecretForm, *, part: str) -> HttpResponse:
    if not form.is_valid():
        return source_page(request, source, part=part, form=form, status=422)
    rotate_secret(source, secret=form.cleaned_data["secret"])
    messages.success(request, "The secret is stored. Calls that are signed with it are let in.")
    return lead_to(request, source)


@settings_page(RIGHT)
def retire(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will ask before the older of two secrets is refused, and retire it when confirmed."""
    source = source_of(shop_of(request, store_code), source_id)
    if request.method == "POST":
        if retire_old_secret(source):
            messages.success(request, "The old secret is retired. Calls that are signed with it are refused.")
        return redirect("integration", source.store.code, source.pk)
    return render(request, CONFIRM, {"store": source.store, "source": source, "what": "retire"})


@settings_page(RIGHT)
def switch_source(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will switch a source on, and ask before it is switched off."""
    source = source_of(shop_of(request, store_code), source_id)
    if request.method == "POST":
        is_active = request.POST.get("active") == "on"
        switch(source, is_active=is_active)
        words = "is switched on. Its calls are let in." if is_active else "is switched off. Its calls are turned away."
        messages.success(request, f"{source.name} {words}")
        return redirect("integration", source.store.code, source.pk)
    return render(request, CONFIRM, {"store": source.store, "source": source, "what": "switch"})


@require_POST
@settings_page(RIGHT)
def again(request: HttpRequest, store_code: str, source_id: int, delivery_id: int) -> HttpResponse:
    """This will act once more on a delivery and say what came of it."""
    source = source_of(shop_of(request, store_code), source_id)
    found = get_object_or_404(source.deliveries, pk=delivery_id)
    level, said = _done_again(found)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.add_message(request, getattr(messages, level.upper()), said)
        return redirect("integration-delivery", source.store.code, source.pk, found.pk)
    found.is_kept = "kind" in found.content  # type: ignore[attr-defined]  # as deliveries_of annotates it
    context = {"store": source.store, "source": source, "delivery": found, "is_done_again": True}
    answer = render(request, "events/integrations/row.html", context)
    return trigger_client_event(answer, "toast", {"level": level, "message": said})


def _done_again(found: WebhookDelivery) -> tuple[str, str]:
    """This will act on a delivery and put into words what came of it, with the level of the message."""
    try:
        done = redeliver(found, now=timezone.now())
    except (OperationalError, InterfaceError) as error:
        log.warning("Delivery %s is acted on later: %s", found.pk, error)
        return "warning", "The database was too busy. It is tried again by itself within a minute."
    if done.state == State.FAILED:
        return "warning", f"It still waits. {done.message}" if done.is_waiting else f"It failed again. {done.message}"
    if done.state == State.RECEIVED:
        return "info", "It is being processed elsewhere right now. Reload to see what came of it."
    return "success", f"{done.get_state_display()}. {done.message}"


@require_POST
@settings_page(RIGHT)
def all_again(request: HttpRequest, store_code: str, source_id: int) -> HttpResponse:
    """This will have all failed deliveries of a source acted on again, in the background."""
    source = source_of(shop_of(request, store_code), source_id)
    count = redeliver_failed(source)
    if count:
        noun = "delivery is" if count == 1 else "deliveries are"
        messages.success(request, f"{count:,} {noun} processed again, oldest first. Reload in a minute.")
    else:
        messages.info(
            request, "None of the failed deliveries holds anything to process. Send them again from the shop."
        )
    return redirect(f"{reverse('integration', args=[source.store.code, source.pk])}?state=waiting")
