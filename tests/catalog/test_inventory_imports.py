"""Shopify's inventory file on its way into the stock of the right warehouse."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from catalog.imports.intake import receive
from catalog.imports.running import run_import
from catalog.imports.states import request_apply
from catalog.models import FeedImport, StockLevel, Store, Warehouse

HEADER = "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,On hand,Available"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"


def counted(store: Store, *locations: str) -> FeedImport:
    """This will count seven totes at each location."""
    rows = (f"tote,Pebbled Tote,,,TOTE-1,,,{location},9,7" for location in locations)
    found = receive(store, ["\n".join((HEADER, *rows, "")).encode()], name="inventory.csv")
    request_apply(found, unchecked=True)
    run_import(found.pk)
    found.refresh_from_db()
    return found


def pieces(store: Store, code: str) -> int | None:
    level = StockLevel.objects.filter(product__store=store, product__sku="TOTE-1", warehouse__code=code)
    return level.values_list("quantity", flat=True).first()


def test_a_location_is_found_by_the_name_of_its_warehouse(leather: Store) -> None:
    Warehouse.objects.filter(store=leather, code="newark").update(name="Hudson Street")

    found = counted(leather, "hudson street")

    assert (found.format, found.error) == ("shopify_inventory", "")
    assert found.row_errors.count() == 0
    assert pieces(leather, "newark") == 7


def test_a_name_that_two_warehouses_have_is_asked_about(leather: Store) -> None:
    Warehouse.objects.filter(store=leather, code__in=["newark", "singapore"]).update(name="Main")

    found = counted(leather, "Main", "Attic")

    assert [(error.value, error.reason) for error in found.row_errors.order_by("row")] == [
        ("Main", "The shop has several warehouses Main."),
        ("Attic", "The shop has no warehouse Attic."),
    ]


def test_the_first_count_of_a_product_is_new_and_the_next_one_a_change(leather: Store) -> None:
    StockLevel.objects.filter(product__sku="TOTE-1").delete()

    assert counted(leather, "Florence").counts == {"stock_new": 1}
    assert counted(leather, "Florence").counts == {"stock_unchanged": 1}
