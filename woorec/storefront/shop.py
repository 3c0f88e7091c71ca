"""One shop and who stands in it: what every page needs."""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import uuid4

import numpy as np
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from numpy.typing import NDArray

from catalog.live_facts import LiveFacts, live_facts
from catalog.materials.vocabulary import ALLERGENS
from catalog.models import Store
from catalog.product_facts import ProductFacts
from catalog.queries import RegionFacts, TierFacts
from woorec.demo_keys import browser_key, server_key
from woorec.holder import SNAPSHOTS
from woorec.snapshot import Snapshot
from woorec.storefront import api_door, cookies
from woorec.storefront.shoppers import Shopper, shopper

log = logging.getLogger(__name__)
LOOKED_AT = 200  # products that decide which look a shop gets
SESSION = re.compile(r"v-[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands in the shop. `token` is what its backend vouches with; `avoids` is everything while it is unread."""

    session: str
    region: RegionFacts | None
    tier: TierFacts | None
    shopper: Shopper | None = None
    token: str = field(default="", repr=False)
    avoids: tuple[str, ...] = field(default=(), repr=False)
    is_unread: bool = False  # what they avoid is not known now

    @property
    def may_ask(self) -> bool:
        """This will say whether their browser may ask for lists: nobody's record counts without a token for it."""
        return self.shopper is None or bool(self.token)

    @property
    def avoided_words(self) -> str:
        return " and ".join(ALLERGENS[each].lower() for each in self.avoids)


@dataclass(frozen=True)
class Shop:
    """A store as its pages see it, for one visitor, now."""

    store: Store
    snapshot: Snapshot
    visitor: Visitor
    now: datetime

    @property
    def code(self) -> str:
        return self.store.code

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def look(self) -> str:
        """This will choose the warm look for leather and the cool one for everything else."""
        families = [product.material_family for product in self.snapshot.facts.products[:LOOKED_AT]]
        return "warm" if 2 * families.count("leather") > len(families) else "cool"

    @property
    def key(self) -> str:
        return browser_key(self.code)

    @cached_property
    def shown_ids(self) -> NDArray[np.int64] | None:
        """This will list the products with evidence for everything that the visitor avoids; None: all of them."""
        if not self.visitor.avoids:
            return None
        masks = [self.snapshot.proven_for(allergen) for allergen in self.visitor.avoids]
        return self.snapshot.product_ids[np.logical_and.reduce(masks)]

    def may_recommend(self, facts: ProductFacts) -> bool:
        """This will say whether a page may put a piece forward to this visitor's skin."""
        row = self.snapshot.row_of_sku[facts.sku]
        return all(self.snapshot.proven_for(allergen)[row] for allergen in self.visitor.avoids)

    def find(self, sku: str) -> ProductFacts | None:
        row = self.snapshot.row_of_sku.get(sku)
        return None if row is None else self.snapshot.product(row)

    def live(self, products: Sequence[ProductFacts]) -> dict[int, LiveFacts]:
        """This will read what is true right now of what is sold in the visitor's region, at the visitor's price."""
        region = self.visitor.region
        if region is None:
            return {}
        sold = [facts.product_id for facts in products if region.code not in facts.regions_excluded]
        return live_facts(sold, store=self.store, region=region, tier=self.visitor.tier, at=self.now)

    def tell(self, *events: dict[str, object]) -> bool:
        """This will send what this visitor did through the events API, from the shop's backend."""
        visitor = self.visitor
        who = {"session": visitor.session} | ({"customer": visitor.shopper.customer} if visitor.shopper else {})
        where = {"region": visitor.region.code} if visitor.region else {}
        return api_door.tell(self.code, events, shared=who | where)


def open_shop(request: HttpRequest, store_code: str) -> Shop:
    """This will find the shop and who the request's visitor is."""
    store = get_object_or_404(Store.objects.select_related("default_region"), code=store_code)
    snapshot = SNAPSHOTS.current(store)
    return Shop(store, snapshot, _visitor(request, store, snapshot), datetime.now(UTC))


def fresh_session() -> str:
    return f"v-{uuid4()}"


def _visitor(request: HttpRequest, store: Store, snapshot: Snapshot) -> Visitor:
    said = request.COOKIES.get(cookies.SESSION, "")
    session = said if SESSION.fullmatch(said) else fresh_session()
    signed_in = cookies.unseal(request, store_code=store.code, name=cookies.SHOPPER)
    known = shopper(store, signed_in) if isinstance(signed_in, str) else None
    asked = known.region if known else request.COOKIES.get(cookies.REGION)
    token = _token(store, known, session=session) if known else ""
    sealed = "" if known else cookies.avoidances(request, store_code=store.code)
    avoids = None if known and not token else _avoids(store, session=session, token=token, sealed=sealed)
    return Visitor(
        session=session,
        region=snapshot.region(asked) or snapshot.region(None),
        tier=snapshot.tier(known.tier if known else None),
        shopper=known,
        token=token,
        avoids=tuple(ALLERGENS) if avoids is None else avoids,
        is_unread=avoids is None,
    )


def _token(store: Store, known: Shopper, *, session: str) -> str:
    """This will have the API vouch for a customer. Without it nobody knows what they avoid."""
    if not server_key(store.code):
        return ""
    try:
        wish = {"customer": known.customer, "session": session}
        return str(api_door.call(store.code, "POST", "shopper-tokens", wish)["shopper_token"])
    except api_door.Refused as refused:
        log.warning("%s: no shopper token: %s", store.code, refused)
        return ""


def _avoids(store: Store, *, session: str, token: str, sealed: str) -> tuple[str, ...] | None:
    """This will ask what the visitor's skin avoids; None where it cannot be read, which is never nothing."""
    if not (token or sealed):
        return ()
    headers = {"Shopper-Token": token, "Shopper-Session": session} if token else {"Visitor-Avoidances": sealed}
    try:
        return tuple(api_door.call(store.code, "GET", "avoidances", headers=headers)["allergens"])
    except api_door.Refused as refused:
        log.warning("%s: what a visitor avoids cannot be read: %s", store.code, refused)
        return None
