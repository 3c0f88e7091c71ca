"""The map of the product: one request, from a shopper to an explained page.

Preview, API, replay, probes and simulation all call `recommend`, so a preview is the shop.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from catalog.live_facts import LiveFacts
from rules.engine.candidate import Candidate
from rules.engine.check import page_violations
from rules.engine.page import Page
from rules.engine.rerank import rerank
from rules.engine.ruleset import RuleSet
from rules.queries import LivePlacement
from woorec.answers import Answer, Request
from woorec.candidates import Recall, engine_candidates, recall, score
from woorec.deadline import EXTRAS, NO_DEADLINE, RULES, Deadline
from woorec.exploration import Explored, can_explore, explore
from woorec.items import finished_answer
from woorec.judging import judgements
from woorec.live import Live
from woorec.pools import with_slot_pools
from woorec.scene import Scene, set_scene
from woorec.serviceable import with_stand_ins
from woorec.snapshot import Snapshot
from woorec.variants import needed
from woorec.widening import left_unsearched, wider

# Steps of the search for an arrangement. Only pages on which rules can hardly hold take more than a few, and a shopper
# waits for them. A late page takes the first ones only.
SEARCH_NODES, LATE_NODES = 2_000, 100
EXPLORATION_LATE = "exploration_late"


class UnsafePage(AssertionError):
    """A finished page breaks a promise. It is never shown."""


def recommend(
    request: Request,
    snapshot: Snapshot,
    live: Live,
    *,
    placement: LivePlacement | None = None,
    deadline: Deadline = NO_DEADLINE,
) -> Answer:
    """This will answer a request with an explained page. It asks `live` twice and writes nothing.

    `placement` stands in for the live one when a draft is tried. What the `deadline` leaves no time for is left out and
    named, but never a check of what may be shown. Raises UnknownPlacement, NoRegion, StaleEvidence and
    UnreadableSafetyRule of woorec.scene, events.privacy.UnreadableAvoidances when what a shopper avoids cannot be read,
    UnsafePage, and django.db.OperationalError when the database does not answer in time.
    """
    clock = _Clock()
    scene = set_scene(request, snapshot, live, placement=placement)
    clock.mark("shopper")
    rng = random.Random(request.random_seed)
    found = recall(scene.state, snapshot, scene.placement.facts, allowed=scene.allowed, deadline=deadline)
    found = with_slot_pools(
        found, scene.state, snapshot, scene.placement, scene.context, allowed=scene.allowed, deadline=deadline
    )
    clock.mark("recall")
    more: Recall | None = found
    while more is not None:
        recalled = more
        ids = [snapshot.product(row).product_id for row in recalled.rows.tolist()]
        now = live.facts(ids, region=scene.region, tier=scene.tier, at=request.at)
        clock.mark("live_facts")
        asked, facts = needed(recalled, [now.get(each) for each in ids], scene, snapshot)
        scored = score(asked, facts, scene.state, snapshot, scene.placement.facts, deadline=deadline)
        clock.mark("rank")
        candidates = engine_candidates(asked, scored, now, scene.shopper, snapshot, at=request.at)
        nodes = LATE_NODES if deadline.is_over(RULES) else SEARCH_NODES
        arrange = _arranging(candidates, scene, snapshot, explain=request.explain, nodes=nodes)
        page = arrange(scene.placement.rules)
        clock.mark("traffic_control")
        is_late = bool(page.placed) and deadline.is_over(EXTRAS)
        more = None if is_late else wider(recalled, page, scene, snapshot)
    late = left_unsearched(recalled, page, scene, snapshot) if is_late else ()
    shown, unexplored = _explored(page, arrange, scene, rng=rng, wanted=request.explore, deadline=deadline)
    _refuse_unsafe(shown, now, scene)
    clock.mark("explore")
    answer = finished_answer(
        request,
        scene,
        asked,
        scored,
        candidates,
        shown,
        snapshot=snapshot,
        stages_ms=clock.marks,
        late=(*late, *unexplored),
    )
    return with_stand_ins(answer, scene.placement)


def _arranging(
    candidates: Sequence[Candidate], scene: Scene, snapshot: Snapshot, *, explain: bool, nodes: int
) -> Callable[[RuleSet], Page]:
    """This will arrange the same candidates under any rules; what is known of them is looked up once."""
    known = judgements(candidates, snapshot, at=scene.context.at)
    return partial(
        rerank,
        candidates,
        size=scene.size,
        context=scene.context,
        judgements=known,
        explain=explain,
        node_budget=nodes,
    )


def _explored(
    page: Page,
    arrange: Callable[[RuleSet], Page],
    scene: Scene,
    *,
    rng: random.Random,
    wanted: bool,
    deadline: Deadline,
) -> tuple[Explored, tuple[str, ...]]:
    """What is left open draws from the candidates of the page that keeps every rule, so the chances stay exact.

    A late page leaves nothing to chance, and says so.
    """
    rules, share = scene.placement.rules, scene.placement.facts.exploration_share
    if not wanted or not can_explore(rules, scene.context, share=share):
        return Explored(page, page.placed), ()
    if deadline.is_over(EXTRAS):
        return Explored(page, page.placed), (EXPLORATION_LATE,)
    return explore(page, rules, scene.context, share=share, rng=rng, arrange=arrange), ()


def _refuse_unsafe(shown: Explored, now: Mapping[int, LiveFacts], scene: Scene) -> None:
    """This will refuse a page that holds what may never be shown, whatever made it."""
    candidates = [placed.candidate for placed in shown.placed]
    gone = [
        each.product_id for each in candidates if not now[each.product_id].visible or now[each.product_id].stock == 0
    ]
    never = scene.placement.rules.only(scene.placement.rules.excluding(scene.context))
    broken = page_violations(candidates, never, scene.context)
    if gone or broken:
        raise UnsafePage(f"hidden or sold out: {gone}; broken: {broken}")


class _Clock:
    """Adds up milliseconds per stage."""

    def __init__(self) -> None:
        self.marks: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self.marks[stage] = round(self.marks.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self._last = now
