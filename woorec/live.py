"""The two reads of a request: who asks, and what is true of the candidates at this second."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from catalog.models import Store
from catalog.queries import LiveFacts, RegionFacts, TierFacts, live_facts
from events.queries import Shopper, shopper
from woorec.answers import Request


class Live(Protocol):
    """What the pipeline asks of the outside world. A replay or a test brings its own."""

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper: ...

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> Mapping[int, LiveFacts]: ...


class DatabaseLive:
    """Asks PostgreSQL."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return shopper(
            self.store, customer_id=request.customer_id, session=request.session, at=request.at, orders=orders
        )

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> Mapping[int, LiveFacts]:
        return live_facts(product_ids, store=self.store, region=region, tier=tier, at=at)


class OnlookersLive(DatabaseLive):
    """Asks PostgreSQL for everything about a real shopper but what they avoid, so that no onlooker can work it out."""

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return shopper(
            self.store,
            customer_id=request.customer_id,
            session=request.session,
            at=request.at,
            orders=orders,
            avoidances=False,
        )
