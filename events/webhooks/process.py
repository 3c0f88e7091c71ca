"""Acts on deliveries that were kept. Each is acted on under its own lock, so that two workers never take the same one.

A delivery without `finished_at` is not settled: it is new, or it waits for something that has to come first. Nothing
but the row remembers it, so no lost message and no killed process can lose it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet

from catalog.feeds.json_values import Unreadable
from catalog.models import Store
from events.models import WebhookDelivery, WebhookSource
from events.webhooks.deliveries import FAILED, IS_KEPT, WAITING
from events.webhooks.orders import take_order, take_order_gone, take_refund
from events.webhooks.outcome import LONGEST, Result, failed, waiting
from events.webhooks.products import take_product, take_product_gone, take_stock

log = logging.getLogger(__name__)
WAITS = timedelta(days=7)
FIRST_WAIT = timedelta(seconds=15)  # doubled with each attempt
LONGEST_DOUBLING = 12
KEPT = timedelta(days=30)
AT_ONCE = 500  # settled in one round
FOLLOWERS = 20  # taken up at once when what they wait for comes


def process(delivery_id: int, *, now: datetime) -> bool:
    """This will act on a delivery unless it is settled or somebody else does, and say whether it was acted on.

    Raises OperationalError when the database does not let it; the delivery then stays as it was.
    """
    with transaction.atomic():
        delivery = _taken(delivery_id)
        if delivery is None:
            return False
        result = _result(delivery, now=now)
        _settle(delivery, result, now=now)
    for follower in _followers(delivery.source.store, result.arrived):
        process(follower, now=now)
    return True


def redeliver(delivery: WebhookDelivery, *, now: datetime) -> WebhookDelivery:
    """This will act once more on what was kept, whatever came of it before. It may do so any number of times.

    A call of which nothing was kept stays as it is. Raises OperationalError when the database does not let it; the
    delivery is then tried again by itself.
    """
    if _open_again(WebhookDelivery.objects.filter(pk=delivery.pk)):
        process(delivery.pk, now=now)
    delivery.refresh_from_db()
    return delivery


def redeliver_failed(source: WebhookSource) -> int:
    """This will open all failed deliveries of a source again, for `settle_open` to act on, and return how many."""
    return _open_again(source.deliveries.filter(FAILED))


def settle_open(*, now: datetime) -> int:
    """This will act on deliveries that are due: those that were left, and those that wait. Returns how many it took."""
    due = [pk for pk, waits_until in _open() if waits_until <= now][:AT_ONCE]
    taken = 0
    for delivery_id in due:
        try:
            taken += process(delivery_id, now=now)
        except (OperationalError, InterfaceError) as error:
            log.warning("Delivery %s is tried again later: %s", delivery_id, error)
            WebhookDelivery.objects.filter(pk=delivery_id).update(attempts=F("attempts") + 1)
    return taken


def due_at(received_at: datetime, *, attempts: int) -> datetime:
    """This will say when a delivery that waits is tried next: the longer it waits, the less often."""
    return received_at + FIRST_WAIT * (2 ** min(attempts, LONGEST_DOUBLING))


def forget_old(*, now: datetime) -> int:
    """This will delete deliveries that were settled long ago, and return how many."""
    old = WebhookDelivery.objects.filter(finished_at__isnull=False, received_at__lt=now - KEPT)
    return old.delete()[0]


def _open_again(deliveries: QuerySet[WebhookDelivery]) -> int:
    """This will make deliveries unsettled and due at once, but for those of which nothing was kept."""
    return deliveries.filter(IS_KEPT).update(state=WebhookDelivery.State.RECEIVED, finished_at=None, attempts=0)


def _open() -> list[tuple[int, datetime]]:
    """This will list what is not settled, with when it is due."""
    rows = WebhookDelivery.objects.filter(WAITING).order_by("received_at", "pk")
    return [
        (pk, due_at(received_at, attempts=attempts))
        for pk, received_at, attempts in rows.values_list("pk", "received_at", "attempts")
    ]


def _taken(delivery_id: int) -> WebhookDelivery | None:
    return (
        WebhookDelivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("source__store")
        .filter(pk=delivery_id, finished_at=None)
        .first()
    )


def _result(delivery: WebhookDelivery, *, now: datetime) -> Result:
    """This will act on a delivery as a whole or not at all."""
    try:
        with transaction.atomic():
            return _act(delivery, now=now)
    except (OperationalError, InterfaceError):
        raise
    except Unreadable as error:
        return failed(str(error))
    except Exception:
        log.exception("Delivery %s of source %s could not be taken in", delivery.pk, delivery.source_id)
        return waiting(
            "Something unexpected happened; the server's log says what. It is tried again.", for_=("repair",)
        )


def _act(delivery: WebhookDelivery, *, now: datetime) -> Result:
    source, content = delivery.source, delivery.content
    kind = content.get("kind")
    if kind == "product":
        return take_product(source, content, now=now)
    if kind == "product-gone":
        return take_product_gone(source, content)
    if kind == "stock":
        return take_stock(source, content, now=now)
    if kind == "order":
        return take_order(source.store, content)
    if kind == "order-gone":
        return take_order_gone(source.store, content)
    if kind == "refund":
        return take_refund(source.store, content)
    return failed("Nothing usable was kept of this call.")


def _settle(delivery: WebhookDelivery, result: Result, *, now: datetime) -> None:
    gave_up = bool(result.waits_for) and now - delivery.received_at > WAITS
    delivery.state = result.state
    delivery.message = (
        f"Given up after {WAITS.days} days. {result.message}"[:LONGEST] if gave_up else result.message[:LONGEST]
    )
    delivery.finished_at = now if gave_up or not result.waits_for else None
    delivery.attempts = min(delivery.attempts + 1, 32_000)
    delivery.content = (
        {**delivery.content, "waits_for": list(result.waits_for)}
        if result.waits_for
        else {name: value for name, value in delivery.content.items() if name != "waits_for"}
    )
    delivery.save(update_fields=["state", "message", "finished_at", "attempts", "content"])


def _followers(store: Store, arrived: Sequence[str]) -> list[int]:
    """This will find deliveries that waited for what just came."""
    if not arrived:
        return []
    awaited = Q()
    for name in arrived:
        awaited |= Q(content__waits_for__contains=[name])
    waiting_now = WebhookDelivery.objects.filter(
        awaited, source__store=store, state=WebhookDelivery.State.FAILED, finished_at=None
    )
    return list(waiting_now.order_by("received_at", "pk").values_list("pk", flat=True)[:FOLLOWERS])
