"""Rows that are written and read again are the same rows, as far as the format can carry them."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from catalog.feeds import FORMATS, format_by_code
from catalog.feeds.own_csv import TABLES
from catalog.feeds.rows import ProductRow, StoreRows
from tests.catalog.feeds.reading import read, written
from tests.catalog.feeds.strategies import WHOLE_SHOPS, merchant_shops, shopify_shops, woocommerce_shops
from tests.factories import small_shop

often = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def came_back(shop: StoreRows, path: Path, code: str, **values: str) -> None:
    """This will compare a file with the shop it was written from."""
    found = read(code, path, **values)

    assert found.errors == []
    assert found.products == {row.sku: row for row in shop.products}
    assert sorted(found.prices, key=repr) == sorted(shop.prices, key=repr)


@often
@given(shop=woocommerce_shops())
def test_a_woocommerce_shop_comes_back(shop: StoreRows, tmp_path: Path) -> None:
    path = written(tmp_path, format_by_code("woocommerce_csv"), shop, warehouse="florence")

    came_back(shop, path, "woocommerce_csv", warehouse="florence")
    assert read("woocommerce_csv", path, warehouse="florence").stock == stock_of(shop)


@pytest.mark.parametrize("generation", ["old", "new"])
def test_a_shopify_shop_comes_back(generation: str, tmp_path: Path) -> None:
    @often
    @given(shop=shopify_shops())
    def comes_back(shop: StoreRows) -> None:
        path = written(tmp_path, format_by_code("shopify"), shop, generation=generation)

        came_back(shop, path, "shopify", warehouse="florence")
        assert read("shopify", path, warehouse="florence").stock == stock_of(shop)

    comes_back()


@often
@given(shop=shopify_shops())
def test_shopify_stock_comes_back_by_location(shop: StoreRows, tmp_path: Path) -> None:
    path = written(tmp_path, format_by_code("shopify_inventory"), shop)

    assert read("shopify_inventory", path, warehouses={"florence": "Florence"}).stock == stock_of(shop)


@pytest.mark.parametrize("code", ["merchant_tsv", "merchant_xml"])
def test_a_merchant_feed_comes_back(code: str, tmp_path: Path) -> None:
    @often
    @given(shop=merchant_shops())
    def comes_back(shop: StoreRows) -> None:
        path = written(tmp_path, format_by_code(code), shop, member_prices=True, costs=True)

        came_back(shop, path, code)

    comes_back()


@often
@given(shop=WHOLE_SHOPS)
def test_a_whole_shop_comes_back_as_json_lines(shop: StoreRows, tmp_path: Path) -> None:
    path = written(tmp_path, format_by_code("own_jsonl"), shop)
    found = read("own_jsonl", path) if path.stat().st_size else None

    assert (found.errors if found else []) == []
    assert (found.rows if found else []) == everything(shop)


@often
@given(shop=WHOLE_SHOPS)
def test_a_whole_shop_comes_back_as_tables(shop: StoreRows, tmp_path: Path) -> None:
    found = {}
    for name in TABLES:
        table = read("own_csv", written(tmp_path, format_by_code("own_csv"), shop, kind=name))
        assert table.errors == []
        found[name] = table.rows

    plain = replace(
        shop,
        products=tuple(replace(row, components=()) for row in shop.products),
        materials=tuple(replace(row, evidence=()) for row in shop.materials),
    )
    names = [name for name in TABLES if name not in ("components", "evidence")]
    assert [row for name in names for row in found[name]] == everything(plain)
    assert parts(found["components"]) == {row.sku: row.components for row in shop.products if row.components}
    assert figures(found["evidence"]) == {row.code: row.evidence for row in shop.materials if row.evidence}


@pytest.mark.parametrize("feed_format", [each for each in FORMATS if not each.code.startswith("own")])
def test_what_was_read_is_written_and_read_the_same_again(feed_format: object, tmp_path: Path) -> None:
    code = feed_format.code  # type: ignore[attr-defined]
    first = read(code, written(tmp_path, format_by_code(code), small_shop()), warehouse="florence")
    shop = replace(
        small_shop(),
        products=tuple(row for row in first.rows if isinstance(row, ProductRow)),
        prices=tuple(first.prices),
        stock=tuple(row for row in first.rows if type(row).__name__ == "StockRow"),
    )
    again = read(code, written(tmp_path, format_by_code(code), shop), warehouse="florence")

    assert first.rows
    assert first.errors == again.errors == []
    if code != "shopify_inventory":
        assert again.rows == first.rows
    assert again.stock == first.stock


def everything(shop: StoreRows) -> list[object]:
    return [
        row
        for name in (
            "warehouses",
            "regions",
            "tiers",
            "brands",
            "categories",
            "materials",
            "products",
            "stock",
            "prices",
        )
        for row in getattr(shop, name)
    ]


def stock_of(shop: StoreRows) -> dict[tuple[str, str], int]:
    return {(row.sku, row.warehouse): row.quantity for row in shop.stock}


def parts(rows: list) -> dict[str, tuple]:
    return {row.sku: row.components for row in rows if isinstance(row, ProductRow)}


def figures(rows: list) -> dict[str, tuple]:
    found: dict[str, tuple] = {}
    for row in rows:
        found[row.material] = (*found.get(row.material, ()), row.figure)
    return found
