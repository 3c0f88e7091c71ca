"""Fit the logistic ranker by L-BFGS.

The logit is a sum of a product's own score, the shopper's and the pair's, so a gradient costs one pass over the
impressions for the pair and one over the catalogue for everything else, however many attributes there are. L2 is
chosen on a later slice of time than the weights saw; calibration (Platt) on the same slice; figures come from the
last slice, which neither saw. The weights are then refitted on everything.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from ranking.features import CROSS, FeatureSpace
from ranking.metrics import binary_metrics, log_loss
from ranking.rankers.base import CLICK_HEAD, CONVERSION_HEAD, Examples
from ranking.rankers.logistic import sigmoid
from ranking.recall.base import Floats, Part

Array = NDArray[np.float64]
STILL = 1e-3  # a spread below this is rounding


@dataclass(frozen=True, slots=True)
class LogisticConfig:
    """Hold how the ranker is fitted and how much evidence a head needs."""

    penalties: tuple[float, ...] = (10.0, 100.0, 1000.0)  # candidates for L2, on summed loss
    iterations: int = 60
    calibration_share: float = 0.1
    test_share: float = 0.1
    fewest_positives: int = 50
    max_impressions: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """Hold one head's weights, or a gradient of the same shape."""

    bias: Array
    cross: Array
    position: Array
    popularity: Array
    attributes: Array
    products: Array
    regions: Array
    tiers: Array

    def flat(self) -> Array:
        return np.concatenate([getattr(self, field.name) for field in fields(self)])

    def filled(self, flat: Array) -> "Weights":
        sizes = [len(getattr(self, field.name)) for field in fields(self)]
        parts = np.split(flat, np.cumsum(sizes)[:-1])
        return Weights(**{field.name: part for field, part in zip(fields(self), parts, strict=True)})


@dataclass(frozen=True, slots=True)
class Design:
    """Hold what a head is fitted on: products once, pairs standardised."""

    attributes: sparse.csr_matrix  # [P, A]
    popularity: Floats  # [P]
    regions: int
    tiers: int
    examples: Examples
    cross: Array  # [n, K] standardised; double, as the solver's vectors are, or each step would convert it
    with_position: bool

    def zeros(self) -> Weights:
        sizes = {"bias": 1, "cross": self.cross.shape[1], "position": int(self.with_position), "popularity": 1}
        sizes |= {"attributes": self.attributes.shape[1], "products": self.attributes.shape[0]}
        sizes |= {"regions": self.regions + 1, "tiers": self.tiers + 1}
        return Weights(**{name: np.zeros(size) for name, size in sizes.items()})

    def logits(self, weights: Weights) -> Array:
        sides = self.examples
        item = self.attributes @ weights.attributes + weights.products + self.popularity * weights.popularity[0]
        user = weights.regions[sides.region] + weights.tiers[sides.tier]
        total = item[sides.rows] + user + self.cross @ weights.cross + weights.bias[0]
        return np.asarray(total + sides.log_position * weights.position[0] if self.with_position else total)

    def gradient(self, residuals: Array) -> Weights:
        sides, count = self.examples, len(self.popularity)
        item = _sums(sides.rows, residuals, size=count)
        empty = self.zeros()
        return Weights(
            bias=np.array([residuals.sum()]),
            cross=self.cross.T @ residuals,
            position=np.array([sides.log_position @ residuals])[: len(empty.position)],
            popularity=np.array([self.popularity @ item]),
            attributes=self.attributes.T @ item,
            products=item,
            regions=_sums(sides.region, residuals, size=len(empty.regions)),
            tiers=_sums(sides.tier, residuals, size=len(empty.tiers)),
        )

    def squares(self) -> Weights:
        """Return the summed square of every input, which is how steeply each weight bends the loss."""
        sides, ones = self.examples, np.ones(len(self.examples))
        return replace(
            self.gradient(ones),  # for ones and zeros the square is the value
            cross=(self.cross**2).sum(axis=0),
            position=np.array([(sides.log_position**2).sum()])[: int(self.with_position)],
            popularity=np.array([(self.popularity[sides.rows] ** 2).sum()]),
        )


def fit(examples: Examples, space: FeatureSpace, *, config: LogisticConfig) -> tuple[Part, dict[str, Any]]:
    """Return the trained heads and their figures; a head without evidence is left out and its metrics say why."""
    arrays: dict[str, Floats] = {}
    metrics: dict[str, Any] = {}
    clicked = take(examples, np.flatnonzero(examples.clicked))
    for head, rows, labels in (
        (CLICK_HEAD, examples, examples.clicked),
        (CONVERSION_HEAD, clicked, clicked.bought),
    ):
        reason = _too_little(labels, config=config)
        if reason or (head == CONVERSION_HEAD and not arrays):
            metrics[head] = {"missing": reason or "There is no click head to build on."}
            continue
        weights, metrics[head] = _fit_head(rows, labels, space, config=config, with_position=head == CLICK_HEAD)
        arrays |= {f"{head}.{name}": values for name, values in weights.items()}
    return Part(arrays=arrays, facts={"cross": list(CROSS)}), metrics


def _too_little(labels: NDArray[np.bool_], *, config: LogisticConfig) -> str | None:
    fewest, positives = config.fewest_positives, int(labels.sum())
    if min(positives, len(labels) - positives) < fewest:
        return f"{positives} of {len(labels)} rows are positive; at least {fewest} of either kind are needed."
    return None


def _fit_head(
    examples: Examples, labels: NDArray[np.bool_], space: FeatureSpace, *, config: LogisticConfig, with_position: bool
) -> tuple[dict[str, Floats], dict[str, Any]]:
    mean, scale = _standard(examples.cross)
    design = Design(
        attributes=_matrix(space),
        popularity=space.popularity,
        regions=len(space.alignment.regions),
        tiers=len(space.alignment.tiers),
        examples=examples,
        cross=np.asarray((examples.cross - mean) / scale, dtype=np.float64),
        with_position=with_position,
    )
    early, middle, late = _in_time(len(examples), config=config)
    fitted = _path(_part(design, early), labels[early], config=config)
    losses = [log_loss(labels[middle], sigmoid(_part(design, middle).logits(weights))) or 0.0 for weights in fitted]
    chosen = int(np.argmin(losses))
    platt = _platt(_part(design, middle).logits(fitted[chosen]), labels[middle])
    predicted = sigmoid(platt[0] * _part(design, late).logits(fitted[chosen]) + platt[1])
    metrics: dict[str, Any] = binary_metrics(labels[late], predicted, groups=examples.list_id[late])
    metrics |= {"penalty": config.penalties[chosen], "trained_rows": len(examples)}
    final = _minimise(design, labels, penalty=config.penalties[chosen], config=config, start=fitted[chosen])
    return _export(final, mean=mean, scale=scale, platt=platt), metrics


def _sums(places: NDArray[Any], values: Array, *, size: int) -> Array:
    return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)


def take(examples: Examples, index: NDArray[Any] | slice) -> Examples:
    """Return the examples of an index array or slice."""
    return Examples(**{field.name: getattr(examples, field.name)[index] for field in fields(Examples)})


def _part(design: Design, part: slice) -> Design:
    return replace(design, examples=take(design.examples, part), cross=design.cross[part])


def _standard(cross: Floats) -> tuple[Floats, Floats]:
    # A feature that never varied has taught nothing; divided by its tiny spread, rounding would become a signal.
    spread = cross.std(axis=0, dtype=np.float64)
    return cross.mean(axis=0, dtype=np.float64).astype(np.float32), np.where(spread > STILL, spread, np.inf)


def _matrix(space: FeatureSpace) -> sparse.csr_matrix:
    table = space.attributes
    ones = np.ones(len(table.indices), dtype=np.float32)
    return sparse.csr_matrix((ones, table.indices, table.indptr), shape=(len(table.indptr) - 1, table.count))


def _in_time(size: int, *, config: LogisticConfig) -> tuple[slice, slice, slice]:
    test = size - int(size * config.test_share)
    middle = test - int(size * config.calibration_share)
    return slice(0, middle), slice(middle, test), slice(test, size)


def _path(design: Design, labels: NDArray[np.bool_], *, config: LogisticConfig) -> list[Weights]:
    """Return the weights for each penalty, each found from the stronger penalty's."""
    found: dict[float, Weights] = {}
    start = None
    for penalty in sorted(config.penalties, reverse=True):
        start = found[penalty] = _minimise(design, labels, penalty=penalty, config=config, start=start)
    return [found[penalty] for penalty in config.penalties]


def _loss(logits: Array, target: Array) -> tuple[float, Array]:
    """Return the summed log loss and its residuals; one exponential serves both."""
    small = np.exp(-np.abs(logits))
    value = np.log1p(small).sum() + np.maximum(logits, 0).sum() - target @ logits
    return float(value), np.where(logits >= 0, 1.0, small) / (1.0 + small) - target


def _minimise(
    design: Design,
    labels: NDArray[np.bool_],
    *,
    penalty: float,
    config: LogisticConfig,
    start: Weights | None = None,
) -> Weights:
    """Return the weights of least penalised loss.

    The solver sees every weight in units of its own curvature: a product's weight rests on a thousandth of the rows
    that the bias rests on, and without this the solver would creep.
    """
    shape = start or _at_base_rate(design, labels)
    target = labels.astype(np.float64)
    penalised = np.ones(len(shape.flat()))
    penalised[0] = 0.0  # the bias comes first
    rate = float(target.mean())
    unit = (rate * (1 - rate) * design.squares().flat() + penalty * penalised + 1e-9) ** -0.5

    def loss(scaled: Array) -> tuple[float, Array]:
        flat = scaled * unit
        logits = design.logits(shape.filled(flat))
        value, residuals = _loss(logits, target)
        value += penalty / 2 * float((penalised * flat**2).sum())
        gradient = design.gradient(residuals).flat() + penalty * penalised * flat
        return value / len(target), gradient * unit / len(target)

    options = {"maxiter": config.iterations, "ftol": 1e-9}
    found = minimize(loss, shape.flat() / unit, jac=True, method="L-BFGS-B", options=options)
    return shape.filled(found.x * unit)


def _at_base_rate(design: Design, labels: NDArray[np.bool_]) -> Weights:
    rate = np.clip(labels.mean(), 1e-6, 1 - 1e-6)
    return replace(design.zeros(), bias=np.array([np.log(rate / (1 - rate))]))


def _platt(logits: Array, labels: NDArray[np.bool_]) -> Array:
    """Return slope and offset that make the logits honest on a slice the weights did not see."""
    target = labels.astype(np.float64)
    if not 0 < target.sum() < len(target):
        return np.array([1.0, 0.0])

    def loss(parameters: Array) -> tuple[float, Array]:
        moved = parameters[0] * logits + parameters[1]
        value, residuals = _loss(moved, target)
        return value / len(target), np.array([residuals @ logits, residuals.sum()]) / len(target)

    bounds = [(0.05, 20.0), (None, None)]  # calibration may stretch the order of products, never turn it round
    return np.asarray(minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=bounds).x)


def _export(weights: Weights, *, mean: Floats, scale: Floats, platt: Array) -> dict[str, Floats]:
    cross = weights.cross / scale
    exported = {field.name: getattr(weights, field.name) for field in fields(weights)}
    exported |= {"cross": cross, "bias": weights.bias - mean @ cross, "calibration": platt}
    return {name: np.asarray(values, dtype=np.float32) for name, values in exported.items()}
