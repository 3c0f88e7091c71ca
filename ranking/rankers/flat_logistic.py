"""Logistic regression on a network's examples: one weight a category and one a number, fitted by L-BFGS.

It is what networks are measured against where examples are no impressions of a shop; `logistic.py` is the one that
serves.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from ranking.metrics import log_loss
from ranking.rankers.logistic import sigmoid
from ranking.rankers.network import Side
from ranking.rankers.platt import Array, log_loss_of

MOST = 2_000_000  # rows that weights are learned from; the design of more would not fit into a small machine
AT_ONCE = 262_144  # rows that are foretold together
PENALTIES = (3.0, 10.0, 30.0, 100.0)  # candidates for L2, on summed loss


@dataclass(frozen=True, slots=True)
class FlatLogistic:
    """Hold the weights [categories + numbers + 1] and the penalty that was chosen; the bias comes last."""

    weights: Array
    penalty: float

    def logits(self, design: sparse.csr_matrix) -> Array:
        """Return the logits of the rows of a design."""
        return np.asarray(design @ self.weights)

    def logits_of(self, side: Side, rows: NDArray[np.int64], *, height: int) -> Array:
        """Return the logits of any number of rows, a part at a time."""
        parts = (rows[first : first + AT_ONCE] for first in range(0, max(len(rows), 1), AT_ONCE))
        return np.concatenate([self.logits(design_of(side, part, height=height)) for part in parts])


def evenly(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return at most MOST of the rows, evenly drawn."""
    if len(rows) <= MOST:
        return rows
    return np.asarray(rows[np.linspace(0, len(rows) - 1, num=MOST).astype(np.int64)])


def design_of(side: Side, rows: NDArray[np.int64], *, height: int) -> sparse.csr_matrix:
    """Return [n, height + K + 1]: a one for each category, the numbers, and a one for the bias."""
    ids, dense = np.asarray(side.ids[rows]), np.asarray(side.dense[rows])
    count, fields, numbers = len(rows), ids.shape[1], dense.shape[1]
    columns = np.hstack([ids, np.tile(np.arange(height, height + numbers + 1), (count, 1))])
    values = np.hstack([np.ones((count, fields)), dense, np.ones((count, 1))])
    starts = np.arange(count + 1) * columns.shape[1]
    return sparse.csr_matrix((values.ravel(), columns.ravel(), starts), shape=(count, height + numbers + 1))


def fit(
    learning: sparse.csr_matrix,
    labels: NDArray[np.bool_],
    *,
    judging: sparse.csr_matrix,
    judged: NDArray[np.bool_],
    iterations: int = 100,
) -> FlatLogistic:
    """Return the weights whose penalty gives the least log loss on the rows `judging`."""
    found, begin = [], _at_base_rate(learning.shape[1], labels)
    for penalty in sorted(PENALTIES, reverse=True):
        begin = _minimise(learning, labels, penalty=penalty, begin=begin, iterations=iterations)
        found.append(FlatLogistic(begin, penalty))
    return min(found, key=lambda each: log_loss(judged, sigmoid(each.logits(judging))) or 0.0)


def _minimise(
    design: sparse.csr_matrix, labels: NDArray[np.bool_], *, penalty: float, begin: Array, iterations: int
) -> Array:
    target, shrunk = labels.astype(np.float64), np.ones(design.shape[1])
    shrunk[-1] = 0.0
    transposed = design.T.tocsr()

    def loss(weights: Array) -> tuple[float, Array]:
        value, residuals = log_loss_of(np.asarray(design @ weights), target)
        value += penalty / 2 * float(shrunk @ weights**2)
        return value / len(target), (transposed @ residuals + penalty * shrunk * weights) / len(target)

    options = {"maxiter": iterations, "ftol": 1e-9}
    return np.asarray(minimize(loss, begin, jac=True, method="L-BFGS-B", options=options).x)


def _at_base_rate(size: int, labels: NDArray[np.bool_]) -> Array:
    weights = np.zeros(size)
    rate = np.clip(labels.mean(), 1e-6, 1 - 1e-6)
    weights[-1] = np.log(rate / (1 - rate))
    return weights
