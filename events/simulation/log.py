"""The simulated log: columns while it grows, rows in order of time when it is read."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
import numpy.typing as npt

from events.rows import CustomerRow, InteractionRow, OrderLineRow, OrderRow, RankedListRow
from events.simulation.facts import CatalogueFacts
from events.simulation.people import SECONDS_A_DAY, People
from events.simulation.policy import LOGGING_POLICY

# In the order in which things of one instant happen.
KINDS = (
    "select_item", "view_item", "view_3d", "add_to_wishlist", "add_to_cart", "remove_from_cart", "begin_checkout",
    "purchase", "refund",
)  # fmt: skip
PLACEMENTS = ("home", "product", "cart")
REASONS = ("skin", "feel", "size", "colour", "damaged", "other")
LIST_COLUMNS = ("list", "at", "placement", "who", "session", "seed", "rows", "scores", "propensities")
EVENT_COLUMNS = ("kind", "at", "who", "session", "product", "list", "position", "quantity", "order")
ORDER_COLUMNS = ("order", "at", "who", "session")
LINE_COLUMNS = ("order", "product", "quantity", "list", "returned_at", "reason")
Columns = dict[str, npt.NDArray[np.generic]]


class Table:
    """Columns of equal length that grow by chunks; a single value fills its chunk."""

    def __init__(self, names: Sequence[str]) -> None:
        self.chunks: dict[str, list[npt.NDArray[np.generic]]] = {name: [] for name in names}

    def append(self, **arrays: npt.ArrayLike) -> None:
        length = max(np.shape(values)[0] for values in arrays.values() if np.ndim(values))
        for name, chunks in self.chunks.items():
            values = np.asarray(arrays[name])
            chunks.append(values if values.ndim else np.full(length, values))

    def columns(self, *, by: str) -> Columns:
        """Join the chunks and sort them by a column, keeping the order of equals."""
        if not self.chunks[by]:
            return {name: np.zeros(0, dtype=np.int64) for name in self.chunks}
        joined = {name: np.concatenate(chunks) for name, chunks in self.chunks.items()}
        order = np.argsort(joined[by], kind="stable")
        return {name: values[order] for name, values in joined.items()}


class Log:
    """Everything that happened, and how to read it as rows."""

    def __init__(self, facts: CatalogueFacts, *, people: People) -> None:
        self.facts, self.people = facts, people
        self.lists, self.events = Table(LIST_COLUMNS), Table(EVENT_COLUMNS)
        self.orders, self.lines = Table(ORDER_COLUMNS), Table(LINE_COLUMNS)
        self.list_count = self.order_count = 0

    def take_list_ids(self, count: int) -> npt.NDArray[np.int64]:
        self.list_count += count
        return np.arange(self.list_count - count, self.list_count)

    def take_order_ids(self, count: int) -> npt.NDArray[np.int64]:
        self.order_count += count
        return np.arange(self.order_count - count, self.order_count)


class Reader:
    """Reads a finished log as rows. Ids come from `rng`, so that a seed gives the same ids again."""

    def __init__(self, log: Log, *, start: float, rng: np.random.Generator) -> None:
        self.facts, self.people, self.start = log.facts, log.people, start
        self.lists, self.events = log.lists.columns(by="at"), log.events.columns(by="at")
        self.orders, self.lines = log.orders.columns(by="at"), log.lines.columns(by="order")
        self.request_ids = _uuids(log.list_count, rng=rng)
        self.event_ids = _uuids(len(self.events["at"]), rng=rng)
        self.purchase_ids = _uuids(log.order_count, rng=rng)
        self.money = _money(self.facts)

    def customers(self) -> Iterator[CustomerRow]:
        people, facts = self.people, self.facts
        for who in range(people.customers):
            yield CustomerRow(
                external_id=self.customer(who),
                tier=facts.tiers[people.tiers[who]],
                region=facts.regions[people.regions[who]],
                avoids=("nickel",) if people.avoids[who] else (),
                personalise=bool(people.personalise[who]),
                joined_at=_time(self.start + people.joined[who] * SECONDS_A_DAY),
            )

    def ranked_lists(self) -> Iterator[RankedListRow]:
        columns = self.lists
        for index in range(len(columns["at"])):
            yield self._ranked_list(index)

    def interactions(self) -> Iterator[InteractionRow]:
        skus = self.facts.skus
        names = ("kind", "at", "who", "session", "product", "list", "position", "quantity", "order")
        lines = zip(*(self.events[name].tolist() for name in names), strict=True)
        for index, (kind, at, who, session, product, shown, position, quantity, order) in enumerate(lines):
            is_purchase = KINDS[kind] == "purchase"
            yield InteractionRow(
                event_id=self.purchase_ids[order] if is_purchase else self.event_ids[index],
                kind=KINDS[kind],
                at=_time(at),
                sku=skus[product],
                session=self.session(session),
                customer=self.customer(who),
                quantity=quantity,
                value=self._price(who, product),
                request_id=self.request_ids[shown] if shown >= 0 else None,
                position=position if position > 0 else None,
            )

    def order_rows(self) -> Iterator[OrderRow]:
        starts = np.searchsorted(self.lines["order"], self.orders["order"], side="left")
        ends = np.searchsorted(self.lines["order"], self.orders["order"], side="right")
        for index, (order, at, who, session) in enumerate(
            zip(*(self.orders[n].tolist() for n in ORDER_COLUMNS), strict=True)
        ):
            region = int(self.people.regions[who])
            yield OrderRow(
                number=f"SIM-{self.facts.store.upper()}-{order + 1:06d}",
                at=_time(at),
                currency=self.facts.currencies[region],
                lines=tuple(self._line(line, who=who) for line in range(starts[index], ends[index])),
                customer=self.customer(who),
                session=self.session(session),
                region=self.facts.regions[region],
            )

    def customer(self, who: int) -> str:
        """Name a customer; a visitor has no name."""
        return f"sim-{who + 1:06d}" if who < self.people.customers else ""

    def session(self, number: int) -> str:
        return f"sim-{self.facts.store}-{number + 1:07d}"

    def _price(self, who: int, product: int) -> Decimal:
        return self.money[self.people.regions[who], self.people.tiers[who], product]

    def _line(self, line: int, *, who: int) -> OrderLineRow:
        product, shown = int(self.lines["product"][line]), int(self.lines["list"][line])
        returned_at = float(self.lines["returned_at"][line])
        was_returned = not np.isnan(returned_at)
        return OrderLineRow(
            sku=self.facts.skus[product],
            quantity=int(self.lines["quantity"][line]),
            unit_price=self._price(who, product),
            request_id=self.request_ids[shown] if shown >= 0 else None,
            returned_at=_time(returned_at) if was_returned else None,
            return_reason=REASONS[int(self.lines["reason"][line])] if was_returned else "",
        )

    def _ranked_list(self, index: int) -> RankedListRow:
        columns, facts = self.lists, self.facts
        rows = columns["rows"][index]
        length = int((rows >= 0).sum())
        rows, who, seed = rows[:length], int(columns["who"][index]), int(columns["seed"][index])
        region, is_customer = int(self.people.regions[who]), who < self.people.customers
        return RankedListRow(
            request_id=self.request_ids[columns["list"][index]],
            at=_time(columns["at"][index]),
            placement=PLACEMENTS[columns["placement"][index]],
            skus=tuple(facts.skus[row] for row in rows),
            scores=tuple(columns["scores"][index][:length].round(4).tolist()),
            propensities=tuple(columns["propensities"][index][:length].tolist()),
            prices=tuple(facts.prices[region, self.people.tiers[who], rows].tolist()),
            customer=self.customer(who),
            session=self.session(int(columns["session"][index])),
            region=facts.regions[region],
            tier=facts.tiers[self.people.tiers[who]] if is_customer else "",
            seed_skus=(facts.skus[seed],) if seed >= 0 else (),
            model=LOGGING_POLICY,
        )


def _time(at: float) -> datetime:
    return datetime.fromtimestamp(float(at), UTC)


def _uuids(count: int, *, rng: np.random.Generator) -> list[UUID]:
    raw = rng.bytes(16 * count)
    return [UUID(bytes=raw[at : at + 16], version=4) for at in range(0, len(raw), 16)]


def _money(facts: CatalogueFacts) -> npt.NDArray[np.object_]:
    """Hold every price as the decimal that was charged."""
    money = np.empty(facts.prices.shape, dtype=object)
    for at, price in np.ndenumerate(facts.prices):
        money[at] = Decimal(0) if np.isnan(price) else Decimal(f"{price:.2f}")
    return money
