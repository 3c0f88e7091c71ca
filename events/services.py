"""Writes of what shoppers did: live events counted once, served lists, and the backfill of a shop's past."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Json

from catalog.models import MembershipTier, Product, Region, Store
from events.models import Avoidance, Consent, Customer, Interaction, Order, OrderLine, RankedList, Return
from events.privacy import pseudonym, seal_avoidances
from events.rows import CustomerRow, History, InteractionRow, OrderRow, RankedListRow

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many products of events were new, how many had been counted before, and which (event, product) were new."""

    stored: int
    duplicate: int
    new: frozenset[tuple[UUID, int]] = frozenset()

    def is_new(self, event_id: UUID) -> bool:
        return any(event_id == each for each, _ in self.new)


def record_interactions(rows: Sequence[Interaction]) -> Recorded:
    """This will store events exactly once each: a second delivery of one event id changes nothing."""
    sql = """
        INSERT INTO events_interaction
            (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity, value,
             request_id, position)
        SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[],
                             %s::bigint[], %s::bigint[], %s::int[], %s::numeric[], %s::uuid[], %s::smallint[])
        ON CONFLICT (store_id, event_id, product_id) DO NOTHING
        RETURNING event_id, product_id
    """
    names = [
        "store_id",
        "event_id",
        "kind",
        "at",
        "received_at",
        "session",
        "customer_id",
        "product_id",
        "quantity",
        "value",
        "request_id",
        "position",
    ]
    now = timezone.now()
    for row in rows:
        row.received_at = now
    with connection.cursor() as cursor:
        cursor.execute(sql, [[getattr(row, name) for row in rows] for name in names])
        new = frozenset(cursor.fetchall())
    return Recorded(stored=len(new), duplicate=len(rows) - len(new), new=new)


@dataclass(frozen=True, slots=True)
class OrderedLine:
    product_id: int
    quantity: int
    unit_price: Decimal | int
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    event_id: UUID
    number: str
    at: datetime
    currency: str
    lines: tuple[OrderedLine, ...]
    customer_id: int | None = None
    session: str = ""


@dataclass(frozen=True, slots=True)
class NewReturn:
    """What came back of an order. An order that is not known yet is created by its purchase, not here."""

    event_id: UUID
    number: str
    at: datetime
    reason: str
    lines: tuple[OrderedLine, ...]


def record_batch(
    store: Store,
    *,
    interactions: Sequence[Interaction],
    orders: Sequence[NewOrder] = (),
    returns: Sequence[NewReturn] = (),
) -> Recorded:
    """This will store a batch of events with the orders and returns they speak of, all or nothing, each once."""
    if not interactions:
        return Recorded(stored=0, duplicate=0)
    with transaction.atomic():
        recorded = record_interactions(interactions)
        for order in orders:
            if recorded.is_new(order.event_id):
                _keep_order(store, order)
        # One event may stand twice in a batch; what came back counts once all the same.
        for returned in {each.event_id: each for each in returns}.values():
            _keep_return(store, returned, new=recorded.new)
    return recorded


def _keep_order(store: Store, new: NewOrder) -> None:
    order, _ = Order.objects.get_or_create(
        store=store,
        number=new.number,
        defaults={
            "at": new.at,
            "customer_id": new.customer_id,
            "session": new.session,
            "currency": new.currency,
        },
    )
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                product_id=line.product_id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                request_id=line.request_id,
            )
            for line in new.lines
        ],
        ignore_conflicts=True,
    )


def _keep_return(store: Store, returned: NewReturn, *, new: frozenset[tuple[UUID, int]]) -> None:
    reason = returned.reason if returned.reason in Return.Reason.values else Return.Reason.OTHER
    for line in returned.lines:
        if (returned.event_id, line.product_id) not in new:
            continue
        found = OrderLine.objects.filter(
            order__store=store, order__number=returned.number, product_id=line.product_id
        ).first()
        if found is not None:
            quantity = min(line.quantity, found.quantity)
            Return.objects.create(line=found, at=returned.at, quantity=quantity, reason=reason)


def log_ranked_list(served: RankedList) -> None:
    """This will keep a served list as it was shown."""
    served.save(force_insert=True)


def ensure_customer(store: Store, *, external_id: str) -> int:
    """This will find or create the profile behind a shop's customer id."""
    found, _ = Customer.objects.get_or_create(
        store=store, pseudonym=pseudonym(store_code=store.code, external_id=external_id)
    )
    return found.pk


def keep_avoidances(customer: Customer, *, allergens: Iterable[str], at: datetime, source: str) -> None:
    """This will store what a shopper's skin must avoid, with the consent that allows it."""
    with transaction.atomic():
        Consent.objects.create(
            customer=customer, purpose=Consent.Purpose.AVOIDANCES, granted=True, at=at, source=source
        )
        Avoidance.objects.update_or_create(
            customer=customer, defaults={"sealed": seal_avoidances(allergens), "consented_at": at}
        )


def load_history(store: Store, history: History, *, progress: Progress | None = None) -> dict[str, int]:
    """This will backfill a shop's past through COPY and return how many rows of each kind were new.

    All or nothing; what is already stored (same pseudonym, event id, request id, order number) stays as it is.
    """
    report = progress or (lambda _stage, _done, _total: None)
    loader = _Loader(store, report=report, expected=history.counts)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        counts = {
            "customers": loader.customers(history.customers),
            "ranked_lists": loader.ranked_lists(history.ranked_lists),
            "interactions": loader.interactions(history.interactions),
        }
        counts |= loader.orders(history.orders)
    with connection.cursor() as cursor:
        for table in ("events_interaction", "events_rankedlist", "events_order", "events_orderline", "events_customer"):
            cursor.execute(f"ANALYZE {table}")  # the planner must know a table that just grew from nothing
    return counts


class _Loader:
    """Streams rows into a staging table with COPY and moves what is new into place."""

    def __init__(self, store: Store, *, report: Progress, expected: dict[str, int]) -> None:
        self.store, self.report, self.expected = store, report, expected
        self.products = dict(Product.objects.filter(store=store).values_list("sku", "pk"))
        self.regions = dict(Region.objects.filter(store=store).values_list("code", "pk"))
        self.tiers = dict(MembershipTier.objects.filter(store=store).values_list("code", "pk"))
        self.customer_ids: dict[str, int] = {}
        self.pseudonyms: dict[str, str] = {}

    def customers(self, rows: Iterable[CustomerRow]) -> int:
        avoiders: list[tuple[str, tuple[str, ...]]] = []

        def lines() -> Iterator[tuple[Any, ...]]:
            for row in rows:
                name = self._pseudonym(row.external_id)
                if row.avoids:
                    avoiders.append((name, row.avoids))
                yield (
                    self.store.pk,
                    name,
                    self.tiers.get(row.tier),
                    self.regions.get(row.region),
                    row.personalise,
                    row.joined_at,
                )

        columns = "store_id pseudonym tier_id region_id personalise joined_at"
        new = self._copy("events_customer", columns, lines(), stage="customers")
        self.customer_ids = dict(Customer.objects.filter(store=self.store).values_list("pseudonym", "pk"))
        now = timezone.now()
        known = set(Avoidance.objects.filter(customer__store=self.store).values_list("customer_id", flat=True))
        Consent.objects.bulk_create(
            (
                Consent(
                    customer_id=self.customer_ids[name],
                    purpose=Consent.Purpose.AVOIDANCES,
                    granted=True,
                    at=now,
                    source="backfill",
                )
                for name, _ in avoiders
                if self.customer_ids[name] not in known
            ),
            batch_size=1000,
        )
        Avoidance.objects.bulk_create(
            (
                Avoidance(customer_id=self.customer_ids[name], sealed=seal_avoidances(avoids), consented_at=now)
                for name, avoids in avoiders
            ),
            batch_size=1000,
            ignore_conflicts=True,
        )
        return new

    def ranked_lists(self, rows: Iterable[RankedListRow]) -> int:
        columns = (
            "request_id store_id at placement customer_id session region tier seed_ids ruleset model arm random_seed "
            "explored fallback relaxed short latency_ms product_ids scores propensities slots reasons prices stocks "
            "margins candidate_ids candidate_scores"
        )

        def lines() -> Iterator[tuple[Any, ...]]:
            for row in rows:
                ids = [self.products[sku] for sku in row.skus]
                blank, unknown = [""] * len(ids), [None] * len(ids)
                yield (
                    row.request_id, self.store.pk, row.at, row.placement, self._customer(row.customer), row.session,
                    row.region, row.tier, [self.products[sku] for sku in row.seed_skus], "", row.model, "", 0,
                    False, [], Json([]), False, 0.0, ids, list(row.scores), list(row.propensities), blank, blank,
                    list(row.prices), unknown, unknown, [], [],
                )  # fmt: skip

        return self._copy("events_rankedlist", columns, lines(), stage="ranked_lists")

    def interactions(self, rows: Iterable[InteractionRow]) -> int:
        now = timezone.now()
        columns = (
            "store_id event_id kind at received_at session customer_id product_id quantity value request_id position"
        )
        lines = (
            (
                self.store.pk, row.event_id, row.kind, row.at, now, row.session, self._customer(row.customer),
                self.products[row.sku], row.quantity, row.value, row.request_id, row.position,
            )
            for row in rows
        )  # fmt: skip
        return self._copy("events_interaction", columns, lines, stage="interactions")

    def orders(self, rows: Iterable[OrderRow]) -> dict[str, int]:
        kept: list[OrderRow] = []

        def lines() -> Iterator[tuple[Any, ...]]:
            for row in rows:
                kept.append(row)
                yield (
                    self.store.pk, row.number, self._customer(row.customer), row.session,
                    self.regions.get(row.region), row.at, row.currency,
                )  # fmt: skip

        columns = "store_id number customer_id session region_id at currency"
        counts = {"orders": self._copy("events_order", columns, lines(), stage="orders")}
        counts["order_lines"] = self._order_lines(kept)
        counts["returns"] = self._returns(kept)
        return counts

    def _order_lines(self, orders: list[OrderRow]) -> int:
        numbers = self._order_ids()
        lines = (
            (numbers[order.number], self.products[line.sku], line.quantity, line.unit_price, line.request_id)
            for order in orders
            for line in order.lines
        )
        columns = "order_id product_id quantity unit_price request_id"
        return self._copy("events_orderline", columns, lines, stage="order_lines")

    def _returns(self, orders: list[OrderRow]) -> int:
        returned = [
            (order.number, line.sku, line.returned_at, line.quantity, line.return_reason or "other")
            for order in orders
            for line in order.lines
            if line.returned_at
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMP TABLE staged_return "
                "(number text, product_id bigint, at timestamptz, quantity int, reason text) ON COMMIT DROP"
            )
            with cursor.copy("COPY staged_return FROM STDIN") as copy:
                for number, sku, at, quantity, reason in returned:
                    copy.write_row((number, self.products[sku], at, quantity, reason))
            cursor.execute(
                """
                INSERT INTO events_return (line_id, at, quantity, reason)
                SELECT l.id, s.at, s.quantity, s.reason FROM staged_return s
                JOIN events_order o ON o.store_id = %s AND o.number = s.number
                JOIN events_orderline l ON l.order_id = o.id AND l.product_id = s.product_id
                WHERE NOT EXISTS (SELECT 1 FROM events_return r WHERE r.line_id = l.id AND r.at = s.at)
                """,
                [self.store.pk],
            )
            new = cursor.rowcount
            cursor.execute("DROP TABLE staged_return")
            return new

    def _copy(self, table: str, columns: str, lines: Iterable[tuple[Any, ...]], *, stage: str) -> int:
        names = ", ".join(columns.split())
        total = self.expected.get(stage, 0)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE staged AS SELECT {names} FROM {table} WITH NO DATA")
            with cursor.copy(f"COPY staged ({names}) FROM STDIN") as copy:
                for done, line in enumerate(lines):
                    if done % 5000 == 0:
                        self.report(stage, done, total)
                    copy.write_row(line)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM staged ON CONFLICT DO NOTHING")
            new = cursor.rowcount
            cursor.execute("DROP TABLE staged")
        return new

    def _order_ids(self) -> dict[str, int]:
        return dict(self.store.orders.values_list("number", "pk"))

    def _pseudonym(self, external_id: str) -> str:
        if external_id not in self.pseudonyms:
            self.pseudonyms[external_id] = pseudonym(store_code=self.store.code, external_id=external_id)
        return self.pseudonyms[external_id]

    def _customer(self, external_id: str) -> int | None:
        return self.customer_ids.get(self._pseudonym(external_id)) if external_id else None
