"""Mia brings in a file in the Studio: she uploads it, looks at its columns, checks and applies it, keeps the report."""

import csv
import io
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog import import_views
from catalog.imports.running import run_import
from catalog.imports.states import request_stop
from catalog.models import FeedImport, Product, StockLevel, Store
from tests.conftest import StudioDoor

PRICES = (
    "SKU,Name,Regular price,Categories,Colour code\n"
    "HAT-1,Felt Hat,90.00,Hats > Felt,7\n"
    "HAT-2,Straw Hat,cheap,Hats > Straw,8\n"
    "HAT-3,Cap,30.00,Hats > Caps,9\n"
)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: LazySettings) -> list[int]:
    """The imports that were handed to a worker, which works only when a story says so."""
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"
    sent: list[int] = []
    monkeypatch.setattr(import_views, "hand_out", lambda _task, number: sent.append(number) or True)
    return sent


@pytest.fixture
def at_work(studio: StudioDoor, mia: User, leather: Store, handed: list[int]) -> Client:
    return studio(mia)


def upload(client: Client, text: str | bytes, *, name: str = "hats.csv", code: str = "") -> FeedImport:
    body = text if isinstance(text, bytes) else text.encode()
    answer = client.post(reverse("imports", args=["leather"]), {"file": SimpleUploadedFile(name, body), "format": code})
    assert answer.status_code == 302, answer.content.decode()
    return FeedImport.objects.latest("pk")


def page(client: Client, found: FeedImport) -> str:
    answer = client.get(reverse("import", args=["leather", found.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, name: str, found: FeedImport, data: dict[str, str] | None = None) -> None:
    assert client.post(reverse(name, args=["leather", found.pk]), data or {}).status_code in (302, 422)
    found.refresh_from_db()


def test_an_upload_is_checked_applied_and_reported(at_work: Client, handed: list[int]) -> None:
    found = upload(at_work, PRICES)
    assert handed == [found.pk]
    assert "Waiting" in page(at_work, found)

    assert run_import(found.pk)
    checked = page(at_work, found)
    assert "some rows would be left out" in checked
    assert "cheap" in checked
    assert not Product.objects.filter(sku="HAT-1").exists()

    send(at_work, "apply-import", found)
    assert run_import(found.pk)
    assert "Applied, but for the rows below" in page(at_work, found)
    assert sorted(Product.objects.filter(sku__startswith="HAT").values_list("sku", flat=True)) == ["HAT-1", "HAT-3"]

    report = at_work.get(reverse("import-report", args=["leather", found.pk]))
    assert report["Content-Disposition"] == f'attachment; filename="import-{found.pk}-hats.csv"'
    rows = list(csv.DictReader(io.StringIO(report.getvalue().decode())))
    assert ("products_new", "2") in [(row["what"], row["value"]) for row in rows]
    assert [(row["row"], row["column"], row["value"]) for row in rows if row["what"] == "error"] == [
        ("3", "Regular price", "cheap")
    ]


def test_columns_stand_in_the_order_of_the_file_and_can_be_mapped_by_hand(at_work: Client) -> None:
    found = upload(at_work, PRICES)
    run_import(found.pk)
    _, _, shown = page(at_work, found).partition('id="import-mapping"')
    places = [shown.index(f">{column}<") for column in ("SKU", "Name", "Regular price", "Categories")]
    assert places == sorted(places)

    names = {f"column-{number}": found.mapping[column] for number, column in enumerate(found.columns)}
    send(at_work, "check-import", found, names | {"column-3": "", "column-4": "attribute"})
    run_import(found.pk)
    send(at_work, "apply-import", found)
    run_import(found.pk)

    hat = Product.objects.get(sku="HAT-1")
    assert (hat.category.path, hat.attributes) == ("Uncategorised", {"Colour code": "7"})


def test_a_field_that_the_format_does_not_have_is_refused(at_work: Client, handed: list[int]) -> None:
    found = upload(at_work, PRICES)
    run_import(found.pk)

    answer = at_work.post(reverse("check-import", args=["leather", found.pk]), {"column-0": "password"})

    assert answer.status_code == 422
    assert "The file was not checked" in answer.content.decode()
    assert handed == [found.pk]


def test_a_file_is_read_as_another_format_on_demand(at_work: Client) -> None:
    found = upload(at_work, "sku,name,price\nHAT-1,Felt Hat,90.00\n")
    assert found.format == "own_csv"
    run_import(found.pk)

    send(at_work, "import-format", found, {"format": "woocommerce_csv"})
    assert (found.format, found.mapping["price"]) == ("woocommerce_csv", "")

    run_import(found.pk)
    answer = at_work.post(reverse("import-format", args=["leather", found.pk]), {"format": "merchant_xml"}, follow=True)
    assert "It cannot be read so" in answer.content.decode()


def test_stock_goes_where_mia_says(at_work: Client) -> None:
    found = upload(at_work, "ID,Type,SKU,Name,Regular price,Stock\n1,simple,HAT-1,Felt Hat,90,7\n")
    run_import(found.pk)
    names = {f"column-{number}": found.mapping[column] for number, column in enumerate(found.columns)}

    send(at_work, "check-import", found, names | {"option-warehouse": "florence"})
    run_import(found.pk)
    send(at_work, "apply-import", found)
    run_import(found.pk)

    assert StockLevel.objects.get(product__sku="HAT-1").warehouse.code == "florence"


def test_an_import_is_stopped_and_goes_on(at_work: Client, handed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.imports.work.CHUNK", 1)
    found = upload(at_work, PRICES)
    run_import(found.pk)
    send(at_work, "apply-import", found)

    def stop_once(row: FeedImport) -> None:
        if row.state == "applying" and row.rows_done == 1:
            assert "Applying" in page(at_work, found)
            at_work.post(reverse("stop-import", args=["leather", found.pk]))

    run_import(found.pk, watch=stop_once)
    assert "1 row is done" in page(at_work, found)
    assert Product.objects.filter(sku__startswith="HAT").count() == 1

    send(at_work, "apply-import", found)
    run_import(found.pk)
    assert handed == [found.pk] * 3
    assert Product.objects.filter(sku__startswith="HAT").count() == 2


def test_progress_is_a_fragment_while_it_runs_and_a_fresh_page_when_it_has_ended(at_work: Client) -> None:
    found = upload(at_work, PRICES)
    address = reverse("import-progress", args=["leather", found.pk])

    waiting = at_work.get(address)
    assert waiting.content.decode().strip().startswith('<section class="panel imports__open"')
    run_import(found.pk)

    assert at_work.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"", "hats.csv", "The file is empty"),
        (b"\n\n", "hats.csv", "The file is empty"),
        (b"colour,size\nred,4\n", "hats.csv", "none of the formats"),
        (b"just words\n", "hats.csv", "Only one column"),
        (b"PK\x03\x04rest", "hats.xlsx", "an Excel workbook"),
        (b"%PDF-1.7", "hats.pdf", "a PDF document"),
        (b"\x1f\x8b\x08broken", "hats.gz", "damaged or cut off"),
        (b"<!DOCTYPE x [<!ENTITY a 'a'>]><rss/>", "hats.xml", "declares a document type"),
        (b"[1, 2]\n", "hats.json", "known kind"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_remedy(at_work: Client, body: bytes, name: str, words: str) -> None:
    answer = at_work.post(reverse("imports", args=["leather"]), {"file": SimpleUploadedFile(name, body), "format": ""})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not FeedImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(at_work: Client, settings: LazySettings) -> None:
    settings.IMPORT_MAX_MB = 1
    large = SimpleUploadedFile("hats.csv", b"SKU,Name\n" * 300_000)

    answer = at_work.post(reverse("imports", args=["leather"]), {"file": large, "format": ""})

    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()


def test_vera_may_look_and_nothing_more(studio: StudioDoor, vera: User, at_work: Client) -> None:
    found = upload(at_work, PRICES)
    run_import(found.pk)
    looking = studio(vera)

    shown = page(looking, found)
    assert "Check again" not in shown
    assert "some rows would be left out" in shown
    for name in ("apply-import", "stop-import", "check-import", "import-format"):
        assert looking.post(reverse(name, args=["leather", found.pk])).status_code == 403
    assert looking.post(reverse("imports", args=["leather"]), {}).status_code == 403


def test_an_import_of_another_store_is_not_found(at_work: Client, leather: Store) -> None:
    found = upload(at_work, PRICES)
    Store.objects.create(code="other", name="Other", currency="EUR")

    assert at_work.get(reverse("import", args=["other", found.pk])).status_code == 404


def test_a_broker_that_is_away_is_said_and_nothing_is_lost(at_work: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_views, "hand_out", lambda _task, _number: False)

    found = upload(at_work, PRICES)

    assert import_views.UNREACHABLE in page(at_work, found)
    assert found.state == "checking"
    request_stop(found)
    assert "Not checked" in page(at_work, found)
