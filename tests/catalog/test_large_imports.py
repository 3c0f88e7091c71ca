"""A hundred thousand products in one file: how long it takes, and how much memory."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings

from catalog.imports.intake import receive
from catalog.imports.running import run_import
from catalog.imports.states import request_apply
from catalog.models import Product, Store
from tests.catalog.large_feed import write_merchant, write_shopify, write_woocommerce

PRODUCTS = 100_000
MOST_SECONDS = 60
MOST_MEGABYTES = 500


def peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("write", "name"),
    [(write_shopify, "large.csv"), (write_woocommerce, "large.csv"), (write_merchant, "large.tsv")],
    ids=["shopify", "woocommerce", "merchant"],
)
def test_a_hundred_thousand_products_come_in_within_a_minute(
    write: Callable[..., None], name: str, leather: Store, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"
    write(tmp_path / name, products=PRODUCTS)
    with (tmp_path / name).open("rb") as file:
        found = receive(leather, iter(lambda: file.read(1 << 20), b""), name=name)
    request_apply(found, unchecked=True)
    before = Product.objects.filter(store=leather).count()

    started = time.monotonic()
    run_import(found.pk)
    seconds = time.monotonic() - started

    assert Product.objects.filter(store=leather).count() == before + PRODUCTS
    assert seconds <= MOST_SECONDS
    assert peak_megabytes() <= MOST_MEGABYTES
