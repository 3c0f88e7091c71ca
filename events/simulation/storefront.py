"""Run a simulated storefront for some months and hand out its history."""

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from events.rows import History
from events.simulation.browsing import Day, Looks, Market, Shown, click, join, look_around, page_value, show, view
from events.simulation.buying import check_out, count_popularity, find_complements, join_carts, order, put_in_cart
from events.simulation.facts import CatalogueFacts
from events.simulation.log import Log, Reader
from events.simulation.people import SECONDS_A_DAY, draw_people, draw_products
from events.simulation.policy import SIZES, cart_logits, draw_lists, home_logits, product_logits
from events.simulation.world import (
    HOURS,
    SESSION_LIMIT_S,
    SESSIONS_AT_FULL_SCALE,
    VISITOR_SHARE,
    WEEKDAYS,
    World,
    complement_matrix,
    stream,
    world_for,
)

HOME_SHARE, PRODUCT_SHARE, CART_SHARE = 0.6, 0.165, 0.9
CART_PULL = 4.0  # a shopper who just chose something looks at a cart list, and at what goes with it, with more favour
NEEDS_RECOVER = 0.015  # a day
PRODUCTS, PEOPLE, SESSIONS, BEHAVIOUR, POLICY, IDS = range(6)


def simulate(
    facts: CatalogueFacts,
    *,
    seed: int,
    end: datetime,
    customers: int = 20_000,
    days: int = 90,
    scale: float = 0.5,
    world: World | None = None,
) -> History:
    """Simulate a storefront up to `end` (aware). Scale 1 is about 45,000 sessions and 60,000 lists in 90 days.

    The same facts and arguments give the same history. All of it is simulated: it shows how WooRec works, not what it
    earns. Raises ValueError for an `end` without a time zone.
    """
    if end.tzinfo is None:
        raise ValueError("end must be an aware datetime")
    world = world or world_for(facts)
    start = end.astimezone(UTC) - timedelta(days=days)
    market = _open(facts, world=world, customers=customers, days=days, seed=seed)
    popularity = stream(seed, PRODUCTS, 1).gamma(1.0, 6.0, size=len(facts.skus)).astype(np.float32)
    counts = _sessions_a_day(start, days=days, total=scale * SESSIONS_AT_FULL_SCALE * days / 90, seed=seed)
    first = np.cumsum(counts) - counts
    for index in range(days):
        day = _begin(market, start=start, index=index, days=days, count=int(counts[index]),
                     first=int(first[index]), popularity=popularity, seed=seed)  # fmt: skip
        popularity = _live(
            market, day=day, policy=stream(seed, POLICY, index), ages=_ages(facts, start, index), end=end
        )
    return _history(market, start=start, seed=seed)


def _open(facts: CatalogueFacts, *, world: World, customers: int, days: int, seed: int) -> Market:
    products = draw_products(facts, days=days, rng=stream(seed, PRODUCTS))
    people = draw_people(
        facts, products=products, world=world, customers=customers, days=days, rng=stream(seed, PEOPLE)
    )
    return Market(facts, products, people, world, complement_matrix(facts), Log(facts, people=people))


def _history(market: Market, *, start: datetime, seed: int) -> History:
    reader = Reader(market.log, start=start.timestamp(), rng=stream(seed, IDS))
    rows = np.asarray(reader.lists["rows"], dtype=np.int32)
    return History(
        customers=reader.customers(),
        ranked_lists=reader.ranked_lists(),
        interactions=reader.interactions(),
        orders=reader.order_rows(),
        counts={
            "customers": market.people.customers,
            "ranked_lists": len(rows),
            "impressions": int((rows >= 0).sum()),
            "interactions": len(reader.events["at"]),
            "orders": len(reader.orders["at"]),
        },
    )


def _sessions_a_day(start: datetime, *, days: int, total: float, seed: int) -> npt.NDArray[np.int64]:
    weights = np.array([WEEKDAYS[(start + timedelta(days=day)).weekday()] for day in range(days)])
    return stream(seed, SESSIONS).poisson(total * weights / weights.sum())


def _begin(
    market: Market,
    *,
    start: datetime,
    index: int,
    days: int,
    count: int,
    first: int,
    popularity: npt.NDArray[np.float32],
    seed: int,
) -> Day:
    """Let the day's shoppers in, in order of time."""
    rng = stream(seed, SESSIONS, index)
    people = market.people
    people.needs += NEEDS_RECOVER * (people.usual_needs - people.needs)
    who = _arrivals(market, index=index, count=count, rng=rng)
    midnight = start + timedelta(days=index)
    length = SECONDS_A_DAY - (SESSION_LIMIT_S if index == days - 1 else 0.0)
    return Day(
        sessions=np.arange(first, first + count),
        who=who,
        starts=midnight.timestamp() + np.sort(_clock(midnight, count=count, length=length, rng=rng)),
        allowed=_allowed(market, start=start, index=index)[people.regions[who]],
        value=page_value(market, who=who, rng=rng),
        popularity=popularity,
        rng=stream(seed, BEHAVIOUR, index),
    )


def _arrivals(market: Market, *, index: int, count: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    people = market.people
    known = np.where(people.joined <= index, people.activity, 0.0)[: people.customers]
    visitors = rng.integers(people.customers, len(people.activity), size=count)
    if not known.sum():
        return visitors
    customers = rng.choice(people.customers, p=known / known.sum(), size=count)
    return np.where(rng.random(count) < VISITOR_SHARE, visitors, customers)


def _clock(midnight: datetime, *, count: int, length: float, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw seconds after the day's start by the hours in which people shop."""
    weights = np.roll(np.array(HOURS), -midnight.hour)
    hours = rng.choice(24, p=weights / weights.sum(), size=count)
    seconds = 3600 * (hours + rng.random(count))
    # The last hour of the window is left for sessions to end in.
    return np.where(seconds < length, seconds, length * rng.random(count))


def _ages(facts: CatalogueFacts, start: datetime, index: int) -> npt.NDArray[np.float32]:
    """Count the days since launch on a day of the window."""
    today = (start + timedelta(days=index)).timestamp() / SECONDS_A_DAY
    return (np.floor(today) - facts.launched).astype(np.float32)


def _allowed(market: Market, *, start: datetime, index: int) -> npt.NDArray[np.bool_]:
    """Say what may be shown in each region on a day: visible, launched, priced, not yet sold out; [R, P]."""
    facts = market.facts
    launched = _ages(facts, start, index) >= 0
    priced = ~np.isnan(facts.prices[:, 0])
    return facts.visible & launched & priced & (index < market.products.sold_out_on)


def _live(
    market: Market, *, day: Day, policy: np.random.Generator, ages: npt.NDArray[np.float32], end: datetime
) -> npt.NDArray[np.float32]:
    """Live through one day, from the home page to the orders; gives the popularity of the next morning."""
    size = len(market.facts.skus)
    home = click(market, day=day, shown=_home_lists(market, day=day, policy=policy, ages=ages))
    opened = join(home, look_around(day))
    opened_revealed = view(market, day=day, looks=opened)
    beside = click(market, day=day, shown=_product_lists(market, day=day, looks=opened, policy=policy))
    beside_revealed = view(market, day=day, looks=beside)
    carts = join_carts(
        put_in_cart(market, day=day, looks=opened, revealed=opened_revealed),
        put_in_cart(market, day=day, looks=beside, revealed=beside_revealed),
        products=size,
    )
    shown = _cart_lists(market, day=day, carts=carts, policy=policy)
    added = join(click(market, day=day, shown=shown, pull=1.0), find_complements(market, day=day, carts=carts))
    more = put_in_cart(market, day=day, looks=added, revealed=view(market, day=day, looks=added), pull=CART_PULL)
    bought = check_out(market, day=day, carts=join_carts(carts, more, products=size))
    order(market, day=day, bought=bought, end=end.timestamp())
    looks = join(opened, beside, added)
    return count_popularity(popularity=day.popularity, looks=looks, carts=join(carts, more), bought=bought)


def _home_lists(market: Market, *, day: Day, policy: np.random.Generator, ages: npt.NDArray[np.float32]) -> Shown:
    session = np.flatnonzero(policy.random(len(day.who)) < HOME_SHARE)
    logits = home_logits(day.popularity, ages=ages)
    drawn = draw_lists(market.facts, logits=logits, allowed=day.allowed[session], size=SIZES["home"], rng=policy)
    return show(market, day=day, placement="home", drawn=drawn, session=session, at=day.starts[session])


def _product_lists(market: Market, *, day: Day, looks: Looks, policy: np.random.Generator) -> Shown:
    seen = looks.where(policy.random(len(looks.at)) < PRODUCT_SHARE)
    logits = product_logits(market.facts, popularity=day.popularity, seeds=seen.product)
    drawn = draw_lists(
        market.facts, logits=logits, allowed=_but_seeds(market, day=day, looks=seen), size=SIZES["product"], rng=policy
    )
    return show(
        market, day=day, placement="product", drawn=drawn, session=seen.session, at=seen.at + 2, seeds=seen.product
    )


def _cart_lists(market: Market, *, day: Day, carts: Looks, policy: np.random.Generator) -> Shown:
    seen = carts.where(policy.random(len(carts.at)) < CART_SHARE)
    logits = cart_logits(market.facts, popularity=day.popularity, seeds=seen.product, complements=market.complements)
    drawn = draw_lists(
        market.facts, logits=logits, allowed=_but_seeds(market, day=day, looks=seen), size=SIZES["cart"], rng=policy
    )
    return show(
        market, day=day, placement="cart", drawn=drawn, session=seen.session, at=seen.at + 2, seeds=seen.product
    )


def _but_seeds(market: Market, *, day: Day, looks: Looks) -> npt.NDArray[np.bool_]:
    """Leave the seed and its variants out of its own list."""
    groups = market.facts.item_groups
    return day.allowed[looks.session] & (groups[looks.product][:, None] != groups)
