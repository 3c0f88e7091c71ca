"""What a shopper's orders of a year add up to, as a column of the read of who asks."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ORDERS = 1000


@dataclass(frozen=True, slots=True)
class Purchases:
    """The last 365 days. `spend` is in the currency of the shopper's region; `last_at` (unix seconds) may be older."""

    orders: int = 0
    paid: int = 0  # orders in the currency of `spend`
    spend: float = 0.0
    units: int = 0
    returned: int = 0
    last_at: float | None = None

    @property
    def average(self) -> float | None:
        return self.spend / self.paid if self.paid else None

    @property
    def return_share(self) -> float | None:
        return self.returned / self.units if self.units else None


# Expects c (the customer), r (their region), and the values at, currency and most_orders.
PURCHASES = """
(SELECT json_build_array(
     count(*), count(*) FILTER (WHERE y.own_currency), coalesce(sum(y.spent) FILTER (WHERE y.own_currency), 0),
     coalesce(sum(y.units), 0), coalesce(sum(y.returned), 0),
     (SELECT extract(epoch FROM o.at) FROM events_order o
      WHERE o.customer_id = c.id AND o.at <= %(at)s AND (o.cancelled_at IS NULL OR o.cancelled_at > %(at)s)
      ORDER BY o.at DESC LIMIT 1))
 FROM (
     SELECT o.currency = coalesce(r.currency, %(currency)s) AS own_currency, lines.*
     FROM events_order o
     CROSS JOIN LATERAL (
         SELECT sum(l.quantity * l.unit_price) AS spent, sum(l.quantity) AS units,
                sum((SELECT coalesce(sum(b.quantity), 0) FROM events_return b
                     WHERE b.line_id = l.id AND b.at <= %(at)s)) AS returned
         FROM events_orderline l WHERE l.order_id = o.id
     ) lines
     WHERE o.customer_id = c.id AND o.at <= %(at)s AND o.at > %(at)s - interval '365 days'
       AND (o.cancelled_at IS NULL OR o.cancelled_at > %(at)s)
     ORDER BY o.at DESC LIMIT %(most_orders)s
 ) y)
"""


def read_purchases(found: Sequence[float]) -> Purchases:
    """This will read what the column holds."""
    orders, paid, spend, units, returned, last_at = found
    return Purchases(
        orders=int(orders),
        paid=int(paid),
        spend=float(spend),
        units=int(units),
        returned=int(returned),
        last_at=None if last_at is None else float(last_at),
    )
