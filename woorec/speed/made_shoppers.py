"""The shoppers of a made shop and their last thirty days: events, served lists with what answered them, orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from catalog.models import Store
from events.partitions import ensure_months
from events.privacy import pseudonym
from events.staging import Line
from woorec.speed.made_rows import copy_rows, reserve_ids

DAYS, ALLOWING = 30, 0.97
TIERS, REGIONS = (0.60, 0.25, 0.10, 0.05), (0.5, 0.3, 0.2)  # by rank; in the order that the shop lists its regions
KINDS = (
    *(("view_item", 0.70), ("select_item", 0.12), ("add_to_cart", 0.10)),
    *(("add_to_wishlist", 0.03), ("purchase", 0.05)),
)
OWN_TASTE = 0.7  # of what a shopper does is within the categories that they like
LIKED = (0.4, 0.3, 0.2, 0.1)  # of that, in each of those categories
BUSY, POPULAR = 1 / 2, 1 / 3  # of power laws: few shoppers do much, few products are looked at often
REGION_CODES, TIER_CODES = ("eu", "us", "asia"), ("regular", "silver", "gold", "black")
LENGTH, CLICKED, BOUGHT = 12, 0.09, 0.15  # of a list; of its first place; of clicks
INTERACTION = (
    "events_interaction (store_id, event_id, kind, at, received_at, session, customer_id, product_id, quantity, value, "
    "request_id, position, region)"
)


@dataclass(frozen=True, slots=True)
class People:
    """The customers of a shop by number: ids, what tier and region they are of, and the first of the
    categories that they like."""

    ids: NDArray[np.int64]
    tier: NDArray[np.int64]
    region: NDArray[np.int64]
    taste: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shelves:
    """Product ids and prices, and their places by category, the most looked-at first."""

    ids: NDArray[np.int64]
    prices: NDArray[np.float64]
    by_category: Sequence[NDArray[np.int64]]

    def taken(self, taste: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
        """This will draw the places of products that shoppers of such tastes look at."""
        taste = (taste + rng.choice(len(LIKED), size=len(taste), p=LIKED)) % len(self.by_category)
        depth = rng.power(POPULAR, size=len(taste))  # near 0 far more often than near 1
        everywhere = (depth * len(self.ids)).astype(np.int64)
        sizes = np.array([len(places) for places in self.by_category])
        starts = np.cumsum(np.concatenate([[0], sizes[:-1]]))
        own = np.concatenate(self.by_category)[starts[taste] + (depth * sizes[taste]).astype(np.int64)]
        return np.where(rng.random(len(taste)) < OWN_TASTE, own, everywhere)


def write_shoppers(store: Store, count: int, *, events: int, lists: int, seed: int, now: datetime) -> None:
    """This will write customers, what they did, the lists that some were shown, and orders of what they bought."""
    rng = np.random.default_rng([seed, 2])
    for table in ("events_interaction", "events_rankedlist"):
        ensure_months(table, (now - timedelta(days=DAYS)).date(), now.date())
    shelves = _shelves(store)
    people = _write_people(store, count, tastes=len(shelves.by_category), rng=rng, now=now)
    if not count:
        return
    copy_rows(INTERACTION, _events(store, people, shelves, count=events, rng=rng, now=now))
    _write_lists(store, people, shelves, count=lists, rng=rng, now=now)
    _write_orders(store)


def external_id(number: int) -> str:
    """This will name a customer as the made shop itself does."""
    return f"c-{number}"


def _write_people(store: Store, count: int, *, tastes: int, rng: np.random.Generator, now: datetime) -> People:
    ids = reserve_ids("events_customer", count)
    tiers = list(store.tiers.order_by("rank").values_list("pk", flat=True))
    regions = list(store.regions.order_by("pk").values_list("pk", flat=True))
    people = People(
        ids=np.array(ids, dtype=np.int64),
        tier=rng.choice(len(TIERS), size=count, p=TIERS),
        region=rng.choice(len(REGIONS), size=count, p=REGIONS),
        taste=rng.integers(tastes, size=count),
    )
    allowing, joined = (rng.random(count) < ALLOWING).tolist(), rng.integers(1, 1500, count).tolist()
    rows = zip(ids, people.tier.tolist(), people.region.tolist(), allowing, joined, strict=True)
    copy_rows(
        "events_customer (id, store_id, pseudonym, tier_id, region_id, personalise, joined_at)",
        (
            (
                pk, store.pk, pseudonym(store_code=store.code, external_id=external_id(number)), tiers[tier],
                regions[region], allows, now - timedelta(days=days),
            )
            for number, (pk, tier, region, allows, days) in enumerate(rows)
        ),
    )  # fmt: skip
    return people


def _shelves(store: Store) -> Shelves:
    rows = list(store.products.order_by("pk").values_list("pk", "price", "category_id"))
    ids, prices, categories = zip(*rows, strict=True) if rows else ((), (), ())
    found, category = np.unique(np.array(categories), return_inverse=True)
    return Shelves(
        np.array(ids, dtype=np.int64),
        np.array(prices, dtype=np.float64),
        [np.flatnonzero(category == number) for number in range(len(found))],
    )


def _events(
    store: Store, people: People, shelves: Shelves, *, count: int, rng: np.random.Generator, now: datetime
) -> Iterator[Line]:
    who = (rng.power(BUSY, size=count) * len(people.ids)).astype(np.int64)
    what = shelves.taken(people.taste[who], rng)
    ages = rng.random(count) * DAYS
    kinds = rng.choice(len(KINDS), size=count, p=[share for _, share in KINDS]).tolist()
    columns = (people.ids[who], who, people.region[who], shelves.ids[what], shelves.prices[what], ages)
    for number, (kind, (customer, person, region, product, price, age)) in enumerate(
        zip(kinds, zip(*(column.tolist() for column in columns), strict=True), strict=True)
    ):
        at = now - timedelta(days=age)
        yield (
            store.pk, _uuid(store, 1, number), KINDS[kind][0], at, at, f"v-{person}-{int(age)}", customer, product, 1,
            price, None, None, REGION_CODES[region],
        )  # fmt: skip


def _write_lists(
    store: Store, people: People, shelves: Shelves, *, count: int, rng: np.random.Generator, now: datetime
) -> None:
    """This will write lists of products drawn as shoppers look; clicks follow their taste and the place."""
    who = (rng.power(BUSY, size=count) * len(people.ids)).astype(np.int64)
    shown = shelves.taken(np.repeat(people.taste[who], LENGTH), rng).reshape(count, LENGTH)
    category = np.empty(len(shelves.ids), dtype=np.int64)
    for number, places in enumerate(shelves.by_category):
        category[places] = number
    apart = (category[shown] - people.taste[who][:, None]) % len(shelves.by_category)
    liked = np.where(apart < len(LIKED), 1.3, 0.4)
    clicked = rng.random(shown.shape) < CLICKED * liked / np.sqrt(np.arange(1, LENGTH + 1))
    bought = clicked & (rng.random(shown.shape) < BOUGHT)
    ages = (rng.random(count) * (DAYS - 1) + 0.1).tolist()
    copy_rows(
        "events_rankedlist (request_id, store_id, at, placement, customer_id, session, region, tier, seed_ids, "
        "ruleset, model, arm, random_seed, explored, fallback, relaxed, "
        "short, latency_ms, product_ids, scores, propensities, "
        "alternatives, slots, reasons, prices, stocks, margins, candidate_ids, candidate_scores)",
        _list_lines(store, people, shelves, who=who, shown=shown, ages=ages, now=now),
    )
    copy_rows(
        INTERACTION, _answers(store, people, shelves, who=who, shown=shown, ages=ages, now=now, kinds=(clicked, bought))
    )


def _list_lines(
    store: Store,
    people: People,
    shelves: Shelves,
    *,
    who: NDArray[np.int64],
    shown: NDArray[np.int64],
    ages: Sequence[float],
    now: datetime,
) -> Iterator[Line]:
    ones, blank, unknown = [1.0] * LENGTH, [""] * LENGTH, [None] * LENGTH
    for number, (person, places, age) in enumerate(zip(who.tolist(), shown, ages, strict=True)):
        yield (
            _uuid(store, 2, number), store.pk, now - timedelta(days=age), "home", int(people.ids[person]),
            f"v-{person}-{int(age)}", REGION_CODES[people.region[person]], TIER_CODES[people.tier[person]], [], "", "",
            "", 0, False, [], "[]", False, 0.0, shelves.ids[places].tolist(), ones, ones, "[]", blank, blank,
            shelves.prices[places].tolist(), unknown, unknown, [], [],
        )  # fmt: skip


def _answers(
    store: Store,
    people: People,
    shelves: Shelves,
    *,
    who: NDArray[np.int64],
    shown: NDArray[np.int64],
    ages: Sequence[float],
    now: datetime,
    kinds: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> Iterator[Line]:
    for salt, (kind, mask) in enumerate(zip(("select_item", "purchase"), kinds, strict=True), 3):
        for number, position in np.argwhere(mask).tolist():
            person, place, age = int(who[number]), int(shown[number, position]), ages[number]
            at = now - timedelta(days=age) + timedelta(minutes=salt)
            yield (
                store.pk, _uuid(store, salt, number * LENGTH + position), kind, at, at, f"v-{person}-{int(age)}",
                int(people.ids[person]), int(shelves.ids[place]), 1, float(shelves.prices[place]),
                _uuid(store, 2, number), position + 1, REGION_CODES[people.region[person]],
            )  # fmt: skip


ORDERS = """
INSERT INTO events_order (store_id, number, customer_id, session, region_id, at, currency)
SELECT i.store_id, i.event_id::text, i.customer_id, i.session, r.id, i.at, %(currency)s
FROM events_interaction i LEFT JOIN catalog_region r ON r.store_id = i.store_id AND r.code = i.region
WHERE i.store_id = %(store)s AND i.kind = 'purchase' ORDER BY i.at
"""
ORDER_LINES = """
INSERT INTO events_orderline (order_id, product_id, quantity, unit_price, request_id)
SELECT o.id, i.product_id, 1, i.value, i.request_id
FROM events_interaction i JOIN events_order o ON o.store_id = i.store_id AND o.number = i.event_id::text
WHERE i.store_id = %(store)s AND i.kind = 'purchase'
"""


def _write_orders(store: Store) -> None:
    with connection.cursor() as cursor:
        for sql in ("ANALYZE events_interaction", ORDERS, "ANALYZE events_order", ORDER_LINES):
            cursor.execute(sql, {"store": store.pk, "currency": store.currency})


def _uuid(store: Store, salt: int, number: int) -> str:
    return f"{store.pk:08x}{salt:08x}{number:016x}"
