"""Reads that turn a shop's rows into the arrays that models learn from and serve with."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from catalog.models import Store
from catalog.product_facts import LINK, CatalogueFacts, ProductFacts, catalogue_facts
from events.order_lines import order_line_rows
from events.queries import impression_rows, interaction_rows
from events.swapped_lists import swap_rows
from ranking.dataset import KINDS, Catalogue, Impressions, Interactions, OrderLines, Swaps, Tokens, TrainingData
from ranking.models import ModelVersion, TrainingRun

KIND_OF_EVENT = {
    "view_item": "view",
    "select_item": "click",
    "add_to_cart": "add_to_cart",
    "purchase": "purchase",
    "refund": "return",
    "return": "return",
    "add_to_wishlist": "wishlist",
}
KIND_NUMBERS = {event: KINDS.index(kind) for event, kind in KIND_OF_EVENT.items()}
EPOCH = date(1970, 1, 1).toordinal()
Numbers = dict[str, int]  # one numbering for all tables: a visitor's lists, events and orders must find each other


def catalogue_arrays(facts: CatalogueFacts, *, stocked: Mapping[int, float] | None = None) -> Catalogue:
    """This will lay a store's product facts out as arrays, rows in ascending product id.

    `stocked` is the share of warehouses that have a product, for those whose stock is counted.
    """
    products = facts.products
    categories = _vocabulary(
        [*(p.category for p in products), *facts.category_parents, *facts.category_parents.values()]
    )
    brands = _vocabulary(p.brand for p in products)
    groups = _vocabulary(p.item_group for p in products)
    words = [_tokens(p) for p in products]
    tokens = _vocabulary(word for row in words for word in row)
    return Catalogue(
        product_ids=np.array([p.product_id for p in products], dtype=np.int64),
        item_groups=np.array([groups[p.item_group] for p in products], dtype=np.int32),
        categories=np.array([categories[p.category] for p in products], dtype=np.int32),
        brands=np.array([brands[p.brand] for p in products], dtype=np.int32),
        prices=np.array([p.price for p in products], dtype=np.float32),
        margin_rates=np.array([np.nan if p.margin_rate is None else p.margin_rate for p in products], dtype=np.float32),
        launched_days=np.array([_day(p.launched_on) for p in products], dtype=np.float32),
        materials=facts.vectors,
        tokens=Tokens(
            indptr=np.cumsum([0, *(len(row) for row in words)], dtype=np.int64),
            indices=np.array([tokens[word] for row in words for word in row], dtype=np.int32),
        ),
        category_parents=np.array(
            [categories.get(facts.category_parents.get(code, ""), -1) for code in categories], dtype=np.int32
        ),
        category_codes=tuple(categories),
        category_names=_names(categories, facts),
        brand_codes=tuple(brands),
        token_names=tuple(tokens),
        region_codes=tuple(region.code for region in facts.regions),
        tier_codes=tuple(tier.code for tier in facts.tiers),
        stocked=None if stocked is None else _stocked(products, stocked),
        cross_sells=_cross_sells(facts),
    )


def training_data(store: Store, *, now: datetime, days: int | None) -> TrainingData:
    """This will read everything a training run of this store learns from, up to `now`."""
    catalogue = catalogue_arrays(catalogue_facts(store, today=now.date()))
    since = None if days is None else now - timedelta(days=days)
    sessions: Numbers = {}
    return TrainingData(
        catalogue=catalogue,
        interactions=_interactions(catalogue, interaction_rows(store, since=since, until=now), sessions=sessions),
        impressions=_impressions(catalogue, impression_rows(store, since=since, until=now), sessions=sessions),
        now=now.timestamp(),
        order_lines=_order_lines(catalogue, order_line_rows(store, since=since, until=now), sessions=sessions),
        swaps=_swaps(swap_rows(store, since=since, until=now)),
    )


def champion(store: Store) -> ModelVersion | None:
    return store.model_versions.filter(state=ModelVersion.State.CHAMPION).first()


def challenger_of(versions: Iterable[ModelVersion], serving: ModelVersion | None) -> ModelVersion | None:
    """This will find the newest version that waits for a decision; one older than the champion had its turn."""
    waiting = (version for version in versions if version.state == ModelVersion.State.CHALLENGER)
    newest = max(waiting, key=lambda version: (version.created_at, version.pk), default=None)
    return newest if newest and (serving is None or newest.created_at > serving.created_at) else None


def usual_seconds(store: Store) -> float | None:
    """This will say how long the store's last training took that ended well."""
    last = store.training_runs.filter(state=TrainingRun.State.SUCCEEDED, started_at__isnull=False).first()
    return (last.finished_at - last.started_at).total_seconds() if last and last.finished_at else None


def open_run(store: Store) -> TrainingRun | None:
    return store.training_runs.filter(state__in=["queued", "running"]).first()


def _interactions(catalogue: Catalogue, rows: Sequence[tuple], *, sessions: Numbers) -> Interactions:
    customer, session, product, kind, at, region, tier, order = _transpose(rows, width=8)
    return Interactions(
        customer=np.array(customer, dtype=np.int64),
        session=_numbered(session, sessions),
        product=_rows_of(catalogue, product),
        kind=np.array([KIND_NUMBERS[name] for name in kind], dtype=np.int8),
        at=np.array(at, dtype=np.float64),
        region=_coded(region, catalogue.region_codes),
        tier=_coded(tier, catalogue.tier_codes),
        order=np.where([name == "purchase" for name in kind], _numbered(order, {}), -1).astype(np.int64),
    )


def _impressions(catalogue: Catalogue, rows: Sequence[tuple], *, sessions: Numbers) -> Impressions:
    known = set(catalogue.product_ids.tolist())
    rows = [row for row in rows if row[1] in known]  # a list may show what was deleted since
    lists, product, position, at, customer, session, region, tier, propensity, clicked, bought = _transpose(
        rows, width=11
    )
    return Impressions(
        list_id=np.array(lists, dtype=np.int64),
        product=_rows_of(catalogue, product),
        position=np.array(position, dtype=np.int16),
        at=np.array(at, dtype=np.float64),
        customer=np.array(customer, dtype=np.int64),
        session=_numbered(session, sessions),
        region=_coded(region, catalogue.region_codes),
        tier=_coded(tier, catalogue.tier_codes),
        clicked=np.array(clicked, dtype=np.bool_),
        bought=np.array(bought, dtype=np.bool_),
        propensity=np.array(propensity, dtype=np.float32),
    )


def _order_lines(catalogue: Catalogue, rows: Sequence[tuple], *, sessions: Numbers) -> OrderLines:
    order, customer, session, product, at, region, tier, pieces, returned, returned_at = _transpose(rows, width=10)
    return OrderLines(
        order=np.array(order, dtype=np.int64),
        customer=np.array(customer, dtype=np.int64),
        session=np.where(np.array(session, dtype=str) == "", -1, _numbered(session, sessions)).astype(np.int64),
        product=_rows_of(catalogue, product),
        at=np.array(at, dtype=np.float64),
        region=_coded(region, catalogue.region_codes),
        tier=_coded(tier, catalogue.tier_codes),
        pieces=np.array(pieces, dtype=np.int32),
        returned=np.array(returned, dtype=np.int32),
        returned_at=np.array([np.nan if when is None else when for when in returned_at], dtype=np.float64),
    )


def _swaps(rows: Sequence[tuple]) -> Swaps:
    lists, upper, is_upper, chance, clicked = _transpose(rows, width=5)
    return Swaps(
        list_id=np.array(lists, dtype=np.int64),
        upper=np.array(upper, dtype=np.int16),
        is_upper=np.array(is_upper, dtype=np.bool_),
        chance=np.array(chance, dtype=np.float32),
        clicked=np.array(clicked, dtype=np.bool_),
    )


def _names(categories: Iterable[str], facts: CatalogueFacts) -> tuple[str, ...]:
    """This will name categories by the paths of their products; one without a product below it stays nameless."""
    names: dict[str, str] = {}
    for category, path in {(product.category, product.category_path) for product in facts.products}:
        code = category
        for name in reversed(path.split(" > ")):
            names[code] = name
            code = facts.category_parents.get(code, "")
    return tuple(names.get(code, "") for code in categories)


def _cross_sells(facts: CatalogueFacts) -> NDArray[np.int32]:
    """This will write the shop's links in rows; one to a product that came or went meanwhile is left out."""
    ids = np.array([product.product_id for product in facts.products], dtype=np.int64)
    known = np.isin(facts.cross_sells, ids).all(axis=1)
    return np.searchsorted(ids, facts.cross_sells[known]).astype(np.int32)


def _stocked(products: Sequence[ProductFacts], shares: Mapping[int, float]) -> NDArray[np.float32]:
    # Whoever does not count a product's stock always has it.
    return np.array([shares.get(product.product_id, 1.0) for product in products], dtype=np.float32)


def _tokens(product: ProductFacts) -> list[str]:
    """This will name what two products can have in common, apart from category and brand."""
    words = [
        f"family:{product.material_family}" if product.material_family else "",
        f"grain:{product.grain}" if product.grain else "",
        f"finish:{product.finish}" if product.finish else "",
        f"colour:{product.colour}" if product.colour else "",
        *(f"material:{code}" for code in sorted(product.materials)),
        *(f"{name}:{value}" for name, value in sorted(product.attributes.items()) if name != LINK),
        *(f"tag:{tag}" for tag in sorted(product.tags)),
    ]
    return [word for word in dict.fromkeys(words) if word]


def _vocabulary(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(sorted(set(words)))}


def _day(launched: date | None) -> float:
    return np.nan if launched is None else launched.toordinal() - EPOCH


def _transpose(rows: Sequence[tuple], *, width: int) -> list[Sequence]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _numbered(names: Sequence[str], numbers: Numbers) -> NDArray[np.int64]:
    """This will number names, going on with the numbers that are given."""
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def _coded(codes: Sequence[str], known: tuple[str, ...]) -> NDArray[np.int16]:
    numbers = {code: number for number, code in enumerate(known)}
    return np.array([numbers.get(code, -1) for code in codes], dtype=np.int16)


def _rows_of(catalogue: Catalogue, product_ids: Sequence[int]) -> NDArray[np.int32]:
    return np.searchsorted(catalogue.product_ids, np.array(product_ids, dtype=np.int64)).astype(np.int32)
