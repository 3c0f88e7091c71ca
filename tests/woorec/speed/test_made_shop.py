"""A made shop is a whole shop, the same one for the same seed, and nothing of it stays behind."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

import pytest
from django.db import connection

from catalog.models import ProductComponent, StockLevel, Store, TierPrice
from catalog.product_facts import catalogue_facts
from events.models import Customer, Interaction, Order, OrderLine, RankedList
from ranking.queries import training_data
from rules.engine.candidate import Context
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.snapshot import Snapshot
from woorec.speed import floor
from woorec.speed.made_rules import IN_SCOPE, PUBLISHED, code_of
from woorec.speed.made_shop import Size, make_shop, remove_shop
from woorec.speed.requests import bodies_of
from woorec.speed.scaling import pipeline

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SMALL = Size(products=300, customers=40, events=400, lists=30)
pytestmark = pytest.mark.django_db


def make(*, seed: int = 1, size: Size = SMALL) -> Store:
    return make_shop(size, seed=seed, now=NOW, progress=lambda *_said: None)


def told(store: Store) -> list[object]:
    """Everything that was drawn, without the numbers that the database gives."""
    prices = TierPrice.objects.filter(product__store=store).order_by("product__sku", "region__code", "tier__code")
    deeds = Interaction.objects.filter(store=store).order_by("at", "customer__pseudonym", "product__sku")
    return [
        *catalogue_rows(store),
        *prices.values_list("product__sku", "region__code", "tier__code", "amount"),
        *StockLevel.objects.filter(product__store=store)
        .order_by("product__sku", "warehouse__code")
        .values_list("product__sku", "warehouse__code", "quantity"),
        *Customer.objects.filter(store=store)
        .order_by("pseudonym")
        .values_list("pseudonym", "tier__code", "region__code"),
        *deeds.values_list("kind", "at", "customer__pseudonym", "product__sku", "position"),
    ]


def catalogue_rows(store: Store) -> list[tuple]:
    facts = catalogue_facts(store, today=NOW.date())
    return [
        (p.sku, p.item_group, p.name, p.category, p.brand, p.price, p.margin_rate, p.launched_on, p.materials, p.colour)
        for p in facts.products
    ]


def test_the_same_seed_and_day_make_the_same_shop() -> None:
    first = told(make())
    assert told(make()) == first
    assert told(make(seed=2)) != first


def test_it_has_as_much_as_was_asked_for() -> None:
    store = make()
    assert store.products.count() == 300
    assert Customer.objects.filter(store=store).count() == 40
    assert RankedList.objects.filter(store=store).count() == 30
    assert Interaction.objects.filter(store=store, request_id=None).count() == 400
    bought = Interaction.objects.filter(store=store, kind="purchase").count()
    assert Order.objects.filter(store=store).count() == bought > 0
    assert OrderLine.objects.filter(order__store=store).count() == bought


def test_its_products_are_made_of_something_priced_and_stocked() -> None:
    store = make()
    facts = catalogue_facts(store, today=NOW.date())
    assert len({p.category for p in facts.products}) > 10
    assert len({p.brand for p in facts.products}) > 15
    assert all(p.materials and p.margin_rate and 0.3 < p.margin_rate < 0.8 for p in facts.products)
    abroad = TierPrice.objects.filter(product__store=store, region__code="us", tier__rank=0)
    assert abroad.count() == 300
    assert {level.quantity == 0 for level in StockLevel.objects.filter(product__store=store)} == {True, False}
    assert ProductComponent.objects.filter(product__store=store, part="body").exists()


def test_the_same_ten_rules_are_in_scope_however_many_are_published() -> None:
    store = make()
    placements = SNAPSHOTS.refresh(store).placements
    context = Context(at=datetime.now(UTC), tier="gold", region="eu", placement="home")
    for published in PUBLISHED:
        live = placements[code_of(published)]
        on = live.rules.active(context)
        assert len(live.rules.rules) == published
        assert [rule.body.kind for rule in on] == [kind for kind, *_ in IN_SCOPE]
        assert not live.unreadable


def test_its_shoppers_are_served_and_known_by_the_shops_own_name() -> None:
    store = make()
    snapshot = SNAPSHOTS.refresh(store)
    answer = pipeline(store, snapshot, code_of(100))()
    assert len(answer.items) == 20
    asked = bodies_of(store, snapshot, placement=code_of(100))
    assert len({body["customer"] for body in asked}) == 40


def test_another_shop_is_asked_as_a_visitor_asks(leather: Store) -> None:
    Customer.objects.create(store=leather, pseudonym="0" * 64)
    assert floor.shoppers(leather) == [None]
    assert None not in floor.shoppers(make())


def test_the_floor_ranks_the_candidates_of_the_pipeline() -> None:
    store = make()
    snapshot = SNAPSHOTS.refresh(store)
    request = floor.request_for(Customer.objects.filter(store=store).order_by("pk")[0].pk, placement=code_of(10))
    prepared = [floor.ready(request, snapshot)]
    found, _, page = floor.stages(snapshot, prepared)["floor"]()
    answer = recommend(replace(request, explore=False), snapshot, DatabaseLive(store))
    ranked = prepared[0].found.rows.tolist()
    assert [candidate.product_id for candidate in prepared[0].candidates] == list(answer.candidate_ids)
    assert set(ranked) < set(found.rows.tolist())  # variants that nobody needs step back
    assert [each.candidate.product_id for each in page.placed] == [item.product_id for item in answer.items]
    assert len(page.placed) == 20


def test_a_request_costs_the_same_work_however_many_rules_are_published() -> None:
    store = make()
    snapshot = SNAPSHOTS.refresh(store)
    work = {published: work_of(store, snapshot, code=code_of(published)) for published in PUBLISHED}
    assert work[10]["rules/engine"] > 1000
    assert work[10]["numpy"] > 10
    assert work[10] == work[100] == work[1000]


def work_of(store: Store, snapshot: Snapshot, *, code: str) -> dict[str, int]:
    """Count the calls of the engine and of numpy that one request makes, after another one has warmed up."""
    customer = Customer.objects.filter(store=store).order_by("pk")[0].pk
    request = replace(floor.request_for(customer, placement=code), at=NOW, explore=False)
    counted = dict.fromkeys(("rules/engine", "rules/compiled", "numpy"), 0)

    def count(frame: FrameType, event: str, called: object) -> None:
        module = str(getattr(called, "__module__", "") or type(getattr(called, "__self__", None)).__module__)
        if event == "c_call" and module.startswith("numpy"):
            counted["numpy"] += 1
        elif event == "call":
            for place in counted:
                counted[place] += f"/{place}" in frame.f_code.co_filename

    for profile in (None, count):
        sys.setprofile(profile)
        try:
            recommend(request, snapshot, DatabaseLive(store))
        finally:
            sys.setprofile(None)
    return counted


def test_a_training_learns_from_its_lists() -> None:
    data = training_data(make(), now=NOW, days=None)
    assert len(data.impressions) == 30 * 12
    assert data.impressions.clicked.any()


def test_nothing_of_it_stays_behind(leather: Store) -> None:
    tables = ("catalog_product", "catalog_material", "events_customer", "events_interaction", "rules_rule")
    before = [count_of(table) for table in tables]
    store = make()
    assert [count_of(table) for table in tables] != before
    assert remove_shop(store.code)
    assert [count_of(table) for table in tables] == before
    assert not remove_shop(store.code)


def test_no_other_shop_is_ever_removed(leather: Store) -> None:
    with pytest.raises(AssertionError):
        remove_shop(leather.code)
    assert Store.objects.filter(pk=leather.pk).exists()


def count_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
