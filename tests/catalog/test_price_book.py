"""Prices kept in memory are those of the database, at every moment and for every tier."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg.types.range import TimestamptzRange

from catalog.books import BOOKS
from catalog.live_facts import live_facts
from catalog.models import MembershipTier, Product, StockLevel, Store, TierPrice
from catalog.old_notes import forget_price_changes
from catalog.price_book import Book, make_book
from catalog.queries import RegionFacts, TierFacts, region_facts, tier_facts
from catalog.services import load_store
from tests.catalog.remembering import everything, now, remember, somebody_else
from tests.factories import small_shop

pytestmark = pytest.mark.django_db(transaction=True)  # what others commit is the point


@pytest.fixture
def shop() -> Store:
    store = load_store(small_shop())
    MembershipTier.objects.create(store=store, code="black", name="Black", rank=2, discount_percent=Decimal("12.5"))
    return store


def reads_prices(store: Store, *, at: datetime) -> bool:
    ids = list(store.products.values_list("pk", flat=True))
    (place,) = [region for region in region_facts(store) if region.code == "eu"]
    with CaptureQueriesContext(connection) as queries:
        BOOKS.facts(ids, store=store, region=place, tier=tier_facts(store)[-1], at=at)
    return any("FROM catalog_tierprice" in query["sql"] for query in queries)


def test_a_book_says_what_the_database_says_and_reads_no_price(shop: Store) -> None:
    at = now()
    remember(shop, at=at)
    assert not reads_prices(shop, at=at)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


@pytest.mark.parametrize(
    "change",
    [
        lambda store: TierPrice.objects.filter(product__store=store).update(amount=Decimal("1.99")),
        lambda store: TierPrice.objects.filter(product__store=store, tier__code="gold").first().delete(),
        lambda store: TierPrice.objects.create(
            product=store.products.last(), region=store.regions.first(), tier=store.tiers.get(code="black"), amount=3
        ),
        lambda store: store.products.filter(sku="TOTE-1").update(price=Decimal("77.70")),
        lambda store: Product.objects.get(store=store, sku="TOTE-1").tier_prices.all().delete(),
        lambda store: store.tiers.filter(code="black").update(discount_percent=50),
    ],
    ids=["every amount", "a row is gone", "a new row", "the catalogue's price", "all rows of one", "a discount"],
)
def test_whatever_changes_a_price_holds_for_the_next_request(shop: Store, change: Callable[[Store], object]) -> None:
    at = now()
    remember(shop, at=at)
    before = everything(shop, live_facts, at=at)
    change(shop)
    told = everything(shop, BOOKS.facts, at=at)
    assert told == everything(shop, live_facts, at=at) != before


def test_after_a_change_the_books_are_made_anew_and_trusted_again(shop: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.price_book.PAUSE", 0.0)
    at = now()
    remember(shop, at=at)
    TierPrice.objects.filter(product__store=shop).update(amount=Decimal("1.99"))
    assert reads_prices(shop, at=at)
    BOOKS.renew(now=now() + timedelta(seconds=1))
    assert not reads_prices(shop, at=at)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_a_change_that_was_not_committed_when_the_book_was_made_is_noticed_once_it_is(shop: Store) -> None:
    """The later of two transactions may be the first to be committed: order of beginning proves nothing."""
    at = now()
    with somebody_else() as slow:
        slow.execute("UPDATE catalog_tierprice SET amount = 5.55")
        with transaction.atomic():
            shop.products.filter(sku="BELT-1").update(price=Decimal("66.60"))
        remember(shop, at=at)
        assert not reads_prices(shop, at=at)
        slow.commit()
        assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)
        assert reads_prices(shop, at=at)


def test_a_sale_begins_and_ends_at_its_minute(shop: Store) -> None:
    at = now()
    begins, ends = at + timedelta(hours=1), at + timedelta(hours=2)
    row = TierPrice.objects.filter(product__store=shop, valid=None).first()
    row.valid = TimestamptzRange(None, begins)
    row.save()
    TierPrice.objects.create(
        product=row.product, region=row.region, tier=row.tier, amount=1, valid=TimestamptzRange(begins, ends)
    )
    remember(shop, at=at)
    for moment in (at, begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends, ends + timedelta(1)):
        assert everything(shop, BOOKS.facts, at=moment) == everything(shop, live_facts, at=moment)
    assert not reads_prices(shop, at=begins - timedelta(seconds=1))
    assert reads_prices(shop, at=begins)


def test_stock_that_changed_is_no_reason_to_read_prices(shop: Store) -> None:
    at = now()
    remember(shop, at=at)
    StockLevel.objects.filter(product__store=shop).update(quantity=0)
    shop.products.filter(sku="TOTE-1").update(visible=False)
    assert not reads_prices(shop, at=at)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_a_product_that_came_after_the_book_has_its_price(shop: Store) -> None:
    at = now()
    remember(shop, at=at)
    first = shop.products.first()
    Product.objects.create(store=shop, sku="NEW-1", name="New", price=10, category=first.category, brand=first.brand)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_notes_of_changes_are_let_go_after_two_days(shop: Store) -> None:
    TierPrice.objects.filter(product__store=shop).update(amount=Decimal("1.99"))
    assert forget_price_changes(now=now() + timedelta(days=1)) == 0
    assert forget_price_changes(now=now() + timedelta(days=3)) > 0


def test_a_store_that_grew_too_large_lets_go_of_its_books_and_is_not_counted_every_second(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = now()
    remember(shop, at=at)
    monkeypatch.setattr("catalog.books.MOST_PRODUCTS", 11)
    TierPrice.objects.filter(product__store=shop).update(amount=Decimal("1.99"))
    everything(shop, BOOKS.facts, at=at)  # each book is found to be wrong
    BOOKS.renew(now=at + timedelta(minutes=1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_pricechange")  # as two days later
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)
    with CaptureQueriesContext(connection) as queries:
        BOOKS.renew(now=at + timedelta(minutes=2))
    assert len(queries) == 0
    monkeypatch.setattr("catalog.books.MOST_PRODUCTS", 200_000)
    BOOKS.renew(now=at + timedelta(hours=2))  # counted anew
    BOOKS.renew(now=at)
    assert not reads_prices(shop, at=at)


def test_a_price_that_changed_while_nobody_asked_is_read_again_all_the_same(shop: Store) -> None:
    """What is remembered must serve visitors should the database go."""
    at = now()
    remember(shop, at=at)
    TierPrice.objects.filter(product__store=shop).update(amount=Decimal("1.99"))
    BOOKS.renew(now=at + timedelta(minutes=1))
    region, ids = region_facts(shop)[0], list(shop.products.values_list("pk", flat=True))
    told = BOOKS.remembered(ids, store=shop, region=region, tier=tier_facts(shop)[0], at=at + timedelta(minutes=1))
    assert told is not None
    assert {facts.price for facts in told.values()} == {1.99}


def test_prices_beyond_what_a_process_may_keep_are_read_and_those_asked_for_last_are_kept(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, products = now(), shop.products.count()
    remember(shop, at=at)
    monkeypatch.setattr("catalog.books.MOST_PRICES", products)
    assert not reads_prices(shop, at=at)  # the last terms that were asked for
    BOOKS.renew(now=at)
    assert len(BOOKS._prices._books) == 1
    assert not reads_prices(shop, at=at)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_after_a_lost_connection_nothing_is_trusted_before_it_was_read_anew(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that crashed forgets transactions that nobody waited for, and gives their numbers to others."""
    at = now()
    remember(shop, at=at)
    ids, region = list(shop.products.values_list("pk", flat=True)), region_facts(shop)[0]
    with monkeypatch.context() as lost:
        lost.setattr("catalog.books.is_lost", lambda: True)
        lost.setattr("catalog.stock_book.is_lost", lambda: True)
        lost.setattr("catalog.stock_book.fetch_prepared", broken_off)
        with pytest.raises(OperationalError):
            BOOKS.renew(now=at)
    assert reads_prices(shop, at=at)
    assert BOOKS.remembered(ids, store=shop, region=region, tier=None, at=at) is not None
    BOOKS.renew(now=at + timedelta(minutes=1))
    assert not reads_prices(shop, at=at)


def broken_off(*_: object) -> list[tuple]:
    raise OperationalError("the connection is lost")


def test_one_store_whose_prices_take_too_long_holds_up_no_other_book(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = now()
    with monkeypatch.context() as slow:
        slow.setattr("catalog.price_book.make_book", broken_off)
        remember(shop, at=at)
    assert BOOKS._stock.book(shop, region=region_facts(shop)[0]) is not None
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)


def test_a_book_that_could_not_be_renewed_for_a_day_is_not_trusted(shop: Store) -> None:
    remember(shop, at=now() - timedelta(hours=25))
    assert reads_prices(shop, at=now())


def test_prices_that_cannot_be_kept_are_read_and_the_others_are_kept(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_book

    def refuse(store: Store, *, region: RegionFacts, tier: TierFacts | None, now: datetime) -> Book:
        if region.code == "us":
            raise ValueError("no such currency")
        return made(store, region=region, tier=tier, now=now)

    monkeypatch.setattr("catalog.price_book.make_book", refuse)
    at = now()
    remember(shop, at=at)
    assert not reads_prices(shop, at=at)
    assert everything(shop, BOOKS.facts, at=at) == everything(shop, live_facts, at=at)
