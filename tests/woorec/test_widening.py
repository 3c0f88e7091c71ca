"""A store much larger than what recall thinks of: no rule gives way while the store could keep it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.feeds.rows import StockRow
from catalog.models import Product, StockLevel, Store
from catalog.services import load_store
from rules.models import Placement
from rules.services import RuleFields
from tests.conftest import NOON
from tests.factories import PRODUCTS, small_shop
from tests.woorec.test_pipeline import ask, put_live, skus
from woorec.answers import Answer

HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}


@pytest.fixture
def large(db: None) -> Store:
    """Forty totes of a partner, thirty wallets and six belts of the house; recall thinks of 20, the newest first."""
    like = PRODUCTS[0]
    kinds = [("BELT", "belts", "aurelia", 6), ("TOTE", "totes", "orso", 40), ("WALLET", "wallets", "aurelia", 30)]
    rows = tuple(
        replace(like, sku=f"{name}-{number:02}", name=f"{name} {number}", category=category, brand=brand, item_group="")
        for name, category, brand, count in kinds
        for number in range(count)
    )
    stock = tuple(StockRow(row.sku, "florence", 10) for row in rows)
    store = load_store(replace(small_shop("large"), products=rows, stock=stock, prices=()))
    Placement.objects.create(
        store=store, code="home", name="Home", surface="home", length=6, exploration_share=0, candidates=20
    )
    return store


def contract(kind: str, **params: object) -> RuleFields:
    return RuleFields(kind=kind, label="Promise", params=params, severity="contract", owner="Mia", reason="Signed")


def published(store: Store, *rules: RuleFields) -> Answer:
    put_live(store.placements.get(), *rules)
    return ask(store)


def slot_4(*conditions: dict[str, object]) -> RuleFields:
    return contract("slot", positions=[4], condition={"all": list(conditions)})


def test_a_slot_is_filled_from_the_whole_store_when_what_was_recalled_is_sold_out(large: Store) -> None:
    house = StockLevel.objects.filter(product__store=large, product__brand__code="aurelia")
    house.exclude(product__sku="BELT-00").update(quantity=0)
    page = published(large, slot_4(HOUSE))
    assert page.relaxed == ()
    assert skus(page)[3] == "BELT-00"


def test_a_scatter_finds_the_sorts_that_recall_did_not_think_of(large: Store) -> None:
    page = published(large, contract("scatter", fact="category", limit=2, window=3))
    assert page.relaxed == ()
    assert "wider_recall" in page.fallback


def test_a_cap_finds_products_that_it_does_not_count(large: Store) -> None:
    page = published(large, contract("cap", limit=1, condition=HOUSE))
    assert page.relaxed == ()
    assert sum(item.brand_kind == "house" for item in page.items) <= 1


def test_a_page_on_which_every_rule_holds_is_not_widened(large: Store) -> None:
    assert "wider_recall" not in published(large, slot_4(HOUSE)).fallback


def test_a_slot_that_nothing_in_the_store_can_fill_costs_no_search(large: Store) -> None:
    page = published(large, slot_4({"fact": "brand", "op": "is", "value": "nobody"}))
    assert [each.label for each in page.relaxed] == ["Promise"]
    assert "wider_recall" not in page.fallback


@pytest.mark.parametrize(
    ("sku", "condition"),
    [
        ("TOTE-00", {"fact": "days_since_launch", "op": "at_most", "value": 30}),
        ("TOTE-01", {"fact": "stock", "op": "at_least", "value": 400}),
        ("TOTE-02", {"not": {"fact": "stock", "op": "at_most", "value": 400}}),
    ],
)
def test_a_slot_may_ask_for_what_only_the_moment_knows(large: Store, sku: str, condition: dict[str, object]) -> None:
    Product.objects.filter(store=large).update(launched_on=NOON.date() - timedelta(days=400))
    Product.objects.filter(store=large, sku=sku).update(launched_on=NOON.date() - timedelta(days=3))
    StockLevel.objects.filter(product__store=large, product__sku=sku).update(quantity=500)
    page = published(large, slot_4(condition))
    assert page.relaxed == ()
    assert skus(page)[3] == sku


def test_a_colour_that_is_sold_out_does_not_hide_its_style(large: Store) -> None:
    large.products.filter(sku__in=["WALLET-29", "BELT-00"]).update(item_group="style")
    assert "WALLET-29" in skus(ask(large))
    StockLevel.objects.filter(product__store=large, product__sku="WALLET-29").update(quantity=0)
    belts_first = contract("boost", points=100, condition={"fact": "category", "op": "is", "value": "belts"})
    page = published(large, replace(belts_first, severity="taste"))
    assert "BELT-00" in skus(page)


def test_two_variants_of_a_style_never_stand_on_one_page(large: Store) -> None:
    large.products.filter(category__code="wallets").update(item_group="style")
    page = ask(large)
    assert sum(sku.startswith("WALLET") for sku in skus(page)) == 1
    assert len(page.items) == 6
