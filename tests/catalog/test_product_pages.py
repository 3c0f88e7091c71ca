"""Finding a product among many, and reading everything about one."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import listing
from catalog.cards import picture
from catalog.listing import Filters, found_products
from catalog.materials.allergy import GRADES
from catalog.models import Material, Product, ProductComponent, StockLevel, Store, TierPrice
from catalog.queries import catalogue_facts
from catalog.services import load_store
from tests.conftest import StudioDoor
from tests.factories import small_shop

PRODUCTS = "/studio/leather/products/"
HTMX = {"HX-Request": "true"}
BAGS = ["CLUTCH-1", "CLUTCH-2", "TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4"]


def skus(store: Store, **filters: str) -> list[str]:
    ids = found_products(store, Filters(**filters), today=date.today()).ids
    by_id = dict(store.products.values_list("pk", "sku"))
    return [by_id[pk] for pk in ids]


def set_stock(sku: str, **quantities: int) -> None:
    for warehouse, quantity in quantities.items():
        StockLevel.objects.filter(product__sku=sku, warehouse__code=warehouse).update(quantity=quantity)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "suede"}, ["CLUTCH-1", "TOTE-2", "WALLET-3"]),
        ({"q": "belt-2"}, ["BELT-2"]),
        ({"q": "100%"}, []),
        ({"category": "bags"}, BAGS),
        ({"category": "totes"}, ["TOTE-1", "TOTE-2", "TOTE-3", "TOTE-4"]),
        ({"category": "nothing"}, []),
        ({"brand": "house", "category": "bags"}, ["CLUTCH-1", "TOTE-1", "TOTE-2"]),
        ({"family": "metal"}, ["BELT-1", "BELT-2", "BELT-3"]),
        ({"family": "pearl"}, []),
        ({"nickel": "B"}, ["BELT-1"]),
        ({"nickel": "X"}, ["BELT-3"]),
        ({"category": "belts", "sort": "price"}, ["BELT-3", "BELT-2", "BELT-1"]),
        ({"category": "belts", "sort": "-price"}, ["BELT-1", "BELT-2", "BELT-3"]),
        ({"category": "belts", "sort": "name"}, ["BELT-3", "BELT-1", "BELT-2"]),
    ],
)
def test_filters_narrow_and_sort(leather: Store, filters: dict[str, str], expected: list[str]) -> None:
    assert skus(leather, **filters) == expected


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


def test_hidden_products_can_be_listed_alone(leather: Store) -> None:
    Product.objects.filter(sku="TOTE-4").update(visible=False)
    assert skus(leather, visible="hidden") == ["TOTE-4"]
    assert "TOTE-4" not in skus(leather, visible="shown")


@pytest.mark.parametrize("grade", GRADES)
def test_the_nickel_filter_finds_the_class_that_lists_are_made_with(leather: Store, grade: str) -> None:
    bare = leather.products.get(sku="TOTE-1")
    bare.components.all().delete()
    draft = Material.objects.create(
        store=leather, code="unpublished", name="Draft steel", family="metal", colour_hex="#cccccc"
    )
    belt = leather.products.get(sku="BELT-1")
    ProductComponent.objects.create(product=belt, part="tip", material=draft, contact="post")
    facts = catalogue_facts(leather, today=date.today()).products
    assert skus(leather, nickel=grade) == sorted(p.sku for p in facts if p.allergy["nickel"] == grade)


def test_only_the_largest_part_counts_as_the_main_material(leather: Store) -> None:
    tote, steel = leather.products.get(sku="TOTE-1"), leather.materials.get(code="steel-low")
    ProductComponent.objects.create(product=tote, part="lock", material=steel, share_percent=5)
    assert "TOTE-1" not in skus(leather, family="metal")
    assert "TOTE-1" in skus(leather, family="leather")


@pytest.mark.parametrize(
    "query", ["sort=cost&view=list&brand=none&nickel=Z&visible=maybe&family=wood", "page=zzz", "page=99", "q=%00"]
)
def test_a_strange_address_still_opens(studio: StudioDoor, vera: User, leather: Store, query: str) -> None:
    assert len(studio(vera).get(f"{PRODUCTS}?{query}").context["cards"]) == 12


def test_unknown_words_in_the_address_mean_no_filter() -> None:
    assert Filters.from_query(QueryDict("sort=cost&view=list&nickel=Z")) == Filters()


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


def test_counting_stops_where_nobody_would_page(
    studio: StudioDoor, vera: User, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_COUNTED", 5)
    found = found_products(leather, Filters(), today=date.today())
    assert (len(found.ids), found.is_capped) == (5, True)
    assert b"More than" in studio(vera).get(PRODUCTS).content


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


@pytest.mark.parametrize("sku", ["BELT-1", "BELT-2", "BELT-3", "TOTE-1"])
def test_no_product_page_ever_promises_that_it_is_harmless(
    studio: StudioDoor, vera: User, leather: Store, sku: str
) -> None:
    words = product_page(studio, vera, sku).content.decode().lower()
    for promise in ("hypoallergenic", "nickel-free", "nickel free", "safe for", "is safe"):
        assert promise not in words


def test_prices_say_what_a_tier_pays_and_whose_price_it_inherits(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    tote = leather.products.get(sku="TOTE-1")
    TierPrice.objects.filter(product=tote, region__code="eu", tier__code="guest").delete()
    lines = product_page(studio, vera, "TOTE-1").context["detail"].prices
    cells = {line.tier: [(cell.text, cell.inherited) for cell in line.cells] for line in lines}
    assert cells["Guest"] == [("€420.00", "as the catalogue"), ("$504.00", "")]
    assert cells["Gold"] == [("€378.00", ""), ("$504.00", "as Guest")]


def test_a_region_that_may_not_buy_has_no_price(studio: StudioDoor, vera: User, leather: Store) -> None:
    leather.products.get(sku="TOTE-1").not_sold_in.add(leather.regions.get(code="us"))
    first = product_page(studio, vera, "TOTE-1").context["detail"].prices[0]
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
