"""The two reads of a storefront's request, where a database that is gone need not be the end of it.

A visitor's list is then made from what was last known. Whoever is named, or avoids something, gets none: in their
record stands what keeps them safe, and it cannot be read.
"""

from collections.abc import Sequence
from datetime import datetime

from catalog.books import BOOKS
from catalog.database_door import NO_ANSWER, answering, is_silent
from catalog.live_facts import LiveColumns
from catalog.models import Store
from catalog.queries import RegionFacts, TierFacts
from events.queries import Shopper
from woorec.answers import Request
from woorec.deadline import Deadline
from woorec.live import DatabaseLive


class LiveOrLastKnown(DatabaseLive):
    """Asks PostgreSQL for one request. `is_stale` tells afterwards that it was gone and memory answered."""

    def __init__(self, store: Store, request: Request, *, deadline: Deadline) -> None:
        super().__init__(store, deadline=deadline)
        # Others look in: they are to see what is true, or nothing.
        self._may_be_stale = _is_a_visitors(request) and request.explore and request.tier is None
        self.is_stale = False

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        with answering():
            found = super().shopper(request, orders=orders)
        self._may_be_stale = self._may_be_stale and found.customer_id is None and not found.avoids
        return found

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns:
        try:
            with answering():
                return super().facts(product_ids, region=region, tier=tier, at=at)
        except NO_ANSWER:
            # One that is there and slow knows what was sold out meanwhile: to be without a list is better.
            known = self._known(product_ids, region=region, tier=tier, at=at) if is_silent() else None
            if known is None:
                raise
        self.is_stale = True
        return known

    def _known(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns | None:
        if not self._may_be_stale:
            return None
        return BOOKS.remembered(product_ids, store=self.store, region=region, tier=tier, at=at)


def _is_a_visitors(request: Request) -> bool:
    return not request.names_somebody and not request.avoids
