"""Plain events with times, as CSV or Parquet: split in time like Protocol A.

A folder holds `interactions.csv` (or `.parquet`) with the columns who, product, kind, at, and may hold `products.csv`
(or `.parquet`) with the column product and any of category, brand and price; each further column is an attribute, of
which one cell may name several, separated by `|`. Kinds are those of `dataset.KINDS`; times are seconds since 1970 or
ISO 8601, without an offset UTC.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, KINDS, PURCHASE, RETURN, Catalogue, Interactions, TrainingData, no_impressions, subset
from ranking.evaluation import Pairs
from ranking.formats.plain import plain_catalogue, plain_interactions
from ranking.formats.split import FeedError, Split
from ranking.formats.tables import Row, find_table, read_rows, refuse

COLUMNS = ("who", "product", "kind", "at")
DESCRIBED = ("product", "category", "brand", "price")  # every other column of the products file is an attribute
TEST_SHARE = 0.1


def read(folder: Path, *, test_share: float = TEST_SHARE, test_days: float | None = None) -> Split:
    """This will hold out the last days, or the last share of the time that the events span."""
    path = find_table(folder, "interactions")
    if path is None:
        raise FeedError(f"{folder} lacks interactions.csv (or .parquet) with the columns {', '.join(COLUMNS)}.")
    events = read_rows(path, needed=COLUMNS)
    described = find_table(folder, "products")
    products = read_rows(described, needed=("product",)) if described else []
    numbers = _number([row.cells["product"] for row in (*products, *events)])
    table = _interactions(events, numbers)
    cut = _cut(table.at, test_share=test_share, test_days=test_days)
    early = table.at < cut
    wanted = _wanted(subset(table, ~early))
    if not early.any() or not len(wanted.customer):
        raise FeedError(f"{path}: nothing lies on one side of the split. Choose another --test-share or --test-days.")
    train = TrainingData(_catalogue(products, numbers), subset(table, early), no_impressions(), now=cut)
    moment = datetime.fromtimestamp(cut, tz=UTC).isoformat(timespec="minutes")
    return Split(train=train, test=wanted, protocol=f"A on interactions: before {moment} train, since then test")


def _number(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(set(names)))}


def _interactions(events: Sequence[Row], products: Mapping[str, int]) -> Interactions:
    people = _number([row.cells["who"] for row in events])
    return plain_interactions(
        np.array([people[row.cells["who"]] for row in events], dtype=np.int64),
        np.array([products[row.cells["product"]] for row in events], dtype=np.int64),
        np.array([_seconds(row) for row in events], dtype=np.float64),
        kind=np.array([_kind(row) for row in events], dtype=np.int8),
    )


def _kind(row: Row) -> int:
    kind = row.cells["kind"].strip().lower()
    if kind not in KINDS:
        raise refuse(row, f"kind {kind!r} is unknown. Write one of {', '.join(KINDS)}.")
    return KINDS.index(kind)


def _seconds(row: Row) -> float:
    text = row.cells["at"].strip()
    try:
        seconds = float(text) if _is_number(text) else _moment(text).timestamp()
    except (ValueError, OverflowError):
        seconds = math.inf
    if not math.isfinite(seconds):
        raise refuse(row, f"at {text!r} is no time. Write seconds since 1970 or ISO 8601.")
    return seconds


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cut(at: NDArray[np.float64], *, test_share: float, test_days: float | None) -> float:
    days = (float(at[-1]) - float(at[0])) / DAY * test_share if test_days is None else test_days
    return float(at[-1]) - days * DAY


def _wanted(later: Interactions) -> Pairs:
    """This will list what was bought; where nothing was ever bought, what was touched and not sent back."""
    chosen = later.kind == PURCHASE
    if not chosen.any():
        chosen = later.kind != RETURN
    pairs = np.unique(np.stack([later.customer[chosen], later.product[chosen].astype(np.int64)]), axis=1)
    return Pairs(customer=pairs[0], product=pairs[1].astype(np.int32))


def _catalogue(products: Sequence[Row], numbers: Mapping[str, int]) -> Catalogue:
    rows = {numbers[row.cells["product"]]: row for row in products}
    count = len(numbers)
    prices = np.array([_price(rows[number]) if number in rows else np.nan for number in range(count)], np.float32)
    return plain_catalogue(
        count,
        tokens={number: _tokens(row) for number, row in rows.items()},
        categories=_column(rows, "category", count=count),
        brands=_column(rows, "brand", count=count),
        prices=prices,
    )


def _column(rows: Mapping[int, Row], name: str, *, count: int) -> list[str]:
    return [rows[number].cells.get(name, "").strip() if number in rows else "" for number in range(count)]


def _price(row: Row) -> float:
    text = row.cells.get("price", "").strip()
    try:
        price = float(text) if text else np.nan
    except ValueError:
        raise refuse(row, f"price {text!r} is no number. Write it like 129.90, or leave it empty.") from None
    return price


def _tokens(row: Row) -> list[str]:
    return [
        f"{name}:{value.strip()}"
        for name, cell in row.cells.items()
        if name not in DESCRIBED
        for value in cell.split("|")
        if value.strip()
    ]
