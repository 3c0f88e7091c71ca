"""Fit the logistic ranker by L-BFGS.

The logit is a sum of a product's own score, the shopper's and the pair's, so a gradient costs one pass over the
impressions for the pair and one over the catalogue for everything else, however many attributes there are. L2 and the
calibration are chosen on a later slice of time than the weights saw. The weights are then refitted on everything.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from ranking.features import CROSS, FeatureSpace
from ranking.metrics import log_loss
from ranking.rankers.base import CLICK_HEAD, Examples, Trained
from ranking.rankers.logistic import sigmoid
from ranking.rankers.platt import log_loss_of, platt
from ranking.rankers.slices import Slices
from ranking.recall.base import Floats, Part

Array = NDArray[np.float64]
STILL = 1e-3  # a spread below this is rounding


@dataclass(frozen=True, slots=True)
class LogisticConfig:
    """Hold how the ranker is fitted."""

    penalties: tuple[float, ...] = (10.0, 100.0, 1000.0)  # candidates for L2, on summed loss
    iterations: int = 60


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


def train(
    examples: Examples, space: FeatureSpace, *, slices: Slices, heads: tuple[str, ...], config: LogisticConfig
) -> Trained:
    """Return the heads asked for, fitted on everything; what they foretold comes from the early slice's weights."""
    arrays: dict[str, Floats] = {}
    before: dict[str, Floats] = {}
    late: dict[str, Floats] = {}
    facts: dict[str, Any] = {"cross": list(CROSS)}
    for head in heads:
        of_clicks = head == CLICK_HEAD
        fitted = fit_head(
            examples,
            examples.clicked if of_clicks else examples.bought,
            space,
            rows=np.arange(len(examples)) if of_clicks else np.flatnonzero(examples.clicked),
            slices=slices,
            config=config,
            with_position=of_clicks,
        )
        late[head], facts[f"{head}_penalty"] = fitted.late, fitted.penalty
        arrays |= {f"{head}.{name}": values for name, values in fitted.weights.items()}
        before |= {f"{head}.{name}": values for name, values in fitted.before.items()}
    return Trained(Part(arrays=arrays, facts=facts), Part(arrays=before, facts=facts), late)


@dataclass(frozen=True, slots=True)
class FittedHead:
    """Hold the weights fitted on everything, those before the last slices, and what these foretold of the late one."""

    weights: dict[str, Floats]
    before: dict[str, Floats]
    late: Floats  # for every row of the late slice
    penalty: float


def fit_head(
    examples: Examples,
    labels: NDArray[np.bool_],
    space: FeatureSpace,
    *,
    rows: NDArray[np.int64],
    slices: Slices,
    config: LogisticConfig,
    with_position: bool,
) -> FittedHead:
    """Return one head, learned from `rows` alone; the cross may have any columns."""
    early, middle = np.intersect1d(slices.early, rows), np.intersect1d(slices.middle, rows)
    mean, scale = _standard(examples.cross[rows])
    design = Design(
        attributes=_matrix(space),
        popularity=space.popularity,
        regions=len(space.alignment.regions),
        tiers=len(space.alignment.tiers),
        examples=examples,
        cross=np.asarray((examples.cross - mean) / scale, dtype=np.float64),
        with_position=with_position,
    )
    fitted = _path(_part(design, early), labels[early], config=config)
    losses = [log_loss(labels[middle], sigmoid(_part(design, middle).logits(weights))) or 0.0 for weights in fitted]
    chosen = int(np.argmin(losses))
    calibration = platt(_part(design, middle).logits(fitted[chosen]), labels[middle])
    foretold = sigmoid(calibration[0] * _part(design, slices.late).logits(fitted[chosen]) + calibration[1])
    penalty = config.penalties[chosen]
    final = _minimise(_part(design, rows), labels[rows], penalty=penalty, config=config, start=fitted[chosen])
    return FittedHead(
        weights=_export(final, mean=mean, scale=scale, calibration=calibration),
        before=_export(fitted[chosen], mean=mean, scale=scale, calibration=calibration),
        late=foretold,
        penalty=penalty,
    )


def _sums(places: NDArray[Any], values: Array, *, size: int) -> Array:
    return np.asarray(np.bincount(places, weights=values, minlength=size), dtype=np.float64)


def _part(design: Design, rows: NDArray[np.int64]) -> Design:
    return replace(design, examples=design.examples.take(rows), cross=design.cross[rows])


def _standard(cross: Floats) -> tuple[Floats, Floats]:
    # A feature that never varied has taught nothing; divided by its tiny spread, rounding would become a signal.
    spread = cross.std(axis=0, dtype=np.float64)
    return cross.mean(axis=0, dtype=np.float64).astype(np.float32), np.where(spread > STILL, spread, np.inf)


def _matrix(space: FeatureSpace) -> sparse.csr_matrix:
    table = space.attributes
    ones = np.ones(len(table.indices), dtype=np.float32)
    return sparse.csr_matrix((ones, table.indices, table.indptr), shape=(len(table.indptr) - 1, table.count))


def _path(design: Design, labels: NDArray[np.bool_], *, config: LogisticConfig) -> list[Weights]:
    """Return the weights for each penalty, each found from the stronger penalty's."""
    found: dict[float, Weights] = {}
    start = None
    for penalty in sorted(config.penalties, reverse=True):
        start = found[penalty] = _minimise(design, labels, penalty=penalty, config=config, start=start)
    return [found[penalty] for penalty in config.penalties]


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
        value, residuals = log_loss_of(logits, target)
        value += penalty / 2 * float((penalised * flat**2).sum())
        gradient = design.gradient(residuals).flat() + penalty * penalised * flat
        return value / len(target), gradient * unit / len(target)

    options = {"maxiter": config.iterations, "ftol": 1e-9}
    found = minimize(loss, shape.flat() / unit, jac=True, method="L-BFGS-B", options=options)
    return shape.filled(found.x * unit)


def _at_base_rate(design: Design, labels: NDArray[np.bool_]) -> Weights:
    rate = np.clip(labels.mean(), 1e-6, 1 - 1e-6)
    return replace(design.zeros(), bias=np.array([np.log(rate / (1 - rate))]))


def _export(weights: Weights, *, mean: Floats, scale: Floats, calibration: Array) -> dict[str, Floats]:
    cross = weights.cross / scale
    exported = {field.name: getattr(weights, field.name) for field in fields(weights)}
    exported |= {"cross": cross, "bias": weights.bias - mean @ cross, "calibration": calibration}
    return {name: np.asarray(values, dtype=np.float32) for name, values in exported.items()}
