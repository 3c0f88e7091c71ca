"""How a simulated market behaves. Every number in here is an assumption, none is a finding.

The intercepts are set so that sessions end in orders, and orders in returns, about as often as the two shops publish
(2.8 % and 15 % for leather; 18 % returns for jewellery). What a better list would gain is nowhere set.
"""

from dataclasses import dataclass

import numpy as np

from events.simulation.facts import CatalogueFacts

EXAMINATION_DECAY = 0.12  # a shopper examines position p with probability 1 / (1 + 0.12 (p - 1))
VISITOR_SHARE = 0.4
SESSIONS_AT_FULL_SCALE = 45_000
SESSION_LIMIT_S = 3600.0
WEEKDAYS = (0.95, 0.88, 0.90, 0.95, 1.00, 1.18, 1.24)  # Monday first
HOURS = (
    0.4,
    0.3,
    0.2,
    0.2,
    0.2,
    0.3,
    0.5,
    0.7,
    0.9,
    1.0,
    1.1,
    1.2,
    1.3,
    1.2,
    1.1,
    1.1,
    1.2,
    1.3,
    1.5,
    1.8,
    2.0,
    1.9,
    1.4,
    0.8,
)
TIER_SHARES = (0.62, 0.24, 0.11, 0.03)
RETURN_DAYS = (5.0, 20.0)
# How probably the skin of a sensitised wearer reacts to class A, B, C, D, X.
REACTIONS = (0.0, 0.0, 0.35, 0.45, 0.9)
# Roots that are bought together, with the strength of the pull.
COMPLEMENTS = {
    ("Bags", "Small Leather Goods"): 1.0,
    ("Bags", "Accessories"): 0.8,
    ("Travel", "Small Leather Goods"): 0.8,
    ("Accessories", "Small Leather Goods"): 0.5,
    ("Earrings", "Necklaces"): 1.0,
    ("Rings", "Bracelets"): 0.8,
    ("Necklaces", "Bracelets"): 0.6,
    ("Necklaces", "Charms and Anklets"): 0.6,
}


@dataclass(frozen=True, slots=True)
class World:
    """The assumptions that differ between markets."""

    avoiding_share: float  # shoppers who know that they react to nickel and told the shop
    unaware_share: float  # shoppers who react and do not know
    click_intercept: float
    cart_intercept: float
    checkout_intercept: float
    feel_hazard: float  # per unit of disappointment
    size_hazard: float  # in categories that come in sizes
    other_hazards: tuple[tuple[str, float], ...]  # reason and hazard
    sized_categories: tuple[str, ...]
    view_3d_share: float
    fatigue: float = 0.08  # utility lost per neighbour of the same category just above


LEATHER_WORLD = World(
    avoiding_share=0.02,
    unaware_share=0.02,
    click_intercept=-3.4,
    cart_intercept=-5.85,
    checkout_intercept=-0.7,
    feel_hazard=1.0,
    size_hazard=0.10,
    other_hazards=(("colour", 0.025), ("damaged", 0.012), ("other", 0.03)),
    sized_categories=("gloves", "belts", "watch-straps", "bracelets"),
    view_3d_share=0.22,
)
JEWEL_WORLD = World(
    avoiding_share=0.12,
    unaware_share=0.06,
    click_intercept=-3.4,
    cart_intercept=-6.7,
    checkout_intercept=-0.7,
    feel_hazard=0.7,
    size_hazard=0.18,
    other_hazards=(("colour", 0.038), ("damaged", 0.02), ("other", 0.042)),
    sized_categories=("stacking-rings", "signet-rings", "statement-rings", "bangles", "cuffs"),
    view_3d_share=0.14,
)


def world_for(facts: CatalogueFacts) -> World:
    """Choose the market by what most products are made of."""
    leather, metal = np.abs(facts.vectors[:, :2]).sum(axis=0)
    return LEATHER_WORLD if leather >= metal else JEWEL_WORLD


def complement_matrix(facts: CatalogueFacts) -> np.ndarray:
    """Say how strongly a product of category a calls for one of category b, as float32 [C, C]."""
    roots = facts.category_roots
    pulls = [[max(COMPLEMENTS.get((a, b), 0.0), COMPLEMENTS.get((b, a), 0.0)) for b in roots] for a in roots]
    return np.array(pulls, dtype=np.float32)


def gumbel(shape: tuple[int, ...], *, rng: np.random.Generator) -> np.ndarray:
    """Draw standard Gumbel noise as float32; adding it to log weights and taking the best samples a softmax."""
    return -np.log(np.maximum(rng.standard_exponential(shape, dtype=np.float32), 1e-30))


def stream(seed: int, *path: int) -> np.random.Generator:
    """Open the random stream of one part of the simulation, so that a draw here never shifts one there."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, *path])))
