"""A shop's past as plain rows, for backfill. `events.backfill.load_history` writes them with COPY.

Products and sessions are named by the shop's own codes; positions count from 1; times are aware datetimes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A shopper by the shop's own id, which is turned into a pseudonym before it is stored.

    None leaves a profile as it is; an empty tier or region takes it away.
    """

    external_id: str = field(repr=False)
    tier: str | None = None
    region: str | None = None
    avoids: tuple[str, ...] = field(default=(), repr=False)
    personalise: bool | None = None
    joined_at: datetime | None = None
    tier_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class InteractionRow:
    event_id: UUID
    kind: str  # a GA4 name, see events.models.Interaction.Kind
    at: datetime
    sku: str
    session: str = ""
    customer: str = ""  # external id, empty for a visitor
    quantity: int = 1
    value: Decimal | None = None
    request_id: UUID | None = None
    position: int | None = None
    region: str = ""


@dataclass(frozen=True, slots=True)
class OrderLineRow:
    sku: str
    quantity: int
    unit_price: Decimal
    request_id: UUID | None = None
    returned_at: datetime | None = None
    returned_quantity: int | None = None  # None is all of them
    return_reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    number: str
    at: datetime
    currency: str
    lines: tuple[OrderLineRow, ...]
    customer: str = ""
    session: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class RankedListRow:
    """A list that was shown, with the chance of each product at its position under the policy that made it."""

    request_id: UUID
    at: datetime
    placement: str
    skus: tuple[str, ...]
    scores: tuple[float, ...]
    propensities: tuple[float, ...]
    prices: tuple[float, ...]
    customer: str = ""
    session: str = ""
    region: str = ""
    tier: str = ""
    seed_skus: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What happened in a shop. Each part may be a generator and is read once, in this order.

    Purchases and returns are interactions as well as orders: `interactions` carries the kinds purchase and refund.
    """

    customers: Iterable[CustomerRow] = ()
    ranked_lists: Iterable[RankedListRow] = ()
    interactions: Iterable[InteractionRow] = ()
    orders: Iterable[OrderRow] = ()
    counts: dict[str, int] = field(default_factory=dict)  # expected numbers, for progress
