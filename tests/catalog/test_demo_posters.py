"""The demonstration shops come with a picture of every product, taken of its material on its shape."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from catalog.demo import DEMO_STORES
from catalog.demo.pictured import pictured
from catalog.looks.posters import MOST_BYTES
from woorec.shops import DEMO_SEED


@pytest.mark.parametrize("code", DEMO_STORES)
def test_every_product_has_its_poster(code: str) -> None:
    """When this fails, a recipe or a material has changed: python -m frontend.demo_posters takes the new pictures."""
    needed = pictured(DEMO_STORES[code](seed=DEMO_SEED, today=date.today()))
    missing = [pair for pair in needed if not finders.find("woorec/posters/{}-{}.webp".format(*pair))]
    assert missing == []


def test_posters_are_small() -> None:
    folder = finders.find("woorec/posters")
    sizes = {path.name: path.stat().st_size for path in Path(str(folder)).glob("*.webp")}
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
