"""The two reads of a request: who asks, and what is true of the candidates at this second."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from catalog.books import BOOKS
from catalog.live_facts import LiveColumns
from catalog.models import Store
from catalog.queries import RegionFacts, TierFacts
from catalog.time_limit import answered_within
from events.queries import Shopper, shopper
from woorec.answers import Request
from woorec.deadline import CUSTOMER, FACTS, NO_DEADLINE, VISITOR, Deadline


class Live(Protocol):
    """What the pipeline asks of the outside world. A replay or a test brings its own."""

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper: ...

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns: ...


class DatabaseLive:
    """Asks PostgreSQL, and stops asking when a deadline says so: then catalog.time_limit.TookTooLong is raised."""

    def __init__(self, store: Store, *, deadline: Deadline = NO_DEADLINE) -> None:
        self.store, self.deadline = store, deadline

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        # For a customer nothing stands in, so they are waited for as long as a list can still be made.
        with answered_within(self.deadline.left(CUSTOMER if request.names_somebody else VISITOR)):
            return shopper(
                self.store,
                customer_id=request.customer_id,
                pseudonym=request.pseudonym,
                session=request.session,
                at=request.at,
                orders=orders,
            )

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns:
        with answered_within(self.deadline.left(FACTS)):
            return BOOKS.facts(product_ids, store=self.store, region=region, tier=tier, at=at)


class OnlookersLive(DatabaseLive):
    """Asks PostgreSQL for everything about a real shopper but what they avoid, so that no onlooker can work it out."""

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return shopper(
            self.store,
            customer_id=request.customer_id,
            pseudonym=request.pseudonym,
            session=request.session,
            at=request.at,
            orders=orders,
            avoidances=False,
        )
