"""Serve one network with the least work a request; `network.py` says what it computes, a test that both agree.

What a product, a region, a tier or a bin adds is computed once for a catalogue.
"""

from collections.abc import Mapping

import numpy as np

from ranking.rankers.folded import Folded, fold, fold_field
from ranking.rankers.logistic import sigmoid
from ranking.rankers.network import BIAS, LINEAR, MACHINE, TABLE, Bag, Half, Shape, Weights, halve
from ranking.rankers.served_pairs import Columns, PairTable
from ranking.rankers.shop_table import HISTORY, PRODUCT, SHOPPER, ShopTable
from ranking.recall.base import Floats, Rows

CHUNK = 8_192


class ServedNetwork:
    """Answer each head's calibrated chance. Immutable after loading, so threads may share it."""

    def __init__(
        self,
        *,
        heads: tuple[str, ...],
        shape: Shape,
        weights: Mapping[str, Floats],
        table: ShopTable,
        calibration: Floats,
    ) -> None:
        self.heads = heads
        self._shape, self._weights, self._calibration = shape, weights, calibration
        self._machine = np.float32(0.5 * shape.with_machine) * weights[MACHINE].T
        self._products = _fold_products(weights, shape, table)
        start = table.layout
        self._regions = fold_field(weights, shape, SHOPPER, 0, first=start.regions, count=start.tiers - start.regions)
        self._tiers = fold_field(weights, shape, SHOPPER, 1, first=start.tiers, count=start.bins - start.tiers)
        self._pairs = PairTable(weights, shape, first=start.bins, count=len(table.numbers))
        self._biases = _biases(weights, shape)

    def chances(self, *, user: tuple[int, int], touched: Bag, rows: Rows, columns: Columns) -> dict[str, Floats]:
        """Return a chance a row for each head; `touched` is the one bag of what the shopper touched last."""
        (hidden, rest), pairs = self._pairs.add(columns)
        hidden += self._products.hidden.take(rows, axis=0)
        rest += self._products.rest.take(rows, axis=0)
        mine = self._of_touched(touched), self._regions, self._tiers
        shopper = [
            a + b + c + d[user[0]] + e[user[1]] for a, b, c, d, e in zip(self._biases, pairs, *mine, strict=True)
        ]
        logits = self._logits(hidden, rest + shopper[1], left=shopper[0][0])
        calibrated = logits * self._calibration[:, 0] + self._calibration[:, 1]
        return dict(zip(self.heads, sigmoid(calibrated).T, strict=True))

    def _of_touched(self, bag: Bag) -> Folded:
        """Return what a bag of touched products adds, as `halve` does for many of them."""
        pooled = bag.weights @ self._weights[TABLE][bag.numbers[0]]
        linear = bag.weights @ self._weights[LINEAR][bag.numbers[0]]
        hidden = pooled @ self._weights[f"{HISTORY}.bag0"]
        return fold(self._weights, self._shape, Half(linear, pooled, pooled**2, hidden))

    def _logits(self, hidden: Floats, rest: Floats, *, left: Floats) -> Floats:
        """Return [n, heads]; `left` [width] has still to be added to each row of `hidden`.

        It never is: max(x + c, 0) = max(x, -c) + c, and that c goes through the next layer by itself, as one row.
        """
        heads, width = self._shape.heads, self._shape.hidden[0]
        np.maximum(hidden, -left, out=hidden)
        logits = rest[:, :heads] + rest[:, heads:] ** 2 @ self._machine
        for head in range(heads):
            part = slice(head * width, (head + 1) * width)
            logits[:, head] += self._tower(head, hidden[:, part], left=left[part])
        return logits

    def _tower(self, head: int, values: Floats, *, left: Floats) -> Floats:
        weights, deepest = self._weights, len(self._shape.hidden) - 1
        for number in range(deepest):
            layer = weights[f"head{head}.layer{number}"]
            values, left = values @ layer, left @ layer + weights[f"head{head}.bias{number + 1}"]
            np.maximum(values, -left, out=values)
        layer = weights[f"head{head}.layer{deepest}"][:, 0]
        return np.asarray(values @ layer + left @ layer)


def _fold_products(weights: Weights, shape: Shape, table: ShopTable) -> Folded:
    """Return what every product adds, computed in parts so that memory holds one half alone."""
    side = table.products()
    width = shape.heads * shape.hidden[0], shape.heads + shape.dimension
    whole = Folded(*(np.empty((len(side.ids), each), np.float32) for each in width))
    for first in range(0, len(side.ids), CHUNK):
        part = slice(first, first + CHUNK)
        whole.hidden[part], whole.rest[part] = fold(weights, shape, halve(weights, PRODUCT, side.take(part)))
    return whole


def _biases(weights: Weights, shape: Shape) -> Folded:
    """Return what every example has before any of its sides adds something."""
    hidden = np.concatenate([weights[f"head{head}.bias0"] for head in range(shape.heads)])
    return Folded(hidden[None], np.pad(weights[BIAS], (0, shape.dimension))[None])
