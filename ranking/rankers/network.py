"""The network behind DeepFM and ESMM, defined once for training and serving.

Arrays in, arrays out: with numpy arrays it serves, with torch tensors it trains, so the two cannot drift apart. An
example has *sides* (the product, the shopper, the pair of both), and what the first layer makes of each side is added
up before anything bends. So the half of a product is computed once for a catalogue and that of a shopper once a
request, and the sum is exact.

Each head adds three terms to its logit: a linear one (first order), a factorisation machine over all pairs of fields
(second order, weighted by dimension for each head), and a tower of layers. Source: Guo et al., DeepFM, IJCAI 2017.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import Floats, Rows

Array = Any  # a numpy array when serving, a torch tensor when training
Weights = Mapping[str, Array]
TABLE, LINEAR, BIAS, MACHINE = "table", "linear", "bias", "machine"


@dataclass(frozen=True, slots=True)
class Shape:
    """Hold the sizes of a network; `hidden` lists the widths of each head's tower."""

    heads: int
    dimension: int
    hidden: tuple[int, ...]
    with_machine: bool  # the linear and the second-order term, without which a tower is all there is


class Bag(NamedTuple):
    """Hold several numbers a row and how much each counts; unused places count 0."""

    numbers: Array  # [S, M] rows of the table
    weights: Array  # [S, M]


class Side(NamedTuple):
    """Hold one side of S examples: F single-valued fields, bags, and K plain numbers."""

    ids: Array  # [S, F] rows of the table
    bags: tuple[Bag, ...]
    dense: Array  # [S, K]

    def take(self, index: Array) -> "Side":
        """Return the rows of an index array or slice."""
        bags = tuple(Bag(bag.numbers[index], bag.weights[index]) for bag in self.bags)
        return Side(self.ids[index], bags, self.dense[index])


class Half(NamedTuple):
    """Hold what one side adds to S examples before the first bend."""

    linear: Array  # [S, heads]
    sums: Array  # [S, d] the fields' vectors, added up
    squares: Array  # [S, d] the squares of the fields' vectors, added up
    hidden: Array  # [S, heads * width of the first layer]

    def take(self, index: Array) -> "Half":
        """Return the rows of an index array."""
        return Half(self.linear[index], self.sums[index], self.squares[index], self.hidden[index])


def halve(weights: Weights, name: str, side: Side) -> Half:
    """Return what the side of this name adds."""
    table, firsts = weights[TABLE], weights[LINEAR]
    vectors = table[side.ids]  # [S, F, d]
    linear = firsts[side.ids].sum(axis=1) + side.dense @ weights[f"{name}.linear"]
    sums, squares = vectors.sum(axis=1), (vectors**2).sum(axis=1)
    hidden = side.dense @ weights[f"{name}.dense"]
    hidden = hidden + vectors.reshape(len(vectors), vectors.shape[1] * vectors.shape[2]) @ weights[f"{name}.fields"]
    for number, bag in enumerate(side.bags):
        pooled = (table[bag.numbers] * bag.weights[:, :, None]).sum(axis=1)
        linear = linear + (firsts[bag.numbers] * bag.weights[:, :, None]).sum(axis=1)
        sums, squares = sums + pooled, squares + pooled**2
        hidden = hidden + pooled @ weights[f"{name}.bag{number}"]
    return Half(linear, sums, squares, hidden)


def add(halves: Sequence[Half]) -> Half:
    """Return the sum of halves of the same examples; one of a single row is added to all."""
    first, *others = halves
    for other in others:
        first = Half(*(mine + its for mine, its in zip(first, other, strict=True)))
    return first


def finish(weights: Weights, shape: Shape, whole: Half, *, drop: Callable[[Array], Array] | None = None) -> list[Array]:
    """Return each head's logits [n] of examples whose halves are added up; `drop` is training's dropout."""
    width = shape.hidden[0]
    pairs = 0.5 * (whole.sums**2 - whole.squares) if shape.with_machine else None
    logits = []
    for head in range(shape.heads):
        values = whole.hidden[:, head * width : (head + 1) * width]
        for number in range(len(shape.hidden)):
            values = (values + weights[f"head{head}.bias{number}"]).clip(min=0)
            values = drop(values) if drop else values
            values = values @ weights[f"head{head}.layer{number}"]
        logit = values[:, 0] + weights[BIAS][head]
        if pairs is not None:
            logit = logit + whole.linear[:, head] + pairs @ weights[MACHINE][head]
        logits.append(logit)
    return logits


def start(
    shape: Shape, *, rows: int, sides: Mapping[str, Side], rates: Sequence[float], seed: int
) -> dict[str, Floats]:
    """Return untrained weights that predict each head's base rate; `rows` is the height of the table."""
    random = np.random.default_rng(seed)
    width = shape.hidden[0] * shape.heads
    weights: dict[str, NDArray[Any]] = {
        TABLE: random.normal(scale=0.01, size=(rows, shape.dimension)),
        LINEAR: np.zeros((rows, shape.heads)),
        BIAS: np.log(np.clip(rates, 1e-6, 1 - 1e-6) / (1 - np.clip(rates, 1e-6, 1 - 1e-6))),
        MACHINE: np.ones((shape.heads, shape.dimension)),
    }
    for name, side in sides.items():
        fan_in = sum(_inputs(each, shape.dimension) for each in sides.values())
        weights[f"{name}.fields"] = _uniform(random, side.ids.shape[1] * shape.dimension, width, fan_in)
        weights[f"{name}.dense"] = _uniform(random, side.dense.shape[1], width, fan_in)
        weights[f"{name}.linear"] = np.zeros((side.dense.shape[1], shape.heads))
        for number in range(len(side.bags)):
            weights[f"{name}.bag{number}"] = _uniform(random, shape.dimension, width, fan_in)
    for head in range(shape.heads):
        for number, (fan_in, fan_out) in enumerate(pairwise((*shape.hidden, 1))):
            weights[f"head{head}.bias{number}"] = np.zeros(fan_in)
            weights[f"head{head}.layer{number}"] = _uniform(random, fan_in, fan_out, fan_in)
    return {name: np.asarray(values, dtype=np.float32) for name, values in weights.items()}


def no_fields(count: int) -> Rows:
    """Return the ids of a side that has no single-valued field."""
    return np.zeros((count, 0), dtype=np.int32)


def _inputs(side: Side, dimension: int) -> int:
    return int((side.ids.shape[1] + len(side.bags)) * dimension + side.dense.shape[1])


def _uniform(random: np.random.Generator, rows: int, columns: int, fan_in: int) -> NDArray[Any]:
    bound = max(fan_in, 1) ** -0.5
    return random.uniform(-bound, bound, size=(rows, columns))
