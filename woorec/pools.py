"""Brings in the products that slots, pins and campaigns want, when recall did not think of enough of them."""

from collections.abc import Iterator

import numpy as np

from ranking.recall.base import ShopperState
from ranking.recall.merge import merge
from rules.compiled import MayAdmit
from rules.engine.candidate import Context
from rules.engine.pool import Pool
from rules.engine.rule import Pooling, Promising, Rule
from rules.queries import LivePlacement
from woorec.candidates import Mask, Recall, Rows, ask_channel
from woorec.deadline import NO_DEADLINE, RECALL, Deadline
from woorec.snapshot import OF_THE_MOMENT, Snapshot

ENOUGH = 5  # pool members among the candidates, so that scatter and stock leave a choice
LATE = "pools_late"
BROUGHT_IN = 10  # at most, per pool that names no products
SOURCE = "pool"
# What a price is depends on who asks, so a condition on it may hold for somebody.
OF_ANYBODY = OF_THE_MOMENT | {"price", "margin", "margin_rate"}


def with_slot_pools(
    recalled: Recall,
    state: ShopperState,
    snapshot: Snapshot,
    placement: LivePlacement,
    context: Context,
    *,
    allowed: Mask,
    deadline: Deadline = NO_DEADLINE,
) -> Recall:
    """This will add products of the pools of active rules; named products all, of other pools the best few.

    A condition is judged by the catalogue's facts here and by the facts of the moment when the slot is filled. What
    hangs on facts that only the moment knows, such as stock, counts as a member here. Late, the first of a pool that
    names no products stand for its best.
    """
    wanted, late = [], False
    for pool in active_pools(placement, context):
        missing = _missing(pool, recalled, snapshot, allowed)
        is_late = bool(missing.any()) and not pool.skus and deadline.is_over(RECALL)
        late = late or is_late
        wanted += _chosen(pool, missing, state, snapshot, is_late=is_late)
    there = set(recalled.rows.tolist()) if wanted else set()
    added = list(dict.fromkeys(row for row in wanted if row not in there))
    problems = (*recalled.problems, LATE) if late else recalled.problems
    return Recall(
        rows=np.concatenate([recalled.rows, np.array(added, dtype=np.int32)]),
        sources=(*recalled.sources, *({SOURCE: rank} for rank in range(1, len(added) + 1))),
        problems=problems,
    )


def active_pools(placement: LivePlacement, context: Context) -> Iterator[Pool]:
    """This will give the pools of the rules that are on; a campaign that owes this page nothing brings nothing in."""
    for rule in placement.rules.active(context):
        is_idle = isinstance(rule.body, Promising) and not context.quotas.get(rule.rule_id)
        if isinstance(rule.body, Pooling) and not is_idle:
            yield from rule.body.chain


def _missing(pool: Pool, recalled: Recall, snapshot: Snapshot, allowed: Mask) -> Mask:
    """This will mask (P,) what a pool could bring in: nothing, where recall thought of enough of it."""
    if not pool.skus:
        found = recalled.rows[allowed[recalled.rows]]
        if np.count_nonzero(in_pool(pool, found, snapshot)) >= ENOUGH:
            return np.zeros_like(allowed)
    mask = pool_mask(pool, snapshot) & allowed
    mask[recalled.rows] = False
    return mask


def _chosen(pool: Pool, missing: Mask, state: ShopperState, snapshot: Snapshot, *, is_late: bool) -> list[int]:
    if pool.skus:
        return np.flatnonzero(missing).tolist()
    if is_late:
        return np.flatnonzero(missing)[:BROUGHT_IN].tolist()
    return _best(missing, state, snapshot).tolist() if missing.any() else []


def _best(pool: Mask, state: ShopperState, snapshot: Snapshot) -> Rows:
    """This will ask the shopper's own channel and popularity for the best of a pool."""
    answers = {name: ask_channel(name, state, snapshot, allowed=pool, k=BROUGHT_IN) for name in ("vector", "hot")}
    found = {name: answer for name, answer in answers.items() if answer is not None}
    quotas = dict.fromkeys(found, 1.0)
    return merge(found, quotas=quotas, item_groups=snapshot.catalogue.item_groups, limit=BROUGHT_IN).rows


def can_be_filled(rule: Rule, *, snapshot: Snapshot) -> bool:
    """This will say whether a product of the shop may ever be what the rule wants; an empty shop rules nothing out."""
    if not isinstance(rule.body, Pooling) or not snapshot.static:
        return True
    return any(_may_hold_something(pool, snapshot) for pool in rule.body.chain)


def _may_hold_something(pool: Pool, snapshot: Snapshot) -> bool:
    known = snapshot.compiled.known(MayAdmit(pool, OF_ANYBODY))
    return bool(known.holds[known.codes].any())


def pool_mask(pool: Pool, snapshot: Snapshot) -> Mask:
    """This will mask (P,) what a pool may hold by the facts of the catalogue."""
    known = snapshot.compiled.known(MayAdmit(pool, OF_THE_MOMENT))
    return known.holds[known.codes]


def in_pool(pool: Pool, rows: Rows, snapshot: Snapshot) -> Mask:
    """This will mask (n,) which products of some rows a pool may hold."""
    known = snapshot.compiled.known(MayAdmit(pool, OF_THE_MOMENT))
    return known.holds[known.codes[rows]]
