"""Examples as plain arrays in a folder, mapped from disk when read: several processes share one copy."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.rankers.network import Bag, Side
from ranking.rankers.network_training import Table

OUTLINE = "table.json"


def save(table: Table, folder: Path) -> None:
    """Write a table to a folder that exists."""
    for name, values in _arrays(table):
        np.save(folder / f"{name}.npy", np.ascontiguousarray(values), allow_pickle=False)
    outline = {
        "rows": table.rows,
        "bags": {name: len(side.bags) for name, side in table.sides.items()},
        "indexed": [name for name, index in table.index.items() if index is not None],
    }
    (folder / OUTLINE).write_text(json.dumps(outline), encoding="utf-8")


def load(folder: Path) -> Table:
    """Return the table of a folder, mapped from disk."""
    outline = json.loads((folder / OUTLINE).read_text(encoding="utf-8"))

    def read(name: str) -> NDArray[Any]:
        return np.asanyarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))

    sides = {
        name: Side(
            ids=read(f"{name}.ids"),
            bags=tuple(Bag(read(f"{name}.bag{n}.numbers"), read(f"{name}.bag{n}.weights")) for n in range(count)),
            dense=read(f"{name}.dense"),
        )
        for name, count in outline["bags"].items()
    }
    index = {name: read(f"{name}.index") if name in outline["indexed"] else None for name in sides}
    return Table(sides, index, int(outline["rows"]), read("clicked"), read("bought"))


def _arrays(table: Table) -> Iterator[tuple[str, NDArray[Any]]]:
    yield "clicked", table.clicked
    yield "bought", table.bought
    for name, side in table.sides.items():
        yield f"{name}.ids", side.ids
        yield f"{name}.dense", side.dense
        for number, bag in enumerate(side.bags):
            yield f"{name}.bag{number}.numbers", bag.numbers
            yield f"{name}.bag{number}.weights", bag.weights
        index = table.index[name]
        if index is not None:
            yield f"{name}.index", index
