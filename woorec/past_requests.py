"""Asks the pipeline a logged request again.

The rules, the catalogue, prices, stock and the model are those of the moment at which the replay began, the same for
every page. The shopper is who they were: region, tier and what was being looked at as logged, and the past as it was
before the logged request, moved forward so that it is as old now as it was then. What they did afterwards is not known
to any page. Everybody is asked as if they avoided nothing: what a visitor avoided was never stored, and what a customer
avoids must not follow from a page that somebody else may open.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from catalog.live_facts import LiveColumns, LiveFacts, live_facts
from catalog.queries import RegionFacts, TierFacts
from events.logged_lists import LoggedList
from events.queries import Deed, Shopper, shopper
from ranking.objectives import contribution
from ranking.returns import RETURN_HEAD
from rules.engine.candidate import Candidate
from rules.engine.ruleset import RuleSet
from rules.queries import LivePlacement
from rules.replay import Judged, Reply, Seen
from woorec.answers import Item, Request
from woorec.audit import as_candidate
from woorec.candidates import return_cost
from woorec.live import DatabaseLive
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, UnreadableSafetyRule, set_scene
from woorec.snapshot import Snapshot

EXPOSED_BY = ("brand", "brand_kind", "category", "material_family")
MARGIN_BANDS = ((0.4, "under 40 %"), (0.5, "40 to 50 %"), (0.6, "50 to 60 %"), (0.7, "60 to 70 %"))
TOP_BAND, NO_BAND = "70 % and more", ""


class PastLive(DatabaseLive):
    """Knows one shopper as they were, and the products as they are at one moment for the whole replay."""

    def __init__(self, snapshot: Snapshot, *, now: datetime) -> None:
        super().__init__(snapshot.store)
        self._now = now
        self._facts: dict[tuple[str, str], dict[int, LiveFacts]] = {}
        self._shoppers: dict[object, Shopper] = {}

    def meet(self, logged: LoggedList) -> Shopper:
        """This will read who asked, as of then; it is the shopper of every request until the next one is met."""
        if logged.request_id not in self._shoppers:
            then = shopper(
                self.store,
                customer_id=logged.customer_id,
                session=logged.session,
                at=logged.at,
                orders=True,
                avoidances=False,
            )
            self._shoppers = {logged.request_id: self._moved_forward(then, by=self._now - logged.at)}
        return self._shoppers[logged.request_id]

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return self._shoppers[request.request_id]

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns:
        known = self._facts.setdefault((region.code, tier.code if tier else ""), {})
        if missing := [product_id for product_id in product_ids if product_id not in known]:
            known |= live_facts(missing, store=self.store, region=region, tier=tier, at=at)
        return LiveColumns.of(product_ids, known)

    def _moved_forward(self, then: Shopper, *, by: timedelta) -> Shopper:
        """This will make everything as old now as it was when the list was asked for."""
        seconds = by.total_seconds()
        return replace(
            then,
            history=tuple(Deed(deed.product_id, deed.kind, deed.at + seconds) for deed in then.history),
            joined_at=_later(then.joined_at, seconds),
            purchases=then.purchases and replace(then.purchases, last_at=_later(then.purchases.last_at, seconds)),
        )


class Pipeline:
    """Answers a logged request under some rules: `rules.replay` asks it."""

    def __init__(self, snapshot: Snapshot, placement: LivePlacement, *, now: datetime) -> None:
        self.snapshot, self.placement, self.now = snapshot, placement, now
        self.live = PastLive(snapshot, now=now)

    def __call__(self, logged: LoggedList, rules: RuleSet, *, judged: Judged | None = None) -> Reply | None:
        """This will make the page, or None where none can be shown."""
        placement, request = replace(self.placement, rules=rules), self.request(logged)
        try:
            self.live.meet(logged)
            answer = recommend(request, self.snapshot, self.live, placement=placement)
            scene = set_scene(request, self.snapshot, self.live, placement=placement)
        except (NoRegion, UnreadableSafetyRule, UnsafePage):
            return None
        page = [as_candidate(item, scene, self.snapshot) for item in answer.items]
        applied, broken = judged.on(page, scene.context) if judged else (frozenset(), frozenset())
        return Reply(
            products=tuple(_seen(item, each, self.snapshot) for item, each in zip(answer.items, page, strict=True)),
            applied=applied,
            broken=broken,
            relaxed=frozenset(each.rule_id for each in answer.relaxed),
            short=answer.short,
        )

    def request(self, logged: LoggedList) -> Request:
        """This will word the logged request as one of now."""
        in_cart = self.placement.facts.surface == "cart"
        return Request(
            request_id=logged.request_id,
            placement=self.placement.facts.code,
            at=self.now,
            customer_id=logged.customer_id,
            session=logged.session,
            region=logged.region or None,
            tier=logged.tier or None,
            seeds=() if in_cart else logged.seed_ids,
            cart=logged.seed_ids if in_cart else (),
            limit=None if logged.short else len(logged.product_ids),
            explore=False,
        )


def _seen(item: Item, candidate: Candidate, snapshot: Snapshot) -> Seen:
    facts, heads = candidate.facts, item.ladder.heads
    rate = None if item.margin is None or not item.price else item.margin / item.price
    click, after, returned = heads.get("pctr"), heads.get("pcvr"), heads.get(RETURN_HEAD)
    margin = _in_store_money(item, snapshot)
    values = {name: str(facts.get(name) or "") for name in EXPOSED_BY}
    return Seen(
        product_id=item.product_id,
        values=values | {"margin_band": _band(rate)},
        stock=item.stock,
        cover=facts.get("days_of_cover"),  # type: ignore[arg-type]
        margin=margin,
        click=click,
        purchase=None if click is None or after is None else click * after,
        returned=returned,
        contribution=None if margin is None else _net(margin, returned, item, snapshot),
    )


def _band(rate: float | None) -> str:
    if rate is None:
        return NO_BAND
    return next((label for limit, label in MARGIN_BANDS if rate < limit), TOP_BAND)


def _in_store_money(item: Item, snapshot: Snapshot) -> float | None:
    """This will turn a margin into the store's currency, by the product's own prices here and there."""
    home = snapshot.product(snapshot.row_of[item.product_id])
    if item.margin is None or home.margin_rate is None:
        return None
    return item.margin * home.price / item.regular_price if item.regular_price else home.price * home.margin_rate


def _net(margin: float, returned: float | None, item: Item, snapshot: Snapshot) -> float:
    """This will take what is expected to come back off a margin; all in the store's currency."""
    home = snapshot.product(snapshot.row_of[item.product_id])
    price = item.price * home.price / item.regular_price if item.regular_price else home.price
    lost = float(return_cost(np.array([price], dtype=np.float32), snapshot.store, rate=1.0)[0])
    return contribution(margin, returned or 0.0, lost)


def _later(at: float | None, seconds: float) -> float | None:
    return None if at is None else at + seconds
