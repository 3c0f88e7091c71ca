"""Takes in orders: the newest news about one says what it is. Older news changes nothing, whenever it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.models import Store
from events.models import Customer, Interaction, Order, OrderLine
from events.order_facts import Bought, claim, claimed, purchase_id, tell
from events.webhooks.lookup import product_of
from events.webhooks.outcome import Result, done, outdated, waiting
from events.webhooks.refunds import apply_refunds, first_seen, strangers_of

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Lines:
    """What an order's lines come to: product -> pieces and unit price, and the SKUs that are no product of ours."""

    bought: Mapping[int, Bought]
    unknown: tuple[str, ...]


def take_order(store: Store, content: Mapping[str, Any]) -> Result:
    """This will make the order what the shop system says it is now."""
    at, arrived = datetime.fromisoformat(content["at"]), (f"order:{content['number']}",)
    order, is_new = _locked(store, content)
    if order.source_updated_at and order.source_updated_at > at:
        first_seen(order, content["refunds"])
        return outdated(f"Order {order.number} is known as it was later.", arrived=arrived)
    if is_new:
        claim(store, purchase_id(store, number=order.number))
    lines, before = lines_of(store, content["lines"]), order.at
    _write_head(order, content, at=at)
    _write_lines(order, lines.bought)
    notes = apply_refunds(order, content["refunds"], are_all=content["all_refunds"])
    tell_purchase(order, before=before)
    said = " ".join([_summary(order, content, lines), *notes])
    if not lines.unknown:
        return done(said, arrived=arrived)
    missing = f"Not in the catalogue: {', '.join(lines.unknown[:5])}. Counted as soon as it is."
    return waiting(f"{said} {missing}", for_=tuple(f"sku:{sku}" for sku in lines.unknown), arrived=arrived)


def take_order_gone(store: Store, content: Mapping[str, Any]) -> Result:
    """This will mark an order as cancelled that was deleted in the shop."""
    at, number = datetime.fromisoformat(content["at"]), content["id"]
    order = Order.objects.select_for_update().filter(store=store, number=number).first()
    if order is None:
        return waiting(f"Order {number} was deleted, but never sent before.", for_=(f"order:{number}",))
    if order.source_updated_at and order.source_updated_at > at:
        return outdated(f"Order {number} was changed after it was deleted.")
    order.source_updated_at, order.cancelled_at = at, at
    order.save(update_fields=["source_updated_at", "cancelled_at"])
    tell_purchase(order, before=order.at)
    return done(f"Order {number} was deleted and counts as cancelled.")


def take_refund(store: Store, content: Mapping[str, Any]) -> Result:
    """This will note what came back of an order; before the order is known it waits."""
    number = content["number"]
    order = Order.objects.select_for_update().filter(store=store, number=number).first()
    if order is None:
        return waiting(f"The refund waits for order {number}, which was not sent yet.", for_=(f"order:{number}",))
    notes = apply_refunds(order, content["refunds"], are_all=False)
    said = " ".join([f"Refund of order {number}.", *notes])
    strangers = {name for refund in content["refunds"] for name in strangers_of(order, refund)}
    # An order holds a line as soon as its product is known, which may be later than the refund.
    waits = (f"order:{number}", *(f"sku:{sku}" for sku in sorted(strangers)))
    return waiting(said, for_=waits) if strangers else done(said)


def lines_of(store: Store, lines: list[Mapping[str, Any]]) -> Lines:
    """This will find the products of lines and add up those that name one product twice."""
    pieces: dict[int, int] = {}
    money: dict[int, Decimal] = {}
    unknown: dict[str, None] = {}
    for line in lines:
        product = product_of(store, line)
        if product is None:
            unknown[line["sku"] or f"id:{line['external_id']}"] = None
            continue
        pieces[product] = pieces.get(product, 0) + line["quantity"]
        money[product] = money.get(product, Decimal(0)) + Decimal(line["unit_price"]) * line["quantity"]
    bought = {each: Bought(each, count, (money[each] / count).quantize(CENT)) for each, count in pieces.items()}
    return Lines(bought, tuple(unknown))


def tell_purchase(order: Order, *, before: datetime) -> None:
    """This will bring the event log up to date, unless it was the browser that told of the purchase."""
    event_id = purchase_id(order.store, number=order.number)
    if not claimed(order.store, [event_id]):
        return
    lines = [] if order.cancelled_at else order.lines.all()
    bought = [Bought(line.product_id, line.quantity, line.unit_price) for line in lines]
    tell(order, event_id, kind=Interaction.Kind.PURCHASE, at=order.at, bought=bought, before=[before])


def _locked(store: Store, content: Mapping[str, Any]) -> tuple[Order, bool]:
    order, is_new = Order.objects.get_or_create(
        store=store,
        number=content["number"],
        defaults={"at": datetime.fromisoformat(content["created"]), "currency": content["currency"] or store.currency},
    )
    return Order.objects.select_for_update(of=("self",)).select_related("store").get(pk=order.pk), is_new


def _write_head(order: Order, content: Mapping[str, Any], *, at: datetime) -> None:
    order.at = datetime.fromisoformat(content["created"])
    order.currency = content["currency"] or order.store.currency
    order.source_updated_at = at
    order.cancelled_at = (
        datetime.fromisoformat(content.get("cancelled_at") or content["at"]) if content["cancelled"] else None
    )
    if content["customer"]:
        order.customer, _ = Customer.objects.get_or_create(store=order.store, pseudonym=content["customer"])
    order.save()


def _write_lines(order: Order, bought: Mapping[int, Bought]) -> None:
    """This will keep what the browser noted of a line, such as the list it came from."""
    order.lines.exclude(product_id__in=bought).delete()
    OrderLine.objects.bulk_create(
        [
            OrderLine(order=order, product_id=each.product_id, quantity=each.quantity, unit_price=each.unit_price)
            for each in bought.values()
        ],
        update_conflicts=True,
        unique_fields=["order", "product"],
        update_fields=["quantity", "unit_price"],
    )


def _summary(order: Order, content: Mapping[str, Any], lines: Lines) -> str:
    pieces = sum(each.quantity for each in lines.bought.values())
    return f"Order {order.number}, {content['status'] or 'open'}: {pieces} piece{'' if pieces == 1 else 's'}."
