"""What the pipeline thinks of any product for the shopper in view: on the page, further down, or not at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from rules.engine.candidate import Candidate
from rules.engine.contenders import Contenders, line_up
from rules.engine.eligibility import sift
from rules.engine.judgements import Asking
from rules.engine.page import Rejected
from rules.engine.rerank import rerank
from rules.engine.rule import Excluding, Rule
from rules.engine.ruleset import RuleSet
from woorec.answers import Answer
from woorec.board.desk import Desk
from woorec.board.reading import Rules
from woorec.candidate_facts import engine_candidates
from woorec.candidates import Recall, Scored, recall, score
from woorec.pools import with_slot_pools
from woorec.scene import Scene, set_scene

MOST_TRIED = 40  # rules that are left out one by one to find the one that keeps a product off the page


@dataclass(frozen=True, slots=True)
class Weighing:
    """The candidates of an answer, and products beside them, weighed as the pipeline weighs them."""

    answer: Answer
    scene: Scene
    rules: tuple[Rule, ...]  # those that are on for this shopper now
    recalled: Recall
    scored: Scored
    candidates: tuple[Candidate, ...]
    rejected: Mapping[int, Rejected]
    contenders: Contenders

    @property
    def recalled_ids(self) -> frozenset[int]:
        return frozenset(self.answer.candidate_ids)

    def candidate(self, product_id: int) -> Candidate | None:
        return next((each for each in self.candidates if each.product_id == product_id), None)

    def rank(self, product_id: int) -> int | None:
        """This will say where the product stands by score with points, from 1; None when it may not be shown."""
        ids = (each.product_id for each in self.contenders.candidates)
        return next((rank for rank, pk in enumerate(ids, 1) if pk == product_id), None)

    def position(self, product_id: int) -> int | None:
        return next((item.position for item in self.answer.items if item.product_id == product_id), None)


@dataclass(frozen=True, slots=True)
class Pushed:
    """One rule without which the product would stand on the page, and where."""

    rule: Rule
    position: int


def weigh(desk: Desk, rules: Rules, answer: Answer, *, beside: Iterable[int] = ()) -> Weighing:
    """This will weigh the candidates of an answer again, together with the products `beside` them.

    Reads what `recommend` reads, once more; raises what it raises.
    """
    placement, request = rules.on(desk.placement), desk.viewpoint.request
    snapshot, live = desk.snapshot, desk.viewpoint.live
    scene = set_scene(request, snapshot, live, placement=placement)
    found = recall(scene.state, snapshot, placement.facts, allowed=scene.allowed)
    found = with_slot_pools(found, scene.state, snapshot, placement, scene.context, allowed=scene.allowed)
    recalled = _with(found, [snapshot.row_of[pk] for pk in (*answer.candidate_ids, *beside) if pk in snapshot.row_of])
    ids = snapshot.product_ids[recalled.rows].tolist()
    now = live.facts(ids, region=scene.region, tier=scene.tier, at=request.at)
    scored = score(recalled, now, scene.state, snapshot, placement.facts)
    candidates = engine_candidates(recalled, scored, now, scene.shopper, snapshot, at=request.at)
    active = placement.rules.active(scene.context)
    asking = Asking(candidates)
    shown, rejected = sift(candidates, rules=active, context=scene.context, judgements=asking)
    return Weighing(
        answer=answer,
        scene=scene,
        rules=active,
        recalled=recalled,
        scored=scored,
        candidates=tuple(candidates),
        rejected={each.product_id: each for each in rejected},
        contenders=line_up(candidates, shown=shown, rules=active, judgements=asking),
    )


def pushed_out_by(weighing: Weighing, product_id: int) -> list[Pushed]:
    """This will leave out one rule after the other and name those without which the product stands on the page."""
    found = []
    for rule in [each for each in weighing.rules if not isinstance(each.body, Excluding)][:MOST_TRIED]:
        others = RuleSet(tuple(each for each in weighing.rules if each is not rule))
        page = rerank(weighing.candidates, others, size=weighing.scene.size, context=weighing.scene.context)
        place = next((placed.position for placed in page.placed if placed.candidate.product_id == product_id), None)
        if place is not None:
            found.append(Pushed(rule, place))
    return found


def _with(found: Recall, rows: Iterable[int]) -> Recall:
    sources = dict(zip(found.rows.tolist(), found.sources, strict=True))
    wanted = list(dict.fromkeys(rows))
    return Recall(np.array(wanted, dtype=np.int32), tuple(sources.get(row, {}) for row in wanted), found.problems)
