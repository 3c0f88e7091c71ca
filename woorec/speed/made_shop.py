"""A made shop of any size, for timing: the same seed and day give the same shop.

Its places, tiers and materials, and what its products are made of, are those of the leather house of the demo;
everything that grows with the shop is drawn in arrays and written by COPY.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection, transaction

from catalog.demo.leather_house import leather_house
from catalog.feeds.rows import BrandRow, StoreRows
from catalog.models import Store
from catalog.services import load_store, touch_catalogue
from ranking.model_folders import artefact_folder
from ranking.models import ModelVersion, TrainingRun
from ranking.services import request_training
from ranking.trainer import train
from rules.models import Placement
from woorec.speed.made_products import write_products
from woorec.speed.made_rules import set_up_placements
from woorec.speed.made_shoppers import write_shoppers

PREFIX = "bench-"
DISCOUNTS = {"silver": Decimal(3), "gold": Decimal(6), "black": Decimal(10)}
MOST_TRAINED = 50_000  # products of a shop that is trained; a larger one is served untrained
# What a short training leaves out costs accuracy and changes nothing of what a request does.
SHORT_TRAINING = {
    "evaluate": False,
    "graph": {"memory": "short", "method": "shared"},
    "vector": {"epochs": 1, "max_seconds": 60.0},
    "rankers": {"network": {"epochs": 1, "max_seconds": 60.0}},
}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything a made shop has. `events` and `lists` are spread over the last thirty days."""

    products: int = 50_000
    customers: int = 200_000
    events: int = 400_000
    lists: int = 6_000
    brands: int = 40

    @property
    def code(self) -> str:
        return f"{PREFIX}{self.products}-{self.customers}"


def make_shop(size: Size, *, seed: int, now: datetime, progress: Progress) -> Store:
    """This will write a shop of this size with rules on its placements; an earlier one of this size goes first."""
    remove_shop(size.code)
    with transaction.atomic():
        store = load_store(bare_shop(size, seed=seed, today=now.date()))
        progress("products", 0, 3)
        write_products(store, count=size.products, seed=seed, today=now.date())
        progress("shoppers", 1, 3)
        write_shoppers(store, size.customers, events=size.events, lists=size.lists, seed=seed, now=now)
        touch_catalogue(store)
    progress("rules", 2, 3)
    set_up_placements(store)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    progress("written", 3, 3)
    return store


def bare_shop(size: Size, *, seed: int, today: date) -> StoreRows:
    """This will lay out the shop without its products: regions, warehouses, tiers, brands, categories, materials."""
    rows = leather_house(seed=seed, today=today)
    more = (BrandRow(f"maker-{number}", f"Maker {number}", "other") for number in range(size.brands - len(rows.brands)))
    return replace(
        rows,
        code=size.code,
        name=f"Bench of {size.products:,} products",
        tiers=tuple(replace(tier, discount_percent=DISCOUNTS.get(tier.code)) for tier in rows.tiers),
        brands=(*rows.brands, *more),
        products=(),
        stock=(),
        prices=(),
    )


def train_shop(store: Store, *, progress: Progress) -> str:
    """This will train a shop shortly with the trainer of every shop, and say with what it is served: a model or none.

    A shop of more than MOST_TRAINED products stays untrained. Raises RuntimeError when the training fails.
    """
    if store.products.count() <= MOST_TRAINED and not store.model_versions.exists():
        run = request_training(store, config=SHORT_TRAINING)
        run = train(run.pk, promoted=True, watch=lambda stage, percent: progress(stage, percent, 100))
        if run.state != TrainingRun.State.SUCCEEDED:
            raise RuntimeError(f"{store.name} could not be trained: {run.error}")
    champion = store.model_versions.filter(state=ModelVersion.State.CHAMPION).first()
    if champion is None:
        return "untrained"
    rankers = [name for name, figures in champion.metrics.get("rankers", {}).items() if "missing" not in figures]
    ranker = next((name for name in ("esmm", "deepfm", "logistic") if name in rankers), "logistic")
    Placement.objects.filter(store=store).update(ranker=ranker)
    return f"trained, ranked by {ranker}"


def ensure_shop(size: Size, *, seed: int, progress: Progress) -> tuple[Store, str]:
    """This will take the shop of this size that is there, or make one; and say with what it is served."""
    store = Store.objects.filter(code=size.code).first() or make_shop(
        size, seed=seed, now=datetime.now(UTC), progress=progress
    )
    return store, train_shop(store, progress=progress)


# What hangs on a shop, from the leaves on; Django would read millions of rows before it deleted them.
GONE = (
    "DELETE FROM events_interaction WHERE store_id = %(store)s",
    "DELETE FROM events_rankedlist WHERE store_id = %(store)s",
    "DELETE FROM events_orderline WHERE order_id IN (SELECT id FROM events_order WHERE store_id = %(store)s)",
    "DELETE FROM events_order WHERE store_id = %(store)s",
    "DELETE FROM events_customer WHERE store_id = %(store)s",
    "DELETE FROM catalog_tierprice WHERE product_id IN (SELECT id FROM catalog_product WHERE store_id = %(store)s)",
    "DELETE FROM catalog_stocklevel WHERE product_id IN (SELECT id FROM catalog_product WHERE store_id = %(store)s)",
    "DELETE FROM catalog_productcomponent WHERE product_id IN "
    "(SELECT id FROM catalog_product WHERE store_id = %(store)s)",
    "DELETE FROM catalog_product_not_sold_in WHERE product_id IN "
    "(SELECT id FROM catalog_product WHERE store_id = %(store)s)",
    "DELETE FROM catalog_product WHERE store_id = %(store)s",
    "DELETE FROM rules_publication WHERE placement_id IN (SELECT id FROM rules_placement WHERE store_id = %(store)s)",
)


def remove_shop(code: str) -> bool:
    """This will delete a made shop with everything in it, and say whether there was one; no other shop is touched."""
    assert code.startswith(PREFIX), code
    store = Store.objects.filter(code=code).first()
    if store is None:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        for sql in GONE:
            cursor.execute(sql, {"store": store.pk})
        store.categories.update(parent=None)
        store.categories.all().delete()
        for folder in map(artefact_folder, store.model_versions.values_list("name", flat=True)):
            shutil.rmtree(folder, ignore_errors=True)
        store.delete()
    return True
