"""The floor of a request: recall, ranking and traffic control on arrays that lie ready; no database, no HTTP.

What is left out is what only a live shop needs: who asks, live stock and prices, the facts that rules look at, reasons,
the log, and the way through the web server.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np

from catalog.live_facts import LiveColumns
from catalog.models import Store
from events.queries import spread_customers
from rules.engine.candidate import Candidate
from rules.engine.rerank import rerank
from rules.queries import LivePlacement
from woorec.answers import Request
from woorec.candidate_facts import engine_candidates
from woorec.candidates import Recall, recall, score
from woorec.judging import judgements
from woorec.live import DatabaseLive
from woorec.pipeline import SEARCH_NODES
from woorec.scene import Scene, set_scene
from woorec.snapshot import Snapshot
from woorec.speed.made_shop import PREFIX
from woorec.variants import needed

Run = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ready:
    """One request with everything read that the floor does not time."""

    scene: Scene
    found: Recall
    live: LiveColumns
    candidates: Sequence[Candidate]


def request_for(customer: int | None, *, placement: str, number: int = 1) -> Request:
    """This will ask for a list as the storefront does: no explanation, exploration on."""
    return Request(
        request_id=uuid4() if number == 0 else UUID(int=number),
        placement=placement,
        at=datetime.now(UTC),
        customer_id=customer,
        explain=False,
    )


def shoppers(store: Store, *, limit: int = 50) -> list[int | None]:
    """This will choose who asks: customers of every tier and region in turn.

    In a shop that was not made it is a visitor: nobody but the shop itself can name its customers over HTTP.
    """
    return ([*spread_customers(store, limit=limit)] if store.code.startswith(PREFIX) else []) or [None]


def ready(request: Request, snapshot: Snapshot, *, placement: LivePlacement | None = None) -> Ready:
    """This will read a request's shopper and live facts, and lay everything out."""
    live = DatabaseLive(snapshot.store)
    scene = set_scene(request, snapshot, live, placement=placement)
    found = recall(scene.state, snapshot, scene.placement.facts, allowed=scene.allowed)
    ids = snapshot.product_ids[found.rows].tolist()
    now = live.facts(ids, region=scene.region, tier=scene.tier, at=request.at)
    found, now = needed(found, now, scene, snapshot)
    scored = score(found, now, scene.state, snapshot, scene.placement.facts)
    candidates = engine_candidates(found, scored, now, scene.shopper, snapshot, at=request.at)
    return Ready(scene, found, now, candidates)


def stages(snapshot: Snapshot, prepared: Sequence[Ready]) -> dict[str, Run]:
    """This will give the three stages and their sum as subjects; each call takes the next shopper."""

    def turns(run: Callable[[Ready], object]) -> Run:
        turn = iter(range(10**9))
        return lambda: run(prepared[next(turn) % len(prepared)])

    def recalls(each: Ready) -> object:
        return recall(each.scene.state, snapshot, each.scene.placement.facts, allowed=each.scene.allowed)

    def ranks(each: Ready) -> object:
        return score(each.found, each.live, each.scene.state, snapshot, each.scene.placement.facts)

    def arranges(each: Ready) -> object:
        known = judgements(each.candidates, each.live, each.scene, snapshot)
        return rerank(
            each.candidates,
            each.scene.placement.rules,
            size=each.scene.size,
            context=each.scene.context,
            judgements=known,
            explain=False,
            node_budget=SEARCH_NODES,
        )

    def everything(each: Ready) -> object:
        return recalls(each), ranks(each), arranges(each)

    return {
        "recall": turns(recalls),
        "rank": turns(ranks),
        "traffic control": turns(arranges),
        "floor": turns(everything),
    }


def candidates_of(prepared: Sequence[Ready]) -> int:
    """This will say how many candidates a request ranks in the middle, variants that stand in included."""
    return int(np.median([len(each.found.rows) for each in prepared]))
