"""What was read of products before is kept for those that are as they were, and for no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection

from catalog.models import AllergenEvidence, Material, Product, ProductComponent, ProductLink, Store
from catalog.product_facts import CatalogueFacts, catalogue_facts
from catalog.services import load_store
from tests.factories import PRODUCTS, small_shop

TODAY = date.today()


def renamed(store: Store) -> None:
    store.products.filter(sku="TOTE-1").update(name="Renamed Tote")


def written_past_django(store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_product SET price = price + 1 WHERE sku = 'BELT-1'")


def given_a_part(store: Store) -> None:
    tote, steel = store.products.get(sku="TOTE-1"), Material.objects.get(store=store, code="steel-high")
    ProductComponent.objects.create(product=tote, material=steel, part="buckle", contact="prolonged", share_percent=5)


def robbed_of_a_part(store: Store) -> None:
    ProductComponent.objects.filter(product__sku="BELT-3").delete()


def made_of_other_steel(store: Store) -> None:
    tested = Material.objects.get(store=store, code="steel-low")
    ProductComponent.objects.filter(product__sku="BELT-3").update(material=tested)


def sold_elsewhere(store: Store) -> None:
    store.products.get(sku="TOTE-2").not_sold_in.add(store.regions.get(code="us"))


def sold_everywhere(store: Store) -> None:
    store.products.get(sku="WALLET-1").not_sold_in.clear()


def of_a_renamed_brand(store: Store) -> None:
    store.brands.filter(code="orso").update(name="Orso & Sons")


def of_a_moved_category(store: Store) -> None:
    store.categories.filter(code="totes").update(path="Bags > Large > Totes")


def of_another_region(store: Store) -> None:
    store.regions.filter(code="eu").update(code="europe")


def of_steel_with_new_evidence(store: Store) -> None:
    AllergenEvidence.objects.filter(material__code="steel-low").update(value=Decimal("3"))


def deleted(store: Store) -> None:
    store.products.filter(sku="CLUTCH-2").delete()


def joined_by_another(store: Store) -> None:
    hat = replace(PRODUCTS[0], sku="HAT-1", item_group="HAT-1", name="Felt Hat")
    load_store(replace(small_shop(), products=(hat,), stock=(), prices=()))


CHANGES = (
    renamed,
    written_past_django,
    given_a_part,
    robbed_of_a_part,
    made_of_other_steel,
    sold_elsewhere,
    sold_everywhere,
    of_a_renamed_brand,
    of_a_moved_category,
    of_another_region,
    of_steel_with_new_evidence,
    deleted,
    joined_by_another,
)


@pytest.fixture
def before(leather: Store) -> CatalogueFacts:
    leather.products.get(sku="WALLET-1").not_sold_in.add(leather.regions.get(code="eu"))
    return catalogue_facts(leather, today=TODAY)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_read_again_is_what_a_first_reading_would_find(
    leather: Store, before: CatalogueFacts, change: Callable[[Store], None]
) -> None:
    change(leather)
    again, anew = catalogue_facts(leather, today=TODAY, previous=before), catalogue_facts(leather, today=TODAY)
    assert again.products == anew.products
    assert np.array_equal(again.vectors, anew.vectors)
    assert again.products != before.products


def test_only_the_changed_product_is_read(leather: Store, before: CatalogueFacts) -> None:
    renamed(leather)
    again = catalogue_facts(leather, today=TODAY, previous=before)
    changed = [new.sku for new, old in zip(again.products, before.products, strict=True) if new is not old]
    assert changed == ["TOTE-1"]


def test_a_product_that_was_kept_twice_is_still_watched(leather: Store, before: CatalogueFacts) -> None:
    kept = catalogue_facts(leather, today=TODAY, previous=before)
    renamed(leather)
    again = catalogue_facts(leather, today=TODAY, previous=kept)
    assert "Renamed Tote" in {product.name for product in again.products}


def test_another_day_reads_everything_anew(leather: Store, before: CatalogueFacts) -> None:
    """Evidence expires at midnight."""
    AllergenEvidence.objects.update(expires_on=TODAY)
    kept = catalogue_facts(leather, today=TODAY, previous=before)
    tomorrow = catalogue_facts(leather, today=TODAY + timedelta(days=1), previous=kept)
    belts = [facts.products[_row(facts, "BELT-1")].allergy["nickel"] for facts in (before, tomorrow)]
    assert belts[0] in {"A", "B"}
    assert belts[1] not in {"A", "B"}


def _row(facts: CatalogueFacts, sku: str) -> int:
    return next(row for row, product in enumerate(facts.products) if product.sku == sku)


def test_an_empty_store_is_read_and_then_filled(leather: Store) -> None:
    Product.objects.all().delete()
    nothing = catalogue_facts(leather, today=TODAY)
    assert nothing.products == ()
    joined_by_another(leather)
    assert [product.sku for product in catalogue_facts(leather, today=TODAY, previous=nothing).products] == ["HAT-1"]


def test_what_the_shop_puts_beside_a_product_is_read_with_every_reading(leather: Store, before: CatalogueFacts) -> None:
    """Upsells stand in for a product, they do not go with it."""
    tote, belt, clutch = (leather.products.get(sku=sku) for sku in ("TOTE-1", "BELT-1", "CLUTCH-1"))
    ProductLink.objects.create(product=tote, linked=belt, kind="cross_sell")
    ProductLink.objects.create(product=tote, linked=clutch, kind="upsell")
    again = catalogue_facts(leather, today=TODAY, previous=before)
    assert again.cross_sells.tolist() == [[tote.pk, belt.pk]]
    assert before.cross_sells.shape == (0, 2)


@pytest.mark.parametrize(
    "change",
    [{"visible": False}, {"status": Product.Status.DRAFT}, {"launched_on": TODAY + timedelta(days=3)}],
)
def test_a_product_that_no_shopper_has_seen_is_not_public(leather: Store, change: dict[str, object]) -> None:
    leather.products.filter(sku="TOTE-1").update(**change)
    public = {product.sku: product.is_public for product in catalogue_facts(leather, today=TODAY).products}

    assert not public["TOTE-1"]
    assert public["TOTE-2"]
