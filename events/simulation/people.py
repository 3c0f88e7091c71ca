"""Who shops, and what the products are really like. Nothing in here is ever logged but tier, region and consent."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from events.simulation.facts import CatalogueFacts
from events.simulation.world import TIER_SHARES, VISITOR_SHARE, World

FEEL_AXES, STYLE_AXES, CLUSTERS, REMEMBERED = 6, 2, 8, 3
SECONDS_A_DAY = 86_400.0
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Products:
    """What arrives and what the photo promises, in the space where tastes live. D = feel and style axes."""

    true: Floats  # [P, D]
    photo: Floats  # [P, D]: the product as it looks on the page
    appeal: Floats  # [P]
    relative_price: Floats  # [R, T, P], log of price over the median of its category
    sold_out_on: npt.NDArray[np.float64]  # [R, P], day of the window, inf while there is stock


@dataclass(slots=True, eq=False)
class People:
    """U shoppers: first the customers, then the visitors without a profile. `needs` and `recent` change with time."""

    customers: int
    tastes: Floats  # [U, D]
    sharpness: Floats  # [U]
    needs: Floats  # [U, C], log weight of each category
    usual_needs: Floats  # [U, C]
    budgets: Floats  # [U], log of the relative price from which it hurts
    brands: Floats  # [U, B]
    tiers: npt.NDArray[np.int8]
    regions: npt.NDArray[np.int8]
    activity: npt.NDArray[np.float64]
    avoids: npt.NDArray[np.bool_]
    reacts: npt.NDArray[np.bool_]
    personalise: npt.NDArray[np.bool_]
    joined: npt.NDArray[np.float64]  # day of the window, negative before it
    recent: npt.NDArray[np.int32]  # [U, 3], products looked at last, -1 for none


def draw_products(facts: CatalogueFacts, *, days: int, rng: np.random.Generator) -> Products:
    """Draw what the log never shows about the products: true feel, photo error, appeal, sold-out days."""
    feel = _principal_axes(facts.vectors)
    groups = facts.item_groups
    style = rng.normal(size=(int(groups.max()) + 1, STYLE_AXES))[groups]
    true = np.hstack([feel, style])
    # Some photos tell less of the truth than others, and all colours of a style share their photographer.
    misleading = rng.gamma(2.0, 0.22, size=int(groups.max()) + 1)[groups, None]
    error = np.hstack([rng.normal(size=feel.shape) * misleading, np.zeros_like(style)])
    sold_out = np.where(facts.in_stock, np.inf, rng.uniform(0.4 * days, days, size=facts.in_stock.shape))
    return Products(
        true=true.astype(np.float32),
        photo=(true + error).astype(np.float32),
        appeal=rng.normal(0.0, 0.5, size=len(groups)).astype(np.float32),
        relative_price=_relative_prices(facts),
        sold_out_on=sold_out,
    )


def draw_people(
    facts: CatalogueFacts, *, products: Products, world: World, customers: int, days: int, rng: np.random.Generator
) -> People:
    """Draw the shoppers; who spends more stands in a higher tier."""
    count = customers + max(1, round(customers * VISITOR_SHARE))
    wealth = rng.normal(size=count)
    avoids = rng.random(count) < world.avoiding_share
    needs = _needs(facts, count=count, rng=rng)
    return People(
        customers=customers,
        tastes=_tastes(products, count=count, rng=rng),
        sharpness=rng.gamma(6.0, 0.02, size=count).astype(np.float32),
        needs=needs.copy(),
        usual_needs=needs,
        budgets=(0.25 + 0.45 * wealth).astype(np.float32),
        brands=rng.normal(0.0, 0.45, size=(count, len(facts.brand_codes))).astype(np.float32),
        tiers=_tiers(wealth + 0.8 * rng.normal(size=count), customers=customers),
        regions=rng.choice(len(facts.regions), p=_region_shares(len(facts.regions)), size=count).astype(np.int8),
        activity=rng.gamma(0.7, 1.0, size=count) * np.exp(0.25 * wealth),
        avoids=avoids,
        reacts=avoids | (rng.random(count) < world.unaware_share),
        personalise=rng.random(count) < 0.93,
        joined=np.where(rng.random(count) < 0.08, rng.uniform(0, days, count), rng.uniform(-900, 0, count)),
        recent=np.full((count, REMEMBERED), -1, dtype=np.int32),
    )


def _principal_axes(vectors: Floats) -> npt.NDArray[np.float64]:
    """Turn material vectors into a few axes of unit spread, the widest weighing most."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(FEEL_AXES, sizes.size)
    axes = left[:, :kept] * np.sqrt(len(vectors)) * np.sqrt(sizes[:kept] / sizes[0])
    # SVD leaves the sign open; fix it, so that a seed means the same shop everywhere.
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(kept)])
    return axes * np.where(signs == 0, 1.0, signs)


def _relative_prices(facts: CatalogueFacts) -> Floats:
    regular = facts.prices[:, 0]
    relative = np.zeros_like(facts.prices)
    for category in np.unique(facts.categories):
        rows = facts.categories == category
        for region in range(len(facts.regions)):
            known = regular[region, rows][~np.isnan(regular[region, rows])]
            relative[region][:, rows] = facts.prices[region][:, rows] / (np.median(known) if known.size else 1.0)
    return np.log(np.nan_to_num(relative, nan=1.0)).astype(np.float32)


def _tastes(products: Products, *, count: int, rng: np.random.Generator) -> Floats:
    centres = products.true[rng.integers(len(products.true), size=CLUSTERS)]
    spread = rng.normal(0.0, 0.7, size=(count, products.true.shape[1]))
    return (centres[rng.integers(CLUSTERS, size=count)] + spread).astype(np.float32)


def _needs(facts: CatalogueFacts, *, count: int, rng: np.random.Generator) -> Floats:
    """Draw log needs: people want whole roots more than single leaves."""
    roots = {name: index for index, name in enumerate(dict.fromkeys(facts.category_roots))}
    of_root = rng.normal(0.0, 0.7, size=(count, len(roots)))[:, [roots[name] for name in facts.category_roots]]
    return (of_root + rng.normal(0.0, 0.6, size=(count, len(facts.category_codes)))).astype(np.float32)


def _tiers(spending: npt.NDArray[np.float64], *, customers: int) -> npt.NDArray[np.int8]:
    borders = np.quantile(spending[:customers], np.cumsum(TIER_SHARES)[:-1])
    tiers = np.searchsorted(borders, spending).astype(np.int8)
    tiers[customers:] = 0
    return tiers


def _region_shares(count: int) -> npt.NDArray[np.float64]:
    """Give the first region most shoppers: about 48, 36 and 16 % of three."""
    weights = np.array([1.0, 0.75, 0.33, *[0.25] * count])[:count]
    return weights / weights.sum()
