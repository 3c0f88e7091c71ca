"""Add up what the numbers of pairs say to a network, for the candidates of one request.

Most columns say the same of nearly all candidates: what was never touched was never bought, and a visitor has no past.
Such a column is one row, added once; the few candidates that differ are set right one by one. Only the columns that
vary are worth a product of matrices.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ranking.rankers.folded import Folded, fold, fold_field
from ranking.rankers.network import Half, Shape, Weights
from ranking.rankers.numbers import BINS, Numbers
from ranking.rankers.shop_table import PAIR
from ranking.recall.base import Floats, Rows

STILL = 0.9  # the share of candidates of which a still column says the same
LAST = [-1]  # the candidate whose numbers stand for all; the best ones come first, and are the likelier to be known


@dataclass(frozen=True, slots=True)
class Columns:
    """Hold the K numbers of n pairs, column by column, and which of them vary."""

    ids: Rows  # [K, n], bins counted through all columns
    values: Floats  # [K, n], standardised
    busy: NDArray[np.int64]
    still: NDArray[np.int64]
    odd: NDArray[np.int64]  # pairs of which a still column says something else

    @classmethod
    def of(cls, numbers: Numbers, cross: Floats) -> Self:
        """Return the columns of cross [n, K], n > 0."""
        same = np.equal(cross.T, cross.T[:, LAST])
        still = np.count_nonzero(same, axis=1) >= STILL * len(cross)
        ids = numbers.bins(cross).T + (BINS + 1) * np.arange(len(numbers), dtype=np.int32)[:, None]
        return cls(
            ids=ids,
            values=numbers.standard(cross).T,
            busy=np.flatnonzero(~still),
            still=np.flatnonzero(still),
            odd=np.flatnonzero(~same[still].all(axis=0)),
        )


class PairTable:
    """Hold what each bin and each unit of a number adds to one network."""

    def __init__(self, weights: Weights, shape: Shape, *, first: int, count: int) -> None:
        """Take over `count` numbers, whose bins stand in the network's table from `first` on."""
        size = BINS + 1
        fields = [
            fold_field(weights, shape, PAIR, place, first=first + place * size, count=size) for place in range(count)
        ]
        self._bins = Folded(*(np.concatenate(parts) for parts in zip(*fields, strict=True)))  # [K * size, ...]
        nothing = np.zeros((count, shape.dimension), np.float32)
        # The last row is that of the position, which is the first one for all: its logarithm is 0.
        linear, dense = (weights[f"{PAIR}.{kind}"][:count] for kind in ("linear", "dense"))
        self._units = fold(weights, shape, Half(linear, nothing, nothing, dense))
        self._inputs = np.pad(self._bins.rest, [(0, 0), (0, 1)])  # a place for the number itself
        self._weights = _blocks(weights[f"{PAIR}.fields"], self._units, shape)

    def add(self, columns: Columns) -> tuple[Folded, Folded]:
        """Return what varies, a row a pair, and the row that is to be added to all."""
        whole = self._busy(columns)
        exact = self._still(columns, np.append(LAST, columns.odd))
        if len(columns.odd):
            for mine, rows in zip(whole, exact, strict=True):
                mine[columns.odd] += rows[1:] - rows[:1]
        return whole, Folded(exact.hidden[:1], exact.rest[:1])

    def _busy(self, columns: Columns) -> Folded:
        inputs = self._inputs.take(columns.ids[columns.busy].T, axis=0)  # [n, busy, heads + d + 1]
        inputs[:, :, -1] = columns.values[columns.busy].T
        flat = inputs.reshape(len(inputs), -1) if len(columns.busy) else inputs[:, :, 0]
        return Folded(*(flat @ blocks[columns.busy].reshape(-1, blocks.shape[2]) for blocks in self._weights))

    def _still(self, columns: Columns, pairs: NDArray[np.int64]) -> Folded:
        places = columns.still[:, None], pairs
        ids, values = columns.ids[places], columns.values[places].T

        def sums(bins: Floats, units: Floats) -> NDArray[Any]:
            return np.asarray(bins[ids].sum(axis=0) + values @ units[columns.still])

        return Folded(*map(sums, self._bins, self._units))


def _blocks(fields: Floats, units: Folded, shape: Shape) -> Folded:
    """Return [K, heads + d + 1, ...]: what each input of a number is multiplied by."""
    count, kept = units.rest.shape
    hidden = np.zeros((count, kept + 1, units.hidden.shape[1]), np.float32)
    hidden[:, shape.heads : -1] = fields.reshape(count, shape.dimension, -1)
    hidden[:, -1] = units.hidden
    rest = np.zeros((count, kept + 1, kept), np.float32)
    rest[:, :-1], rest[:, -1] = np.eye(kept, dtype=np.float32), units.rest
    return Folded(hidden, rest)
