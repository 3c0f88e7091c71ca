"""One day of shoppers who look around: lists, clicks, product views, the 3D view, wish lists.

A taste is an ideal point, and the page shows the photo, not the product. No ranker of ours has that shape.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from events.simulation.facts import CatalogueFacts
from events.simulation.log import KINDS, PLACEMENTS, Log
from events.simulation.people import People, Products
from events.simulation.policy import SIZES, DrawnLists
from events.simulation.world import EXAMINATION_DECAY, World, gumbel

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
MOST_LOOKS, PRICE_WALL, NOTICED_ALLERGEN = 8, 3.0, 3.0
REVEALED_BY_PAGE, REVEALED_BY_3D = 0.3, 0.65
COMPATIBLE_CLASSES = 2  # A and B


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """What stays the same from day to day."""

    facts: CatalogueFacts
    products: Products
    people: People
    world: World
    complements: Floats  # [C, C]
    log: Log


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """S sessions that begin on one day. `value` [S, P] is what each shopper thinks of each product's page."""

    sessions: Ints  # [S], running numbers
    who: Ints  # [S]
    starts: npt.NDArray[np.float64]  # [S]
    allowed: npt.NDArray[np.bool_]  # [S, P]
    value: Floats  # [S, P]
    popularity: Floats  # [P]
    rng: np.random.Generator


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Product pages that were opened, each by its session of the day, and the list that led there, or -1."""

    session: Ints
    product: Ints
    at: npt.NDArray[np.float64]
    list: Ints

    def where(self, mask: npt.NDArray[np.bool_]) -> "Looks":
        return Looks(self.session[mask], self.product[mask], self.at[mask], self.list[mask])


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Lists as they were shown in the sessions of a day."""

    ids: Ints
    session: Ints
    at: npt.NDArray[np.float64]
    drawn: DrawnLists


def join(*looks: Looks) -> Looks:
    """Put looks one after the other."""
    names = ("session", "product", "at", "list")
    return Looks(*(np.concatenate([getattr(some, name) for some in looks]) for name in names))


def page_value(market: Market, *, who: Ints, rng: np.random.Generator) -> Floats:
    """Rate every product as its page shows it, for each shopper of the day; [S, P]."""
    facts, people, products = market.facts, market.people, market.products
    value = -people.sharpness[who, None] * _distance(people.tastes[who], products.photo)
    value += products.appeal + people.brands[who][:, facts.brands] + people.needs[who][:, facts.categories]
    strain = products.relative_price[people.regions[who], people.tiers[who]] - people.budgets[who, None]
    value -= PRICE_WALL * np.maximum(strain, 0) ** 2
    value += _intent(market, who=who, rng=rng)
    careful = people.avoids[who] & (rng.random(len(who)) < 0.8)
    value -= NOTICED_ALLERGEN * (careful[:, None] & (facts.nickel >= COMPATIBLE_CLASSES))
    remembered = people.recent[who]
    rows, columns = np.nonzero(remembered >= 0)
    value[rows, remembered[rows, columns]] += 0.9
    return value.astype(np.float32)


def look_around(day: Day) -> Looks:
    """Open the pages that shoppers find by themselves, by search and categories."""
    noisy = np.where(day.allowed, day.value + gumbel(day.value.shape, rng=day.rng), -np.inf)
    most = min(MOST_LOOKS, noisy.shape[1])
    best = np.argpartition(-noisy, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(noisy, best, axis=1), axis=1, kind="stable")
    best = np.take_along_axis(best, order, axis=1)
    wanted = np.minimum(1 + day.rng.poisson(2.3, size=len(day.who)), most)
    opened = (np.arange(most) < wanted[:, None]) & np.take_along_axis(day.allowed, best, axis=1)
    session, column = np.nonzero(opened)
    at = day.starts[session] + 20 + 45 * (column + day.rng.random(len(session)))
    return Looks(session, best[session, column].astype(np.int64), at, np.full(len(session), -1))


def show(
    market: Market,
    *,
    day: Day,
    placement: str,
    drawn: DrawnLists,
    session: Ints,
    at: npt.NDArray[np.float64],
    seeds: Ints | int = -1,
) -> Shown:
    """Put lists before shoppers and write them to the log."""
    wide = max(SIZES.values()) - drawn.rows.shape[1]
    ids = market.log.take_list_ids(len(session))
    if len(session):
        market.log.lists.append(
            list=ids,
            at=at,
            placement=PLACEMENTS.index(placement),
            who=day.who[session],
            session=day.sessions[session],
            seed=seeds,
            rows=np.pad(drawn.rows, ((0, 0), (0, wide)), constant_values=-1),
            scores=np.pad(drawn.scores, ((0, 0), (0, wide))),
            propensities=np.pad(drawn.propensities, ((0, 0), (0, wide))),
        )
    return Shown(ids, session, at, drawn)


def click(market: Market, *, day: Day, shown: Shown, pull: float = 0.0) -> Looks:
    """Let shoppers examine lists from the top and open what they like."""
    rows = shown.drawn.rows
    safe = np.maximum(rows, 0)
    liking = market.world.click_intercept + pull + day.value[shown.session[:, None], safe]
    liking -= market.world.fatigue * _neighbours_alike(market.facts.categories[safe])
    examined = 1 / (1 + EXAMINATION_DECAY * np.arange(rows.shape[1]))
    clicked = (rows >= 0) & (day.rng.random(rows.shape) < examined / (1 + np.exp(-liking)))
    index, column = np.nonzero(clicked)
    at = shown.at[index] + 4 + 2 * column + day.rng.uniform(0, 14, size=len(index))
    looks = Looks(shown.session[index], rows[index, column].astype(np.int64), at, shown.ids[index])
    record(market, day=day, kind="select_item", looks=looks, position=column + 1)
    return looks


def view(market: Market, *, day: Day, looks: Looks) -> Floats:
    """Log the product pages and what is done on them; says which share of the photo's error each look revealed."""
    record(market, day=day, kind="view_item", looks=looks, delay=0.5)
    liking = day.value[looks.session, looks.product]
    turned = day.rng.random(len(liking)) < market.world.view_3d_share * np.clip(1 + 0.25 * liking, 0.3, 2.0)
    record(market, day=day, kind="view_3d", looks=looks.where(turned), delay=6.0)
    wished = day.rng.random(len(liking)) < 1 / (1 + np.exp(4.6 - 0.6 * liking))
    record(market, day=day, kind="add_to_wishlist", looks=looks.where(wished), delay=9.0)
    market.people.recent[day.who[looks.session], day.rng.integers(market.people.recent.shape[1])] = looks.product
    return np.where(turned, REVEALED_BY_3D, REVEALED_BY_PAGE).astype(np.float32)


def disappointment(market: Market, *, who: Ints, products: Ints) -> Floats:
    """Measure how much worse the product is for the shopper than its photo; negative when better."""
    people, tastes = market.people, market.people.tastes[who]
    true = ((tastes - market.products.true[products]) ** 2).sum(axis=1)
    photo = ((tastes - market.products.photo[products]) ** 2).sum(axis=1)
    return people.sharpness[who] * (true - photo)


def record(
    market: Market,
    *,
    day: Day,
    kind: str,
    looks: Looks,
    delay: float = 0.0,
    position: Ints | int = 0,
    quantity: Ints | int = 1,
    order: Ints | int = -1,
) -> None:
    """Write one interaction per look to the log."""
    if len(looks.session):
        market.log.events.append(
            kind=KINDS.index(kind),
            at=looks.at + delay,
            who=day.who[looks.session],
            session=day.sessions[looks.session],
            product=looks.product,
            list=looks.list,
            position=position,
            quantity=quantity,
            order=order,
        )


def _distance(tastes: Floats, places: Floats) -> Floats:
    squares = (tastes**2).sum(axis=1)[:, None] + (places**2).sum(axis=1)
    return np.maximum(squares - 2 * tastes @ places.T, 0)


def _intent(market: Market, *, who: Ints, rng: np.random.Generator) -> Floats:
    """Draw what each session is about: one category, and a little its whole root."""
    categories = market.facts.categories
    stocked = np.zeros(len(market.facts.category_codes))
    stocked[np.unique(categories)] = 1
    noisy = market.people.needs[who] + gumbel(market.people.needs[who].shape, rng=rng)
    intent = np.where(stocked, noisy, -np.inf).argmax(axis=1)
    _, roots = np.unique(market.facts.category_roots, return_inverse=True)
    same_root = roots[intent][:, None] == roots[categories]
    return (1.7 * (intent[:, None] == categories) + 0.6 * same_root).astype(np.float32)


def _neighbours_alike(categories: npt.NDArray[np.int32]) -> Floats:
    """Count the products of the same category among the two just above."""
    alike = np.zeros(categories.shape, dtype=np.float32)
    for step in (1, 2):
        alike[:, step:] += categories[:, step:] == categories[:, :-step]
    return alike
