"""Looks further than recall did, when a page stays short or a rule cannot hold with what recall thought of.

A rule gives way only after it was tried with products of every sort that the page's rules tell apart. When each sort
has as many candidates as the page has places, what cannot be arranged with them cannot be arranged with the whole
store: in any arrangement a product may be exchanged for another one of its sort.
"""

from collections.abc import Iterator

import numpy as np

from rules.engine.page import Page
from rules.engine.rule import Pooling, Rule, Spreading
from woorec.candidates import Mask, Recall, Rows, ask_channel
from woorec.pools import pool_mask
from woorec.scene import Scene
from woorec.snapshot import Snapshot

AT_ONCE = 2000
WIDER = "wider_recall"
WIDER_LATE = "wider_recall_late"


def could_use(recalled: Recall, page: Page, scene: Scene, snapshot: Snapshot) -> Mask:
    """This will mask (P,) what recall did not think of and the page could be better for; nothing: it is good enough.

    A page that stays short is tried with more, then with everything; one on which a rule gave way is tried once more.
    """
    rest = scene.allowed.copy()
    rest[recalled.rows] = False
    if page.short:
        return rest
    if page.relaxed and _is_first(recalled):
        return _may_help(rest, page, scene, snapshot)
    return np.zeros_like(rest)


def wider(recalled: Recall, wanted: Mask, scene: Scene, snapshot: Snapshot) -> Recall:
    """This will add to a recall what is wanted: the first AT_ONCE products at first, then all of them."""
    is_first = _is_first(recalled)
    added = _every_sort(wanted, scene, snapshot)[: AT_ONCE if is_first else None]
    return Recall(
        rows=np.concatenate([recalled.rows, added]).astype(np.int32),
        sources=(*recalled.sources, *({} for _ in added)),
        problems=(*recalled.problems, WIDER) if is_first else recalled.problems,
    )


def next_search(recalled: Recall) -> str:
    """This will name how far `wider` goes next; the two take very different times."""
    return "wider recall" if _is_first(recalled) else "whole store"


def _is_first(recalled: Recall) -> bool:
    return WIDER not in recalled.problems


def _may_help(rest: Mask, page: Page, scene: Scene, snapshot: Snapshot) -> Mask:
    """This will keep of the rest what a rule that gave way could use: its pools, or everything where it has none."""
    given = {each.rule_id for each in page.relaxed}
    bodies = [rule.body for rule in _active(scene) if rule.rule_id in given]
    if not all(isinstance(body, Pooling) for body in bodies):
        return rest
    pools = [pool_mask(pool, snapshot) for body in bodies if isinstance(body, Pooling) for pool in body.chain]
    return rest & np.logical_or.reduce([np.zeros_like(rest), *pools])


def _every_sort(wanted: Mask, scene: Scene, snapshot: Snapshot) -> Rows:
    """This will order products so that the first of every sort come first, the popular ones before the others."""
    rows = _popular_first(wanted, scene, snapshot)
    sorts = [sort[rows] for rule in _active(scene) for sort in _sorts_of(rule, snapshot)]
    if not sorts or not len(rows):
        return rows
    _, sort = np.unique(np.stack(sorts), axis=1, return_inverse=True)
    return rows[np.argsort(_turns(sort.ravel()), kind="stable")]


def _turns(sort: Rows) -> Rows:
    """This will count (n,) how many of the same sort stood before each one: 0 for the first."""
    order = np.argsort(sort, kind="stable")
    begins = np.searchsorted(sort[order], sort[order], side="left")
    turns = np.empty(len(sort), dtype=np.int32)
    turns[order] = np.arange(len(sort)) - begins
    return turns


def _popular_first(wanted: Mask, scene: Scene, snapshot: Snapshot) -> Rows:
    count = int(np.count_nonzero(wanted))
    answer = ask_channel("hot", scene.state, snapshot, allowed=wanted, k=count)
    popular = np.zeros(0, dtype=np.int32) if answer is None else answer.rows
    others = wanted.copy()
    others[popular] = False
    return np.concatenate([popular, np.flatnonzero(others)]).astype(np.int32)


def _active(scene: Scene) -> Iterator[Rule]:
    yield from scene.placement.rules.active(scene.context)


def _sorts_of(rule: Rule, snapshot: Snapshot) -> list[Rows]:
    """This will number (P,) what a rule tells apart: each of its pools from the rest, or the values that it spreads."""
    if isinstance(rule.body, Pooling):
        return [pool_mask(pool, snapshot).astype(np.int32) for pool in rule.body.chain]
    if isinstance(rule.body, Spreading):
        return [snapshot.compiled.known(rule.body.values).codes.astype(np.int32)]
    return []
