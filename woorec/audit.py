"""Counts how many lists keep every live rule, by a checker that shares no code with what places products."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np

from catalog.live_facts import numbers, plain
from catalog.models import Store
from events.queries import busiest_customers
from rules.engine.candidate import Candidate
from rules.engine.check import page_violations
from woorec.answers import Answer, Item, Request
from woorec.candidate_facts import member_saving
from woorec.candidates import days_of_cover
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.scene import Scene, set_scene
from woorec.snapshot import Snapshot


@dataclass(slots=True)
class Audit:
    """`kept` of `lists` break no rule; the others are explained by a named relaxation or they are faults."""

    lists: int = 0
    kept: int = 0
    short: int = 0
    relaxed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)


def audit(store: Store, *, placement: str, customers: int, at: datetime) -> Audit:
    """This will ask for a list for each of the busiest customers, outside exploration and unlogged."""
    snapshot, live, found = SNAPSHOTS.refresh(store), DatabaseLive(store), Audit()
    for number, customer in enumerate(busiest_customers(store, limit=customers)):
        request = Request(UUID(int=number), placement, at, customer_id=customer, explore=False)
        answer = recommend(request, snapshot, live)
        _count(found, answer, snapshot, live)
    return found


def _count(found: Audit, answer: Answer, snapshot: Snapshot, live: DatabaseLive) -> None:
    rules = snapshot.placements[answer.request.placement].rules
    scene = set_scene(answer.request, snapshot, live, placement=None)
    context = scene.context
    relaxed = {each.rule_id for each in answer.relaxed}
    page = [as_candidate(item, scene, snapshot) for item in answer.items]
    found.lists += 1
    found.short += answer.short
    found.relaxed.update(each.label for each in answer.relaxed)
    found.milliseconds.append(sum(answer.stages_ms.values()))
    broken = page_violations(page, rules, context)
    found.kept += not broken
    found.faults += page_violations(page, rules, context, relaxed=relaxed)


def as_candidate(item: Item, scene: Scene, snapshot: Snapshot) -> Candidate:
    """This will rebuild a shown product from the catalogue and the shopper.

    Price, stock, margin and the channels that found it are taken from the page, which alone knows that moment.
    """
    row = snapshot.row_of[item.product_id]
    launched = snapshot.product(row).launched_on
    facts = {
        **snapshot.static[row],
        "visible": True,
        "price": item.price,
        "member_saving": member_saving(item.price, regular=item.regular_price),
        "stock": item.stock,
        "margin": item.margin,
        "channels": frozenset(item.ladder.channels),
        "days_of_cover": plain(days_of_cover(numbers([item.stock]), sales=snapshot.daily_sales[[row]])[0]),
        "days_since_launch": None if launched is None else float((scene.context.at.date() - launched).days),
        "bought": item.product_id in scene.shopper.bought,
        "material_match": float(snapshot.model.material_match(scene.state, np.array([row], dtype=np.int32))[0]),
    }
    return Candidate(product_id=item.product_id, score=0.0, facts=facts)
