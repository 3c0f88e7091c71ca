"""Estimates of what a draft's lists would have had in clicks and orders, from the lists of a replay."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

import numpy as np

from catalog.models import Store
from events.logged_lists import clicks_of, orders_of
from rules.off_policy import Compared, compared, estimate, overlap, too_few
from rules.replay import Pair

ALL_SIMULATED = "All of these lists come from the simulated past. The chances that it logs are of another kind."
Json = dict[str, object]


def estimates(store: Store, pairs: Sequence[Pair], *, seed: int) -> Json:
    """This will estimate clicks and orders a list, or say why that cannot be done."""
    real = [pair for pair in pairs if not pair.logged.is_simulated]
    if not real:
        return {"refused": [ALL_SIMULATED]}
    lists = sorted((pair.logged for pair in real), key=lambda each: each.at)
    of = compared([_weights(pair) for pair in real])
    covered = overlap(of)
    if refused := covered.failures():
        return {"refused": refused, "overlap": asdict(covered)}
    found: Json = {"refused": [], "overlap": asdict(covered)}
    for name, happened in (("clicks", clicks_of(store, lists)), ("orders", orders_of(store, lists))):
        found[name] = _estimate(real, of, happened, seed=seed)
    return found


def _estimate(pairs: Sequence[Pair], of: Compared, happened: Mapping[UUID, frozenset[int]], *, seed: int) -> Json:
    rewards, served = np.zeros_like(of.weights), np.zeros(len(pairs))
    for row, pair in enumerate(pairs):
        hits = [product_id in happened.get(pair.logged.request_id, ()) for product_id in pair.logged.product_ids]
        served[row] = sum(hits)
        width = min(len(hits), rewards.shape[1])
        rewards[row, :width] = hits[:width]
    if reason := too_few(of, rewards):
        return {"refused": reason}
    return asdict(estimate(of, rewards, served=served, seed=seed))


def _weights(pair: Pair) -> tuple[list[float], list[bool]]:
    """This will give, place by place of the draft's page, its weight, and whether the log could have shown it there."""
    logged = pair.logged
    possible = {(place, product_id) for place, product_id, chance in logged.alternatives if chance > 0}
    weights, supported = [], []
    for place, product_id in enumerate(pair.draft.ids, 1):
        stood = place <= len(logged.product_ids) and logged.product_ids[place - 1] == product_id
        weights.append(1.0 / logged.propensities[place - 1] if stood else 0.0)
        supported.append(stood or (place, product_id) in possible)
    return weights, supported
