"""Variants stand by for their style, and step back where the one that recall found can be shown."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from catalog.live_facts import LiveColumns
from rules.engine.rule import Excluding, Scoring, Spreading
from woorec.candidates import VARIANT, Recall
from woorec.pools import active_pools, in_pool
from woorec.scene import Scene
from woorec.snapshot import Snapshot, facts_of_the_request

Mask = NDArray[np.bool_]
MOST_CELLS = 4_000_000  # of a table of styles and sorts; beyond that sorting takes less time and memory


def needed(recalled: Recall, live: LiveColumns, scene: Scene, snapshot: Snapshot) -> tuple[Recall, LiveColumns]:
    """This will leave out the variants of styles that recall found a showable product of, with their live facts.

    What a rule may exclude keeps all its variants: which of them fits is seen later. A variant stays as well where a
    slot's pool, a boost, a scatter or a cap may take it for another sort than the found one. A boost by stock, margin
    or another fact of the moment is no reason: it moves a style by what the found one is.
    """
    standing_by = np.array([VARIANT in source for source in recalled.sources], dtype=np.bool_)
    if not standing_by.any():
        return recalled, live
    _, groups = np.unique(snapshot.catalogue.item_groups[recalled.rows], return_inverse=True)
    alike = np.zeros_like(groups)
    sure = ~standing_by & _showable(live, scene) & ~_may_be_excluded(recalled, scene, snapshot)
    kept = ~standing_by | ~_has_its_like(groups, alike, among=sure)
    for pool in active_pools(scene.placement, scene.context):
        wanted = in_pool(pool, recalled.rows, snapshot)
        kept |= wanted & ~_has_its_like(groups, alike, among=sure & wanted)
    for sorts in _sorts(recalled, scene, snapshot):
        kept |= ~_has_its_like(groups, sorts, among=sure)
    places = np.flatnonzero(kept)
    sources = tuple(map(recalled.sources.__getitem__, places.tolist()))
    return Recall(recalled.rows[kept], sources, recalled.problems), live.take(places)


def _showable(live: LiveColumns, scene: Scene) -> Mask:
    """This will mask what is switched on, priced and in stock, and was not bought where that matters."""
    if not scene.context.exclude_bought:
        return live.for_sale
    return live.for_sale & ~np.isin(live.product_ids, list(scene.shopper.bought))


def _may_be_excluded(recalled: Recall, scene: Scene, snapshot: Snapshot) -> Mask:
    unknown = facts_of_the_request(same_day=scene.context.at.date() == snapshot.loaded_at.date())
    found = np.zeros(len(recalled.rows), dtype=np.bool_)
    for rule in scene.placement.rules.active(scene.context):
        if isinstance(rule.body, Excluding):
            known = snapshot.compiled.known(rule.body.rejects, unknown=unknown)
            codes = known.codes[recalled.rows]
            found |= known.holds[codes] | (codes == len(known.answers))
    return found


def _sorts(recalled: Recall, scene: Scene, snapshot: Snapshot) -> Iterator[NDArray[np.int64]]:
    """This will number (n,), for each boost, scatter and cap that is on, what it tells apart."""
    unknown = facts_of_the_request(same_day=scene.context.at.date() == snapshot.loaded_at.date())
    for rule in scene.placement.rules.active(scene.context):
        if isinstance(rule.body, Scoring):
            yield snapshot.compiled.known(rule.body.points_for, unknown=unknown).codes[recalled.rows].astype(np.int64)
        elif isinstance(rule.body, Spreading):
            known = snapshot.compiled.known(rule.body.values, unknown=unknown)
            codes = known.codes[recalled.rows].astype(np.int64)
            yield np.where(codes == len(known.answers), len(known.answers) + np.arange(len(codes)), codes)


def _has_its_like(groups: NDArray[np.int64], sorts: NDArray[np.int64], *, among: Mask) -> Mask:
    """This will mask what has one of its own style and sort among some; styles and sorts are numbered from 0."""
    count = int(sorts.max(initial=0)) + 1
    keys = groups * count + sorts
    size = (int(groups.max(initial=0)) + 1) * count
    if size > MOST_CELLS:
        return np.isin(keys, keys[among])
    found = np.zeros(size, dtype=np.bool_)
    found[keys[among]] = True
    return found[keys]
