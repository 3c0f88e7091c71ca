"""What an order is to the event log: one purchase, whoever tells of it first.

A shop's browser and its shop system both tell of an order. Its number gives what the shop system tells an event id of
its own, so that each side can see what the other told.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from catalog.models import Store
from events.models import EventReceipt, Interaction, Order
from events.orders import NewOrder

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "woorec:orders")


@dataclass(frozen=True, slots=True)
class Bought:
    """Pieces of one product in one event, and what one of them cost."""

    product_id: int
    quantity: int
    unit_price: Decimal


def purchase_id(store: Store, *, number: str) -> UUID:
    return uuid.uuid5(NAMESPACE, f"{store.code}\x1f{number}")


def refund_id(store: Store, *, number: str, reference: str) -> UUID:
    return uuid.uuid5(NAMESPACE, f"{store.code}\x1f{number}\x1f{reference}")


def claim(store: Store, event_id: UUID) -> None:
    """This will note that the shop system tells this event."""
    EventReceipt.objects.get_or_create(store=store, event_id=event_id)


def claimed(store: Store, event_ids: Iterable[UUID]) -> set[UUID]:
    """This will name those of the events that the shop system tells."""
    found = EventReceipt.objects.filter(store=store, event_id__in=list(event_ids))
    return set(found.values_list("event_id", flat=True))


def tell(
    order: Order, event_id: UUID, *, kind: str, at: datetime, bought: Iterable[Bought], before: Iterable[datetime] = ()
) -> None:
    """This will make the event say just this, one row a product. `before` are the times it may have had until now."""
    held = Interaction.objects.filter(store_id=order.store_id, event_id=event_id, at__in={at, *before})
    rows = [
        Interaction(
            store_id=order.store_id,
            event_id=event_id,
            kind=kind,
            at=at,
            session=order.session,
            customer_id=order.customer_id,
            product_id=each.product_id,
            quantity=each.quantity,
            value=each.unit_price,
        )
        for each in bought
    ]
    if set(map(_said, held)) != set(map(_said, rows)):
        held.delete()
        Interaction.objects.bulk_create(rows)


def hand_over(store: Store, orders: Sequence[NewOrder]) -> None:
    """This will let the browser tell of purchases that the shop system told first: it takes back what that one told.

    The browser knows the visit and the list that was answered; the shop system knows neither.
    """
    by_id = {purchase_id(store, number=new.number): new for new in orders}
    for event_id in claimed(store, by_id):
        new = by_id[event_id]
        order = Order.objects.select_for_update().get(store=store, number=new.number)
        tell(order, event_id, kind=Interaction.Kind.PURCHASE, at=order.at, bought=())
        EventReceipt.objects.filter(store=store, event_id=event_id).delete()
        Order.objects.filter(pk=order.pk).update(session=new.session, region_id=new.region_id)
        for line in new.lines:
            order.lines.filter(product_id=line.product_id).update(request_id=line.request_id)


def _said(row: Interaction) -> tuple[object, ...]:
    return row.at, row.product_id, row.quantity, row.value, row.customer_id, row.session
