"""Make logits honest: a slope and an offset, found on a slice of time that the weights did not see (Platt, 1999)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
UNCHANGED = np.array([1.0, 0.0])


def platt(logits: NDArray[Any], labels: NDArray[np.bool_]) -> Array:
    """Return slope and offset [2]; with a single class they change nothing."""
    logits, target = logits.astype(np.float64), labels.astype(np.float64)
    if not 0 < target.sum() < len(target):
        return UNCHANGED

    def loss(parameters: Array) -> tuple[float, Array]:
        value, residuals = log_loss_of(parameters[0] * logits + parameters[1], target)
        return value / len(target), np.array([residuals @ logits, residuals.sum()]) / len(target)

    bounds = [(0.05, 20.0), (None, None)]  # calibration may stretch the order of products, never turn it round
    return np.asarray(minimize(loss, UNCHANGED, jac=True, method="L-BFGS-B", bounds=bounds).x)


def log_loss_of(logits: Array, target: Array) -> tuple[float, Array]:
    """Return the summed log loss and its residuals; one exponential serves both."""
    small = np.exp(-np.abs(logits))
    value = np.log1p(small).sum() + np.maximum(logits, 0).sum() - target @ logits
    return float(value), np.where(logits >= 0, 1.0, small) / (1.0 + small) - target
