"""Hold the plain arrays that models learn from: the catalogue, what shoppers did, and what they were shown.

`Catalogue` is shared by training and serving. Numbers inside it (category 3, brand 7) are valid in this one
snapshot only; anything that outlives a snapshot is matched by code or name (`recall/base.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, get_args
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

KINDS = ("view", "click", "add_to_cart", "purchase", "return", "wishlist")
VIEW, CLICK, ADD_TO_CART, PURCHASE, RETURN, WISHLIST = range(len(KINDS))
EVENT_WEIGHTS: Mapping[str, float] = {
    "view": 1.0,
    "click": 1.5,
    "add_to_cart": 3.0,
    "purchase": 5.0,
    "return": -3.0,
    "wishlist": 2.0,
}
KIND_WEIGHTS = np.array([EVENT_WEIGHTS[kind] for kind in KINDS], dtype=np.float32)
DAY = 86_400.0
VISITOR = -1
FORMAT = "woorec-training-data/1"

Table = TypeVar("Table", "Tokens", "Interactions", "Impressions", "OrderLines", "Swaps")


class DatasetError(ValueError):
    """Say which column of a data set cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Hold each product's attribute tokens as CSR rows: indices[indptr[p]:indptr[p + 1]]."""

    indptr: NDArray[np.int64]  # [P + 1]
    indices: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Hold the facts of P products as arrays, rows in ascending product_id.

    A category, brand or item group of -1 means the product has none. Codes and names give every number its lasting
    identity: `category_codes[categories[p]]` is the category of product p.
    """

    product_ids: NDArray[np.int64]
    item_groups: NDArray[np.int32]
    categories: NDArray[np.int32]
    brands: NDArray[np.int32]
    prices: NDArray[np.float32]  # nan = no price
    margin_rates: NDArray[np.float32]
    launched_days: NDArray[np.float32]  # days since 1970-01-01, nan = unknown
    materials: NDArray[np.float32]  # [P, M], a zero row = no material known
    tokens: Tokens
    category_parents: NDArray[np.int32]  # [C], -1 = root
    category_codes: tuple[str, ...]
    brand_codes: tuple[str, ...]
    token_names: tuple[str, ...]
    region_codes: tuple[str, ...]
    tier_codes: tuple[str, ...]
    category_names: tuple[str, ...] | None = None  # as shoppers read them; "" where no product tells
    # [P] share of the warehouses that have it, 0 to 1; known to serving alone, as training looks back
    stocked: NDArray[np.float32] | None = None
    # [L, 2] rows: a product, and one that the shop itself puts beside it
    cross_sells: NDArray[np.int32] | None = None

    def __post_init__(self) -> None:
        """Refuse arrays that do not fit together."""
        _check_catalogue(self)

    def __len__(self) -> int:
        return len(self.product_ids)

    @property
    def category_count(self) -> int:
        return len(self.category_codes)

    @property
    def brand_count(self) -> int:
        return len(self.brand_codes)

    @property
    def token_count(self) -> int:
        return len(self.token_names)


@dataclass(frozen=True, slots=True)
class Interactions:
    """Hold what shoppers did, one row an event, sorted by time. `product` is a catalogue row, not an id."""

    customer: NDArray[np.int64]  # -1 = visitor
    session: NDArray[np.int64]
    product: NDArray[np.int32]
    kind: NDArray[np.int8]  # index into KINDS
    at: NDArray[np.float64]  # unix seconds
    region: NDArray[np.int16]  # -1 = unknown
    tier: NDArray[np.int16]  # -1 = unknown
    order: NDArray[np.int64]  # -1 = not part of an order

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Impressions:
    """Hold what was shown and what came of it, one row a shown product."""

    list_id: NDArray[np.int64]
    product: NDArray[np.int32]
    position: NDArray[np.int16]  # 1-based
    at: NDArray[np.float64]
    customer: NDArray[np.int64]
    session: NDArray[np.int64]
    region: NDArray[np.int16]
    tier: NDArray[np.int16]
    clicked: NDArray[np.bool_]
    bought: NDArray[np.bool_]  # as an answer to this very list
    propensity: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class OrderLines:
    """Hold what was bought and how much of it came back, one row an order line, sorted by time.

    Cancelled orders are no rows. Money that was given back for nothing sent back counts as kept.
    """

    order: NDArray[np.int64]
    customer: NDArray[np.int64]  # -1 = visitor
    session: NDArray[np.int64]  # -1 = unknown
    product: NDArray[np.int32]
    at: NDArray[np.float64]  # unix seconds
    region: NDArray[np.int16]  # -1 = unknown
    tier: NDArray[np.int16]  # -1 = unknown
    pieces: NDArray[np.int32]
    returned: NDArray[np.int32]  # pieces, never more than were bought
    returned_at: NDArray[np.float64]  # of the first piece that came back, nan = nothing did

    def __len__(self) -> int:
        return len(self.at)


@dataclass(frozen=True, slots=True)
class Swaps:
    """Hold products that could have stood at either of two neighbouring positions, one row a list and product."""

    list_id: NDArray[np.int64]
    upper: NDArray[np.int16]  # the upper one of the two positions, 1-based
    is_upper: NDArray[np.bool_]  # where it stood
    chance: NDArray[np.float32]  # that it stood there
    clicked: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.list_id)


def no_order_lines() -> OrderLines:
    """Return a table of no orders."""
    return _empty(OrderLines)


def no_swaps() -> Swaps:
    """Return a table of no swaps, as a shop has that never explored."""
    return _empty(Swaps)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Hold everything a training run reads."""

    catalogue: Catalogue
    interactions: Interactions
    impressions: Impressions
    now: float
    order_lines: OrderLines = field(default_factory=no_order_lines)
    swaps: Swaps = field(default_factory=no_swaps)

    def __post_init__(self) -> None:
        """Refuse events that name products, kinds or times that do not exist."""
        _check_events(self.interactions, product_count=len(self.catalogue), name="interactions")
        _check_events(self.impressions, product_count=len(self.catalogue), name="impressions")
        _check_events(self.order_lines, product_count=len(self.catalogue), name="order_lines")
        if len(self.interactions) and not 0 <= self.interactions.kind.min() <= self.interactions.kind.max() < len(
            KINDS
        ):
            raise DatasetError(f"interactions.kind must be 0 to {len(KINDS) - 1}, the position in KINDS.")

    def save(self, folder: Path) -> None:
        """Write npz and json files that `load` reads back, without pickle."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays, words = _split(self.catalogue)
        np.savez(folder / "catalogue.npz", **arrays)
        np.savez(folder / "interactions.npz", **_columns(self.interactions))
        np.savez(folder / "impressions.npz", **_columns(self.impressions))
        np.savez(folder / "order_lines.npz", **_columns(self.order_lines))
        np.savez(folder / "swaps.npz", **_columns(self.swaps))
        header = {"format": FORMAT, "now": self.now, "words": words}
        (folder / "data.json").write_text(json.dumps(header), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "TrainingData":
        """Read a folder written by `save`; raises DatasetError when it is not one."""
        header = _read_header(folder / "data.json")
        try:
            return cls(
                catalogue=_join(_read_arrays(folder / "catalogue.npz"), header["words"]),
                interactions=Interactions(**_read_arrays(folder / "interactions.npz")),
                impressions=Impressions(**_read_arrays(folder / "impressions.npz")),
                order_lines=OrderLines(**_read_arrays(folder / "order_lines.npz")),
                swaps=Swaps(**_read_arrays(folder / "swaps.npz")),
                now=float(header["now"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise DatasetError(f"{folder} lacks a column that this release expects: {error}") from error


def no_interactions() -> Interactions:
    """Return a table of no events, as a new shop has."""
    return _empty(Interactions)


def no_impressions() -> Impressions:
    """Return a table of no impressions, as a shop has that never logged a list."""
    return _empty(Impressions)


def subset(table: Table, index: NDArray[Any]) -> Table:
    """Return the rows of a table that a mask or an index array names."""
    return type(table)(**{name: column[index] for name, column in _columns(table).items()})


def identities(customer: NDArray[np.int64], session: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number per shopper: the customer, or for a visitor the session as a negative number."""
    return np.where(customer >= 0, customer, -2 - session)


def _columns(table: Any) -> dict[str, Any]:
    return {field.name: getattr(table, field.name) for field in fields(table)}


def _empty(kind: type[Table]) -> Table:
    columns: dict[str, Any] = {}
    for column in fields(kind):
        number = get_args(get_args(column.type)[1])[0]  # NDArray[np.int64] -> np.int64
        columns[column.name] = np.zeros(0, dtype=number)
    return kind(**columns)


def _split(catalogue: Catalogue) -> tuple[dict[str, Any], dict[str, Any]]:
    columns = _columns(catalogue)
    tokens: Tokens = columns.pop("tokens")
    arrays = {name: value for name, value in columns.items() if isinstance(value, np.ndarray)}
    words = {name: value for name, value in columns.items() if isinstance(value, tuple)}
    return arrays | {"token_indptr": tokens.indptr, "token_indices": tokens.indices}, words


def _join(arrays: dict[str, Any], words: dict[str, Any]) -> Catalogue:
    tokens = Tokens(indptr=arrays.pop("token_indptr"), indices=arrays.pop("token_indices"))
    codes: dict[str, Any] = {name: tuple(values) for name, values in words.items()}
    return Catalogue(tokens=tokens, **arrays, **codes)


def _read_header(path: Path) -> dict[str, Any]:
    try:
        header = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path} cannot be read as training data: {error}") from error
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise DatasetError(f"{path} is not in the format {FORMAT}.")
    return header


def _read_arrays(path: Path) -> dict[str, Any]:
    try:
        with np.load(path, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (OSError, ValueError, BadZipFile) as error:
        raise DatasetError(f"{path} cannot be read as training data: {error}") from error


def _check_catalogue(catalogue: Catalogue) -> None:
    size = len(catalogue.product_ids)
    for name in ("item_groups", "categories", "brands", "prices", "margin_rates", "launched_days", "materials"):
        if len(getattr(catalogue, name)) != size:
            raise DatasetError(f"catalogue.{name} must have one row for each of the {size} products.")
    if size > 1 and not (np.diff(catalogue.product_ids) > 0).all():
        raise DatasetError("catalogue.product_ids must ascend without repeats.")
    if catalogue.stocked is not None and len(catalogue.stocked) != size:
        raise DatasetError(f"catalogue.stocked must have one row for each of the {size} products.")
    if catalogue.cross_sells is not None:
        if catalogue.cross_sells.ndim != 2 or catalogue.cross_sells.shape[1] != 2:
            raise DatasetError("catalogue.cross_sells must have two columns: a product and what is put beside it.")
        if catalogue.cross_sells.size and not 0 <= catalogue.cross_sells.min() <= catalogue.cross_sells.max() < size:
            raise DatasetError(f"catalogue.cross_sells must lie between 0 and {size - 1}.")
    if catalogue.materials.ndim != 2:
        raise DatasetError("catalogue.materials must have two dimensions: products and material values.")
    if len(catalogue.tokens.indptr) != size + 1:
        raise DatasetError("catalogue.tokens.indptr must have one more entry than there are products.")
    _check_range(catalogue.categories, catalogue.category_count, name="catalogue.categories")
    _check_range(catalogue.brands, catalogue.brand_count, name="catalogue.brands")
    _check_range(catalogue.tokens.indices, catalogue.token_count, name="catalogue.tokens.indices")


def _check_events(table: Interactions | Impressions | OrderLines, *, product_count: int, name: str) -> None:
    if len({len(column) for column in _columns(table).values()}) > 1:
        raise DatasetError(f"The columns of {name} must have the same length.")
    if len(table) and table.product.min() < 0:
        raise DatasetError(f"{name}.product must be a catalogue row, not below 0.")
    _check_range(table.product, product_count, name=f"{name}.product")
    if not np.isfinite(table.at).all():
        raise DatasetError(f"{name}.at must be finite unix seconds.")
    if len(table) > 1 and (np.diff(table.at) < 0).any():
        raise DatasetError(f"{name} must be sorted by time.")


def _check_range(values: NDArray[Any], count: int, *, name: str) -> None:
    if len(values) and (values.min() < -1 or values.max() >= count):
        raise DatasetError(f"{name} must lie between -1 and {count - 1}.")
