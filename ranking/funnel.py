"""Impressions with clicks and purchases in a table, as examples for `evaluate ranking --format funnel`.

A folder holds parquet files with the same columns. `split` says train, valid or test; `click` and `conversion` are 0 or
1, and a conversion counts only with a click. A list's rows share `list_id` or `basket_id`. What else there is are
features: whole numbers and words are categories, numbers with a fraction are numbers, of a time the hour and the
weekday. `product_id` or `item_id` is a feature that says which product a row shows as well. `week` and `k` are left
out: the one tells the split, the other where the row stood.

The files are read twice, a part at a time, and written as plain arrays mapped from disk: memory does not grow with
their number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.rankers.network import Side
from ranking.rankers.network_training import Table
from ranking.rankers.numbers import BINS, Numbers

SPLITS = ("train", "valid", "test")
LABELS = ("click", "conversion")
LISTS = ("list_id", "basket_id")
ITEMS = ("product_id", "item_id")
IGNORED = ("week", "k")
RARE = 3  # a category seen less often in training is unknown
ROWS_AT_ONCE = 131_072
SAMPLE = 1_000_000  # rows at most from which the spread of numbers is learned
SIDE = "example"


class FunnelError(ValueError):
    """Say which file or column cannot be used, and what to do."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold which columns are features, and how."""

    categories: tuple[str, ...]
    numbers: tuple[str, ...]
    times: tuple[str, ...]
    lists: str | None
    items: str | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all single-valued fields: categories, parts of times, bins of numbers."""
        parts = (f"{name} {part}" for name in self.times for part in ("hour", "weekday"))
        return (*self.categories, *parts, *(f"{name} bin" for name in self.numbers))


@dataclass(frozen=True, slots=True)
class Funnel:
    """Hold a data set ready for the rankers."""

    table: Table
    splits: Mapping[str, NDArray[np.int64]]
    clicked: Mapping[str, NDArray[np.int64]]
    lists: NDArray[np.int64]
    fields: tuple[str, ...]
    items: NDArray[np.int64] | None = None

    def rows(self, name: str, *, of_clicked: bool = False) -> NDArray[np.int64]:
        """Return the rows of one split, all or those with a click, mapped from disk."""
        return (self.clicked if of_clicked else self.splits)[name]


def read(folder: Path, *, scratch: Path) -> Funnel:
    """Return the data of a folder, encoded into files below `scratch`; raises FunnelError."""
    files = sorted(folder.glob("*.parquet")) if folder.is_dir() else []
    if not files:
        raise FunnelError(f"{folder} holds no parquet file. Name the folder with the impressions.")
    columns = _columns(files)
    count = sum(_parquet(file).metadata.num_rows for file in files)
    words, sample = _survey(files, columns, every=max(10, count // SAMPLE))
    encoder = _Encoder(columns, words=words, numbers=Numbers.fit(sample))
    return _encode(files, encoder, count=count, scratch=scratch)


class _Encoder:
    """Turn raw columns into rows of one table of vectors; row 0 of each field is the unknown."""

    def __init__(self, columns: Columns, *, words: Mapping[str, Counter[Any]], numbers: Numbers) -> None:
        self.columns = columns
        self._numbers = numbers
        self._known = {
            name: {word: place + 1 for place, word in enumerate(sorted(w for w, n in counted.items() if n >= RARE))}
            for name, counted in words.items()
        }
        sizes = [len(self._known[name]) + 1 for name in columns.categories]
        sizes += [size for _ in columns.times for size in (25, 8)]
        sizes += [BINS + 1] * len(columns.numbers)
        self.offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        self.height = int(sum(sizes))

    def ids(self, raw: Mapping[str, NDArray[Any]]) -> NDArray[np.int32]:
        found = [self._category(name, raw[name]) for name in self.columns.categories]
        for name in self.columns.times:
            hours = raw[name].astype("datetime64[h]").astype(np.int64)
            found += [hours % 24 + 1, (hours // 24 + 3) % 7 + 1]  # 1970 began on a Thursday
        found += list(self._numbers.bins(self._raw_numbers(raw)).T)
        return np.stack(found, axis=1).astype(np.int32) + self.offsets if found else np.zeros((0, 0), np.int32)

    def dense(self, raw: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        return self._numbers.standard(self._raw_numbers(raw))

    def _category(self, name: str, values: NDArray[Any]) -> NDArray[np.int64]:
        distinct, places = np.unique(values, return_inverse=True)
        known = self._known[name]
        return np.array([known.get(word, 0) for word in distinct.tolist()], dtype=np.int64)[places.ravel()]

    def _raw_numbers(self, raw: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
        return _stacked(raw, self.columns.numbers)


def _columns(files: Sequence[Path]) -> Columns:
    from pyarrow import types

    schema = _parquet(files[0]).schema_arrow
    for file in files[1:]:
        if set(_parquet(file).schema_arrow.names) != set(schema.names):
            raise FunnelError(f"{file} has other columns than {files[0].name}. Give all files the same columns.")
    missing = [name for name in ("split", *LABELS) if name not in schema.names]
    if missing:
        raise FunnelError(
            f"{files[0]} lacks {', '.join(missing)}. Each row needs split (train, valid or test), click and conversion."
        )
    lists, items = (next((name for name in known if name in schema.names), None) for known in (LISTS, ITEMS))
    features = [field for field in schema if field.name not in ("split", *LABELS, *IGNORED, *LISTS)]
    return Columns(
        categories=tuple(f.name for f in features if not types.is_floating(f.type) and not types.is_temporal(f.type)),
        numbers=tuple(f.name for f in features if types.is_floating(f.type)),
        times=tuple(f.name for f in features if types.is_temporal(f.type)),
        lists=lists,
        items=items,
    )


def _survey(
    files: Sequence[Path], columns: Columns, *, every: int
) -> tuple[dict[str, Counter[Any]], NDArray[np.float32]]:
    """Count the categories of the training rows, and keep each so-manieth row's numbers."""
    words: dict[str, Counter[Any]] = {name: Counter() for name in columns.categories}
    samples = [_stacked({name: np.zeros(0) for name in columns.numbers}, columns.numbers)]
    for raw in _parts(files, ["split", *columns.categories, *columns.numbers]):
        training = raw["split"] == "train"
        for name, counted in words.items():
            distinct, counts = np.unique(raw[name][training], return_counts=True)
            counted.update(dict(zip(distinct.tolist(), counts.tolist(), strict=True)))
        samples.append(_stacked(raw, columns.numbers)[training][::every])
    return words, np.concatenate(samples)


def _encode(files: Sequence[Path], encoder: _Encoder, *, count: int, scratch: Path) -> Funnel:
    columns = encoder.columns
    shapes = {
        "ids": ("int32", (count, len(columns.fields))),
        "dense": ("float32", (count, len(columns.numbers))),
        "click": ("bool", (count,)),
        "conversion": ("bool", (count,)),
        "split": ("int8", (count,)),
        "lists": ("int64", (count,)),
    }
    if columns.items:
        shapes["items"] = ("int64", (count,))
    arrays = {
        name: np.lib.format.open_memmap(scratch / f"{name}.npy", mode="w+", dtype=dtype, shape=shape)
        for name, (dtype, shape) in shapes.items()
    }
    place, names = 0, [*columns.categories, *columns.numbers, *columns.times, "split", *LABELS]
    names += [name for name in (columns.lists, columns.items) if name and name not in names]
    for raw in _parts(files, names):
        size = len(raw["split"])
        part = slice(place, place + size)
        arrays["ids"][part], arrays["dense"][part] = encoder.ids(raw), encoder.dense(raw)
        arrays["click"][part] = _labels(raw["click"], "click")
        arrays["conversion"][part] = _labels(raw["conversion"], "conversion") & arrays["click"][part]
        arrays["split"][part] = _split(raw["split"])
        arrays["lists"][part] = _numbered(raw[columns.lists]) if columns.lists else np.arange(place, place + size)
        if columns.items:
            arrays["items"][part] = _numbered(raw[columns.items])
        place += size
    side = Side(arrays["ids"], (), arrays["dense"])
    table = Table({SIDE: side}, {SIDE: None}, encoder.height, arrays["click"], arrays["conversion"])
    places = {name: (arrays["split"], place) for place, name in enumerate(SPLITS)}
    splits = {name: _rows_where(scratch / f"{name}.npy", *wanted) for name, wanted in places.items()}
    clicked = {
        name: _rows_where(scratch / f"{name}.clicked.npy", *wanted, arrays["click"]) for name, wanted in places.items()
    }
    return Funnel(table, splits, clicked, arrays["lists"], columns.fields, arrays.get("items"))


def _rows_where(
    file: Path, split: NDArray[np.int8], wanted: int, also: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Write the numbers of the rows of a split to a file and return them, looking at a part at a time."""

    def parts() -> Iterator[NDArray[np.int64]]:
        for first in range(0, len(split), ROWS_AT_ONCE):
            part = slice(first, first + ROWS_AT_ONCE)
            kept = split[part] == wanted
            yield first + np.flatnonzero(kept if also is None else kept & also[part])

    count = sum(len(part) for part in parts())
    if not count:  # an empty file cannot be mapped
        return np.zeros(0, dtype=np.int64)
    found = np.lib.format.open_memmap(file, mode="w+", dtype="int64", shape=(count,))
    place = 0
    for part in parts():
        found[place : place + len(part)] = part
        place += len(part)
    return found


def _parts(files: Sequence[Path], names: Sequence[str]) -> Iterator[dict[str, NDArray[Any]]]:
    for file in files:
        for batch in _parquet(file).iter_batches(batch_size=ROWS_AT_ONCE, columns=list(names)):
            yield {name: _plain(batch.column(name)) for name in names}


def _plain(column: Any) -> NDArray[Any]:
    """Return a column as numbers, times or words; what is missing is the word "" or nan."""
    from pyarrow import types

    if types.is_floating(column.type) or types.is_temporal(column.type):
        return column.to_numpy(zero_copy_only=False)
    if types.is_integer(column.type) and not column.null_count:
        return column.to_numpy(zero_copy_only=False)
    return np.array(["" if word is None else str(word) for word in column.to_pylist()])


def _stacked(raw: Mapping[str, NDArray[Any]], names: Sequence[str]) -> NDArray[np.float32]:
    size = len(next(iter(raw.values()), ()))
    return np.stack([raw[name] for name in names], axis=1).astype(np.float32) if names else np.zeros((size, 0), "f4")


def _labels(values: NDArray[Any], name: str) -> NDArray[np.bool_]:
    if not np.isin(values, (0, 1)).all():
        raise FunnelError(f"{name} must be 0 or 1 in every row.")
    return values.astype(bool)


def _split(values: NDArray[Any]) -> NDArray[np.int8]:
    found = np.full(len(values), -1, dtype=np.int8)
    for place, name in enumerate(SPLITS):
        found[values == name] = place
    if (found < 0).any():
        raise FunnelError(f"split must be train, valid or test in every row, not {str(values[found < 0][0])!r}.")
    return found


def _numbered(values: NDArray[Any]) -> NDArray[np.int64]:
    if values.dtype.kind in "iu":
        return values.astype(np.int64)
    digests = (blake2b(str(value).encode(), digest_size=8).digest() for value in values.tolist())
    return np.array([int.from_bytes(digest, signed=True) for digest in digests], dtype=np.int64)


def _parquet(file: Path) -> Any:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise FunnelError("Reading parquet needs pyarrow: .venv/bin/pip install pyarrow.") from error
    try:
        return parquet.ParquetFile(file)
    except (ArrowInvalid, OSError) as error:
        raise FunnelError(f"{file} is not a parquet file: {error}") from error
