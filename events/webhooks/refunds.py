"""Takes in refunds: each return once by the number of its refund, and never more pieces than were bought."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum

from events.models import Interaction, Order, OrderLine, Return
from events.order_facts import Bought, claim, claimed, refund_id, tell
from events.webhooks.lookup import product_of

Refund = Mapping[str, Any]


def apply_refunds(order: Order, refunds: Sequence[Refund], *, are_all: bool) -> list[str]:
    """This will note what came back and return what a person should know of it.

    With `are_all`, refunds that the shop system does not name any more are taken back. The order must be locked.
    """
    before = _times(order)
    if are_all:
        _take_back(order, but=[refund["reference"] for refund in refunds])
    notes = [note for refund in sorted(refunds, key=_oldest_first) for note in _apply(order, refund)]
    _trim(order)
    for reference in {*before, *(refund["reference"] for refund in refunds)}:
        _tell(order, reference, before=before.get(reference))
    return notes


def first_seen(order: Order, refunds: Iterable[Refund]) -> None:
    """This will learn from old news when a refund that is known was first heard of."""
    before = _times(order)
    for refund in refunds:
        at, reference = datetime.fromisoformat(refund["at"]), refund["reference"]
        if Return.objects.filter(line__order=order, reference=reference, at__gt=at).update(at=at):
            _tell(order, reference, before=before[reference])


def strangers_of(order: Order, refund: Refund) -> list[str]:
    """This will name what a refund is about and the order does not hold."""
    bought = set(order.lines.values_list("product_id", flat=True))
    return [
        each["sku"] or f"id:{each['external_id']}"
        for each in refund["lines"]
        if product_of(order.store, each) not in bought
    ]


def _oldest_first(refund: Refund) -> tuple[str, str]:
    return refund["at"], refund["reference"]


def _apply(order: Order, refund: Refund) -> list[str]:
    reference = refund["reference"]
    if not refund["lines"]:
        return [f"Refund {reference} of {refund['amount']} {order.currency} names no products: no return is noted."]
    claim(order.store, refund_id(order.store, number=order.number, reference=reference))
    notes = [_note(order, refund)] if refund["guessed"] else []
    for line, pieces in _pieces(order, refund).items():
        notes += _keep(line, pieces, refund)
    return notes + [
        f"Refund {reference} names {name}, which is not in the order." for name in strangers_of(order, refund)
    ]


def _keep(line: OrderLine, pieces: int, refund: Refund) -> list[str]:
    at, reference = datetime.fromisoformat(refund["at"]), refund["reference"]
    others = line.returns.exclude(reference=reference).aggregate(pieces=Sum("quantity"))["pieces"] or 0
    held = line.returns.filter(reference=reference).first()
    kept = min(pieces, line.quantity - others)
    if kept <= 0:
        line.returns.filter(reference=reference).delete()
        return [f"Refund {reference}: all {line.quantity} of {line.product.sku} came back before."]
    if held is None:
        Return.objects.create(line=line, reference=reference, at=at, quantity=kept)
    else:
        held.quantity, held.at = kept, min(held.at, at)
        held.save(update_fields=["quantity", "at"])
    return []


def _pieces(order: Order, refund: Refund) -> dict[OrderLine, int]:
    """This will add up a refund's pieces by line of the order."""
    lines = {line.product_id: line for line in order.lines.select_related("product")}
    found: dict[OrderLine, int] = {}
    for each in refund["lines"]:
        line = lines.get(product_of(order.store, each) or 0)
        if line is not None:
            found[line] = found.get(line, 0) + each["quantity"]
    return found


def _note(order: Order, refund: Refund) -> str:
    pieces = ", ".join(f"{each['quantity']} x {each['sku'] or each['external_id']}" for each in refund["lines"])
    return f"Refund {refund['reference']} of {refund['amount']} {order.currency} is taken for {pieces}, by its amount."


def _take_back(order: Order, *, but: Sequence[str]) -> None:
    """Returns that somebody else told of are left alone."""
    noted = Return.objects.filter(line__order=order).exclude(reference="").exclude(reference__in=but)
    ids = {refund_id(order.store, number=order.number, reference=each.reference): each.pk for each in noted}
    Return.objects.filter(pk__in=[ids[each] for each in claimed(order.store, ids)]).delete()


def _trim(order: Order) -> None:
    """This will shorten the newest returns of a line that holds fewer pieces now than came back."""
    for line in order.lines.annotate(back=Sum("returns__quantity")).filter(back__isnull=False):
        over = line.back - line.quantity
        for each in line.returns.order_by("-at", "-pk") if over > 0 else ():
            taken = min(over, each.quantity)
            over -= taken
            if each.quantity == taken:
                each.delete()
            elif taken:
                Return.objects.filter(pk=each.pk).update(quantity=each.quantity - taken)


def _times(order: Order) -> dict[str, datetime]:
    noted = Return.objects.filter(line__order=order).exclude(reference="")
    return dict(noted.values_list("reference", "at"))


def _tell(order: Order, reference: str, *, before: datetime | None) -> None:
    """This will bring the event log up to date for one refund of which the shop system tells."""
    event_id = refund_id(order.store, number=order.number, reference=reference)
    if not claimed(order.store, [event_id]):
        return
    returns = list(Return.objects.filter(line__order=order, reference=reference).select_related("line"))
    bought = [Bought(each.line.product_id, each.quantity, each.line.unit_price) for each in returns]
    times = [before] if before else []
    if returns or before:
        at = returns[0].at if returns else before
        tell(order, event_id, kind=Interaction.Kind.REFUND, at=at, bought=bought, before=times)
