"""Stock and visibility of many products as arrays: read from the database's bytes, patched, counted for a region."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

# As PostgreSQL's int8send, int4send, float8send and boolsend write them.
PRODUCT = np.dtype([("id", ">i8"), ("launched", ">i4"), ("shown", "?"), ("tracked", "?")])
CELL = np.dtype([("product", ">i8"), ("warehouse", ">i8"), ("quantity", ">i4")])
HEARD = np.dtype([("warehouse", ">i8"), ("at", ">f8")])
NO_ROW = -1
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class StockRows:
    """n products, sorted by id, in w warehouses. A product without any stock row, in whatever warehouse, is untracked.

    `launched` is in days since 1970, UTC. `quantities` is (n, w), NO_ROW where nothing is counted.
    """

    products: NDArray[np.int64]
    shown: NDArray[np.bool_]  # active and visible
    launched: NDArray[np.int32]
    tracked: NDArray[np.bool_]
    quantities: NDArray[np.int32]

    @classmethod
    def read(cls, products: bytes | None, cells: bytes | None, *, warehouses: Sequence[int]) -> Self:
        """This will read records of PRODUCT and CELL in any order; None is none."""
        each = np.frombuffer(products or b"", dtype=PRODUCT)
        each = each[np.argsort(each["id"])]
        ids = each["id"].astype(np.int64)
        quantities = np.full((len(ids), len(warehouses)), NO_ROW, dtype=np.int32)
        counts, columns = np.frombuffer(cells or b"", dtype=CELL), np.array(warehouses, dtype=np.int64)
        order = np.argsort(columns)
        column = order[np.searchsorted(columns, counts["warehouse"], sorter=order)] if len(counts) else order[:0]
        quantities[np.searchsorted(ids, counts["product"]), column] = counts["quantity"]
        return cls(ids, each["shown"].copy(), each["launched"].astype(np.int32), each["tracked"].copy(), quantities)

    def places(self, product_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """This will find where products stand, -1 for those that are not here."""
        if not len(self.products):
            return np.full(len(product_ids), -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.products, product_ids), len(self.products) - 1)
        return np.where(self.products[found] == product_ids, found, -1)

    def take(self, places: NDArray[np.int64]) -> Self:
        """This will give the rows at some places, in that order, as arrays of their own."""
        return type(self)(*(getattr(self, column.name)[places] for column in fields(self)))

    def put(self, places: NDArray[np.int64], rows: Self) -> Self:
        """This will give a copy with other rows at some places."""
        copy = type(self)(*(getattr(self, column.name).copy() for column in fields(self)))
        for column in fields(self):
            getattr(copy, column.name)[places] = getattr(rows, column.name)
        return copy

    def with_changes(self, touched: NDArray[np.int64], now: Self) -> Self:
        """This will give a copy in which the touched products are as they are now, or gone where they are not."""
        places = self.places(now.products)
        if len(touched) == len(now.products) and (places >= 0).all():
            return self.put(places, now)
        kept = self.take(np.flatnonzero(~np.isin(self.products, touched)))
        both = type(self)(*(np.concatenate([getattr(each, f.name) for each in (kept, now)]) for f in fields(self)))
        return both.take(np.argsort(both.products))

    def visible(self, *, at: datetime) -> NDArray[np.bool_]:
        """This will mask what is switched on and, by the day in UTC, launched."""
        return self.shown & (self.launched <= (at.astimezone(UTC).date() - EPOCH).days)

    def counted(
        self, columns: Sequence[int], *, silent: Collection[int], low: int
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """This will add up some columns: pieces (nan: untracked), and whether less is counted than was reported.

        A silent column counts `low` pieces of a product at most.
        """
        cells = np.maximum(self.quantities[:, list(columns)], 0).astype(np.int64)
        reported = quantity = cells.sum(axis=1)
        if silent:
            places = [place for place, column in enumerate(columns) if column in silent]
            cells[:, places] = np.minimum(cells[:, places], low)
            quantity = cells.sum(axis=1)
        return np.where(self.tracked, quantity, np.nan), quantity < reported


def read_heard(records: bytes | None) -> Mapping[int, float]:
    """This will read when warehouses were last heard of, in unix seconds; -inf: never."""
    return {int(warehouse): float(at) for warehouse, at in np.frombuffer(records or b"", dtype=HEARD).tolist()}
