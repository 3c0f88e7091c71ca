"""The purchases of the completejourney retailer as a shop's past."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_OID, UUID, uuid5

import numpy as np

from catalog.feeds.completejourney import Purchases
from events.rows import CustomerRow, History, InteractionRow, OrderLineRow, OrderRow

WEEK = 7 * 86_400.0
NAMESPACE = uuid5(NAMESPACE_OID, "completejourney")


def history(purchases: Purchases, *, until: datetime | None = None) -> History:
    """This will turn purchases into customers, orders and events.

    With `until` every time moves by whole weeks so that the last purchase lies in the week before it: weekdays and
    distances stay, and recency means today what it meant then.
    """
    shift = 0.0 if until is None else math.floor((until.timestamp() - purchases.at.max()) / WEEK) * WEEK
    lines = merged_lines(purchases)
    return History(
        customers=(CustomerRow(str(pk), tier="regular", region="us") for pk in np.unique(purchases.household)),
        interactions=_interactions(lines, shift=shift),
        orders=_orders(lines, shift=shift),
        counts={
            "customers": len(np.unique(purchases.household)),
            "interactions": len(lines.at),
            "orders": len(np.unique(lines.basket)),
        },
    )


def merged_lines(purchases: Purchases) -> Purchases:
    """This will add up a product that one basket lists twice and drop lines without a quantity."""
    kept = np.flatnonzero(purchases.quantity > 0)
    keys = np.stack([purchases.basket[kept], purchases.product[kept]], axis=1)
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    inverse = inverse.reshape(-1)
    rows = kept[first]
    order = np.lexsort((purchases.product[rows], purchases.basket[rows], purchases.at[rows]))
    return Purchases(
        household=purchases.household[rows][order],
        basket=purchases.basket[rows][order],
        product=purchases.product[rows][order],
        quantity=np.bincount(inverse, weights=purchases.quantity[kept]).astype(np.int64)[order],
        value=np.bincount(inverse, weights=purchases.value[kept])[order],
        week=purchases.week[rows][order],
        at=purchases.at[rows][order],
    )


def _interactions(lines: Purchases, *, shift: float) -> Iterator[InteractionRow]:
    columns = (lines.household, lines.basket, lines.product, lines.quantity, lines.value, lines.at)
    for household, basket, product, quantity, value, at in zip(*(c.tolist() for c in columns), strict=True):
        yield InteractionRow(
            event_id=_event_id(basket),
            kind="purchase",
            at=_moment(at + shift),
            sku=str(product),
            session=str(basket),
            customer=str(household),
            quantity=quantity,
            value=Decimal(f"{value / quantity:.2f}"),
        )


def _orders(lines: Purchases, *, shift: float) -> Iterator[OrderRow]:
    order = np.argsort(lines.basket, kind="stable")
    starts = np.flatnonzero(np.diff(lines.basket[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        first = rows[0]
        yield OrderRow(
            number=str(lines.basket[first]),
            at=_moment(float(lines.at[first]) + shift),
            currency="USD",
            customer=str(lines.household[first]),
            region="us",
            lines=tuple(
                OrderLineRow(
                    str(lines.product[r]), int(lines.quantity[r]), Decimal(f"{lines.value[r] / lines.quantity[r]:.2f}")
                )
                for r in rows
            ),
        )


def _event_id(basket: int) -> UUID:
    return UUID(int=NAMESPACE.int ^ basket)


def _moment(at: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
