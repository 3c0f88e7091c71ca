"""A shop's past from files: whatever is sent twice, late, torn or wrong, the books hold it once."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from catalog.feeds.base import CellError, FeedError
from catalog.models import Store
from events import history_import
from events.customers import write_customers
from events.history_import import Step, import_file
from events.models import Customer, EventReceipt, Interaction, Order, OrderLine, Return
from events.partitions import partitions
from events.rows import CustomerRow

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAY = "2025-05-31T14:05:00Z"
JUNE = "2025-06-12T09:00:00Z"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def line(order: str = "A-1", sku: str = "TOTE-1", **fields: object) -> dict:
    return {
        "order": order,
        "at": MAY,
        "sku": sku,
        "quantity": "1",
        "unit_price": "420.00",
        "customer": "nora",
        **fields,
    }


def deed(kind: str = "view_item", sku: str = "TOTE-1", **fields: object) -> dict:
    return {"kind": kind, "at": MAY, "sku": sku, "session": "v-1", **fields}


def table(path: Path, rows: Sequence[dict]) -> Path:
    """This will write rows as CSV under all the columns that they have."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(store: Store, path: Path, *, after: int = 0) -> list[Step]:
    return list(import_file(store, path, now=NOW, after=after))


def errors_of(steps: Iterable[Step]) -> list[CellError]:
    return [error for step in steps for error in step.errors]


def books(store: Store) -> dict[str, object]:
    """What a store's books and its event log say, in an order of its own."""
    lines = OrderLine.objects.filter(order__store=store)
    told = Interaction.objects.filter(store=store)
    return {
        "lines": sorted(lines.values_list("order__number", "product__sku", "quantity", "unit_price")),
        "returns": sorted(Return.objects.filter(line__in=lines).values_list("line__order__number", "quantity", "at")),
        "told": sorted(told.values_list("kind", "product__sku", "quantity", "at")),
    }


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Nora's order of a tote, which came back, and a belt; and a guest's."""
    back = {"returned_at": JUNE, "returned_quantity": "1", "return_reason": "feel"}
    return table(
        tmp_path / "orders.csv",
        [
            line(quantity="2", region="eu", **back),
            line(sku="BELT-1", unit_price="95.00"),
            line("A-2", "WALLET-1", customer="", session="v-2", currency="USD"),
        ],
    )


def test_orders_become_books_and_events(leather: Store, orders: Path) -> None:
    (step,) = load(leather, orders)
    assert step.counts == {"orders": 2, "order_lines": 3, "returns": 1, "interactions": 4}
    nora = leather.orders.get(number="A-1")
    assert nora.customer == Customer.objects.get()
    assert (nora.currency, nora.region.code) == ("EUR", "eu")
    assert Return.objects.get().reason == "feel"
    bought = Interaction.objects.filter(kind="purchase", customer=nora.customer)
    assert set(bought.values_list("product__sku", "quantity", "value", "region")) == {
        ("TOTE-1", 2, Decimal("420.00"), "eu"),
        ("BELT-1", 1, Decimal("95.00"), "eu"),
    }
    assert len(set(bought.values_list("event_id"))) == 1
    guest = leather.orders.get(number="A-2")
    assert (guest.customer, guest.session, guest.currency) == (None, "v-2", "USD")


def test_a_second_run_changes_nothing(leather: Store, orders: Path) -> None:
    load(leather, orders)
    before = books(leather)
    (again,) = load(leather, orders)
    assert not any(again.counts.values())
    assert books(leather) == before


def test_a_file_that_holds_everything_twice_counts_once(leather: Store, orders: Path) -> None:
    load(leather, orders)
    once = books(leather)
    for kept in (Interaction, EventReceipt, Order):
        kept.objects.all().delete()
    head, *rows = orders.read_text().splitlines()
    orders.write_text("\n".join([head, *rows, *rows]))
    load(leather, orders)
    assert books(leather) == once


def test_an_order_whose_lines_stand_apart_is_one_order(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "orders.csv", [line(), line("A-2"), line(sku="BELT-1")]))
    assert [row[:2] for row in books(leather)["lines"]] == [("A-1", "BELT-1"), ("A-1", "TOTE-1"), ("A-2", "TOTE-1")]
    assert len(books(leather)["told"]) == 3


def test_a_product_that_an_order_lists_twice_is_added_up_at_its_average_price(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "orders.csv", [line(quantity="1"), line(quantity="3", unit_price="400")]))
    assert books(leather)["lines"] == [("A-1", "TOTE-1", 4, Decimal("405.00"))]


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"order": ""}, "order"),
        ({"at": "31.05.2025"}, "at"),
        ({"at": "1889-05-31T14:05:00Z"}, "at"),
        ({"at": "2026-03-03T12:00:00Z"}, "at"),
        ({"sku": "GONE-1"}, "sku"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"quantity": "²"}, "quantity"),
        ({"unit_price": "1.249,00"}, "unit_price"),
        ({"unit_price": "-1"}, "unit_price"),
        ({"unit_price": "NaN"}, "unit_price"),
        ({"currency": "€"}, "currency"),
        ({"region": "moon"}, "region"),
        ({"request_id": "7"}, "request_id"),
        ({"returned_at": MAY, "return_reason": "itchy"}, "return_reason"),
        ({"returned_at": "2025-05-30T00:00:00Z"}, "returned_at"),
        ({"returned_quantity": "1"}, "returned_at"),
        ({"return_reason": "skin"}, "returned_at"),
        ({"session": "v" * 65}, "session"),
        ({"customer": "nora\x00"}, "customer"),
    ],
)
def test_a_bad_row_is_named_with_what_to_do_and_the_others_are_read(
    leather: Store, tmp_path: Path, fields: dict, column: str
) -> None:
    steps = load(leather, table(tmp_path / "orders.csv", [{**line("A-1"), **fields}, line("A-2", "BELT-1")]))
    (error,) = errors_of(steps)
    assert (error.row, error.column) == (2, column)
    assert error.reason
    assert error.remedy
    assert list(leather.orders.values_list("number", flat=True)) == ["A-2"]


def test_what_names_a_person_is_not_repeated_in_an_error(leather: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "orders.csv", [line(customer="nora@example.com" * 20)])
    assert errors_of(load(leather, path))[0].value == ""


def test_a_mended_file_brings_what_was_left_out_and_tells_of_it_once(leather: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "orders.csv", [line(), line(sku="BELT-01", returned_at=JUNE)])
    assert [error.column for error in errors_of(load(leather, path))] == ["sku"]
    path.write_text(path.read_text().replace("BELT-01", "BELT-1"))
    (step,) = load(leather, path)
    assert step.counts == {"orders": 0, "order_lines": 1, "returns": 1, "interactions": 2}
    assert [row[:2] for row in books(leather)["told"]] == [
        ("purchase", "BELT-1"),
        ("purchase", "TOTE-1"),
        ("refund", "BELT-1"),
    ]
    assert not any(load(leather, path)[0].counts.values())


def test_a_refund_that_was_unknown_comes_with_a_later_file(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "may.csv", [line(quantity="2")]))
    load(leather, table(tmp_path / "june.csv", [line(quantity="2", returned_at=JUNE)]))
    assert [row[1] for row in books(leather)["returns"]] == [2]
    assert [row[0] for row in books(leather)["told"]] == ["purchase", "refund"]


def test_what_the_shop_told_live_is_not_told_again_by_the_file(
    leather: Store, backend: APIClient, tmp_path: Path
) -> None:
    item = {"item_id": "TOTE-1", "quantity": 2, "price": "420.00"}
    bought = {"event_id": str(uuid4()), "name": "purchase", "at": MAY, "transaction_id": "A-1", "items": [item]}
    refund = {"event_id": str(uuid4()), "name": "refund", "at": JUNE, "transaction_id": "A-1", "items": [item]}
    assert backend.post("/api/v1/events", {"events": [bought, refund]}, format="json").json()["stored"] == 2
    before = books(leather)
    later = "2025-06-12T09:20:00Z"  # the shop system wrote it down some minutes later
    load(leather, table(tmp_path / "orders.csv", [line(quantity="2", returned_at=later)]))
    assert books(leather) == before


def test_no_more_comes_back_than_was_bought(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "orders.csv", [line(quantity="2", returned_at=JUNE, returned_quantity="5")]))
    assert [row[1] for row in books(leather)["returns"]] == [2]
    assert ("refund", "TOTE-1", 2) in [row[:3] for row in books(leather)["told"]]


def test_who_allows_no_personal_lists_leaves_neither_name_nor_visit(leather: Store, tmp_path: Path) -> None:
    write_customers(leather, [CustomerRow("nora", personalise=False)], now=NOW, source="test")
    served = str(uuid4())
    load(leather, table(tmp_path / "orders.csv", [line(session="v-1", request_id=served)]))
    load(leather, table(tmp_path / "events.csv", [deed(customer="nora", request_id=served)]))
    assert list(Order.objects.values_list("customer", "session")) == [(None, "")]
    assert set(Interaction.objects.values_list("customer", "session", "request_id")) == {(None, "", None)}
    assert OrderLine.objects.get().request_id is None


def test_the_shops_own_id_of_a_customer_is_stored_nowhere(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "orders.csv", [line(customer="nora-10027")]))
    assert len(Customer.objects.get().pseudonym) == 64


def test_json_lines_hold_an_order_with_its_lines(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    order = {"order": 1001, "at": MAY, "customer": None, "lines": [{"sku": "TOTE-1", "quantity": 2, "unit_price": 420}]}
    path.write_text("\n".join([json.dumps(order), "", "{torn", "[1]", json.dumps({**order, "lines": 7})]))
    steps = load(leather, path)
    assert [error.row for error in errors_of(steps)] == [3, 4, 5]
    assert books(leather)["lines"] == [("1001", "TOTE-1", 2, Decimal("420.00"))]


def test_events_are_kept_with_what_they_say(leather: Store, tmp_path: Path) -> None:
    served = uuid4()
    click = deed("select_item", customer="nora", request_id=str(served), position="3", region="us", value="420")
    load(leather, table(tmp_path / "events.csv", [click]))
    row = Interaction.objects.get()
    assert (row.kind, row.position, row.region, row.request_id) == ("select_item", 3, "us", served)
    assert (row.session, row.customer, row.value) == ("v-1", Customer.objects.get(), Decimal(420))
    assert row.at == datetime(2025, 5, 31, 14, 5, tzinfo=UTC)


def test_events_without_ids_count_once_however_often_they_stand_there(leather: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "events.csv", [deed(), deed(), deed(sku="BELT-1"), deed()])
    load(leather, path)
    load(leather, path)
    assert [row[:2] for row in books(leather)["told"]] == [("view_item", "BELT-1"), ("view_item", "TOTE-1")]


def test_an_event_of_two_products_keeps_both(leather: Store, tmp_path: Path) -> None:
    named = str(uuid4())
    rows = [deed("add_to_cart", sku, event_id=named) for sku in ("TOTE-1", "BELT-1", "TOTE-1")]
    load(leather, table(tmp_path / "events.csv", rows))
    assert set(Interaction.objects.values_list("product__sku", "event_id")) == {
        ("TOTE-1", UUID(named)),
        ("BELT-1", UUID(named)),
    }


@pytest.mark.parametrize("first", ["orders", "events"])
def test_a_purchase_in_both_files_counts_once_whichever_comes_first(leather: Store, tmp_path: Path, first: str) -> None:
    paths = {
        "orders": table(tmp_path / "orders.csv", [line(), line(sku="BELT-1")]),
        "events": table(tmp_path / "events.csv", [deed("purchase", sku, order="A-1") for sku in ("TOTE-1", "BELT-1")]),
    }
    for name in sorted(paths, reverse=first == "orders"):
        load(leather, paths[name])
    assert [row[:2] for row in books(leather)["told"]] == [("purchase", "BELT-1"), ("purchase", "TOTE-1")]
    assert len(books(leather)["lines"]) == 2


def test_a_mended_order_is_not_told_twice_when_the_events_told_of_it(leather: Store, tmp_path: Path) -> None:
    load(leather, table(tmp_path / "events.csv", [deed("purchase", sku, order="A-1") for sku in ("TOTE-1", "BELT-1")]))
    load(leather, table(tmp_path / "orders.csv", [line(), line(sku="BELT-01")]))
    load(leather, table(tmp_path / "orders.csv", [line(), line(sku="BELT-1")]))
    assert len(books(leather)["lines"]) == len(books(leather)["told"]) == 2


def test_what_is_too_old_to_be_kept_stays_in_the_books_and_makes_no_events(leather: Store, tmp_path: Path) -> None:
    months = len(partitions("events_interaction"))
    path = table(tmp_path / "orders.csv", [line(at="1999-05-31T14:05:00Z", returned_at="1999-06-30T14:05:00Z")])
    load(leather, path)
    assert len(books(leather)["lines"]) == len(books(leather)["returns"]) == 1
    assert books(leather)["told"] == []
    assert len(partitions("events_interaction")) == months
    (error,) = errors_of(load(leather, table(tmp_path / "events.csv", [deed(at="1999-05-31T14:05:00Z")])))
    assert (error.column, "EVENT_RETENTION_MONTHS" in error.remedy) == ("at", True)


def test_months_are_made_for_the_events_and_not_for_the_time_between(leather: Store, tmp_path: Path) -> None:
    before = {month.first for month in partitions("events_interaction")}
    load(
        leather, table(tmp_path / "events.csv", [deed(at="2023-04-30T23:30:00-02:00"), deed(at="2025-09-01T00:00:00Z")])
    )
    made = {month.first for month in partitions("events_interaction")} - before
    assert {day.isoformat() for day in made} <= {"2023-05-01", "2025-09-01"}
    assert not Interaction.objects.raw("SELECT * FROM events_interaction_other")


def test_what_cannot_be_read_as_text_says_how_to_save_it(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes("order,at,sku,quantity,unit_price\nA-1,Mäi,TOTE-1,1,9\n".encode("latin-1"))
    with pytest.raises(FeedError, match="UTF-8"):
        load(leather, path)
    path.write_bytes("order,at,sku,quantity,unit_price\n".encode("utf-16"))
    with pytest.raises(FeedError, match="UTF-8"):
        load(leather, path)


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(leather: Store, orders: Path) -> None:
    content = orders.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    orders.write_bytes(b"\xef\xbb\xbf" + content)
    assert errors_of(load(leather, orders)) == []
    assert leather.orders.count() == 2


@pytest.mark.parametrize(
    "content", ["", "\n", "order;at;sku;quantity;unit_price\nA-1;;;;\n", "{}", "[]", "x" * 200_000]
)
@pytest.mark.parametrize("name", ["past.csv", "past.jsonl"])
def test_a_file_of_something_else_is_refused(leather: Store, tmp_path: Path, content: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(FeedError, match="past"):
        load(leather, path)


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_line(leather: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "orders.csv", [line("A-1"), line("A-2"), line("A-3")])
    path.write_text(path.read_text().replace("A-2", '"A-2'))
    (error,) = errors_of(load(leather, path))
    assert (error.column, error.reason) == ("order", "runs over several lines")
    assert "quotation" in error.remedy


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_import, "ORDERS", 2)
    monkeypatch.setattr(history_import, "INTERACTIONS", 2)


@pytest.mark.usefixtures("_small_chunks")
@pytest.mark.parametrize("chunks_done", [1, 2, 3])
@pytest.mark.parametrize("from_the_start", [True, False])
def test_an_import_that_was_stopped_goes_on_where_it_was(
    leather: Store, tmp_path: Path, chunks_done: int, from_the_start: bool
) -> None:
    rows = [line(f"A-{number}", sku, returned_at=JUNE) for number in range(7) for sku in ("TOTE-1", "BELT-1")]
    path = table(tmp_path / "orders.csv", rows)
    running, stopped_at = import_file(leather, path, now=NOW), 0
    for _ in range(chunks_done):
        stopped_at = next(running).line
    running.close()
    assert leather.orders.count() == 2 * chunks_done
    load(leather, path, after=0 if from_the_start else stopped_at)
    found = books(leather)
    assert (len(found["lines"]), len(found["returns"]), len(found["told"])) == (14, 14, 28)


@pytest.mark.usefixtures("_small_chunks")
def test_a_chunk_that_fails_leaves_nothing_and_takes_nothing_away(
    leather: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "orders.csv", [line(f"A-{number}") for number in range(4)])
    running = import_file(leather, path, now=NOW)
    next(running)
    with monkeypatch.context() as broken:
        broken.setattr("events.staged_orders.KEEP_RETURNS", "SELECT 1 / 0")
        with pytest.raises(Exception, match="division by zero"):
            next(running)
    assert (leather.orders.count(), Interaction.objects.count(), EventReceipt.objects.count()) == (2, 2, 2)
    load(leather, path)
    assert (leather.orders.count(), Interaction.objects.count()) == (4, 4)


@pytest.mark.usefixtures("_small_chunks")
def test_the_rows_of_one_event_are_never_parted(leather: Store, tmp_path: Path) -> None:
    rows = [deed("purchase", sku, order="A-1") for sku in ("TOTE-1", "TOTE-2", "TOTE-3", "BELT-1", "BELT-2")]
    steps = load(leather, table(tmp_path / "events.csv", [deed(), *rows, deed(sku="BELT-3")]))
    assert sum(step.counts["interactions"] for step in steps) == 7


rows_of_files = st.lists(
    st.tuples(st.sampled_from(["A-1", "A-2", "A-3"]), st.sampled_from(["TOTE-1", "BELT-1"]), st.booleans()),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[:2],
)


@pytest.mark.usefixtures("_small_chunks")
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_of_files, cuts=st.lists(st.integers(1, 8), max_size=4))
def test_pieces_of_a_file_in_any_number_end_as_the_whole_file(
    leather: Store, tmp_path: Path, rows: list[tuple[str, str, bool]], cuts: list[int]
) -> None:
    made = [line(order, sku, **({"returned_at": JUNE} if back else {})) for order, sku, back in sorted(rows)]
    found = []
    for pieces in ([len(made)], [*cuts, len(made)]):
        for kept in (Interaction, EventReceipt, Order):
            kept.objects.all().delete()
        for piece in pieces:
            load(leather, table(tmp_path / "orders.csv", made[:piece]))
        found.append(books(leather))
    assert found[0] == found[1]


def test_the_command_says_what_was_new_and_lists_what_was_left_out(leather: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "orders.csv", [line(), line("A-2", sku="=GONE")])
    said, complaints, left_out = StringIO(), StringIO(), tmp_path / "left-out.csv"
    how = {"store": "leather", "errors": left_out, "stdout": said, "stderr": complaints}
    with pytest.raises(CommandError, match="1 row could not be read") as failure:
        call_command("import_history", path, **how)
    assert failure.value.returncode == 3
    assert "New: 1 orders, 1 order lines, 1 interactions." in said.getvalue()
    assert "orders.csv, row 3: sku '=GONE'" in complaints.getvalue()
    (kept,) = csv.DictReader(left_out.open())
    assert (kept["file"], kept["row"], kept["value"]) == ("orders.csv", "3", "'=GONE")


def test_a_stop_by_the_keyboard_says_how_to_go_on(
    leather: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "orders.csv", [line(), line("A-2")])

    def stopped(*args, **options):
        yield next(import_file(*args, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr("woorec.management.commands.import_history.import_file", stopped)
    with pytest.raises(CommandError, match="--after-line 3"):
        call_command("import_history", path, store="leather", stdout=StringIO())


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_a_file_that_is_not_there_is_named(leather: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_history", tmp_path / name, store="leather", stdout=StringIO())


def test_times_without_a_zone_are_those_of_the_shop(leather: Store, tmp_path: Path, settings) -> None:
    settings.TIME_ZONE = "Europe/Rome"
    load(leather, table(tmp_path / "orders.csv", [line(at="2025-05-31 14:05")]))
    assert Order.objects.get().at == datetime(2025, 5, 31, 12, 5, tzinfo=UTC)
    assert Order.objects.get().at < NOW - timedelta(days=200)
