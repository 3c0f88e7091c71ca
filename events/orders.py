"""Orders, returns and ratings: what purchases, refunds and reviews leave behind, each once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from catalog.models import Store
from events.models import OrderLine, Return


@dataclass(frozen=True, slots=True)
class OrderedLine:
    product_id: int
    quantity: int
    unit_price: Decimal | int = 0
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    number: str
    at: datetime
    currency: str
    lines: tuple[OrderedLine, ...]
    customer_id: int | None = None
    session: str = ""
    region_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewReturn:
    """What came back of an order; without lines all of it. The same `reference` counts once for each line."""

    number: str
    at: datetime
    reference: str
    reason: str = Return.Reason.OTHER
    is_about_material: bool = False
    lines: tuple[OrderedLine, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NewRating:
    customer_id: int
    product_id: int
    stars: int
    at: datetime


def keep_orders(store: Store, orders: Sequence[NewOrder]) -> None:
    """This will store orders and their lines. What is already known of an order or a line stays as it is."""
    if not orders:
        return
    by_number: dict[str, NewOrder] = {}
    for order in orders:
        by_number.setdefault(order.number, order)
    first = [by_number[number] for number in sorted(by_number)]
    sql = """
        INSERT INTO events_order (store_id, number, at, currency, customer_id, session, region_id)
        SELECT %s, o.* FROM unnest(%s::text[], %s::timestamptz[], %s::text[], %s::bigint[], %s::text[], %s::bigint[]) o
        ON CONFLICT (store_id, number) DO NOTHING
    """
    _execute(sql, [store.pk, *_columns(first, "number at currency customer_id session region_id")])
    _keep_lines(store, [(order.number, line) for order in orders for line in order.lines])


def _keep_lines(store: Store, lines: Sequence[tuple[str, OrderedLine]]) -> None:
    sql = """
        INSERT INTO events_orderline (order_id, product_id, quantity, unit_price, request_id)
        SELECT o.id, l.product_id, l.quantity, l.unit_price, l.request_id
        FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::numeric[], %s::uuid[])
            AS l (number, product_id, quantity, unit_price, request_id)
        JOIN events_order o ON o.store_id = %s AND o.number = l.number
        ORDER BY o.id, l.product_id
        ON CONFLICT (order_id, product_id) DO NOTHING
    """
    columns = _columns([line for _, line in lines], "product_id quantity unit_price request_id")
    _execute(sql, [[number for number, _ in lines], *columns, store.pk])


def keep_returns(store: Store, returns: Sequence[NewReturn]) -> None:
    """This will store what came back. No more comes back of a line than was bought.

    A refund and a return may tell of the same piece; the second one then adds no return but may bring its reason.
    """
    if not returns:
        return
    lines = OrderLine.objects.select_for_update(of=("self",)).filter(
        order__store=store, order__number__in={each.number for each in returns}
    )
    bought: dict[str, dict[int, OrderLine]] = {}
    for line in lines.select_related("order").order_by("pk"):
        bought.setdefault(line.order.number, {})[line.product_id] = line
    for each in sorted(returns, key=lambda one: one.at):
        _keep_return(each, bought.get(each.number, {}))


def _keep_return(new: NewReturn, bought: dict[int, OrderLine]) -> None:
    wanted = {line.product_id: line.quantity for line in new.lines} or {
        product_id: line.quantity for product_id, line in bought.items()
    }
    for product_id, quantity in wanted.items():
        if product_id in bought:
            _return_line(new, bought[product_id], quantity)


def _return_line(new: NewReturn, line: OrderLine, quantity: int) -> None:
    earlier = list(line.returns.order_by("at", "pk"))
    same = [each for each in earlier if new.reference and each.reference == new.reference]
    left = line.quantity - sum(each.quantity for each in earlier)
    if same or left <= 0:
        _explain(same or earlier, new)
        return
    Return.objects.create(
        line=line,
        at=new.at,
        quantity=min(quantity, left),
        reason=_reason(new),
        is_about_material=new.is_about_material,
        reference=new.reference,
    )


def _reason(new: NewReturn) -> str:
    return new.reason if new.reason in Return.Reason.values else Return.Reason.OTHER


def _explain(earlier: Sequence[Return], new: NewReturn) -> None:
    """This will write why a piece came back to the return that did not say; a reason that is known stays."""
    unexplained = [each for each in earlier if each.reason == Return.Reason.OTHER]
    if not unexplained or (_reason(new) == Return.Reason.OTHER and not new.is_about_material):
        return
    last = unexplained[-1]
    last.reason, last.is_about_material = _reason(new), last.is_about_material or new.is_about_material
    last.save(update_fields=["reason", "is_about_material"])


def keep_ratings(ratings: Sequence[NewRating]) -> None:
    """This will keep the latest stars of each customer for each product."""
    latest: dict[tuple[int, int], NewRating] = {}
    for each in sorted(ratings, key=lambda one: one.at):
        latest[each.customer_id, each.product_id] = each
    if not latest:
        return
    rows = [latest[pair] for pair in sorted(latest)]
    sql = """
        INSERT INTO events_rating (customer_id, product_id, stars, at)
        SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::smallint[], %s::timestamptz[])
        ON CONFLICT (customer_id, product_id) DO UPDATE SET stars = excluded.stars, at = excluded.at
        WHERE events_rating.at <= excluded.at
    """
    _execute(sql, _columns(rows, "customer_id product_id stars at"))


def _columns(rows: Sequence[object], names: str) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in names.split()]


def _execute(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
