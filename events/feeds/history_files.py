"""A shop's past from our own files: orders with lines and returns, or events. CSV with a header, or JSON Lines.

In CSV an order takes one row a line, next to each other. A line that cannot be read is left out and named; so is an
order of which nothing remains.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from catalog.feeds.base import CellError, FeedError
from catalog.models import Store
from events.feeds.cells import BadCell, Cells, amount, choice, identity, maybe, moment, needed, pieces, text
from events.feeds.lines import Record, columns_of, is_json, records
from events.models import Interaction, Return
from events.order_facts import purchase_id
from events.rows import InteractionRow, OrderLineRow, OrderRow
from events.staging import event_id_of

ORDER_COLUMNS = (
    *("order", "at", "currency", "customer", "session", "region"),
    *("sku", "quantity", "unit_price", "request_id", "returned_at", "returned_quantity", "return_reason"),
)
EVENT_COLUMNS = (
    *("event_id", "kind", "at", "sku", "session", "customer", "region"),
    *("quantity", "value", "request_id", "position", "order"),
)
KINDS, REASONS = frozenset(Interaction.Kind.values), frozenset(Return.Reason.values)
AHEAD = timedelta(minutes=10)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class ReadRow:
    """What became of one order or event of the file. `line` is its last one."""

    line: int
    row: OrderRow | InteractionRow | None
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the cells of a file may name, and how its times are meant."""

    store: Store
    products: Mapping[str, int]
    regions: Mapping[str, int]
    zone: tzinfo
    oldest: datetime  # of events; orders stay for good
    latest: datetime


def sort_of(path: Path) -> str:
    """This will tell a file of orders from one of events. Raises FeedError."""
    found = columns_of(path)
    if {"order", "at", "sku", "quantity", "unit_price"} <= found:
        return "orders"
    if {"kind", "at", "sku"} <= found:
        return "events"
    raise FeedError(
        f"{path} is neither orders (order, at, sku, quantity, unit_price) nor events (kind, at, sku). "
        f"Its columns are: {', '.join(sorted(found)) or 'none'}."
    )


def read_orders(path: Path, *, known: Known, after: int = 0) -> Iterator[ReadRow]:
    """This will read the orders that end after a line of the file."""
    for number, group in groupby(records(path, after=after), key=_order_number):
        found = list(group)
        for taken in [[each] for each in found] if is_json(path) or not number else [found]:
            yield _order(taken, known)


def read_events(path: Path, *, known: Known, after: int = 0) -> Iterator[ReadRow]:
    """This will read the events that end after a line of the file."""
    for record in records(path, after=after):
        errors: list[CellError] = []
        row = _try(record, lambda record=record: _event(record, known), errors)  # type: ignore[misc]
        yield ReadRow(record.line, row, tuple(errors))


def _order_number(record: Record) -> str:
    return record.cells.get("order", "").strip()


def _order(taken: Sequence[Record], known: Known) -> ReadRow:
    errors: list[CellError] = []
    first, last = taken[0], taken[-1].line
    bare = _try(first, lambda: _bare_order(first.cells, known), errors)
    if bare is None:
        return ReadRow(last, None, tuple(errors))
    lines: list[OrderLineRow] = []
    for record in taken:
        for cells in record.parts or [record.cells]:
            line = _try(record, lambda cells=cells: _line(cells, known, bought=bare.at), errors)  # type: ignore[misc]
            if line is not None:
                lines.append(line)
    return ReadRow(last, replace(bare, lines=_merged(lines)) if lines else None, tuple(errors))


def _bare_order(cells: Cells, known: Known) -> OrderRow:
    """This will read what concerns the whole order, and leave its lines to be filled in."""
    number = needed(cells, "order", longest=80)
    at = moment(cells, "at", zone=known.zone, latest=known.latest)
    currency = text(cells, "currency", longest=3) or known.store.currency
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise BadCell("currency", currency, "is not a currency", "Write three capital letters, as in EUR.")
    customer, session = text(cells, "customer", longest=200), text(cells, "session", longest=64)
    region = maybe(cells, "region", choice, among=known.regions, what="region") or ""
    return OrderRow(number, at, currency, (), customer, session, region)


def _line(cells: Cells, known: Known, *, bought: datetime) -> OrderLineRow:
    line = OrderLineRow(
        sku=choice(cells, "sku", among=known.products, what="product"),
        quantity=pieces(cells, "quantity"),
        unit_price=amount(cells, "unit_price"),
        request_id=maybe(cells, "request_id", identity),
        returned_at=maybe(cells, "returned_at", moment, zone=known.zone, latest=known.latest),
        returned_quantity=maybe(cells, "returned_quantity", pieces),
        return_reason=maybe(cells, "return_reason", choice, among=REASONS, what="reason") or "",
    )
    _check_return(line, cells, bought=bought)
    return line


def _check_return(line: OrderLineRow, cells: Cells, *, bought: datetime) -> None:
    if line.returned_at is None and (line.returned_quantity or line.return_reason):
        raise BadCell("returned_at", "", "is empty beside a return", "Write when it came back, or empty the return.")
    if line.returned_at is not None and line.returned_at < bought:
        raise BadCell("returned_at", cells["returned_at"], "lies before the order", "Check both times.")


def _merged(lines: Sequence[OrderLineRow]) -> tuple[OrderLineRow, ...]:
    """This will add up a product that one order lists twice, at its average price."""
    if len({line.sku for line in lines}) == len(lines):
        return tuple(lines)
    by_sku: dict[str, list[OrderLineRow]] = {}
    for line in lines:
        by_sku.setdefault(line.sku, []).append(line)
    return tuple(_added(group) for group in by_sku.values())


def _added(group: Sequence[OrderLineRow]) -> OrderLineRow:
    quantity = sum(line.quantity for line in group)
    paid = sum((line.quantity * line.unit_price for line in group), Decimal(0))
    back = sum(line.returned_quantity or line.quantity for line in group if line.returned_at)
    returned = next((line for line in group if line.returned_at), group[0])
    return OrderLineRow(
        sku=group[0].sku,
        quantity=quantity,
        unit_price=(paid / quantity).quantize(Decimal("0.01")),
        request_id=next((line.request_id for line in group if line.request_id), None),
        returned_at=returned.returned_at,
        returned_quantity=back or None,
        return_reason=returned.return_reason,
    )


def _event(record: Record, known: Known) -> InteractionRow:
    cells = record.cells
    at = moment(cells, "at", zone=known.zone, latest=known.latest)
    if at < known.oldest:
        reason = f"lies before {known.oldest:%Y-%m-%d}, and older events are not kept"
        raise BadCell("at", cells["at"], reason, "Leave the row out, or set EVENT_RETENTION_MONTHS.")
    kind = choice(cells, "kind", among=KINDS, what="kind of event")
    sku = choice(cells, "sku", among=known.products, what="product")
    session, customer = text(cells, "session", longest=64), text(cells, "customer", longest=200)
    order = text(cells, "order", longest=80)
    return InteractionRow(
        event_id=maybe(cells, "event_id", identity)
        or (
            purchase_id(known.store, number=order)
            if order and kind == "purchase"
            else event_id_of(known.store, "event", kind, at.isoformat(), sku, session, customer)
        ),
        kind=kind,
        at=at,
        sku=sku,
        session=session,
        customer=customer,
        quantity=maybe(cells, "quantity", pieces) or 1,
        value=maybe(cells, "value", amount),
        request_id=maybe(cells, "request_id", identity),
        position=_position(cells),
        region=maybe(cells, "region", choice, among=known.regions, what="region") or "",
    )


def _position(cells: Cells) -> int | None:
    found = maybe(cells, "position", pieces)
    if found is not None and found > 1000:
        raise BadCell("position", str(found), "is no place in a list", "Write a number from 1 to 1000.")
    return found


def _try(record: Record, read: Callable[[], Value], errors: list[CellError]) -> Value | None:
    """This will read a part of a record, or note why it cannot be read."""
    if record.fault:
        errors.append(CellError(record.line, "", "", record.fault, "Mend the line; the others are read."))
        return None
    try:
        return read()
    except BadCell as bad:
        errors.append(CellError(record.line, bad.column, bad.value, bad.reason, bad.remedy))
        return None


def known_of(
    store: Store, *, products: Mapping[str, int], regions: Mapping[str, int], oldest: datetime, now: datetime
) -> Known:
    return Known(store, products, regions, timezone.get_current_timezone(), oldest, now + AHEAD)
