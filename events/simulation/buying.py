"""Carts, what goes with them, orders, and what comes back."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from events.simulation.browsing import Day, Ints, Looks, Market, disappointment, join, record
from events.simulation.log import REASONS
from events.simulation.people import SECONDS_A_DAY
from events.simulation.world import REACTIONS, RETURN_DAYS, gumbel

Floats = npt.NDArray[np.float32]
KEPT_AT_CHECKOUT, TWO_OF_IT, SATED, CALLED_FOR = 0.82, 0.03, 1.5, 0.4
# Whoever put two totes into the cart compares them, and so with a tote and a hobo; few take both.
KEPT_BESIDE_ITS_KIND, KEPT_BESIDE_ITS_ROOT = 0.2, 0.5


def put_in_cart(market: Market, *, day: Day, looks: Looks, revealed: Floats, pull: float = 0.0) -> Looks:
    """Put what still pleases after the product page into the cart, each product once in a session."""
    who = day.who[looks.session]
    gap = disappointment(market, who=who, products=looks.product)
    liking = market.world.cart_intercept + pull + day.value[looks.session, looks.product] - revealed * gap
    chosen = day.rng.random(len(liking)) < 1 / (1 + np.exp(-liking))
    carts = once_per_session(looks.where(chosen), products=len(market.facts.skus))
    carts = replace(carts, at=carts.at + day.rng.uniform(12, 30, size=len(carts.at)))
    record(market, day=day, kind="add_to_cart", looks=carts)
    return carts


def find_complements(market: Market, *, day: Day, carts: Looks, share: float = 0.3) -> Looks:
    """Open the page of something that goes with the cart, found without any list."""
    searching = carts.where(day.rng.random(len(carts.at)) < share)
    pull = market.complements[market.facts.categories[searching.product]][:, market.facts.categories]
    alike = market.facts.vectors[searching.product] @ market.facts.vectors.T
    score = day.value[searching.session] + 2.0 * pull + alike + gumbel(pull.shape, rng=day.rng)
    best = np.where(day.allowed[searching.session] & (pull > 0), score, -np.inf)
    found = np.isfinite(best).any(axis=1)
    looks = replace(searching, product=best.argmax(axis=1), at=searching.at + 35, list=np.full(len(searching.at), -1))
    return looks.where(found)


def check_out(market: Market, *, day: Day, carts: Looks) -> Looks:
    """Turn carts into orders; says which lines were bought."""
    if not len(carts.at):
        return carts
    liking = day.value[carts.session, carts.product] + day.rng.gumbel(0, 0.5, size=len(carts.at))
    best = np.full(len(day.who), -np.inf)
    np.maximum.at(best, carts.session, liking)
    begun = day.rng.random(len(best)) < 1 / (1 + np.exp(-(market.world.checkout_intercept + 0.3 * best)))
    paid = begun & (day.rng.random(len(best)) < 0.72)
    kept = day.rng.random(len(carts.at)) < chance_to_stay(market, carts=carts, liking=liking)
    last = np.zeros(len(best))
    np.maximum.at(last, carts.session, carts.at)
    at_checkout = replace(carts, at=last[carts.session] + 45)
    dropped = begun[carts.session] & ~kept
    record(market, day=day, kind="remove_from_cart", looks=at_checkout.where(dropped), delay=-5.0)
    in_checkout = at_checkout.where(begun[carts.session] & kept)
    record(market, day=day, kind="begin_checkout", looks=in_checkout)
    bought = at_checkout.where(paid[carts.session] & kept)
    return replace(bought, at=bought.at + 120)


def chance_to_stay(market: Market, *, carts: Looks, liking: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Say how likely each line stays at checkout: the best liked does, alternatives to what is liked better seldom."""
    facts, ranked = market.facts, np.lexsort((-liking, carts.session))
    _, roots = np.unique(facts.category_roots, return_inverse=True)
    categories = facts.categories[carts.product].astype(np.int64)
    chance = np.full(len(liking), KEPT_AT_CHECKOUT)
    for of_it, beside in ((roots[categories], KEPT_BESIDE_ITS_ROOT), (categories, KEPT_BESIDE_ITS_KIND)):
        _, first = np.unique(np.stack([carts.session, of_it])[:, ranked], axis=1, return_index=True)
        second = np.ones(len(liking), dtype=bool)
        second[ranked[first]] = False
        chance[second] = beside
    _, first = np.unique(carts.session[ranked], return_index=True)
    chance[ranked[first]] = 1.0
    return chance


def order(market: Market, *, day: Day, bought: Looks, end: float) -> None:
    """Write the orders of a day, and the returns that follow before the window ends."""
    if not len(bought.at):
        return
    _, first, of_order = np.unique(bought.session, return_index=True, return_inverse=True)
    ids = market.log.take_order_ids(len(first))
    sessions = bought.session[first]
    market.log.orders.append(order=ids, at=bought.at[first], who=day.who[sessions], session=day.sessions[sessions])
    quantity = 1 + (day.rng.random(len(bought.at)) < TWO_OF_IT).astype(np.int64)
    record(market, day=day, kind="purchase", looks=bought, quantity=quantity, order=ids[of_order])
    returned_at, reason = _returns(market, day=day, bought=bought, end=end)
    market.log.lines.append(
        order=ids[of_order],
        product=bought.product,
        quantity=quantity,
        list=bought.list,
        returned_at=returned_at,
        reason=reason,
    )
    _send_back(market, day=day, bought=bought, returned_at=returned_at, quantity=quantity)
    _change_needs(market, who=day.who[bought.session], products=bought.product)


def once_per_session(looks: Looks, *, products: int) -> Looks:
    """Keep the first look of each product in a session."""
    earliest = np.argsort(looks.at, kind="stable")
    _, first = np.unique((looks.session * products + looks.product)[earliest], return_index=True)
    keep = np.zeros(len(looks.at), dtype=bool)
    keep[earliest[first]] = True
    return looks.where(keep)


def join_carts(*carts: Looks, products: int) -> Looks:
    """Join carts of the same sessions, each product once."""
    return once_per_session(join(*carts), products=products)


def _returns(
    market: Market, *, day: Day, bought: Looks, end: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int8]]:
    """Draw the competing causes of a return; the first in the order of REASONS names it. nan: kept so far."""
    hazards = _hazards(market, day=day, bought=bought)
    strikes = day.rng.random(hazards.shape) < 1 - np.exp(-hazards)
    at = bought.at + day.rng.uniform(*RETURN_DAYS, size=len(bought.at)) * SECONDS_A_DAY
    returned = strikes.any(axis=1) & (at < end)
    return np.where(returned, at, np.nan), strikes.argmax(axis=1).astype(np.int8)


def _hazards(market: Market, *, day: Day, bought: Looks) -> Floats:
    world, who = market.world, day.who[bought.session]
    reactions = np.array(REACTIONS)[market.facts.nickel[bought.product]] * market.people.reacts[who]
    sized = np.array([code in world.sized_categories for code in market.facts.category_codes])
    gap = disappointment(market, who=who, products=bought.product)
    by_reason = {
        "skin": -np.log1p(-reactions),
        "feel": world.feel_hazard * np.maximum(gap, 0),
        "size": world.size_hazard * sized[market.facts.categories[bought.product]],
        **{reason: np.full(len(who), hazard) for reason, hazard in world.other_hazards},
    }
    return np.stack([by_reason[reason] for reason in REASONS], axis=1)


def _send_back(
    market: Market, *, day: Day, bought: Looks, returned_at: npt.NDArray[np.float64], quantity: Ints
) -> None:
    back = ~np.isnan(returned_at)
    sent = replace(bought, at=returned_at).where(back)
    record(market, day=day, kind="refund", looks=sent, quantity=quantity[back])
    market.people.activity[day.who[sent.session]] *= 0.85


def _change_needs(market: Market, *, who: Ints, products: Ints) -> None:
    """Sate the need for what was bought and wake the need for what goes with it."""
    needs, categories = market.people.needs, market.facts.categories[products]
    np.add.at(needs, who, CALLED_FOR * market.complements[categories])
    np.add.at(needs, (who, categories), -SATED)


def count_popularity(*, popularity: Floats, looks: Looks, carts: Looks, bought: Looks) -> Floats:
    """Age yesterday's popularity and add the day's looks, carts and purchases."""
    size = len(popularity)
    today = np.bincount(looks.product, minlength=size) + 3 * np.bincount(carts.product, minlength=size)
    return (0.95 * popularity + today + 10 * np.bincount(bought.product, minlength=size)).astype(np.float32)
