from pathlib import Path

import numpy as np
import pyarrow
import pytest
from pyarrow import csv, parquet

from ranking.dataset import DAY, PURCHASE, VIEW
from ranking.evaluation import Pairs
from ranking.formats import read_split
from ranking.formats.split import FeedError, Split

EVENTS = """who,product,kind,at
ann,tote,view,2026-01-01T10:00:00Z
ann,tote,purchase,2026-01-01T10:05:00Z
bea,belt,purchase,2026-01-02
ann,belt,view,1768000000
bea,tote,purchase,2026-01-31T00:00:00
ann,belt,purchase,2026-01-31T12:00:00+00:00
ann,belt,purchase,2026-01-31T13:00:00+00:00
"""
PRODUCTS = """product,category,brand,price,colour,made of
tote,bags,house,129.90,red|black,calf
pouch,bags,,,red,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "interactions.csv").write_text(EVENTS)
    (tmp_path / "products.csv").write_text(PRODUCTS)
    return tmp_path


def named(split: Split, pairs: Pairs) -> set[tuple[int, int]]:
    return set(zip(pairs.customer.tolist(), pairs.product.tolist(), strict=True))


def test_the_last_days_are_the_test(folder: Path) -> None:
    split = read_split("interactions", folder, test_days=5)
    assert named(split, split.test) == {(1, 2), (0, 0)}  # people and products are numbered in the order of their names
    assert split.train.interactions.kind.tolist() == [VIEW, PURCHASE, PURCHASE, VIEW]
    assert split.train.now == pytest.approx(split.train.interactions.at.max(), abs=30 * DAY)


def test_the_last_share_of_the_time_is_the_test(folder: Path) -> None:
    """The events span 30 days: a thousandth of them is the last three quarters of an hour."""
    split = read_split("interactions", folder, test_share=0.001)
    assert named(split, split.test) == {(0, 0)}


def test_products_carry_what_the_file_says_of_them(folder: Path) -> None:
    catalogue = read_split("interactions", folder, test_days=5).train.catalogue
    assert len(catalogue) == 3  # belt, pouch, tote
    assert (catalogue.category_codes, catalogue.brand_codes) == (("bags",), ("house",))
    assert catalogue.categories.tolist() == [-1, 0, 0]
    assert catalogue.token_names == ("colour:black", "colour:red", "made of:calf")
    assert catalogue.prices[2] == pytest.approx(129.9)
    assert np.isnan(catalogue.prices[:2]).all()


def test_a_shop_that_sold_nothing_is_tested_on_what_was_looked_at(tmp_path: Path) -> None:
    (tmp_path / "interactions.csv").write_text("who,product,kind,at\nann,tote,view,0\nann,belt,click,864000\n")
    split = read_split("interactions", tmp_path, test_days=1)
    assert split.test.product.tolist() == [0]


def test_parquet_says_the_same_as_csv(folder: Path, tmp_path: Path) -> None:
    texts = csv.ConvertOptions(column_types={"at": pyarrow.string()})
    there = tmp_path / "parquet"
    there.mkdir()
    parquet.write_table(
        csv.read_csv(folder / "interactions.csv", convert_options=texts), there / "interactions.parquet"
    )
    ours, theirs = (read_split("interactions", place, test_days=5) for place in (folder, there))
    assert ours.train.interactions.at.tolist() == theirs.train.interactions.at.tolist()
    assert ours.test.customer.tolist() == theirs.test.customer.tolist()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,product,kind\nann,tote,view\n", "lacks at"),
        ("who,product,kind,at\n", "lacks rows"),
        ("who,product,kind,at\nann,tote,stared,1\n", "line 2: kind 'stared' is unknown. Write one of view"),
        ("who,product,kind,at\nann,tote,view,soon\n", "line 2: at 'soon' is no time"),
        ("who,product,kind,at\nann,,view,1\n", "line 2: product is empty"),
        ("who,product,kind,at\nann,tote,view,1\nann,tote,view,1,2\n", "line 3: the row has more or fewer cells"),
        ("who,product,kind,at\nann,tote,view,nan\n", "line 2: at .nan. is no time"),
        ("who,product,kind,at\nann,tote,view,1\nann,tote,view,1\n", "nothing lies on one side of the split"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "interactions.csv").write_text(text)
    with pytest.raises(FeedError, match=message):
        read_split("interactions", tmp_path)


def test_a_price_that_is_no_number_is_named(folder: Path) -> None:
    (folder / "products.csv").write_text("product,price\ntote,dear\n")
    with pytest.raises(FeedError, match="products.csv, line 2: price 'dear' is no number"):
        read_split("interactions", folder)


def test_a_folder_without_events_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="lacks interactions.csv"):
        read_split("interactions", tmp_path)
