"""Brings in the products that slots are reserved for, when recall did not think of enough of them."""

import json
from collections.abc import Iterator

import numpy as np

from ranking.recall.base import ShopperState
from ranking.recall.merge import merge
from rules.engine.candidate import Context
from rules.engine.slot import Slot
from rules.queries import LivePlacement
from woorec.candidates import Mask, Recall, Rows
from woorec.snapshot import Snapshot

ENOUGH = 5  # pool members among the candidates, so that scatter and stock leave a choice
BROUGHT_IN = 10  # at most, per rule that names no products
SOURCE = "pool"


def with_slot_pools(
    recalled: Recall,
    state: ShopperState,
    snapshot: Snapshot,
    placement: LivePlacement,
    context: Context,
    *,
    allowed: Mask,
) -> Recall:
    """This will add products of the pools of active slot rules; named products all, of other pools the best few.

    A pool whose condition looks at facts of the moment (stock, the shopper's price) is judged by the catalogue's facts
    here and by the facts of the moment when the slot is filled.
    """
    wanted = [row for slot in _slots(placement, context) for row in _missing(slot, recalled, state, snapshot, allowed)]
    added = list(dict.fromkeys(row for row in wanted if row not in set(recalled.rows.tolist())))
    if not added:
        return recalled
    return Recall(
        rows=np.concatenate([recalled.rows, np.array(added, dtype=np.int32)]),
        sources=(*recalled.sources, *({SOURCE: rank} for rank in range(1, len(added) + 1))),
        problems=recalled.problems,
    )


def _slots(placement: LivePlacement, context: Context) -> Iterator[Slot]:
    yield from (rule.body for rule in placement.rules.active(context) if isinstance(rule.body, Slot))


def _missing(slot: Slot, recalled: Recall, state: ShopperState, snapshot: Snapshot, allowed: Mask) -> list[int]:
    pool = pool_mask(slot, snapshot) & allowed
    if slot.skus:
        return np.flatnonzero(pool).tolist()
    if np.count_nonzero(pool[recalled.rows]) >= ENOUGH:
        return []
    pool[recalled.rows] = False
    return _best(pool, state, snapshot).tolist()


def _best(pool: Mask, state: ShopperState, snapshot: Snapshot) -> Rows:
    """This will ask the shopper's own channel and popularity for the best of a pool."""
    found = {
        name: snapshot.model.recall(name, state, allowed=pool, k=BROUGHT_IN)
        for name in ("vector", "hot")
        if name in snapshot.model.channels
    }
    quotas = dict.fromkeys(found, 1.0)
    return merge(found, quotas=quotas, item_groups=snapshot.catalogue.item_groups, limit=BROUGHT_IN).rows


def pool_mask(slot: Slot, snapshot: Snapshot) -> Mask:
    """This will mask (P,) a slot's pool by the facts of the catalogue; kept, since it costs a full pass."""
    key = json.dumps(slot.to_params(), sort_keys=True)
    if key not in snapshot.pools:
        snapshot.pools[key] = np.array([slot.admits(facts) for facts in snapshot.static], dtype=np.bool_)
    return snapshot.pools[key]
