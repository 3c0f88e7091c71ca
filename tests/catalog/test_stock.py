"""Counts and movements of stock, on time, late, twice and in any order."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.feeds.rows import StockRow
from catalog.models import Product, StockLevel, StockMovement, Store, Warehouse
from catalog.services import load_store
from catalog.stock import apply_stock, fold_old_movements
from tests.factories import small_shop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def count(quantity: int, sequence: int | None = None, *, sku: str = "TOTE-1", warehouse: str = "singapore") -> StockRow:
    return StockRow(sku, warehouse, quantity, sequence)


def move(delta: int, sequence: int | None = None, *, sku: str = "TOTE-1", warehouse: str = "singapore") -> StockRow:
    return StockRow(sku, warehouse, delta, sequence, is_delta=True)


def states(store: Store, *rows: StockRow, now: datetime = NOON) -> list[str]:
    return [outcome.state for outcome in apply_stock(store, rows, now=now)]


def shown(store: Store, sku: str = "TOTE-1", warehouse: str = "singapore") -> int | None:
    """The quantity in a warehouse that the small shop starts without."""
    levels = StockLevel.objects.filter(product__store=store, product__sku=sku, warehouse__code=warehouse)
    return levels.values_list("quantity", flat=True).first()


def truth(rows: list[StockRow]) -> int:
    """The last count by number, and every movement with a greater number once."""
    last = max((row for row in rows if not row.is_delta), key=lambda row: row.sequence or 0, default=count(0, 0))
    later = {row.sequence: row.quantity for row in rows if row.is_delta and (row.sequence or 0) > (last.sequence or 0)}
    return max(0, last.quantity + sum(later.values()))


def test_a_count_holds_until_a_newer_one_comes(leather: Store) -> None:
    assert states(leather, count(7, 5), count(9, 6), count(99, 4)) == ["created", "changed", "outdated"]
    assert shown(leather) == 9


def test_movements_add_up_on_the_last_count(leather: Store) -> None:
    states(leather, count(10, 1), move(-2, 2), move(-3, 3))
    assert shown(leather) == 5


def test_a_movement_that_was_sent_twice_counts_once(leather: Store) -> None:
    assert states(leather, count(10, 1), move(-2, 2), move(-2, 2)) == ["created", "changed", "unchanged"]
    assert states(leather, move(-2, 2)) == ["unchanged"]
    assert shown(leather) == 8


def test_a_late_count_keeps_the_movements_after_it(leather: Store) -> None:
    states(leather, count(10, 1), move(-1, 4), move(-1, 8))
    assert states(leather, count(20, 5)) == ["changed"]
    assert shown(leather) == 19
    assert StockMovement.objects.get().sequence == 8


def test_a_movement_before_the_last_count_is_outdated(leather: Store) -> None:
    assert states(leather, count(10, 5), move(-1, 4), move(-1, 5)) == ["created", "outdated", "outdated"]
    assert shown(leather) == 10


def test_more_sold_than_there_were_is_none_and_is_remembered(leather: Store) -> None:
    states(leather, count(1, 1), move(-3, 2))
    assert shown(leather) == 0
    states(leather, move(5, 3))
    assert shown(leather) == 3


def test_a_movement_before_any_count_starts_from_none(leather: Store) -> None:
    states(leather, move(-1, 7))
    assert shown(leather) == 0
    states(leather, count(10, 6))
    assert shown(leather) == 9


def test_a_row_without_a_number_is_newer_than_what_came_before(leather: Store) -> None:
    assert states(leather, count(10, 5), move(-1, 9), count(4)) == ["created", "changed", "changed"]
    assert states(leather, count(50, 8), move(-1, 9)) == ["outdated", "outdated"]
    assert shown(leather) == 4


def test_a_row_without_a_number_takes_none_away_from_the_numbered_sender(leather: Store) -> None:
    states(leather, count(10, 5), move(-1), count(8), move(-1))
    assert states(leather, move(-1, 6)) == ["changed"]
    assert shown(leather) == 6


def test_a_figure_that_is_known_changes_nothing(leather: Store) -> None:
    assert states(leather, count(4)) == ["created"]
    assert states(leather, count(4)) == ["unchanged"]
    assert states(leather, count(4, 3), count(4, 3), count(5, 3)) == ["unchanged", "unchanged", "outdated"]


def test_the_first_figure_of_none_makes_a_product_sold_out(leather: Store) -> None:
    assert shown(leather) is None
    assert states(leather, count(0)) == ["created"]
    assert shown(leather) == 0


def test_a_count_below_none_is_kept_as_debt(leather: Store) -> None:
    states(leather, count(-3, 1))
    assert shown(leather) == 0
    states(leather, move(5, 2))
    assert shown(leather) == 2


def test_a_wrong_row_never_stops_the_others(leather: Store) -> None:
    rows = [
        count(1, sku="NOWHERE"),
        count(2, warehouse="atlantis"),
        count(3, 0),
        count(4, 2**63),
        count(10**12),
        count(5, sku="TOTE\x00"),
        count(6),
    ]
    outcomes = apply_stock(leather, rows, now=NOON)
    assert [outcome.state for outcome in outcomes] == ["rejected"] * 6 + ["created"]
    assert "no product 'NOWHERE'" in outcomes[0].error
    assert "Its warehouses: florence, newark, singapore" in outcomes[1].error
    assert "Number messages from 1" in outcomes[2].error
    assert shown(leather) == 6


def test_the_greatest_figures_that_are_taken_fit(leather: Store) -> None:
    states(leather, count(10**9, 1), *[move(10**9, number) for number in (2, 3, 4)], move(10**9), move(10**9))
    assert shown(leather) == 2**31 - 1
    states(leather, count(1, 2**63 - 1), move(1))
    assert shown(leather) == 2


def test_another_store_is_out_of_reach(leather: Store) -> None:
    other = load_store(small_shop("other"))
    states(leather, count(3))
    assert shown(leather) == 3
    assert shown(other) is None


def test_a_warehouse_is_heard_of_when_it_says_something_usable(leather: Store) -> None:
    Warehouse.objects.update(heard_at=None)
    states(leather, count(3), count(1, sku="NOWHERE", warehouse="newark"))
    assert dict(Warehouse.objects.filter(store=leather).values_list("code", "heard_at")) == {
        "florence": None,
        "newark": None,
        "singapore": NOON,
    }
    states(leather, count(99, 1), now=NOON - timedelta(hours=1))
    assert Warehouse.objects.get(store=leather, code="singapore").heard_at == NOON


def test_nothing_sent_is_nothing_done(leather: Store) -> None:
    assert apply_stock(leather, [], now=NOON) == []


def test_old_movements_become_part_of_the_count(leather: Store) -> None:
    old, new = NOON - timedelta(days=31), NOON
    states(leather, count(10, 1), move(-1, 2), move(-2, 5), now=old)
    states(leather, move(-3, 3), move(-4, 9), now=new)
    states(leather, count(7, 1, sku="TOTE-2"), move(-1, 2, sku="TOTE-2"), now=new)

    assert fold_old_movements(before=NOON - timedelta(days=30)) == 3

    level = StockLevel.objects.get(product__sku="TOTE-1", warehouse__code="singapore")
    assert (level.counted, level.counted_sequence, level.quantity) == (4, 5, 0)
    assert [movement.sequence for movement in StockMovement.objects.filter(product__sku="TOTE-1")] == [9]
    assert states(leather, move(-1, 2), move(-4, 9), move(4, 10)) == ["outdated", "unchanged", "changed"]
    assert (shown(leather), shown(leather, "TOTE-2")) == (4, 6)


MESSAGES = st.lists(
    st.tuples(st.sampled_from(["TOTE-1", "TOTE-2"]), st.booleans(), st.integers(-4, 9)), min_size=1, max_size=14
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES, chance=st.randoms(use_true_random=False))
def test_every_order_repetition_and_batching_ends_at_the_truth(leather: Store, messages: list, chance: Random) -> None:
    StockMovement.objects.all().delete()
    StockLevel.objects.filter(warehouse__code="singapore").delete()
    sent = [
        StockRow(sku, "singapore", quantity, number, is_delta=is_delta)
        for number, (sku, is_delta, quantity) in enumerate(messages, 1)
    ]
    for batch in batches(deliveries(sent, chance), chance, most=6):
        apply_stock(leather, batch, now=NOON)
    for sku in {row.sku for row in sent}:
        assert shown(leather, sku) == truth([row for row in sent if row.sku == sku])


def deliveries(sent: list[StockRow], chance: Random) -> list[StockRow]:
    """Each message at least once, about a third of them twice, in no order."""
    delivered = sent + [row for row in sent if chance.random() < 0.35]
    chance.shuffle(delivered)
    return delivered


def batches(rows: list[StockRow], chance: Random, *, most: int) -> list[list[StockRow]]:
    found, start = [], 0
    while start < len(rows):
        size = chance.randint(1, most)
        found.append(rows[start : start + size])
        start += size
    return found


@dataclass(frozen=True)
class Stream:
    """What one store's cells are told, and what they must show in the end."""

    sent: list[StockRow]
    expected: dict[tuple[str, str], int]


def stream(skus: list[str], chance: Random, *, messages: int, hot: float) -> Stream:
    """Counts and movements of many cells; the first product gets the share `hot` of them."""
    numbers: dict[tuple[str, str], int] = {}
    sent: dict[tuple[str, str], list[StockRow]] = {}
    for _ in range(messages):
        sku = skus[0] if chance.random() < hot else chance.choice(skus)
        cell = sku, chance.choice(["florence", "newark", "singapore"])
        numbers[cell] = numbers.get(cell, 0) + 1
        is_delta = chance.random() < 0.8
        quantity = chance.randint(-4, 5) if is_delta else chance.randint(0, 200)
        sent.setdefault(cell, []).append(StockRow(*cell, quantity, numbers[cell], is_delta=is_delta))
    rows = [row for of_one in sent.values() for row in of_one]
    return Stream(rows, {cell: truth(of_one) for cell, of_one in sent.items()})


def send_from_many_at_once(batched: list[list[StockRow]], send: Callable, *, senders: int) -> list[BaseException]:
    """This will let several connections work off the batches and return what went wrong."""
    errors: list[BaseException] = []
    waiting, turn = list(batched), threading.Lock()

    def work() -> None:
        try:
            while True:
                with turn:
                    if not waiting:
                        return
                    batch = waiting.pop()
                send(batch)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def levels(store: Store) -> dict[tuple[str, str], int]:
    rows = StockLevel.objects.filter(product__store=store)
    return {(sku, code): n for sku, code, n in rows.values_list("product__sku", "warehouse__code", "quantity")}


def load_empty_shop() -> Store:
    store = load_store(small_shop())
    StockLevel.objects.all().delete()
    return store


@pytest.mark.django_db(transaction=True)
def test_many_senders_of_one_hot_product_neither_block_each_other_nor_lose_a_message() -> None:
    store, chance = load_empty_shop(), Random(7)
    told = stream(sorted(Product.objects.values_list("sku", flat=True)), chance, messages=600, hot=0.5)
    batched = batches(deliveries(told.sent, chance), chance, most=40)

    errors = send_from_many_at_once(batched, lambda rows: apply_stock(store, rows, now=NOON), senders=6)

    assert errors == []
    assert levels(store) == told.expected


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_thousand_deliveries_from_many_senders_leave_no_wrong_cell() -> None:
    store, chance = load_empty_shop(), Random(20_260_302)
    first = Product.objects.first()
    Product.objects.bulk_create(
        Product(
            store=store,
            sku=f"BULK-{number}",
            item_group=f"BULK-{number}",
            name="Bulk",
            category=first.category,
            brand=first.brand,
            price=1,
        )
        for number in range(2000)
    )
    told = stream([f"BULK-{number}" for number in range(2000)], chance, messages=150_000, hot=0.1)
    batched = batches(deliveries(told.sent, chance), chance, most=1000)
    assert sum(map(len, batched)) > 200_000

    errors = send_from_many_at_once(batched, lambda rows: apply_stock(store, rows, now=NOON), senders=6)

    assert errors == []
    assert levels(store) == told.expected
