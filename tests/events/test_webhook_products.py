"""Products, stock and sale prices as WooCommerce and Shopify tell them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Product, StockLevel, Store, TierPrice, Warehouse
from events.webhooks.process import redeliver, settle_open
from tests.events.shop_calls import (
    Caller,
    shopify_product,
    shopify_variant,
    source_of,
    woo_order,
    woo_product,
)


@pytest.fixture
def woo(leather: Store) -> Caller:
    return Caller(source_of(leather))


@pytest.fixture
def shopify(leather: Store) -> Caller:
    return Caller(source_of(leather, "shopify"))


def product(sku: str = "TOTE-1") -> Product:
    return Product.objects.select_related("category", "brand").get(sku=sku)


def stock(sku: str = "TOTE-1", warehouse: str = "florence") -> int | None:
    return (
        StockLevel.objects.filter(product__sku=sku, warehouse__code=warehouse)
        .values_list("quantity", flat=True)
        .first()
    )


def later(minutes: int) -> str:
    return (datetime(2026, 3, 1, 10, tzinfo=UTC) + timedelta(minutes=minutes)).replace(tzinfo=None).isoformat()


def variation(number: int, sku: str, **more: object) -> dict:
    own = {"type": "variation", "parent_id": 900, "name": "Weekender - Tan", "categories": []}
    return woo_product(number, sku, **{**own, "attributes": [{"name": "Colour", "option": "Tan"}], **more})


def style(**more: object) -> dict:
    own = {"type": "variable", "name": "Weekender", "regular_price": "", "price": "600.00", "manage_stock": False}
    return woo_product(900, "WEEKENDER", **{**own, **more})


def test_a_known_product_keeps_what_woocommerce_does_not_speak_of(woo: Caller) -> None:
    before = product()
    woo.tell("product.updated", woo_product(name="Pebbled Tote, large", regular_price="450.00"))

    now = product()
    assert (now.name, now.price, now.external_id) == ("Pebbled Tote, large", 450, "101")
    assert now.description == "Calf & linen."
    assert now.category.path == "Bags > Totes"
    assert (now.brand.code, now.cost) == (before.brand.code, before.cost)
    assert now.components.count() == 1
    assert stock() == 7


def test_a_products_page_is_known_from_then_on(woo: Caller) -> None:
    page = "https://shop.example.com/product/pebbled-tote/"
    woo.tell("product.updated", woo_product(permalink=page))
    assert product().attributes["link"] == page


def test_a_new_product_is_there_with_category_brand_and_stock(woo: Caller) -> None:
    brands = [{"id": 3, "name": "Orso"}]
    woo.tell("product.created", woo_product(102, "HAT-1", name="Hat", brands=brands, categories=[{"name": "Hats"}]))

    hat = product("HAT-1")
    assert (hat.category.path, hat.brand.code, hat.status, hat.visible) == ("Hats", "orso", "active", True)
    assert hat.launched_on == datetime(2026, 1, 5).date()
    assert stock("HAT-1") == 7


def test_older_news_never_wins(woo: Caller) -> None:
    newer = woo_product(changed=later(5), regular_price="450.00", stock_quantity=2)
    assert woo.tell("product.updated", newer).state == "done"
    older = woo.tell("product.updated", woo_product(changed=later(1), regular_price="1.00", stock_quantity=99))

    assert older.state == "outdated"
    assert (product().price, stock()) == (450, 2)


def test_of_two_changes_within_one_second_the_one_that_came_later_wins(woo: Caller) -> None:
    now = timezone.now().replace(microsecond=0, tzinfo=None).isoformat()
    for pieces in (5, 4, 3):
        assert woo.tell("product.updated", woo_product(changed=now, stock_quantity=pieces)).state == "done"
    assert stock() == 3


def test_a_clock_that_is_years_ahead_does_not_lock_out_what_comes_later(woo: Caller) -> None:
    woo.tell("product.updated", woo_product(changed="2199-01-01T00:00:00", stock_quantity=5))
    soon = (timezone.now() + timedelta(minutes=1)).replace(tzinfo=None).isoformat(timespec="seconds")
    woo.tell("product.updated", woo_product(changed=soon, stock_quantity=4))
    assert stock() == 4


def test_a_deleted_product_leaves_the_lists_and_stays_in_the_books(woo: Caller) -> None:
    woo.tell("product.updated", woo_product())
    woo.tell("order.created", woo_order())
    assert woo.tell("product.deleted", {"id": 101}).state == "done"

    assert product().status == "archived"
    assert product().order_lines.count() == 1
    assert woo.tell("product.updated", woo_product(changed=later(9))).state == "outdated"
    assert product().status == "archived"


def test_a_product_that_was_taken_out_of_the_bin_is_sold_again(woo: Caller) -> None:
    woo.tell("product.updated", woo_product())
    woo.tell("product.deleted", {"id": 101})
    woo.tell("product.restored", woo_product())
    assert product().status == "active"


def test_the_deletion_of_a_product_that_comes_before_it_waits(woo: Caller) -> None:
    gone = woo.tell("product.deleted", {"id": 101})
    assert (gone.state, gone.finished_at) == ("failed", None)

    woo.tell("product.created", woo_product())
    gone.refresh_from_db()
    assert gone.state == "done"
    assert product().status == "archived"


@pytest.mark.parametrize(
    ("said", "status", "visible"),
    [
        ({"status": "draft"}, "draft", True),
        ({"status": "private"}, "draft", True),
        ({"status": "trash"}, "archived", True),
        ({"catalog_visibility": "hidden"}, "active", False),
        ({"catalog_visibility": "search"}, "active", False),
        ({"catalog_visibility": "catalog"}, "active", True),
        ({"regular_price": "", "price": ""}, "active", False),
    ],
)
def test_what_the_shop_does_not_show_is_not_shown(woo: Caller, said: dict, status: str, visible: bool) -> None:
    woo.tell("product.updated", woo_product(**said))
    assert (product().status, product().visible) == (status, visible)


def test_stock_that_is_not_counted_is_always_there(woo: Caller) -> None:
    steps = [
        ({"stock_status": "outofstock"}, 0),
        ({"manage_stock": False}, None),
        ({"manage_stock": False, "stock_status": "outofstock"}, 0),
        ({"stock_status": "onbackorder", "stock_quantity": -3}, None),
        ({"stock_quantity": -3}, 0),
        ({"stock_quantity": 6}, 6),
    ]
    for minute, (said, left) in enumerate(steps):
        woo.tell("product.updated", woo_product(changed=later(minute), **said))
        assert stock() == left, said
    assert stock(warehouse="newark") == 10


def test_without_a_warehouse_the_stock_is_left_alone_and_that_is_said(leather: Store) -> None:
    delivery = Caller(source_of(leather, warehouse="")).tell("product.updated", woo_product())
    assert "no warehouse" in delivery.message
    assert stock() == 10


def regular_prices() -> dict[str, list[Decimal]]:
    held = TierPrice.objects.filter(product__sku="TOTE-1", tier__rank=0).order_by("amount")
    found: dict[str, list[Decimal]] = {}
    for region, amount in held.values_list("region__code", "amount"):
        found.setdefault(region, []).append(amount)
    return found


def test_a_sale_price_holds_as_long_as_the_shop_says(woo: Caller) -> None:
    sale = {"sale_price": "350.00", "date_on_sale_from_gmt": "2026-05-01T00:00:00", "date_on_sale_to_gmt": None}
    woo.tell("product.updated", woo_product(**sale))
    assert regular_prices() == {"eu": [350], "us": [504]}
    span = TierPrice.objects.get(product__sku="TOTE-1", tier__rank=0, region__code="eu").valid
    assert (span.lower, span.upper) == (datetime(2026, 5, 1, tzinfo=UTC), None)

    woo.tell("product.updated", woo_product(changed=later(3)))
    assert regular_prices() == {"us": [504]}
    assert TierPrice.objects.filter(product__sku="TOTE-1", tier__code="gold").count() == 1


def test_a_sale_price_that_cannot_be_kept_is_named(woo: Caller, leather: Store) -> None:
    leather.tiers.filter(rank=0).update(rank=7)
    delivery = woo.tell("product.updated", woo_product(sale_price="350.00"))
    assert delivery.state == "done"
    assert "Sale price of TOTE-1" in delivery.message


def test_a_product_that_got_another_sku_is_the_same_product(woo: Caller) -> None:
    woo.tell("product.updated", woo_product())
    before = product().pk
    woo.tell("product.updated", woo_product(sku="TOTE-1-NEW", changed=later(1)))

    assert product("TOTE-1-NEW").pk == before
    assert not Product.objects.filter(sku="TOTE-1").exists()


def test_a_product_without_sku_goes_by_its_number(woo: Caller) -> None:
    woo.tell("product.created", woo_product(300, ""))
    assert product("id:300").external_id == "300"


def test_variants_share_the_category_of_their_style_whichever_comes_first(woo: Caller) -> None:
    early = woo.tell("product.created", variation(901, "WE-TAN"))
    assert (early.state, early.finished_at) == ("failed", None)
    assert "900" in early.message

    woo.tell("product.created", style())
    woo.tell("product.created", variation(902, "WE-BLACK", changed=later(1)))
    early.refresh_from_db()

    assert early.state == "done"
    tan, black = product("WE-TAN"), product("WE-BLACK")
    assert {each.category.path for each in (tan, black)} == {"Bags > Totes"}
    assert {each.item_group for each in (tan, black)} == {"WEEKENDER"}
    assert (tan.visible, product("WEEKENDER").visible) == (True, False)


def test_hiding_a_style_hides_its_variants(woo: Caller) -> None:
    woo.tell("product.created", style())
    woo.tell("product.created", variation(901, "WE-TAN"))
    woo.tell("product.updated", style(status="draft", changed=later(1)))
    assert product("WE-TAN").visible is False

    woo.tell("product.updated", variation(901, "WE-TAN", changed=later(2)))
    assert product("WE-TAN").visible is False
    woo.tell("product.updated", style(changed=later(3)))
    assert product("WE-TAN").visible is True
    woo.tell("product.deleted", {"id": 900})
    assert product("WE-TAN").visible is False


def test_a_variant_that_shows_the_sku_of_its_style_has_a_name_of_its_own(woo: Caller) -> None:
    woo.tell("product.created", style())
    woo.tell("product.created", variation(901, "WEEKENDER"))
    assert product("id:901").item_group == "WEEKENDER"
    line = {"id": 1, "product_id": 900, "variation_id": 901, "sku": "WEEKENDER", "quantity": 1, "total": "600.00"}
    woo.tell("order.created", woo_order(lines=[line]))
    assert product("id:901").order_lines.count() == 1


def test_a_shopify_product_is_its_variants(shopify: Caller) -> None:
    variants = [
        shopify_variant(),
        shopify_variant(22, "TOTE-RED", title="Red", option1="Red", compare_at_price="500.00"),
    ]
    delivery = shopify.tell("products/create", shopify_product(variants=variants))

    assert delivery.state == "done", delivery.message
    red = product("TOTE-RED")
    assert (red.name, red.price, red.item_group) == ("Pebbled Tote - Red", 500, "pebbled-tote")
    assert (red.category.path, red.brand.code, red.attributes) == ("Bags > Totes", "aurelia", {"Colour": "Red"})
    assert TierPrice.objects.get(product=red, region__code="eu").amount == 420
    assert product().external_id == "2/21/210"


def test_a_variant_that_shopify_does_not_name_any_more_is_gone(shopify: Caller) -> None:
    both = [shopify_variant(), shopify_variant(22, "TOTE-RED")]
    shopify.tell("products/create", shopify_product(variants=both))
    shopify.tell("products/update", shopify_product(changed="2026-03-01T11:00:00+00:00"))
    assert (product().status, product("TOTE-RED").status) == ("active", "archived")
    assert product().visible is True

    late = shopify.tell("products/update", shopify_product(variants=both))
    assert (late.state, product("TOTE-RED").status) == ("outdated", "archived")


def test_a_product_deleted_in_shopify_takes_its_variants_along(shopify: Caller) -> None:
    shopify.tell("products/create", shopify_product(variants=[shopify_variant(), shopify_variant(22, "TOTE-RED")]))
    shopify.tell("products/delete", {"id": 2}, **{"X-Shopify-Triggered-At": "2026-03-01T12:00:00.123456789Z"})
    assert {product(sku).status for sku in ("TOTE-1", "TOTE-RED")} == {"archived"}

    shopify.tell("products/update", shopify_product(changed="2026-03-01T13:00:00+00:00"))
    assert product().status == "active"


def level(pieces: int | None, *, location: int = 655, item: int = 210, minute: int = 0) -> dict:
    at = f"2026-03-01T12:{minute:02d}:00+00:00"
    return {"inventory_item_id": item, "location_id": location, "available": pieces, "updated_at": at}


def test_stock_of_a_location_goes_to_the_warehouse_with_its_number(shopify: Caller, leather: Store) -> None:
    Warehouse.objects.create(store=leather, code="655", name="Osaka")
    shopify.tell("products/create", shopify_product())
    shopify.tell("inventory_levels/update", level(4, minute=2))
    assert shopify.tell("inventory_levels/update", level(9, minute=1)).state == "done"

    assert (stock(warehouse="655"), stock()) == (4, 7)
    shopify.tell("inventory_levels/update", level(3, location=777, minute=5))
    assert stock() == 3


def test_stock_that_belongs_nowhere_says_what_to_do(leather: Store) -> None:
    shopify = Caller(source_of(leather, "shopify", warehouse=""))
    delivery = shopify.tell("inventory_levels/update", level(4))
    assert delivery.state == "ignored"
    assert "the code 655" in delivery.message


def test_stock_of_an_unknown_item_waits_for_its_product(shopify: Caller) -> None:
    delivery = shopify.tell("inventory_levels/update", level(4, minute=9))
    assert (delivery.state, delivery.finished_at) == ("failed", None)
    assert "Inventory item 210" in delivery.message

    shopify.tell("products/create", shopify_product())
    delivery.refresh_from_db()
    assert (delivery.state, stock()) == ("done", 4)


def test_a_product_that_is_refused_says_why_and_may_be_sent_again(woo: Caller) -> None:
    delivery = woo.tell("product.created", woo_product(500, "x" * 90))
    assert (delivery.state, delivery.finished_at is None) == ("failed", False)
    assert "81 characters" in delivery.message
    assert settle_open(now=timezone.now() + timedelta(days=1)) == 0
    assert redeliver(delivery, now=timezone.now()).state == "failed"


def test_sending_a_delivery_again_by_hand_changes_nothing_that_is_known(woo: Caller) -> None:
    first = woo.tell("product.updated", woo_product(stock_quantity=3))
    assert redeliver(first, now=timezone.now()).state == "done"
    woo.tell("product.updated", woo_product(changed=later(8), stock_quantity=2))
    assert redeliver(first, now=timezone.now()).state == "outdated"
    assert stock() == 2
