"""A leather shop whose right answers are obvious: who likes pebbled leather likes pebbled leather."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ranking.dataset import (
    ADD_TO_CART,
    CLICK,
    DAY,
    PURCHASE,
    VIEW,
    Catalogue,
    Impressions,
    Interactions,
    Tokens,
    TrainingData,
    no_impressions,
    no_interactions,
)
from ranking.features import Moments
from ranking.recall.base import NO_ROWS, ShopperState, trail_of
from ranking.training import TrainingConfig, configure

NOW = 20_000 * DAY
LEATHERS = ("pebbled", "smooth", "suede")
KINDS_OF_GOODS = ("tote", "wallet", "belt", "pouch")
NAMES = tuple(f"{leather} {good}" for leather in LEATHERS for good in KINDS_OF_GOODS)
REGIONS = ("de", "us")
TIERS = ("member", "gold")
QUICK = {
    "threads": 1,
    "evaluate": False,
    "graph": {"dimension": 8},
    "vector": {"dimension": 8, "epochs": 4, "batch": 256, "negatives": 12, "learning_rate": 0.02},
}


def row(name: str) -> int:
    """Return the catalogue row of a product by name, for instance "pebbled tote"."""
    return NAMES.index(name)


def rows(*names: str) -> np.ndarray:
    return np.array([row(name) for name in names], dtype=np.int32)


def leather_of(product: int) -> str:
    return NAMES[product].split()[0]


def catalogue(names: Sequence[str] = NAMES, *, first_id: int = 101, launched: float | None = 19_000.0) -> Catalogue:
    """Return the shop; any "leather good" may be named, so new products are easy to add."""
    leathers = np.array([LEATHERS.index(name.split()[0]) for name in names], dtype=np.int32)
    goods = np.array([KINDS_OF_GOODS.index(name.split()[1]) for name in names], dtype=np.int32)
    size = len(names)
    return Catalogue(
        product_ids=np.arange(first_id, first_id + size, dtype=np.int64),
        item_groups=np.full(size, -1, dtype=np.int32),
        categories=goods + np.int32(1),
        brands=np.zeros(size, dtype=np.int32),
        prices=(50.0 + 40.0 * goods).astype(np.float32),
        margin_rates=np.full(size, 0.5, dtype=np.float32),
        launched_days=np.full(size, np.nan if launched is None else launched, dtype=np.float32),
        materials=np.eye(3, dtype=np.float32)[leathers],
        tokens=Tokens(indptr=np.arange(size + 1, dtype=np.int64), indices=leathers),
        category_parents=np.array([-1, 0, 0, 0, 0], dtype=np.int32),
        category_codes=("goods", *KINDS_OF_GOODS),
        brand_codes=("house",),
        token_names=LEATHERS,
        region_codes=REGIONS,
        tier_codes=TIERS,
    )


def training_data(*, shoppers: int = 180, seed: int = 7) -> TrainingData:
    """Return events in which everybody keeps to one leather; totes are bought with the wallet of the same leather."""
    random = np.random.default_rng(seed)
    events = [event for shopper in range(shoppers) for event in _visit(shopper, random)]
    events.sort(key=lambda event: event[4])
    columns = [np.array(column) for column in zip(*events, strict=True)]
    names = ("customer", "session", "product", "kind", "at", "region", "tier", "order")
    types = (np.int64, np.int64, np.int32, np.int8, np.float64, np.int16, np.int16, np.int64)
    typed = {name: column.astype(kind) for name, column, kind in zip(names, columns, types, strict=True)}
    return TrainingData(
        catalogue=catalogue(),
        interactions=Interactions(**typed),
        impressions=_impressions(shoppers, random),
        now=NOW,
    )


def _visit(shopper: int, random: np.random.Generator) -> list[tuple[float, ...]]:
    leather = shopper % 3
    customer = -1 if shopper % 10 == 9 else shopper
    start = NOW - DAY * float(random.uniform(2, 40))
    own = leather * 4 + random.permutation(4)
    seen = [(own[0], VIEW), (own[1], CLICK), (own[2], VIEW), (own[3], ADD_TO_CART)]
    steps = [(product, kind, start + 60.0 * place, -1) for place, (product, kind) in enumerate(seen)]
    basket = [(leather * 4 + good, PURCHASE, start + 600.0, shopper) for good in (0, 1)]
    side = (shopper % 2, shopper % 2)
    return [(customer, shopper, product, kind, at, *side, order) for product, kind, at, order in steps + basket]


def _impressions(shoppers: int, random: np.random.Generator) -> Impressions:
    lists = [_list(number, number % shoppers, random) for number in range(shoppers * 4)]
    lists.sort(key=lambda shown: shown["at"][0])
    return Impressions(**{name: np.concatenate([shown[name] for shown in lists]) for name in lists[0]})


def _list(number: int, shopper: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    products = random.permutation(12)[:6].astype(np.int32)
    likes = np.where(products // 4 == shopper % 3, 0.7, 0.08) / np.sqrt(np.arange(1, 7))
    clicked = random.random(6) < likes
    same = np.full(6, 1)
    return {
        "list_id": (same * number).astype(np.int64),
        "product": products,
        "position": np.arange(1, 7, dtype=np.int16),
        "at": same * (NOW - DAY * float(random.uniform(0, 1.9))),
        "customer": (same * (-1 if shopper % 10 == 9 else shopper)).astype(np.int64),
        "session": (same * shopper).astype(np.int64),
        "region": (same * (shopper % 2)).astype(np.int16),
        "tier": (same * (shopper % 2)).astype(np.int16),
        "clicked": clicked,
        "bought": clicked & (random.random(6) < 0.4),
        "propensity": np.ones(6, dtype=np.float32),
    }


def quick_config(**changes: object) -> TrainingConfig:
    return configure(TrainingConfig(), QUICK | changes)


def empty_shop() -> TrainingData:
    """Return a shop on its first day: products, no shoppers."""
    return TrainingData(catalogue=catalogue(), interactions=no_interactions(), impressions=no_impressions(), now=NOW)


def shopper(
    *history: str,
    kind: int = VIEW,
    seeds: Sequence[str] = (),
    cart: Sequence[str] = (),
    region: str | None = "de",
    tier: str | None = "member",
) -> ShopperState:
    """Return a shopper who touched these products, the last named longest ago."""
    return ShopperState(
        history_rows=rows(*history),
        history_kinds=np.full(len(history), kind, dtype=np.int8),
        history_ages=np.arange(1, len(history) + 1, dtype=np.float32),
        seeds=rows(*seeds) if seeds else NO_ROWS,
        cart=rows(*cart) if cart else NO_ROWS,
        region=region,
        tier=tier,
        at=NOW,
    )


def moment_of(who: ShopperState, *, limit: int) -> Moments:
    """Return one request as training sees it: moments of which there is one."""
    trail = trail_of(who, limit=limit)
    bounds = np.array([0, len(trail.rows)], dtype=np.int64)
    return Moments(indptr=bounds, rows=trail.rows, kinds=trail.kinds, ages=trail.ages, at=np.array([who.at]))


def with_events(data: TrainingData, **columns: np.ndarray) -> TrainingData:
    """Return the data with some interaction columns replaced."""
    return replace(data, interactions=replace(data.interactions, **columns))
