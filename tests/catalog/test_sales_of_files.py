"""A sale that a shop's file no longer knows is over, whoever told of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.urls import reverse

from catalog.feeds.rows import PriceRow
from catalog.imports.intake import receive
from catalog.imports.running import run_import
from catalog.imports.states import request_apply, request_check
from catalog.models import FeedImport, PriceHistory, Store, TierPrice
from catalog.prices import write_prices

SKUS = ("TOTE-1", "TOTE-2")
COLUMNS = "ID,Type,SKU,Name,Published,Regular price,Sale price"
DATES = "Date sale price starts,Date sale price ends"
SHOPIFY = "Handle,Title,Option1 Value,Variant SKU,Variant Price,Variant Compare At Price"
LATER = datetime.now(UTC).replace(microsecond=0) + timedelta(days=5)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"


def uploaded(store: Store, *rows: str) -> FeedImport:
    return receive(store, ["\n".join((*rows, "")).encode()], name="shop.csv")


def applied(store: Store, *rows: str) -> FeedImport:
    found = uploaded(store, *rows)
    request_apply(found, unchecked=True)
    assert run_import(found.pk)
    found.refresh_from_db()
    assert found.state == FeedImport.State.APPLIED, found.error
    return found


def woocommerce(*sales: str, columns: str = COLUMNS) -> tuple[str, ...]:
    """The two totes at 120, each at its sale price."""
    rows = (f"{n},simple,{sku},Tote,1,120,{sale}" for n, (sku, sale) in enumerate(zip(SKUS, sales, strict=False), 1))
    return (columns, *rows)


def prices(store: Store, sku: str = "TOTE-1", *, tier: str = "guest", region: str = "eu") -> list[Decimal]:
    held = TierPrice.objects.filter(product__store=store, product__sku=sku, tier__code=tier, region__code=region)
    return list(held.order_by("amount").values_list("amount", flat=True))


def plan(store: Store, amount: str) -> None:
    row = PriceRow("TOTE-1", "", "", Decimal(amount), "EUR", valid_from=LATER)
    assert [each.error for each in write_prices(store, [row], now=datetime.now(UTC))] == [""]


def test_a_product_without_a_sale_price_in_the_file_is_no_longer_on_sale(leather: Store) -> None:
    others = prices(leather, tier="gold"), prices(leather, region="us")
    applied(leather, *woocommerce("80", "90"))
    assert (prices(leather), prices(leather, "TOTE-2")) == ([80], [90])

    found = applied(leather, *woocommerce("", "90"))

    assert (prices(leather), prices(leather, "TOTE-2")) == ([], [90])
    assert found.counts["sales_ended"] == 1
    assert (prices(leather, tier="gold"), prices(leather, region="us")) == others
    noted = PriceHistory.objects.filter(product__sku="TOTE-1", region__code="eu", tier__code="guest")
    assert list(noted.order_by("pk").values_list("amount", flat=True))[-2:] == [80, 120]


def test_a_product_that_is_not_in_the_file_stays_on_sale(leather: Store) -> None:
    applied(leather, *woocommerce("80", "90"))
    applied(leather, *woocommerce(""))

    assert prices(leather, "TOTE-2") == [90]


def test_a_file_without_sale_prices_ends_none(leather: Store) -> None:
    applied(leather, *woocommerce("80", "90"))
    applied(leather, "ID,Type,SKU,Name,Published,Regular price", "1,simple,TOTE-1,Tote,1,120")

    assert prices(leather) == [80]


def test_the_same_file_again_ends_nothing(leather: Store) -> None:
    applied(leather, *woocommerce("80", ""))

    assert "sales_ended" not in applied(leather, *woocommerce("80", "")).counts
    assert prices(leather) == [80]


def test_a_check_says_how_many_sales_would_end_and_ends_none(leather: Store, mia: User, studio) -> None:
    applied(leather, *woocommerce("80", "90"))
    found = uploaded(leather, *woocommerce("", ""))
    request_check(found)
    run_import(found.pk)

    page = studio(mia).get(reverse("import", args=["leather", found.pk])).content.decode()
    assert "2 products are no longer on sale" in page
    assert prices(leather) == [80]


def test_a_file_that_knows_dates_of_sales_ends_a_planned_one(leather: Store) -> None:
    plan(leather, "70")
    applied(leather, *woocommerce(",,", columns=f"{COLUMNS},{DATES}"))

    assert prices(leather) == []


def test_a_file_that_knows_no_dates_leaves_a_planned_sale(leather: Store) -> None:
    plan(leather, "70")
    applied(leather, SHOPIFY, "tote,Pebbled Tote,Default Title,TOTE-1,80,120")
    assert prices(leather) == [80]  # by its words it holds for good, so it takes the place of what was planned
    plan(leather, "70")

    applied(leather, SHOPIFY, "tote,Pebbled Tote,Default Title,TOTE-1,120,")

    assert prices(leather) == [70]


def test_a_product_whose_sale_price_is_refused_stays_on_sale(leather: Store) -> None:
    applied(leather, *woocommerce("80", "90"))
    found = applied(leather, *woocommerce("150", "90.005"))

    assert found.counts["errors"] == 2
    assert (prices(leather), prices(leather, "TOTE-2")) == ([80], [90])


def test_a_price_of_members_that_a_feed_names_is_no_sale(leather: Store) -> None:
    header = "id\ttitle\tprice\tsale_price\tloyalty_program"
    found = receive(
        leather, [f"{header}\nTOTE-1\tTote\t120 EUR\t\tclub:guest:110 EUR,club:gold:100 EUR\n".encode()], name="m.tsv"
    )
    request_apply(found, unchecked=True)
    run_import(found.pk)

    assert (prices(leather), prices(leather, tier="gold")) == ([110], [100])
