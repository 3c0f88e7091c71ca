"""Customers from files: 200,000 rows are a thousand times the same few stories."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from catalog.feeds.base import CellError, FeedError
from catalog.models import Store
from events import customer_import
from events.customer_import import CustomerStep, import_customers
from events.models import Avoidance, Consent, Customer, TierChange
from events.privacy import pseudonym

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def table(path: Path, rows: Sequence[dict]) -> Path:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def load(store: Store, path: Path) -> list[CustomerStep]:
    return list(import_customers(store, path, now=NOW))


def errors_of(steps: Sequence[CustomerStep]) -> list[CellError]:
    return [error for step in steps for error in step.errors]


def profile(store: Store, customer: str) -> Customer:
    return Customer.objects.get(store=store, pseudonym=pseudonym(store_code=store.code, external_id=customer))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    since = "2024-05-31T14:05:00Z"
    nora = {"tier": "gold", "region": "eu", "personalise": "yes", "joined_at": "2019-01-01", "tier_since": since}
    return table(tmp_path / "people.csv", [{"customer": "nora", **nora}, {"customer": "ben", "personalise": "no"}])


def test_a_file_makes_profiles_with_tier_region_and_consent(leather: Store, people: Path) -> None:
    (step,) = load(leather, people)
    assert (step.line, step.states, list(step.errors)) == (3, {"created": 2}, [])
    nora, ben = profile(leather, "nora"), profile(leather, "ben")
    assert (nora.tier.code, nora.region.code, nora.personalise) == ("gold", "eu", True)
    assert nora.joined_at == datetime(2019, 1, 1, tzinfo=UTC)
    assert (ben.tier, ben.region, ben.personalise) == (None, None, False)
    change = TierChange.objects.get()
    assert (change.since.year, change.source) == (2024, "people.csv")
    assert set(Consent.objects.values_list("customer", "granted")) == {(nora.pk, True), (ben.pk, False)}


def test_a_second_run_changes_nothing(leather: Store, people: Path) -> None:
    load(leather, people)
    assert [step.states for step in load(leather, people)] == [{"unchanged": 2}]
    assert (Customer.objects.count(), TierChange.objects.count(), Consent.objects.count()) == (2, 1, 2)


def test_an_empty_cell_leaves_a_profile_as_it_is(leather: Store, people: Path, tmp_path: Path) -> None:
    load(leather, people)
    load(leather, table(tmp_path / "later.csv", [{"customer": "nora", "tier": "", "region": "us"}]))
    nora = profile(leather, "nora")
    assert (nora.tier.code, nora.region.code, nora.personalise) == ("gold", "us", True)


@pytest.mark.parametrize("chunk", [1, 5000])
def test_of_two_rows_about_one_customer_the_last_counts(
    leather: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(customer_import, "CUSTOMERS", chunk)
    load(leather, table(tmp_path / "people.csv", [{"customer": "nora", "region": code} for code in ("eu", "us")]))
    assert profile(leather, "nora").region.code == "us"


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({"customer": ""}, "customer"),
        ({"customer": "n" * 201}, "customer"),
        ({"customer": "nora\n"}, None),
        ({"tier": "platinum"}, "tier"),
        ({"region": "moon"}, "region"),
        ({"personalise": "maybe"}, "personalise"),
        ({"joined_at": "yesterday"}, "joined_at"),
        ({"joined_at": "2027-01-01"}, "joined_at"),
        ({"tier": "gold", "tier_since": "2026-03-02T12:11:00Z"}, "tier_since"),
        ({"tier_since": "2025-01-01"}, "tier"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_written(
    leather: Store, tmp_path: Path, fields: dict, column: str | None
) -> None:
    steps = load(leather, table(tmp_path / "people.csv", [{"customer": "nora", **fields}, {"customer": "ben"}]))
    assert [error.column for error in errors_of(steps)] == ([column] if column else [])
    assert all(error.row == 2 and error.reason and error.remedy for error in errors_of(steps))
    assert profile(leather, "ben")


def test_a_row_with_too_many_cells_is_named(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("customer,tier\nnora,gold,what\nben\n")
    (error,) = errors_of(load(leather, path))
    assert (error.row, error.reason) == (2, "has 3 cells under 2 columns")
    assert Customer.objects.get() == profile(leather, "ben")


def test_an_error_does_not_repeat_who_it_is_about(leather: Store, tmp_path: Path) -> None:
    steps = load(leather, table(tmp_path / "people.csv", [{"customer": "nora@example.com\x07"}]))
    assert "nora" not in str(errors_of(steps))


@pytest.mark.parametrize("column", ["avoids", "Allergies"])
def test_what_the_skin_must_avoid_comes_by_no_file(leather: Store, tmp_path: Path, column: str) -> None:
    path = table(tmp_path / "people.csv", [{"customer": "nora", column: "nickel"}])
    with pytest.raises(FeedError, match="own consent"):
        load(leather, path)
    assert not Customer.objects.exists()


def test_nor_in_a_later_record_of_json_lines(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text('{"customer": "ben", "personalise": true}\n{"customer": "nora", "avoids": ["nickel"]}\n')
    (error,) = errors_of(load(leather, path))
    assert (error.row, error.column, error.value) == (2, "avoids", "")
    assert Customer.objects.get() == profile(leather, "ben")
    assert not Avoidance.objects.exists()


def test_json_lines_may_name_customers_by_number(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text(json.dumps({"customer": 10027, "tier": "gold", "personalise": False, "region": None}))
    assert errors_of(load(leather, path)) == []
    found = profile(leather, "10027")
    assert (found.tier.code, found.personalise) == ("gold", False)


@pytest.mark.parametrize(
    "content", [b"", b"name,mail\nNora,n@example.com\n", "customer\nMäi\n".encode("latin-1"), b"customer\n\xff\xfe"]
)
def test_a_file_of_something_else_is_refused_with_what_to_do(leather: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(FeedError, match=r"CSV with a header|no column `customer`|UTF-8"):
        load(leather, path)


def test_stopped_it_may_be_started_again(leather: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_import, "CUSTOMERS", 2)
    path = table(tmp_path / "people.csv", [{"customer": f"c-{number}", "tier": "gold"} for number in range(5)])
    running = import_customers(leather, path, now=NOW)
    next(running)
    running.close()
    assert Customer.objects.count() == 2
    states = [dict(step.states) for step in load(leather, path)]
    assert states == [{"unchanged": 2}, {"created": 2}, {"created": 1}]
    assert TierChange.objects.count() == 5


def test_the_command_says_what_became_of_the_rows(leather: Store, people: Path) -> None:
    said = StringIO()
    call_command("import_customers", people, store="leather", stdout=said)
    assert "2 created." in said.getvalue()
    people.write_text(people.read_text() + "mia,platinum,,,,\n")
    complaints = StringIO()
    with pytest.raises(CommandError, match="1 row could not be read"):
        call_command("import_customers", people, store="leather", stdout=said, stderr=complaints)
    assert "row 4: tier 'platinum' the store has no tier of this code. It has: gold, guest." in complaints.getvalue()
    assert "2 unchanged." in said.getvalue()


def test_another_stores_customers_are_others(leather: Store, people: Path) -> None:
    load(leather, people)
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    load(other, table(people, [{"customer": "nora"}]))
    assert profile(other, "nora").tier is None
    assert profile(leather, "nora").tier.code == "gold"
