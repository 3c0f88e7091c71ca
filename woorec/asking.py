"""Asks the shop's own pipeline for the lists of a study.

A real shopper is asked as if they avoided nothing, so that what a study stores says nothing about anybody's skin; who
avoids something is asked a second time as they are, for a sum alone. See docs/allergy.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

import numpy as np

from catalog.live_facts import LiveColumns
from catalog.queries import RegionFacts, TierFacts
from events.privacy import UnreadableAvoidances
from events.queries import Deed, Shopper, shopper
from rules.asked import VISITOR, Asked
from rules.engine.candidate import Candidate
from rules.engine.segment import Segment
from rules.fixes import Puzzle
from rules.queries import LivePlacement
from rules.rule_tests import ShownProduct
from rules.studies import StudyFailed
from woorec.answers import Answer, Request
from woorec.candidate_facts import engine_candidates
from woorec.candidates import Recall, Scored
from woorec.live import DatabaseLive
from woorec.personas import page_id, personas
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, Scene, StaleEvidence, UnreadableSafetyRule, set_scene
from woorec.shopper_facts import shopper_facts
from woorec.snapshot import Snapshot

LOOKED_BEFORE = 300.0  # seconds between the last look and the list
NO_LIST = (NoRegion, StaleEvidence, UnreadableSafetyRule, UnsafePage)
LOCKED = "What shoppers avoid cannot be read here. Check AVOIDANCE_KEY, then begin again."


class Watching(DatabaseLive):
    """Answers with a shopper that is known already, and remembers what was true of the products."""

    def __init__(self, snapshot: Snapshot, known: Shopper) -> None:
        super().__init__(snapshot.store)
        self._known = known
        self.seen = LiveColumns.of([], {})

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return self._known

    def facts(
        self, product_ids: Sequence[int], *, region: RegionFacts, tier: TierFacts | None, at: datetime
    ) -> LiveColumns:
        self.seen = super().facts(product_ids, region=region, tier=tier, at=at)
        return self.seen


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer with what it was made from."""

    answer: Answer
    live: Watching
    shopper: Shopper
    request: Request


class Shop:
    """One store at one moment, as studies ask it. Shoppers are read once each and forgotten with the next."""

    def __init__(self, snapshot: Snapshot, *, at: datetime, surface: str) -> None:
        self._snapshot, self._at, self._in_cart = snapshot, at, surface == "cart"
        self._made_up = {each.code: each.shopper for each in personas(snapshot, at=at)}
        self._last: tuple[Asked, Shopper] | None = None

    @property
    def catalogue(self) -> Sequence[Mapping[str, object]]:
        return self._snapshot.static

    def category(self, sku: str) -> str:
        row = self._snapshot.row_of_sku.get(sku)
        return "" if row is None else self._snapshot.product(row).category

    def answer(self, asked: Asked, placement: LivePlacement) -> Answer | None:
        """This will return the list; None when none can be shown."""
        heard = self._hear(asked, placement)
        return heard.answer if heard else None

    def as_they_are(self, asked: Asked, placement: LivePlacement) -> Answer | None:
        """This will return the list of a real shopper who avoids something; None for everybody else."""
        known = self._shopper(asked)
        if not asked.is_real or not known.avoids:
            return None
        request = self._request(asked, placement)
        try:
            return recommend(request, self._snapshot, Watching(self._snapshot, known), placement=placement)
        except NO_LIST:
            return None

    def shown(self, asked: Asked, placement: LivePlacement) -> list[ShownProduct] | None:
        """This will return the products of a list with all that a condition may look at; None when none is shown."""
        heard = self._hear(asked, placement)
        if heard is None:
            return None
        items = heard.answer.items
        sources = {item.product_id: item.ladder.channels for item in items}
        facts = self._facts(heard, self._scene(heard, placement), [item.product_id for item in items], sources)
        return [ShownProduct(item.position, item.sku, item.name, facts[item.product_id].facts) for item in items]

    def puzzle(self, asked: Asked, placement: LivePlacement) -> Puzzle | None:
        """This will return a list as the rule engine got it, to be solved again with more products."""
        heard = self._hear(asked, placement)
        if heard is None:
            return None
        answer, scene = heard.answer, self._scene(heard, placement)
        scores = dict(zip(answer.candidate_ids, answer.candidate_scores, strict=True))
        sources = {item.product_id: item.ladder.channels for item in answer.items}
        known = self._facts(heard, scene, list(scores), sources)
        candidates = tuple(each._replace(score=scores[pk]) for pk, each in known.items())
        return Puzzle(candidates, scene.context, scene.size)

    def is_in(self, asked: Asked, segment: Segment) -> bool:
        """This will say whether somebody is in a segment."""
        known = self._shopper(asked)
        region = self._snapshot.region(asked.region or known.region)
        tier = self._snapshot.tier(asked.tier or known.tier)
        facts = shopper_facts(
            known,
            self._snapshot,
            at=self._at,
            tier=tier.code if tier else "",
            region=region.code if region else "",
            personal=known.personalise,
        )
        return segment.holds(facts)

    def _scene(self, heard: Heard, placement: LivePlacement) -> Scene:
        return set_scene(heard.request, self._snapshot, heard.live, placement=placement)

    def _hear(self, asked: Asked, placement: LivePlacement) -> Heard | None:
        known = self._shopper(asked)
        known = replace(known, avoids=frozenset()) if asked.is_real else known
        live, request = Watching(self._snapshot, known), self._request(asked, placement)
        try:
            answer = recommend(request, self._snapshot, live, placement=placement)
            return Heard(answer, live, known, request)
        except NO_LIST:
            return None

    def _facts(
        self, heard: Heard, scene: Scene, product_ids: Sequence[int], sources: Mapping[int, Mapping[str, int]]
    ) -> Mapping[int, Candidate]:
        """This will join the facts of products as the pipeline did: product id -> candidate, its score left at 0."""
        rows = np.array([self._snapshot.row_of[pk] for pk in product_ids], dtype=np.int32)
        recalled = Recall(rows, tuple(sources.get(pk, {}) for pk in product_ids), ())
        match = self._snapshot.model.material_match(scene.state, rows)
        scored = Scored(np.zeros(len(rows)), {}, match)
        now = heard.live.seen.in_order_of(np.array(product_ids, dtype=np.int64))
        found = engine_candidates(recalled, scored, now, heard.shopper, self._snapshot, at=self._at)
        return {each.product_id: each for each in found}

    def _shopper(self, asked: Asked) -> Shopper:
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._read(asked))
        return self._last[1]

    def _read(self, asked: Asked) -> Shopper:
        if asked.is_real:
            try:
                known = shopper(
                    self._snapshot.store, customer_id=asked.customer_id, session="", at=self._at, orders=True
                )
            except UnreadableAvoidances as error:
                raise StudyFailed(LOCKED) from error
        else:
            known = self._made_up.get(asked.shopper, self._made_up[VISITOR])
        row = self._snapshot.row_of_sku.get(asked.clicked)
        if row is None:
            return known
        look = Deed(self._snapshot.product(row).product_id, "select_item", self._at.timestamp() - LOOKED_BEFORE)
        return replace(known, history=(look, *known.history))

    def _request(self, asked: Asked, placement: LivePlacement) -> Request:
        rows = [self._snapshot.row_of_sku[sku] for sku in asked.seeds if sku in self._snapshot.row_of_sku]
        seeds = tuple(self._snapshot.product(row).product_id for row in rows)
        return Request(
            request_id=self._number(asked, placement.facts.code),
            placement=placement.facts.code,
            at=self._at,
            customer_id=asked.customer_id,
            region=asked.region or None,
            tier=asked.tier or None,
            seeds=() if self._in_cart else seeds,
            cart=seeds if self._in_cart else (),
            explore=bool(asked.draw),
        )

    def _number(self, asked: Asked, code: str) -> UUID:
        """This will number a request as the board does, or so that its draw comes out the same every time."""
        number = page_id(self._snapshot.store, code)
        return uuid5(number, f"study:{asked.draw}") if asked.draw else number
