"""Hands traffic control what the snapshot already knows of the candidates of a request."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.live_facts import LiveColumns
from rules.compiled import KnownJudgements
from rules.engine.candidate import Candidate
from woorec.scene import Scene
from woorec.snapshot import Snapshot, facts_of_the_request


def judgements(candidates: Sequence[Candidate], live: LiveColumns, scene: Scene, snapshot: Snapshot) -> KnownJudgements:
    """This will answer what rules ask from the snapshot's arrays, and from the candidates what it cannot know.

    `live` holds what the candidates were made of: those of its products that are not gone, in their order.
    """
    known = np.flatnonzero(live.known)
    rows = np.searchsorted(snapshot.product_ids, live.product_ids[known]).astype(np.int32)
    unknown = facts_of_the_request(same_day=scene.context.at.date() == snapshot.loaded_at.date())
    fit = fit_for(live.take(known), rows, scene, snapshot)
    styles = snapshot.catalogue.item_groups[rows]
    return KnownJudgements(
        snapshot.compiled, candidates, rows=rows, unknown=unknown, styles=styles, fit=(scene.context, fit)
    )


def fit_for(live: LiveColumns, rows: NDArray[np.int32], scene: Scene, snapshot: Snapshot) -> NDArray[np.bool_]:
    """This will mask (n,) what may be shown for certain, as rules/engine/eligibility.py defines it.

    Whatever is not masked is looked at there, so that a doubt costs time and nothing else.
    """
    context = scene.context
    if context.avoids:  # few shoppers, and each product's own evidence is to be read once more
        return np.zeros(len(rows), dtype=np.bool_)
    sold = snapshot.regions_sold.get(context.region or "")
    if sold is None:
        return np.zeros(len(rows), dtype=np.bool_)
    fit = live.for_sale & (live.prices >= 0) & ~(live.stock < 0) & sold[rows]
    if context.exclude_bought:
        fit &= ~np.isin(live.product_ids, list(scene.shopper.bought))
    return fit & ~np.isin(live.product_ids, list(context.excluded))
