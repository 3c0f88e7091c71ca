"""Finding a product among many, and reading everything about one."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import listing
from catalog.cards import picture
from catalog.listing import MARGINS, Filters, found_products
from catalog.listing_csv import csv_lines
from catalog.materials.allergy import GRADES
from catalog.materials.vocabulary import ALLERGENS
from catalog.models import Material, Product, ProductComponent, ProductLink, StockLevel, Store, TierPrice, Warehouse
from catalog.product_facts import catalogue_facts
from catalog.services import load_store
from tests.conftest import StudioDoor
from tests.factories import small_shop

PRODUCTS = "/studio/leather/products/"
HTMX = {"HX-Request": "true"}
BAGS = ["CLUTCH-1", "CLUTCH-2", "TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4"]


def skus(store: Store, **filters: str) -> list[str]:
    ids = found_products(store, Filters(**filters), now=timezone.now()).ids
    by_id = dict(store.products.values_list("pk", "sku"))
    return [by_id[pk] for pk in ids]


def set_stock(sku: str, **quantities: int) -> None:
    for warehouse, quantity in quantities.items():
        StockLevel.objects.filter(product__sku=sku, warehouse__code=warehouse).update(quantity=quantity)


NARROWED: tuple[tuple[dict[str, str], list[str]], ...] = (
    ({"q": "suede"}, ["CLUTCH-1", "TOTE-2", "WALLET-3"]),
    ({"q": "belt-2"}, ["BELT-2"]),
    ({"q": "100%"}, []),
    ({"category": "bags"}, BAGS),
    ({"category": "totes"}, ["TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4"]),
    ({"category": "nothing"}, []),
    ({"brand_kind": "house", "category": "bags"}, ["CLUTCH-1", "TOTE-1", "TOTE-2"]),
    ({"family": "metal"}, ["BELT-1", "BELT-2", "BELT-3"]),
    ({"family": "pearl"}, []),
    ({"nickel": "B"}, ["BELT-1"]),
    ({"nickel": "X"}, ["BELT-3"]),
    ({"category": "belts", "sort": "price"}, ["BELT-3", "BELT-2", "BELT-1"]),
    ({"category": "belts", "sort": "-price"}, ["BELT-1", "BELT-2", "BELT-3"]),
    ({"category": "belts", "sort": "name"}, ["BELT-3", "BELT-1", "BELT-2"]),
    ({"brand": "orso", "category": "wallets"}, ["WALLET-2"]),
    ({"brand": "nobody"}, []),
    ({"q": "wallet suede"}, ["WALLET-3"]),
    ({"q": "suede umbrella"}, []),
    ({"margin": "high", "category": "belts"}, ["BELT-1", "BELT-2", "BELT-3"]),
    ({"margin": "thin"}, []),
    ({"chromium": "X"}, ["BELT-1", "BELT-2", "BELT-3"]),
    ({"nickel": "B", "lead": "D"}, ["BELT-1"]),
    ({"style": "TOTE-1"}, ["TOTE-1"]),
    ({"missing": "no such gap"}, []),
)


def test_filters_narrow_and_sort(leather: Store) -> None:
    for filters, expected in NARROWED:
        assert skus(leather, **filters) == expected, filters


def test_stock_filters_ask_each_region_for_its_own_warehouses(leather: Store) -> None:
    set_stock("TOTE-1", florence=0, newark=0)
    set_stock("TOTE-2", newark=0)  # Europe still has Florence, the United States have Newark alone
    StockLevel.objects.filter(product__sku="TOTE-3").delete()
    assert skus(leather, stock="out") == ["TOTE-1"]
    assert skus(leather, stock="out:eu") == ["TOTE-1"]
    assert skus(leather, stock="out:us") == ["TOTE-1", "TOTE-2"]
    assert skus(leather, stock="out:moon") == []
    assert skus(leather, stock="untracked") == ["TOTE-3"]
    assert {"TOTE-1", "TOTE-2"}.isdisjoint(skus(leather, stock="fine"))
    assert "TOTE-3" in skus(leather, stock="fine")


def test_low_stock_is_added_up_over_the_warehouses_that_are_asked_for(leather: Store) -> None:
    set_stock("TOTE-1", florence=1, newark=2)
    set_stock("TOTE-2", florence=10, newark=3)
    set_stock("TOTE-3", florence=0, newark=0)
    assert skus(leather, stock="low") == ["TOTE-1"]
    assert skus(leather, stock="low:eu") == ["TOTE-1"]
    assert skus(leather, stock="low:us") == ["TOTE-1", "TOTE-2"]
    assert skus(leather, stock="fine:us") == []


def test_each_status_can_be_listed_alone(leather: Store) -> None:
    Product.objects.filter(sku="TOTE-4").update(visible=False)
    Product.objects.filter(sku="TOTE-3").update(status="draft")
    Product.objects.filter(sku="TOTE-2").update(status="archived", visible=False)
    assert skus(leather, status="hidden") == ["TOTE-4"]
    assert skus(leather, status="draft") == ["TOTE-3"]
    assert skus(leather, status="archived") == ["TOTE-2"]
    assert {"TOTE-2", "TOTE-3", "TOTE-4"}.isdisjoint(skus(leather, status="shown"))


def test_a_number_or_a_tag_finds_a_product_as_its_name_does(leather: Store) -> None:
    Product.objects.filter(sku="TOTE-1").update(gtin="4006381333931", external_id="wc-771", tags=["Bridal Edit", "new"])
    assert skus(leather, q="333931") == skus(leather, q="WC-771") == skus(leather, q="bridal") == ["TOTE-1"]
    assert skus(leather, tag="Bridal Edit") == ["TOTE-1"]
    assert skus(leather, tag="Bridal") == []


def test_margin_bands_meet_without_a_gap(leather: Store) -> None:
    costs = {"TOTE-1": 101, "TOTE-2": 100, "TOTE-3": 80, "TOTE-4": 60, "CLUTCH-1": 40, "CLUTCH-2": None}
    for sku, cost in costs.items():
        Product.objects.filter(sku=sku).update(price=100, cost=cost)
    found = {band: set(skus(leather, margin=band)) & set(costs) for band in MARGINS}
    assert found == {
        "loss": {"TOTE-1"}, "thin": {"TOTE-2"}, "fair": {"TOTE-3"}, "good": {"TOTE-4"}, "high": {"CLUTCH-1"},
        "unknown": {"CLUTCH-2"},
    }  # fmt: skip


def test_what_is_not_known_comes_last_in_either_direction(leather: Store) -> None:
    Product.objects.filter(category__code="totes").update(price=100, launched_on=date(2026, 1, 1))
    for sku, cost in {"TOTE-1": 50, "TOTE-2": 70, "TOTE-3": 20, "TOTE-4": None}.items():
        Product.objects.filter(sku=sku).update(cost=cost)
    assert skus(leather, category="totes", sort="-margin") == ["TOTE-3", "TOTE-1", "TOTE-2", "TOTE-4"]
    assert skus(leather, category="totes", sort="margin") == ["TOTE-2", "TOTE-1", "TOTE-3", "TOTE-4"]
    StockLevel.objects.filter(product__sku="TOTE-1").delete()
    set_stock("TOTE-2", florence=1)
    assert skus(leather, category="totes", sort="stock") == ["TOTE-2", "TOTE-3", "TOTE-4", "TOTE-1"]
    assert skus(leather, category="totes", sort="-stock") == ["TOTE-3", "TOTE-4", "TOTE-2", "TOTE-1"]
    Product.objects.filter(sku="TOTE-2").update(launched_on=None)
    assert skus(leather, category="totes", sort="-launched")[-1] == "TOTE-2"
    assert skus(leather, category="totes", since="2026-01-01") == ["TOTE-1", "TOTE-3", "TOTE-4"]
    assert skus(leather, category="totes", since="2026-01-02") == []


def test_a_class_filter_finds_the_class_that_lists_are_made_with(leather: Store) -> None:
    bare = leather.products.get(sku="TOTE-1")
    bare.components.all().delete()
    draft = Material.objects.create(
        store=leather, code="unpublished", name="Draft steel", family="metal", colour_hex="#cccccc"
    )
    belt = leather.products.get(sku="BELT-1")
    ProductComponent.objects.create(product=belt, part="tip", material=draft, contact="post")
    facts = catalogue_facts(leather, today=date.today()).products
    for allergen, grade in product(ALLERGENS, GRADES):
        expected = sorted(each.sku for each in facts if each.allergy[allergen] == grade)
        assert skus(leather, **{allergen: grade}) == expected, (allergen, grade)


def test_only_the_largest_part_counts_as_the_main_material(leather: Store) -> None:
    tote, steel = leather.products.get(sku="TOTE-1"), leather.materials.get(code="steel-low")
    ProductComponent.objects.create(product=tote, part="lock", material=steel, share_percent=5)
    assert "TOTE-1" not in skus(leather, family="metal")
    assert "TOTE-1" in skus(leather, family="leather")


def test_a_strange_address_still_opens(studio: StudioDoor, vera: User, leather: Store) -> None:
    client = studio(vera)
    unknown = "sort=cost&view=list&brand_kind=none&nickel=Z&status=maybe&family=wood&margin=huge&since=soon"
    for query in (unknown, "page=zzz", "page=99", "q=%00"):
        assert len(client.get(f"{PRODUCTS}?{query}").context["cards"]) == 12, query


def test_unknown_words_in_the_address_mean_no_filter() -> None:
    assert Filters.from_query(QueryDict("sort=cost&view=list&nickel=Z&since=2026-13-01&margin=x")) == Filters()


def test_an_address_says_all_that_is_asked_for_and_nothing_more() -> None:
    filters = Filters(q="suede tote", status="shown", sort="-margin")
    assert filters.query() == "q=suede+tote&status=shown&sort=-margin"
    assert Filters.from_query(QueryDict(filters.query())) == filters


def test_nobody_sees_products_without_signing_in(client, leather: Store) -> None:
    assert client.get(PRODUCTS).status_code == 302


def test_the_page_holds_fifty_and_keeps_the_filters_in_its_links(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    tote = leather.products.get(sku="TOTE-1")
    Product.objects.bulk_create(
        Product(store=leather, sku=f"COPY-{n:03}", item_group=f"COPY-{n}", name="Copy", category=tote.category,
                brand=tote.brand, price=1)
        for n in range(60)
    )  # fmt: skip
    answer = studio(vera).get(f"{PRODUCTS}?q=copy")
    assert len(answer.context["cards"]) == 50
    assert b"?page=2&amp;q=copy" in answer.content
    assert len(studio(vera).get(f"{PRODUCTS}?q=copy&page=2").context["cards"]) == 10


def test_paging_stops_where_nobody_would_page_and_all_are_counted(
    studio: StudioDoor, vera: User, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_PAGED", 5)
    found = found_products(leather, Filters(), now=timezone.now())
    assert (len(found.ids), found.count, found.is_capped) == (5, 12, True)
    html = studio(vera).get(PRODUCTS).content.decode()
    assert "12 products; the first" in html


def test_each_set_filter_can_be_taken_off_alone(studio: StudioDoor, vera: User, leather: Store) -> None:
    answer = studio(vera).get(f"{PRODUCTS}?category=totes&stock=out:us&missing=cost&sort=-margin")
    assert [(chip.label, chip.value) for chip in answer.context["chips"]] == [
        ("Category", "Bags > Totes"),
        ("Stock", "Sold out in United States"),
        ("Missing", "a cost"),
    ]
    assert b'href="?stock=out%3Aus&amp;missing=cost&amp;sort=-margin"' in answer.content


def test_a_filter_beyond_what_is_offered_stays_chosen(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = studio(vera).get(f"{PRODUCTS}?tag=forgotten").content.decode()
    assert '<option value="forgotten" selected>' in html


def read_csv(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_the_file_holds_what_the_filters_let_through_in_their_order(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    answer = studio(vera).get("/studio/leather/products/products.csv?category=belts&sort=-price")
    rows = read_csv(answer)
    assert [row["sku"] for row in rows] == ["BELT-1", "BELT-2", "BELT-3"]
    assert (rows[0]["regular_price"], rows[0]["cost"], rows[0]["margin_percent"]) == ("95.00", "38.00", "60.0")
    assert (rows[0]["nickel_class"], rows[0]["units in Florence"], rows[0]["units"]) == ("B", "10", "20")
    assert answer["Content-Disposition"].startswith('attachment; filename="leather-products-')


def test_no_cell_of_the_file_runs_as_a_formula(leather: Store) -> None:
    names = ["=1+1", "+49 tote", "-tote", "@SUM(A1)", "\t=1"]
    for sku, name in zip(BAGS, names, strict=False):
        Product.objects.filter(sku=sku).update(name=name)
    lines = csv_lines(leather, Filters(category="bags"), now=timezone.now())
    rows = list(csv.DictReader("".join(lines).lstrip("\ufeff").splitlines()))
    assert [row["name"] for row in rows[:5]] == [f"'{name}" for name in names]


def test_the_file_of_nothing_is_its_header(studio: StudioDoor, vera: User, leather: Store) -> None:
    assert read_csv(studio(vera).get("/studio/leather/products/products.csv?q=umbrella")) == []


def test_nobody_gets_the_file_without_signing_in(client, leather: Store) -> None:
    assert client.get("/studio/leather/products/products.csv").status_code == 302


def test_the_list_shows_a_visitors_price_in_the_default_region_and_the_margin(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    TierPrice.objects.filter(product__sku="BELT-1", region__code="eu", tier__code="guest").update(amount=90)
    TierPrice.objects.filter(product__sku="BELT-2").delete()
    Product.objects.filter(sku="BELT-3").update(cost=Decimal("82.50"))
    shown = {card.sku: card for card in studio(vera).get(f"{PRODUCTS}?category=belts").context["cards"]}
    assert (shown["BELT-1"].price, shown["BELT-1"].margin, shown["BELT-1"].margin_amount) == (
        "€90.00",
        "60 %",
        "€57.00",
    )
    assert shown["BELT-2"].price == "€85.00"
    assert (shown["BELT-3"].margin, shown["BELT-3"].margin_state) == ("−10 %", "loss")


def test_a_region_in_another_currency_shows_no_price_rather_than_a_wrong_one(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    Store.objects.filter(pk=leather.pk).update(default_region=leather.regions.get(code="us"))
    TierPrice.objects.filter(product__sku="BELT-2").delete()
    shown = {card.sku: card for card in studio(vera).get(f"{PRODUCTS}?category=belts").context["cards"]}
    assert (shown["BELT-1"].price, shown["BELT-2"].price) == ("$114.00", "no price in USD")


def test_a_warehouse_that_fell_silent_is_marked(studio: StudioDoor, vera: User, leather: Store) -> None:
    Store.objects.filter(pk=leather.pk).update(stock_trusted_minutes=60)
    now = timezone.now()
    Warehouse.objects.filter(store=leather).update(heard_at=now)
    Warehouse.objects.filter(store=leather, code="newark").update(heard_at=now - timedelta(hours=3))
    card = studio(vera).get(f"{PRODUCTS}?style=TOTE-1").context["cards"][0]
    assert {place.name: place.silent for place in card.stock} == {"Florence": False, "Newark": True, "Singapore": False}
    html = product_page(studio, vera, "TOTE-1").content.decode()
    assert html.count("Counts as low stock until it is heard of again") == 1


def test_htmx_gets_the_results_alone(studio: StudioDoor, vera: User, leather: Store) -> None:
    part = studio(vera).get(f"{PRODUCTS}?q=suede", headers=HTMX)
    assert part.content.strip().startswith(b'<section class="product-results" id="product-results"')
    assert "HX-Request" in part["Vary"]


def test_the_swatches_show_the_same_products_as_the_table(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = studio(vera).get(f"{PRODUCTS}?view=grid&category=totes").content.decode()
    assert html.count('class="product-tile"') == 4
    assert "<table" not in html


def test_nothing_found_offers_the_way_back(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = studio(vera).get(f"{PRODUCTS}?q=umbrella").content.decode()
    assert "No product fits these filters" in html
    assert f'href="{PRODUCTS}"' in html


def test_a_store_without_products_says_what_to_do(studio: StudioDoor, vera: User) -> None:
    Store.objects.create(code="new", name="New shop", currency="EUR")
    assert b"This store has no products yet" in studio(vera).get("/studio/new/products/").content


def test_the_list_asks_the_database_no_more_for_more_products(studio: StudioDoor, vera: User, leather: Store) -> None:
    client = studio(vera)
    client.get(PRODUCTS)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{PRODUCTS}?q=belt")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{PRODUCTS}?q=t")
    assert len(many) == len(few)


def product_page(studio: StudioDoor, person: User, sku: str):
    product = Product.objects.get(sku=sku)
    return studio(person).get(reverse("product", args=["leather", product.pk]))


def test_a_product_shows_the_figure_the_method_and_the_date(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = product_page(studio, vera, "BELT-1").content.decode()
    tested = date.today() - timedelta(days=60)
    assert f"Nickel release 0.08 µg/cm²/week, EN 1811:2023, {tested}" in html
    assert "At most half the limit." in html
    assert "AISI 316L" in html
    assert "Prolonged skin contact" in html


def test_no_product_page_ever_promises_that_it_is_harmless(studio: StudioDoor, vera: User, leather: Store) -> None:
    for sku in ("BELT-1", "BELT-2", "BELT-3", "TOTE-1"):
        words = product_page(studio, vera, sku).content.decode().lower()
        for promise in ("hypoallergenic", "nickel-free", "nickel free", "safe for", "is safe"):
            assert promise not in words


def test_prices_say_what_a_tier_pays_and_whose_price_it_inherits(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    tote = leather.products.get(sku="TOTE-1")
    TierPrice.objects.filter(product=tote, region__code="eu", tier__code="guest").delete()
    lines = product_page(studio, vera, "TOTE-1").context["detail"].prices.lines
    cells = {line.tier: [(cell.text, cell.note) for cell in line.cells] for line in lines}
    assert cells["Guest"] == [("€420.00", "as the catalogue"), ("$504.00", "")]
    assert cells["Gold"] == [("€378.00", ""), ("$504.00", "regular price")]


def test_a_price_with_an_end_and_a_discount_say_so(studio: StudioDoor, vera: User, leather: Store) -> None:
    end = timezone.now() + timedelta(days=9)
    guest = TierPrice.objects.filter(product__sku="TOTE-1", region__code="eu", tier__code="guest")
    guest.update(amount=300, valid=(None, end))
    TierPrice.objects.filter(product__sku="TOTE-1", tier__code="gold").delete()
    leather.tiers.filter(code="gold").update(discount_percent=10)
    lines = product_page(studio, vera, "TOTE-1").context["detail"].prices.lines
    assert (lines[0].cells[0].text, lines[0].cells[0].note) == ("€300.00", f"until {end:%-d %B %Y}")
    assert (lines[1].cells[0].text, lines[1].cells[0].note) == ("€270.00", "Gold: 10 % off the regular price")


def test_the_lowest_price_of_thirty_days_is_shown_by_region(studio: StudioDoor, vera: User, leather: Store) -> None:
    tote, us = leather.products.get(sku="TOTE-1"), leather.regions.get(code="us")
    guest, now = leather.tiers.get(code="guest"), timezone.now()
    tote.price_history.all().delete()
    for amount, days in ((450, 50), (400, 20), (504, 10)):
        tote.price_history.create(region=us, tier=guest, amount=amount, since=now - timedelta(days=days))
    assert product_page(studio, vera, "TOTE-1").context["detail"].prices.lowest == ("", "$400.00")


def test_reports_show_when_they_stop_counting(studio: StudioDoor, vera: User, leather: Store) -> None:
    today = timezone.localdate()
    steel = leather.materials.get(code="steel-low")
    steel.evidence.update(expires_on=today + timedelta(days=30))
    steel.evidence.create(allergen="lead", measure="content", value=20, method="IEC 62321", tested_on=today)
    steel.evidence.create(
        allergen="nickel", measure="release", value=0.1, method="EN 1811:2023",
        tested_on=today - timedelta(days=900), expires_on=today,
    )  # fmt: skip
    lines = product_page(studio, vera, "BELT-1").context["detail"].evidence
    assert [(line.allergen, line.state, line.assumed) for line in lines] == [
        ("Lead", "valid", True),
        ("Nickel", "ending", False),
        ("Nickel", "expired", False),
    ]


def test_a_product_shows_its_numbers_tags_and_links(studio: StudioDoor, vera: User, leather: Store) -> None:
    tote = leather.products.get(sku="TOTE-1")
    ProductLink.objects.create(product=tote, linked=leather.products.get(sku="BELT-1"), kind="cross_sell")
    Product.objects.filter(pk=tote.pk).update(
        gtin="4006381333931", external_id="wc-771", tags=["bridal"], status="draft", image_url="https://shop/tote.jpg"
    )
    html = product_page(studio, vera, "TOTE-1").content.decode()
    for said in (
        "4006381333931",
        "wc-771",
        "?tag=bridal",
        "Tested Belt",
        "cross-sell",
        "draft, in no list",
        "tote.jpg",
    ):
        assert said in html


def test_a_region_that_may_not_buy_has_no_price(studio: StudioDoor, vera: User, leather: Store) -> None:
    leather.products.get(sku="TOTE-1").not_sold_in.add(leather.regions.get(code="us"))
    first = product_page(studio, vera, "TOTE-1").context["detail"].prices.lines[0]
    assert [cell.text for cell in first.cells] == ["€420.00", "not sold here"]


def test_stock_tells_not_counted_from_none_left(studio: StudioDoor, vera: User, leather: Store) -> None:
    units = {line.warehouse: line.units for line in product_page(studio, vera, "TOTE-1").context["detail"].stock}
    assert units == {"Florence": 10, "Newark": 10, "Singapore": 0}
    StockLevel.objects.filter(product__sku="TOTE-1").delete()
    units = {line.warehouse: line.units for line in product_page(studio, vera, "TOTE-1").context["detail"].stock}
    assert set(units.values()) == {None}


def test_variants_of_a_style_are_shown_beside_each_other(studio: StudioDoor, vera: User, leather: Store) -> None:
    Product.objects.filter(sku__in=["TOTE-1", "TOTE-2"]).update(item_group="TOTE")
    detail = product_page(studio, vera, "TOTE-1").context["detail"]
    assert [card.sku for card in detail.variants] == ["TOTE-2"]


def test_a_product_without_parts_says_what_that_means(studio: StudioDoor, vera: User, leather: Store) -> None:
    leather.products.get(sku="TOTE-1").components.all().delete()
    html = product_page(studio, vera, "TOTE-1").content.decode()
    assert "No parts on record" in html
    assert "never shown to shoppers who avoid an allergen" in html


def test_another_stores_product_is_not_found(studio: StudioDoor, vera: User, leather: Store) -> None:
    other = load_store(small_shop("other")).products.first()
    assert studio(vera).get(reverse("product", args=["leather", other.pk])).status_code == 404
    assert studio(vera).get(reverse("product", args=["other", other.pk])).status_code == 200


@pytest.mark.parametrize(
    ("category", "silhouette"),
    [
        ("totes", "tote"),
        ("key-rings", "other"),
        ("stacking-rings", "ring"),
        ("ear-cuffs", "hoops"),
        ("cuffs", "bracelet"),
        ("chain-bracelets", "bracelet"),
        ("chains", "necklace"),
        ("watch-straps", "watch-strap"),
        ("umbrellas", "other"),
    ],
)
def test_a_category_chooses_the_drawing(category: str, silhouette: str) -> None:
    drawn = picture(family="metal", colour="#cccccc", grain="blasted", finish="", category=category)
    assert (drawn.silhouette, drawn.grain) == (silhouette, "satin")


def test_a_finish_that_changes_the_light_is_drawn_instead_of_the_grain() -> None:
    drawn = picture(family="leather", colour="#111111", grain="smooth", finish="patent", category="totes")
    assert drawn.grain == "patent"
