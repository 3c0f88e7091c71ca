"""A file on its way into the catalogue: checked, applied, stopped, killed, gone on with."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from catalog import tasks
from catalog.feeds.base import FeedError
from catalog.imports import applying, files, running
from catalog.imports.files import TooLarge, drop_old_files, file_of
from catalog.imports.intake import receive
from catalog.imports.report import report_rows
from catalog.imports.running import run_import
from catalog.imports.states import (
    MOST_RESTARTS,
    STALE_AFTER,
    ImportRefused,
    recover_silent_imports,
    request_apply,
    request_check,
    request_stop,
    waiting_imports,
)
from catalog.models import Category, FeedImport, FeedRowError, PriceHistory, Product, StockLevel, Store
from tests.catalog.plain_feed import lines, use_plain_feed

HATS = (
    "HAT-1,Felt Hat,Hats > Felt,Feltmakers,90.00,5,HAT-5,x",
    "HAT-2,Straw Hat,Hats > Straw,Feltmakers,60.00,,,x",
    "HAT-3,Cap,Hats > Caps,Feltmakers,30.00,7,,x",
    "HAT-4,Beret,Hats > Caps,Feltmakers,40.00,,,x",
    "HAT-5,Bowler,Hats > Felt,Feltmakers,120.00,1,HAT-1 GONE,x",
)


@pytest.fixture(autouse=True)
def _plain_feed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: LazySettings) -> None:
    use_plain_feed(monkeypatch, tmp_path, settings)


def uploaded(store: Store, *rows: str, name: str = "hats.csv", by: User | None = None) -> FeedImport:
    found = receive(store, [lines(*rows)], name=name, by=by)
    found.options["warehouse"] = "florence"
    found.save()
    return found


def checked(store: Store, *rows: str) -> FeedImport:
    found = uploaded(store, *rows)
    request_check(found)
    assert run_import(found.pk)
    found.refresh_from_db()
    return found


def applied(found: FeedImport) -> FeedImport:
    request_apply(found)
    assert run_import(found.pk)
    found.refresh_from_db()
    return found


def catalogue(store: Store) -> dict[str, object]:
    """This will photograph what an import may change."""
    return {
        "products": list(Product.objects.filter(store=store).order_by("sku").values_list("sku", "name", "price")),
        "paths": sorted(Category.objects.filter(store=store).values_list("path", flat=True)),
        "stock": sorted(StockLevel.objects.filter(product__store=store).values_list("product__sku", "quantity")),
        "links": sorted(Product.objects.filter(links__isnull=False).values_list("sku", "links__linked__sku")),
        "history": sorted(PriceHistory.objects.values_list("product__sku", "amount")),
    }


def test_a_file_is_recognised_and_its_columns_are_understood(leather: Store, mia: User) -> None:
    found = uploaded(leather, *HATS, name="C:\\feeds\\hats of\nmarch.csv", by=mia)

    assert (found.format, found.state, found.file_name) == ("plain", "uploaded", "hats ofmarch.csv")
    assert found.mapping["Title"] == "name"
    assert found.mapping["Note"] == ""
    assert file_of(found).read_bytes() == lines(*HATS)


def test_the_name_of_a_file_leads_nowhere(leather: Store) -> None:
    found = uploaded(leather, *HATS, name="../../etc/passwd/x.csv")

    assert found.path.startswith("imports/")
    assert "passwd" not in found.path


def test_a_file_of_no_known_format_is_refused_and_not_kept(leather: Store, settings: LazySettings) -> None:
    with pytest.raises(FeedError, match="Plain feed"):
        receive(leather, [b"colour,size\nred,4\n"], name="other.csv")
    with pytest.raises(FeedError, match="no table"):
        receive(leather, [b"hello\n"], name="hello.csv")

    assert list(settings.IMPORTS.iterdir()) == []


def test_a_file_that_grows_too_large_is_refused_and_not_kept(leather: Store, settings: LazySettings) -> None:
    settings.IMPORT_MAX_MB = 1
    with pytest.raises(TooLarge, match="1 MB"):
        receive(leather, (b"x" * 2**19 for _ in range(3)), name="large.csv")

    assert list(settings.IMPORTS.iterdir()) == []


def test_a_check_counts_what_would_change_and_writes_nothing(leather: Store) -> None:
    before = catalogue(leather)

    found = checked(leather, *HATS, "TOTE-1,Pebbled Tote,Bags > Totes,Aurelia,99.00,,,", "HAT-6,Fez,Hats,F,-4,,,")

    assert catalogue(leather) == before
    assert (found.state, found.rows_total, found.rows_done) == ("checked", 7, 0)
    assert found.counts["products_new"] == 5
    assert found.counts["products_changed"] == 1
    assert found.counts["products_rejected"] == 1
    assert found.counts["products_not_in_file"] == 11
    assert found.counts["links_unknown"] == 1
    assert "stock_rejected" not in found.counts


def test_what_the_check_says_is_what_applying_it_does(leather: Store) -> None:
    found = checked(leather, *HATS, "HAT-6,Fez,Hats,F,-4,,,", "HAT-7,Trilby,Hats,F,many,,,")
    said = {name: count for name, count in found.counts.items() if name != "products_not_in_file"}
    errors = list(found.row_errors.values_list("row", "column", "reason"))

    applied(found)

    assert found.state == "applied"
    assert found.counts == said
    assert list(found.row_errors.values_list("row", "column", "reason")) == errors


def test_applying_brings_products_stock_and_links_across_chunks(leather: Store) -> None:
    revision = Store.objects.get(pk=leather.pk).catalogue_revision

    applied(checked(leather, *HATS))

    assert Product.objects.get(sku="HAT-4").category.path == "Hats > Caps"
    assert StockLevel.objects.get(product__sku="HAT-3").quantity == 7
    assert list(Product.objects.get(sku="HAT-1").links.values_list("linked__sku", flat=True)) == ["HAT-5"]
    assert list(Product.objects.get(sku="HAT-5").links.values_list("linked__sku", flat=True)) == ["HAT-1"]
    assert Store.objects.get(pk=leather.pk).catalogue_revision > revision


def test_the_same_file_again_changes_nothing(leather: Store) -> None:
    applied(checked(leather, *HATS))

    again = checked(leather, *HATS)

    assert again.counts["products_unchanged"] == 5
    assert "products_changed" not in again.counts


def test_columns_that_are_left_out_stay_as_they_are(leather: Store) -> None:
    found = uploaded(leather, "TOTE-1,Renamed,Elsewhere,Nobody,99.00,,,")
    found.mapping = {column: ours if ours in ("sku", "price") else "" for column, ours in found.mapping.items()}
    before = Product.objects.get(sku="TOTE-1")
    request_check(found)
    run_import(found.pk)

    applied(FeedImport.objects.get(pk=found.pk))

    after = Product.objects.get(sku="TOTE-1")
    assert (str(after.price), after.name, after.category_id) == ("99.00", before.name, before.category_id)
    assert not Category.objects.filter(path="Elsewhere").exists()


def test_an_error_says_where_what_why_and_what_to_do(leather: Store) -> None:
    found = checked(leather, "HAT-1,Felt Hat,Hats,F,-4,,,", "HAT-2,Straw Hat,Hats,F,cheap,,,")

    first, second = found.row_errors.all()
    assert (first.row, first.column, first.value) == (2, "Price", "-4")
    assert (first.reason, first.remedy) == ("-4 is below 0.", "Write 0 or more.")
    assert (second.row, second.column, second.value, second.remedy) == (3, "Price", "cheap", "Write it as 12.00.")
    assert found.counts["errors"] == 2


def test_too_many_errors_are_counted_but_not_all_kept(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.imports.work.MOST_ERRORS", 3)

    found = checked(leather, *(f"HAT-{number},Hat,Hats,F,cheap,,," for number in range(8)))

    assert found.counts["errors"] == 8
    assert list(found.row_errors.values_list("row", flat=True)) == [2, 3, 4]


def test_an_empty_file_says_so(leather: Store) -> None:
    found = uploaded(leather)
    request_check(found)
    run_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.finished_at) == ("uploaded", None)
    assert "no rows" in found.error


class _Killed(BaseException):
    """What ends a process without giving it a chance."""


def kill_in_chunk(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> None:
    """This will end the worker in the middle of its nth chunk, after the rows were written."""
    write, calls = applying.write_chunk, []

    def dying(*args: object, **more: object) -> object:
        result = write(*args, **more)  # type: ignore[arg-type]
        calls.append(1)
        if len(calls) == number:
            raise error
        return result

    monkeypatch.setattr(applying, "write_chunk", dying)


def test_a_killed_import_goes_on_and_ends_as_if_nothing_had_happened(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(leather, *HATS, "HAT-6,Fez,Hats,F,-4,,,")
    request_apply(found)
    with monkeypatch.context() as patch:
        kill_in_chunk(patch, 2, _Killed())
        with pytest.raises(_Killed):
            run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("applying", 2)
    assert Product.objects.filter(sku__startswith="HAT").count() == 2

    assert not run_import(found.pk)  # nobody knows yet that it is dead
    assert recover_silent_imports(now=timezone.now() + STALE_AFTER * 2) == 1
    assert run_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("applied", 6)
    assert (found.counts["products_new"], found.counts["products_rejected"], found.counts["errors"]) == (5, 1, 1)
    resumed = catalogue(leather)
    Product.objects.filter(sku__startswith="HAT").delete()
    Category.objects.filter(path__startswith="Hats >").delete()
    Category.objects.filter(path="Hats").delete()
    applied(checked(leather, *HATS, "HAT-6,Fez,Hats,F,-4,,,"))
    assert catalogue(leather) == resumed


def test_a_chunk_that_fails_leaves_no_row_of_itself(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(leather, *HATS)
    request_apply(found)
    kill_in_chunk(monkeypatch, 2, RuntimeError("disk on fire"))

    with pytest.raises(RuntimeError, match="disk on fire"):
        run_import(found.pk)

    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("failed", 2)
    assert "after row 2" in found.error
    assert sorted(Product.objects.filter(sku__startswith="HAT").values_list("sku", flat=True)) == ["HAT-1", "HAT-2"]


def test_a_chunk_that_postgresql_broke_off_is_tried_again(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(leather, *HATS)
    kill_in_chunk(monkeypatch, 2, OperationalError("deadlock detected"))

    applied(found)

    assert (found.state, found.counts["products_new"]) == ("applied", 5)


def test_ctrl_c_stops_after_whole_chunks_and_it_can_go_on(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found = checked(leather, *HATS)
    request_apply(found)
    with monkeypatch.context() as patch:
        kill_in_chunk(patch, 2, KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            run_import(found.pk)
    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("stopped", 2)

    applied(found)

    assert (found.state, found.counts["products_new"]) == ("applied", 5)


def test_a_stop_is_heard_after_the_chunk_at_hand(leather: Store) -> None:
    found = checked(leather, *HATS)
    request_apply(found)

    run_import(found.pk, watch=lambda row: request_stop(row))

    found.refresh_from_db()
    assert (found.state, found.rows_done, found.stop_requested) == ("stopped", 2, False)
    assert Product.objects.filter(sku__startswith="HAT").count() == 2
    applied(found)
    assert Product.objects.filter(sku__startswith="HAT").count() == 5


def test_what_only_waits_is_stopped_at_once(leather: Store) -> None:
    found = uploaded(leather, *HATS)
    request_check(found)
    request_stop(found)
    assert FeedImport.objects.get().state == "uploaded"

    found = checked(leather, *HATS)
    request_apply(found)
    request_stop(found)

    found.refresh_from_db()
    assert found.state == "stopped"
    assert not run_import(found.pk)


def test_two_imports_of_one_shop_never_run_at_once(leather: Store) -> None:
    first, second = checked(leather, *HATS), checked(leather, *HATS)
    request_apply(first)
    request_apply(second)
    tried: list[bool] = []

    run_import(first.pk, watch=lambda row: tried.append(run_import(second.pk)) if row.state == "applying" else None)

    assert tried == [False, False, False, *tried[3:]]
    assert not any(tried)
    assert second.pk in waiting_imports()
    assert run_import(second.pk)


def test_another_shop_need_not_wait(leather: Store) -> None:
    other = Store.objects.create(code="other", name="Other", currency="EUR")
    first, second = checked(leather, *HATS), uploaded(other, "A,A,A,A,1,,,")
    request_apply(first)
    request_check(second)
    tried: list[bool] = []

    run_import(first.pk, watch=lambda _row: tried.append(run_import(second.pk)))

    assert tried[0]


def test_a_worker_that_was_taken_for_dead_writes_nothing_more(leather: Store) -> None:
    found = checked(leather, *HATS)
    request_apply(found)

    def taken_over(row: FeedImport) -> None:
        FeedImport.objects.filter(pk=row.pk).update(heartbeat_at=timezone.now() + timedelta(seconds=5))

    assert run_import(found.pk, watch=taken_over)

    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("applying", 2)
    assert Product.objects.filter(sku__startswith="HAT").count() == 2


def test_an_import_that_kills_every_worker_is_given_up(leather: Store) -> None:
    found = checked(leather, *HATS)
    later = timezone.now() + STALE_AFTER * 2
    request_apply(found)
    for _ in range(MOST_RESTARTS + 1):
        FeedImport.objects.update(state="applying", heartbeat_at=timezone.now())
        assert recover_silent_imports(now=later) == 1

    found.refresh_from_db()
    assert found.state == "failed"
    assert "died 6 times" in found.error
    assert recover_silent_imports(now=later) == 0


def test_a_silent_check_is_begun_again(leather: Store) -> None:
    found = uploaded(leather, *HATS)
    request_check(found)
    FeedImport.objects.update(heartbeat_at=timezone.now())
    assert waiting_imports() == []

    recover_silent_imports(now=timezone.now() + STALE_AFTER * 2)

    assert waiting_imports() == [found.pk]
    assert run_import(found.pk)


def test_the_beat_hands_out_what_waits(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.run_feed_import, "delay", sent.append)
    found = uploaded(leather, *HATS)
    request_check(found)

    tasks.reconcile()
    tasks.run_feed_import(found.pk)

    assert sent == [found.pk]
    assert FeedImport.objects.get().state == "checked"


def test_what_is_applied_is_not_applied_again(leather: Store) -> None:
    found = applied(checked(leather, *HATS))

    with pytest.raises(ImportRefused, match="is applied"):
        request_apply(found)
    with pytest.raises(ImportRefused, match="is applied"):
        request_check(found)


def test_what_was_not_checked_is_not_applied(leather: Store) -> None:
    with pytest.raises(ImportRefused, match="is uploaded"):
        request_apply(uploaded(leather, *HATS))


def test_a_file_that_is_gone_says_what_to_do(leather: Store) -> None:
    found = checked(leather, *HATS)
    file_of(found).unlink()

    applied(found)

    assert found.state == "failed"
    assert "Upload it again" in found.error


def test_old_files_go_and_their_reports_stay(leather: Store) -> None:
    found = checked(leather, "HAT-1,Felt Hat,Hats,F,-4,,,")
    waiting = uploaded(leather, *HATS)
    request_check(waiting)
    later = timezone.now() + timedelta(days=files.KEPT_DAYS + 1)

    assert drop_old_files(now=later) == 1

    assert not file_of(found).exists()
    assert file_of(waiting).exists()
    assert found.row_errors.count() == 1


def test_no_cell_of_the_report_is_run_by_a_spreadsheet(leather: Store) -> None:
    found = checked(leather, *HATS)
    for number, value in enumerate(("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1"), 2):
        FeedRowError.objects.create(
            feed_import=found, row=number, column=value, value=value, reason="Bad.", remedy="Mend."
        )

    rows = list(csv.DictReader(io.StringIO("\n".join(",".join(row) for row in report_rows(found)))))

    errors = [row for row in rows if row["what"] == "error"]
    assert len(errors) == 5
    assert all(row["value"].startswith("'") and row["column"].startswith("'") for row in errors)


@pytest.fixture
def elsewhere() -> Iterator[psycopg.Connection]:
    """A second connection to the same database."""
    settings = connection.settings_dict
    with psycopg.connect(
        dbname=settings["NAME"],
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        user=settings["USER"] or None,
        password=settings["PASSWORD"] or None,
    ) as second:
        yield second


def test_writers_of_one_shop_take_turns(leather: Store, elsewhere: psycopg.Connection) -> None:
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [running.CLAIM_SPACE, leather.pk])
    found = uploaded(leather, *HATS)
    request_check(found)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '50ms'")

    with pytest.raises(OperationalError, match="lock timeout"):
        run_import(found.pk)
