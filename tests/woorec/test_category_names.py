"""Models read a shop's category tree by the names that its shoppers read."""

from django.utils import timezone

from catalog.models import Store
from catalog.product_facts import catalogue_facts
from ranking.queries import catalogue_arrays


def test_each_category_has_the_name_that_its_products_paths_give_it(leather: Store) -> None:
    shop = catalogue_arrays(catalogue_facts(leather, today=timezone.now().date()))
    names = dict(zip(shop.category_codes, shop.category_names or (), strict=True))
    assert names == {"bags": "Bags", "belts": "Belts", "clutches": "Clutches", "totes": "Totes", "wallets": "Wallets"}


def test_a_category_without_a_product_stays_nameless(leather: Store) -> None:
    leather.products.filter(category__code="clutches").delete()
    shop = catalogue_arrays(catalogue_facts(leather, today=timezone.now().date()))
    assert dict(zip(shop.category_codes, shop.category_names or (), strict=True))["clutches"] == ""
