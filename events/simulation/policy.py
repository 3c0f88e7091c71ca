"""The old storefront's way of making lists: popularity with noise, drawn from a softmax whose chances are known.

A list is drawn position by position without replacement (Plackett-Luce), one product per item group. The propensity of
a product at its position is the chance with which it was drawn there given the products above it, so the product of
a list's propensities is the chance of the whole list; at position 1 it is also the marginal chance. It is exact, not an
estimate. The policy knows nothing about the shopper but the region: neither tastes nor avoidances leave a trace in it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from events.simulation.facts import CatalogueFacts
from events.simulation.world import gumbel

LOGGING_POLICY = "simulated-popularity-v1"
SIZES = {"home": 12, "product": 8, "cart": 8}
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLists:
    """L lists of up to K products; -1 stands where a list ended early."""

    rows: npt.NDArray[np.int32]  # [L, K]
    scores: npt.NDArray[np.float64]  # [L, K], log weight
    propensities: npt.NDArray[np.float64]  # [L, K]


def home_logits(popularity: Floats, *, ages: Floats) -> Floats:
    """Score every product for the home page: what sells, and a start for what is new; [1, P]."""
    return (0.8 * np.log1p(popularity) + 0.6 * (ages < 30))[None, :].astype(np.float32)


def product_logits(facts: CatalogueFacts, *, popularity: Floats, seeds: npt.NDArray[np.int64]) -> Floats:
    """Score every product beside a seed: alike in category and material; [L, P]."""
    _, roots = np.unique(facts.category_roots, return_inverse=True)
    of_product, of_seed = facts.categories[None, :], facts.categories[seeds][:, None]
    logits = 0.5 * np.log1p(popularity)[None, :] + 1.0 * (facts.vectors[seeds] @ facts.vectors.T)
    return (logits + 0.9 * (of_product == of_seed) + 0.7 * (roots[of_product] == roots[of_seed])).astype(np.float32)


def cart_logits(
    facts: CatalogueFacts, *, popularity: Floats, seeds: npt.NDArray[np.int64], complements: Floats
) -> Floats:
    """Score every product beside a cart: what goes with it; [L, P]."""
    pull = complements[facts.categories[seeds]][:, facts.categories]
    alike = facts.vectors[seeds] @ facts.vectors.T
    return (0.5 * np.log1p(popularity)[None, :] + 1.6 * pull + 0.5 * alike).astype(np.float32)


def draw_lists(
    facts: CatalogueFacts,
    *,
    logits: Floats,
    allowed: npt.NDArray[np.bool_],
    size: int,
    rng: np.random.Generator,
) -> DrawnLists:
    """Draw one list per row of `allowed` [L, P], with the chance of each product at its position."""
    logits = np.where(allowed, logits, -np.inf)
    noisy = logits + gumbel(allowed.shape, rng=rng)
    best = _best_of_groups(noisy, groups=facts.item_groups, size=size)
    scores = np.where(best >= 0, np.take_along_axis(logits, np.maximum(best, 0), axis=1), -np.inf).astype(np.float64)
    return DrawnLists(best, scores, _propensities(facts, logits=logits, best=best, scores=scores))


def _best_of_groups(noisy: Floats, *, groups: npt.NDArray[np.int32], size: int) -> npt.NDArray[np.int32]:
    """Take the best products of different item groups, in order."""
    variants = int(np.bincount(groups).max())
    depth = min(noisy.shape[1], size * variants)
    top = np.argpartition(-noisy, depth - 1, axis=1)[:, :depth]
    order = np.argsort(-np.take_along_axis(noisy, top, axis=1), axis=1, kind="stable")
    top = np.take_along_axis(top, order, axis=1)
    of_top = groups[top]
    # A product is a repetition when its group already stands further up.
    repeated = np.tril(of_top[:, :, None] == of_top[:, None, :], k=-1).any(axis=2)
    possible = ~repeated & np.isfinite(np.take_along_axis(noisy, top, axis=1))
    first = np.argsort(~possible, axis=1, kind="stable")[:, :size]
    taken = np.where(np.take_along_axis(possible, first, axis=1), np.take_along_axis(top, first, axis=1), -1)
    padded = np.full((len(noisy), size), -1, dtype=np.int32)
    padded[:, : taken.shape[1]] = taken
    return padded


def _propensities(
    facts: CatalogueFacts, *, logits: Floats, best: npt.NDArray[np.int32], scores: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Divide each weight by the weights still in play: all allowed products but the groups further up."""
    weights = np.exp(logits.astype(np.float64))
    starts = np.flatnonzero(np.diff(facts.item_groups, prepend=-1))
    of_groups = np.add.reduceat(weights, starts, axis=1)
    drawn_groups = np.searchsorted(facts.item_groups[starts], facts.item_groups[np.maximum(best, 0)])
    removed = np.where(best >= 0, np.take_along_axis(of_groups, drawn_groups, axis=1), 0.0)
    in_play = weights.sum(axis=1, keepdims=True) - (np.cumsum(removed, axis=1) - removed)
    chances = np.exp(scores) / np.maximum(in_play, 1e-12)
    return np.where(best >= 0, np.clip(chances, 1e-12, 1.0), 0.0)
