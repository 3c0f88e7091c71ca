"""What the products lack: a sentence with a number, and a link to exactly these products."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from catalog.gaps import gaps_of
from catalog.listing import Filters, found_products
from catalog.missing import MissingReport, missing_count, missing_report
from catalog.models import Material, Product, ProductComponent, StockLevel, Store, TierPrice
from catalog.moment import StoreMoment
from tests.conftest import StudioDoor

MISSING = "/studio/leather/products/missing/"
HTMX = {"HX-Request": "true"}


def report(store: Store) -> MissingReport:
    return missing_report(store, now=timezone.now())


def lines(store: Store) -> dict[str, int]:
    return {line.code: line.count for line in report(store).lines}


def of(*skus: str):
    return Product.objects.filter(sku__in=skus)


def leave_no_stock_within_reach(store: Store) -> None:
    StockLevel.objects.filter(product__sku="TOTE-1").update(quantity=0)
    singapore = store.warehouses.get(code="singapore")
    StockLevel.objects.create(product=of("TOTE-1").get(), warehouse=singapore, quantity=4)


def sell_nowhere(store: Store) -> None:
    of("TOTE-1").get().not_sold_in.set(store.regions.all())


def use_an_unpublished_material(store: Store) -> None:
    draft = Material.objects.create(store=store, code="new", name="New", family="metal", colour_hex="#cccccc")
    ProductComponent.objects.create(product=of("TOTE-1").get(), part="lock", material=draft)


def let_a_report_end(store: Store, *, in_days: int) -> None:
    ends = timezone.localdate() + timedelta(days=in_days)
    store.materials.get(code="steel-low").evidence.update(expires_on=ends)


DEEDS: dict[str, Callable[[Store], object]] = {
    "free": lambda _: of("TOTE-1").update(price=0),
    "regions": sell_nowhere,
    "stranded": leave_no_stock_within_reach,
    "price:us": lambda _: TierPrice.objects.filter(product__sku="TOTE-1", region__code="us").delete(),
    "expired": lambda store: let_a_report_end(store, in_days=0),
    "ending": lambda store: let_a_report_end(store, in_days=89),
    "material": lambda _: of("TOTE-1").get().components.all().delete(),
    "published": use_an_unpublished_material,
    "cost": lambda _: of("TOTE-1").update(cost=None),
    "loss": lambda _: of("TOTE-1").update(cost=Decimal("420.01")),
    "stock": lambda _: StockLevel.objects.filter(product__sku="TOTE-1").delete(),
    "launch": lambda _: of("TOTE-1").update(launched_on=None),
    "category": lambda store: of("TOTE-1").update(category=store.categories.get(code="bags")),
}


def listed(store: Store, query: str) -> list[str]:
    found = found_products(store, Filters.from_query(QueryDict(query)), now=timezone.now())
    assert found.count == len(found.ids)
    return list(Product.objects.filter(pk__in=found.ids).values_list("sku", flat=True))


def test_each_gap_is_found_and_leads_to_exactly_its_product(leather: Store) -> None:
    complete = set(DEEDS) - set(lines(leather))
    assert complete == set(DEEDS)
    for code, deed in DEEDS.items():
        with transaction.atomic():
            deed(leather)
            line = next(line for line in report(leather).lines if line.code == code)
            assert line.count == 1, code
            assert listed(leather, line.query) == ["BELT-1" if code in ("expired", "ending") else "TOTE-1"], code
            transaction.set_rollback(True)


def test_every_sentence_counts_what_its_list_shows(leather: Store) -> None:
    for code in ("material", "cost", "stock", "stranded", "category"):
        DEEDS[code](leather)
    found = report(leather).lines
    assert len(found) > 5
    departments = [part for line in found for part in line.departments]
    for line in (*found, *departments):
        assert len(listed(leather, line.query)) == line.count, line.sentence


def test_products_without_a_nickel_figure_are_counted_by_department(leather: Store) -> None:
    line = next(line for line in report(leather).lines if line.code == "nickel")
    assert line.sentence == "10 products have no valid nickel figure"
    assert [(part.name, part.count) for part in line.departments] == [("Bags", 6), ("Wallets", 3), ("Belts", 1)]
    assert line.departments[2].sentence == "1 Belts product has no valid nickel figure"
    assert line.elsewhere == 0


def test_evidence_that_ends_later_than_in_90_days_is_no_gap(leather: Store) -> None:
    let_a_report_end(leather, in_days=91)
    assert "ending" not in lines(leather)


def test_a_newer_report_closes_the_gap_of_an_expired_one(leather: Store) -> None:
    let_a_report_end(leather, in_days=-1)
    assert lines(leather)["expired"] == 1
    leather.materials.get(code="steel-low").evidence.create(
        allergen="nickel", measure="release", value=0.1, method="EN 1811:2023", tested_on=timezone.localdate()
    )
    assert "expired" not in lines(leather)


def test_what_no_list_may_show_is_not_reported(leather: Store) -> None:
    of("TOTE-1").update(cost=None, visible=False)
    of("TOTE-2").update(cost=None, status="draft")
    assert "cost" not in lines(leather)
    assert missing_count(leather, "cost", now=timezone.now()) == 0


def test_a_region_where_it_is_not_sold_needs_no_price(leather: Store) -> None:
    DEEDS["price:us"](leather)
    of("TOTE-1").get().not_sold_in.add(leather.regions.get(code="us"))
    assert "price:us" not in lines(leather)


def test_a_price_that_is_over_is_a_missing_price(leather: Store) -> None:
    over = (None, timezone.now() - timedelta(days=1))
    TierPrice.objects.filter(product__sku="TOTE-1", region__code="us").update(valid=over)
    assert lines(leather)["price:us"] == 1


def test_only_a_foreign_currency_needs_a_price_of_its_own(leather: Store) -> None:
    codes = [gap.code for gap in gaps_of(StoreMoment(leather, now=timezone.now()))]
    assert "price:us" in codes
    assert "price:eu" not in codes


def test_a_store_that_keeps_no_warehouse_misses_no_stock(leather: Store) -> None:
    leather.warehouses.all().delete()
    assert {"stock", "stranded"}.isdisjoint(lines(leather))


def test_the_report_names_what_is_complete(studio: StudioDoor, vera: User, leather: Store) -> None:
    assert "a cost" in report(leather).complete
    html = studio(vera).get(MISSING).content.decode()
    assert "10 products have no valid nickel figure" in html
    assert "of 12 that may be shown" in html
    assert "Every one has a price" in html


def test_the_strip_above_the_list_says_the_first_thing_and_how_many_more(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    html = studio(vera).get(f"{MISSING}?strip=1", headers=HTMX).content.decode()
    assert html.strip().startswith('<div id="missing-strip"')
    assert "10 products have no valid nickel figure, 2 more things missing" in html


def test_an_empty_store_is_told_apart_from_a_complete_one(studio: StudioDoor, vera: User, leather: Store) -> None:
    leather.products.update(visible=False)
    html = studio(vera).get(MISSING).content.decode()
    assert "No product may be shown" in html
    assert "Nothing that we look for is missing" not in html


def test_nobody_reads_the_report_without_signing_in(client, leather: Store) -> None:
    assert client.get(MISSING).status_code == 302
