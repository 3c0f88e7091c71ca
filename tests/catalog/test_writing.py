"""Rows on their way into the catalogue: what is new, what changes, what stays, what is refused."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.feeds.rows import (
    CategoryRow,
    ComponentRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    TierRow,
    WarehouseRow,
)
from catalog.models import PriceHistory, Product, StockLevel, Store
from catalog.writing import unknown_links, write_products, write_rows
from catalog.writing.checks import Known, first_fault
from tests.factories import PRODUCTS

TOTE = next(row for row in PRODUCTS if row.sku == "TOTE-1")
MORNING, EVENING = datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 20, tzinfo=UTC)


def hat(sku: str = "HAT-1", **more: object) -> ProductRow:
    row = ProductRow(sku, "Felt Hat", "", "", Decimal("90.00"), category_path="Hats > Felt", brand_name="Feltmakers")
    return replace(row, **more)


def states(store: Store, *rows: ProductRow, **more: object) -> list[str]:
    return [outcome.state for outcome in write_products(store, rows, **more)]  # type: ignore[arg-type]


def tote() -> Product:
    return Product.objects.get(sku="TOTE-1")


def test_a_new_product_brings_its_category_with_parents_and_its_brand(leather: Store) -> None:
    assert states(leather, hat(), hat("HAT-2")) == ["created", "created"]

    made = Product.objects.get(sku="HAT-1")
    assert (made.category.path, made.category.parent.name) == ("Hats > Felt", "Hats")
    assert made.category.code == "hats-felt"
    assert (made.brand.name, made.brand.kind, made.item_group) == ("Feltmakers", "other", "HAT-1")


def test_a_path_finds_the_category_that_is_there_however_it_is_written(leather: Store) -> None:
    write_products(leather, [hat(category_path=" bags>Totes ", brand_name="AURELIA")])

    made = Product.objects.get(sku="HAT-1")
    assert (made.category.code, made.brand.code) == ("totes", "aurelia")


def test_two_paths_with_one_slug_get_codes_of_their_own(leather: Store) -> None:
    write_products(leather, [hat(category_path="Hüte"), hat("HAT-2", category_path="Hute"), hat("HAT-3")])

    codes = dict(Product.objects.filter(sku__startswith="HAT").values_list("sku", "category__code"))
    assert codes == {"HAT-1": "hute", "HAT-2": "hute-2", "HAT-3": "hats-felt"}


def test_names_without_latin_letters_get_codes_too(leather: Store) -> None:
    write_products(leather, [hat(category_path="帽子", brand_name="帽子屋")])

    made = Product.objects.get(sku="HAT-1")
    assert (made.category.code, made.category.path, made.brand.code) == ("category", "帽子", "brand")


def test_a_product_without_category_and_brand_is_kept_where_mia_can_find_it(leather: Store) -> None:
    write_products(leather, [hat(category_path="", brand_name="")])

    made = Product.objects.get(sku="HAT-1")
    assert (made.category.name, made.brand.name) == ("Uncategorised", "No brand")


def test_the_same_rows_again_change_nothing(leather: Store) -> None:
    before = tote().updated_at

    assert set(states(leather, *PRODUCTS)) == {"unchanged"}
    assert tote().updated_at == before


def test_a_changed_row_is_written_and_its_price_is_remembered(leather: Store) -> None:
    assert states(leather, replace(TOTE, price=Decimal("99.00"), attributes={"closure": "zip"})) == ["changed"]

    assert (tote().price, tote().attributes) == (Decimal("99.00"), {"closure": "zip"})
    history = PriceHistory.objects.filter(product=tote(), region=None, tier=None)
    assert Decimal("99.00") in history.values_list("amount", flat=True)


def test_a_price_list_leaves_everything_else_as_it_is(leather: Store) -> None:
    before = tote()
    bare = ProductRow("TOTE-1", "Another name", "", "", Decimal("99.00"))

    assert states(leather, bare, fields=frozenset({"price"})) == ["changed"]

    after = tote()
    assert after.price == Decimal("99.00")
    assert (after.name, after.category_id, after.brand_id) == (before.name, before.category_id, before.brand_id)
    assert list(after.components.values_list("part", "material__code")) == list(
        before.components.values_list("part", "material__code")
    )


def test_a_price_list_cannot_make_a_product_without_a_name(leather: Store) -> None:
    bare = ProductRow("TOTE-9", "", "", "", Decimal("99.00"))

    (outcome,) = write_products(leather, [bare], fields=frozenset({"price"}))

    assert (outcome.state, outcome.field) == ("rejected", "name")
    assert "correct the SKU" in outcome.error
    assert not Product.objects.filter(sku="TOTE-9").exists()


def test_a_new_product_is_written_in_full_even_if_only_some_fields_count(leather: Store) -> None:
    assert states(leather, hat(gtin="4006381333931"), fields=frozenset({"price", "name"})) == ["created"]

    made = Product.objects.get(sku="HAT-1")
    assert (made.gtin, made.category.path) == ("4006381333931", "Hats > Felt")


def test_older_news_is_left_aside_and_the_same_news_twice_is_no_news(leather: Store) -> None:
    evening = replace(TOTE, name="Evening Tote", source_updated_at=EVENING)
    morning = replace(TOTE, name="Morning Tote", source_updated_at=MORNING)

    assert states(leather, evening) == ["changed"]
    assert states(leather, morning) == ["outdated"]
    assert states(leather, evening) == ["unchanged"]
    assert tote().name == "Evening Tote"


def test_news_without_changes_still_guards_against_older_news(leather: Store) -> None:
    assert states(leather, replace(TOTE, source_updated_at=EVENING)) == ["unchanged"]

    assert states(leather, replace(TOTE, name="Morning Tote", source_updated_at=MORNING)) == ["outdated"]


def test_a_sku_that_comes_twice_is_written_twice_and_the_later_row_stands(leather: Store) -> None:
    assert states(leather, hat(), hat(name="Straw Hat")) == ["created", "changed"]

    assert Product.objects.get(sku="HAT-1").name == "Straw Hat"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": "x" * 201}, "name", "201 characters; 200 fit"),
        ({"name": " "}, "name", "no name"),
        ({"sku": ""}, "sku", "Give every product one"),
        ({"sku": "HAT\0"}, "sku", "UTF-8"),
        ({"description": "half \ud83d"}, "description", "UTF-8"),
        ({"price": Decimal("-1")}, "price", "below 0"),
        ({"price": Decimal("NaN")}, "price", "no amount"),
        ({"price": Decimal("1e12")}, "price", "above"),
        ({"price": Decimal("9.999")}, "price", "two decimals"),
        ({"cost": Decimal("-1")}, "cost", "below 0"),
        ({"status": "sold"}, "status", "active, archived, draft"),
        ({"tags": ("x" * 81,)}, "tags", "80 fit"),
        ({"category": "nowhere", "category_path": ""}, "category", "no category 'nowhere'"),
        ({"category_path": "x" * 121}, "category_path", "longer than 120"),
        ({"brand": "nobody", "brand_name": ""}, "brand", "no brand 'nobody'"),
        ({"not_sold_in": ("mars",)}, "not_sold_in", "no region 'mars'"),
        ({"links": (("sibling", "TOTE-1"),)}, "links", "no kind of link"),
        ({"components": (ComponentRow("body", "unobtainium"),)}, "components", "no published material 'unobtainium'"),
        ({"components": (ComponentRow("body", "suede"),) * 2}, "components", "comes twice"),
        ({"components": (ComponentRow("body", "suede", "sideways"),)}, "components", "no contact class"),
        ({"components": (ComponentRow("body", "suede", share_percent=101),)}, "components", "0 to 100"),
    ],
)
def test_a_bad_row_says_which_field_is_wrong_and_why(change: dict[str, object], field: str, words: str) -> None:
    known = Known(categories={"totes": 1}, brands={"aurelia": 1}, materials={"suede": 1}, regions={"eu": 1})

    fault = first_fault(replace(hat(), **change), known=known, fields=None, is_new=True)

    assert fault is not None
    assert fault.field == field
    assert words in str(fault)


def test_a_bad_row_stops_nobody_else(leather: Store) -> None:
    bad = [hat(price=Decimal("-1")), hat("HAT-2\0"), hat("HAT-3", description="half \ud83d")]

    assert states(leather, *bad, hat("HAT-4")) == ["rejected", "rejected", "rejected", "created"]

    assert list(Product.objects.filter(sku__startswith="HAT").values_list("sku", flat=True)) == ["HAT-4"]


def test_components_are_replaced_only_where_they_differ(leather: Store) -> None:
    kept = set(tote().components.values_list("pk", flat=True))
    assert states(leather, TOTE) == ["unchanged"]
    assert set(tote().components.values_list("pk", flat=True)) == kept

    assert states(leather, replace(TOTE, components=(ComponentRow("body", "suede"),))) == ["changed"]
    assert list(tote().components.values_list("part", "material__code")) == [("body", "suede")]


def test_regions_where_a_product_is_not_sold_come_and_go(leather: Store) -> None:
    assert states(leather, replace(TOTE, not_sold_in=("us",))) == ["changed"]
    assert list(tote().not_sold_in.values_list("code", flat=True)) == ["us"]

    assert states(leather, TOTE) == ["changed"]
    assert not tote().not_sold_in.exists()


def test_a_link_may_point_to_a_product_that_comes_later(leather: Store) -> None:
    first, second = hat(links=(("upsell", "HAT-2"), ("cross_sell", "GONE"))), hat("HAT-2")

    assert states(leather, first, second) == ["created", "created"]

    links = Product.objects.get(sku="HAT-1").links.values_list("kind", "linked__sku")
    assert list(links) == [("upsell", "HAT-2")]
    assert unknown_links(leather, [first]) == {"GONE"}
    assert states(leather, first, second) == ["unchanged", "unchanged"]


def test_a_product_that_links_to_itself_is_taken_without_that_link(leather: Store) -> None:
    assert states(leather, hat(links=(("upsell", "HAT-1"),))) == ["created"]

    assert not Product.objects.get(sku="HAT-1").links.exists()


def test_another_store_with_the_same_skus_is_left_alone(leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")

    assert states(other, hat("TOTE-1", name="Their Tote")) == ["created"]

    assert Product.objects.get(store=leather, sku="TOTE-1").name == TOTE.name


def test_rows_of_every_kind_find_what_they_need_in_any_order(leather: Store) -> None:
    rows = [
        StockRow("HAT-1", "paris", 4),
        PriceRow("HAT-1", "fr", "silver", Decimal("80.00")),
        hat(category="felt", category_path=""),
        CategoryRow("felt", "Felt", "Felt"),
        RegionRow("fr", "France", "EUR", ("paris",)),
        TierRow("silver", "Silver", 7),
        WarehouseRow("paris", "Paris"),
    ]

    stock, *others = write_rows(leather, rows)

    assert stock.state in {"created", "changed"}
    assert {outcome.state for outcome in others} == {"created"}
    assert StockLevel.objects.get(product__sku="HAT-1").quantity == 4
    assert {outcome.state for outcome in write_rows(leather, rows[2:])} == {"unchanged"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (RegionRow("fr", "France", "EUR", ("atlantis",)), "no warehouse 'atlantis'"),
        (CategoryRow("felt", "Felt", "Hats > Felt", "hats"), "no category 'hats'"),
        (WarehouseRow("not a code", "Paris"), "slug"),
        (WarehouseRow("paris", "x" * 121), "120"),
        (TierRow("second", "Second", 1), "contradicts"),
        (StockRow("NOWHERE", "florence", 1), "NOWHERE"),
    ],
)
def test_a_row_about_a_place_that_cannot_be_is_refused_alone(leather: Store, row: object, words: str) -> None:
    refused, fine = write_rows(leather, [row, hat()])  # type: ignore[list-item]

    assert (refused.state, fine.state) == ("rejected", "created")
    assert words in refused.error
