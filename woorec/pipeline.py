"""The map of the product: one request, from a shopper to an explained page.

Preview, API, replay, probes and simulation all call `recommend`, so a preview is the shop.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from catalog.live_facts import LiveColumns
from catalog.time_limit import TookTooLong
from rules.engine.candidate import Candidate
from rules.engine.check import page_violations
from rules.engine.page import Page
from rules.engine.rerank import rerank
from rules.engine.ruleset import RuleSet
from rules.queries import LivePlacement
from woorec.answers import Answer, Request
from woorec.candidate_facts import engine_candidates
from woorec.candidates import Recall, Scored, recall, score
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
from woorec.widening import WIDER_LATE, could_use, next_search, wider

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
    attempt = partial(
        _attempt, request=request, scene=scene, snapshot=snapshot, live=live, deadline=deadline, clock=clock
    )
    best, unsearched = _widened(attempt(found), attempt, scene, snapshot, deadline=deadline)
    shown, unexplored = _explored(best.page, best.arrange, scene, rng=rng, wanted=request.explore, deadline=deadline)
    _refuse_unsafe(shown, best.now, scene)
    clock.mark("explore")
    answer = finished_answer(
        request,
        scene,
        best.asked,
        best.scored,
        best.candidates,
        shown,
        snapshot=snapshot,
        stages_ms=clock.marks,
        late=(*unsearched, *unexplored),
    )
    return with_stand_ins(answer, scene.placement)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A page, with what it was made of: all that was thought of, what was ranked of it, and what is true of it now."""

    recalled: Recall
    asked: Recall
    scored: Scored
    candidates: Sequence[Candidate]
    now: LiveColumns
    arrange: Callable[[RuleSet], Page]
    page: Page


def _attempt(
    recalled: Recall,
    *,
    request: Request,
    scene: Scene,
    snapshot: Snapshot,
    live: Live,
    deadline: Deadline,
    clock: "_Clock",
) -> _Attempt:
    """This will make a page of what was recalled: what is true of it now, its scores, and the rules."""
    ids = snapshot.product_ids[recalled.rows].tolist()
    with clock.timing("live_facts"):
        now = live.facts(ids, region=scene.region, tier=scene.tier, at=request.at)
    asked, now = needed(recalled, now, scene, snapshot)
    scored = score(asked, now, scene.state, snapshot, scene.placement.facts, deadline=deadline)
    clock.mark("rank")
    candidates = engine_candidates(asked, scored, now, scene.shopper, snapshot, at=request.at)
    nodes = LATE_NODES if deadline.is_over(RULES) else SEARCH_NODES
    arrange = _arranging(candidates, now, scene, snapshot, explain=request.explain, nodes=nodes)
    page = arrange(scene.placement.rules)
    clock.mark("traffic_control")
    return _Attempt(recalled, asked, scored, candidates, now, arrange, page)


def _widened(
    best: _Attempt, attempt: Callable[[Recall], _Attempt], scene: Scene, snapshot: Snapshot, *, deadline: Deadline
) -> tuple[_Attempt, tuple[str, ...]]:
    """This will look further until the page could not be better, and name it when there is no time for that.

    A page that holds something is kept, whatever becomes of a better one; an empty one is worth the whole time.
    """
    while (wanted := could_use(best.recalled, best.page, scene, snapshot)).any():
        step = f"{snapshot.store.pk} {next_search(best.recalled)}"
        if best.page.placed and not deadline.has_time_for(step, EXTRAS):
            return best, (WIDER_LATE,)
        try:
            with deadline.timing(step):
                best = attempt(wider(best.recalled, wanted, scene, snapshot))
        except TookTooLong:
            if not best.page.placed:
                raise
            return best, (WIDER_LATE,)
    return best, ()


def _arranging(
    candidates: Sequence[Candidate],
    now: LiveColumns,
    scene: Scene,
    snapshot: Snapshot,
    *,
    explain: bool,
    nodes: int,
) -> Callable[[RuleSet], Page]:
    """This will arrange the same candidates under any rules; what is known of them is looked up once."""
    known = judgements(candidates, now, scene, snapshot)
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


def _refuse_unsafe(shown: Explored, now: LiveColumns, scene: Scene) -> None:
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

    @contextmanager
    def timing(self, stage: str) -> Iterator[None]:
        """This will mark a stage also where it breaks off."""
        try:
            yield
        finally:
            self.mark(stage)

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self.marks[stage] = round(self.marks.get(stage, 0.0) + (now - self._last) * 1000, 3)
        self._last = now
