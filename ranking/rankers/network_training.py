"""Fit the network of DeepFM and ESMM.

Adam with L2 on every weight, more of it on vectors of ids; what is kept is a running average of the weights, taken
after the epoch with the least log loss on a later slice of time. Never by AUC: an order can be right while every
probability is eight times too high.

Sources: Guo et al., DeepFM (IJCAI 2017); Ma et al., ESMM (SIGIR 2018). Deviations: smaller towers, averaged weights,
and the first- and second-order terms of DeepFM in ESMM's heads as well (`with_machine` turns them off).

Rows are read block by block in a new order each epoch and shuffled within a few blocks, so memory mapped from disk may
be larger than the machine's. Under `torchrun` every process reads its own share of the blocks and the gradients are
averaged, so that all processes hold the same weights.
"""

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, distributed
from torch.nn import functional

from ranking.rankers.network import TABLE, Bag, Shape, Side, add, finish, halve, start
from ranking.recall.adam import Adam
from ranking.recall.base import Floats

Report = Callable[[int, str, Mapping[str, float]], None]
Goal = Literal["clicks", "purchases of the clicked", "entire space"]
BLOCK = 65_536  # rows that are read together
BLOCKS_AT_ONCE = 4  # that are shuffled together
AHEAD = 32_768  # rows judged at once
FEWEST_STEPS = 100  # an epoch, so that a small shop's network learns at all
SMALLEST_BATCH = 64
SMALLEST = 1e-7


class TrainingDiverged(ValueError):
    """Say that weights stopped being numbers."""


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Hold the sizes of a network and how it is fitted."""

    dimension: int = 8
    hidden: tuple[int, ...] = (64, 32)
    with_machine: bool = True
    batch: int = 4_096
    epochs: int = 6
    patience: int = 2  # epochs without a lower loss
    learning_rate: float = 2e-3
    weight_decay: float = 3e-5
    vector_decay: float = 3e-3  # for the vectors of ids and attributes
    dropout: float = 0.2
    averaged: float = 0.99  # of the running average that is kept each step
    max_seconds: float = 240.0


@dataclass(frozen=True, slots=True)
class Table:
    """Hold n examples: their sides, and for each side which of its rows an example has; None = its own."""

    sides: Mapping[str, Side]
    index: Mapping[str, NDArray[Any] | None]
    rows: int  # height of the table of vectors
    clicked: NDArray[np.bool_]
    bought: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.clicked)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Hold the weights that were kept, and the held-out loss after each epoch."""

    shape: Shape
    weights: dict[str, Floats]
    losses: list[float]
    examples_per_second: float


def fit(
    table: Table,
    *,
    goal: Goal,
    learning: NDArray[np.int64],
    judging: NDArray[np.int64],
    config: NetworkConfig,
    seed: int,
    beginning: Mapping[str, Floats] | None = None,
    report: Report | None = None,
) -> Fitted:
    """Return the network that foretells the goal best on the rows `judging`, having learned from `learning`.

    With "entire space" there are two heads, pctr and pcvr; otherwise one. It goes on from the weights `beginning` if
    there are any. Raises TrainingDiverged.
    """
    torch.manual_seed(seed + _rank())
    fitting = _Fitting(table, goal=goal, config=config, seed=seed, rates=_rates(table, goal, learning), first=beginning)
    random = np.random.default_rng(seed)
    size = min(config.batch, max(len(learning) // FEWEST_STEPS, SMALLEST_BATCH)) // _processes()
    best, losses, seen, began = fitting.weights(), [math.inf], 0, time.monotonic()
    for epoch in range(config.epochs):
        for rows in batches(learning, size=size, random=random, part=_rank(), parts=_processes()):
            fitting.step(rows)
            seen += len(rows)
        losses.append(fitting.loss(judging))
        _say(report, epoch=epoch, config=config, loss=losses[-1])
        if losses[-1] < min(losses[:-1]):
            best = fitting.weights()
        if _is_over(losses, config=config, began=began):
            break
    speed = seen / max(time.monotonic() - began, 1e-9)
    return Fitted(fitting.shape, best, losses[1:], speed * _processes())


def predict(fitted: Fitted, table: Table, rows: NDArray[np.int64]) -> list[Floats]:
    """Return each head's logits for the rows of a table."""
    found: list[list[Floats]] = [[] for _ in range(fitted.shape.heads)]
    for first in range(0, max(len(rows), 1), AHEAD):
        index = rows[first : first + AHEAD]
        halves = [halve(fitted.weights, name, _rows(table, name, index)) for name in table.sides]
        for kept, logits in zip(found, finish(fitted.weights, fitted.shape, add(halves)), strict=True):
            kept.append(logits)
    return [np.concatenate(parts).astype(np.float32) for parts in found]


def batches(
    rows: NDArray[np.int64], *, size: int, random: np.random.Generator, part: int = 0, parts: int = 1
) -> Iterator[NDArray[np.int64]]:
    """Yield all rows in batches, in a new order, reading from few places at a time.

    With several parts each yields its own share in equally many batches; the few rows that do not divide are left out.
    """
    blocks = [rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK)]
    order = random.permutation(len(blocks))
    for first in range(0, len(order), BLOCKS_AT_ONCE):
        together = np.concatenate([blocks[block] for block in order[first : first + BLOCKS_AT_ONCE]])
        random.shuffle(together)
        share = together[part : len(together) // parts * parts : parts]
        for begin in range(0, len(share), size):
            yield share[begin : begin + size]


class _Fitting:
    """Hold a network in torch, its optimiser and the running average of its weights."""

    def __init__(
        self,
        table: Table,
        *,
        goal: Goal,
        config: NetworkConfig,
        seed: int,
        rates: list[float],
        first: Mapping[str, Floats] | None,
    ) -> None:
        self.shape = Shape(len(rates), config.dimension, config.hidden, config.with_machine)
        self._table, self._goal, self._config = table, goal, config
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        first = first or start(self.shape, rows=table.rows, sides=table.sides, rates=rates, seed=seed)
        self._weights = {
            name: torch.from_numpy(values.copy()).to(self._device).requires_grad_(values.size > 0)
            for name, values in first.items()
        }
        self._average = {name: weight.detach().clone() for name, weight in self._weights.items()}
        vectors = [self._weights[TABLE]]
        others = [weight for name, weight in self._weights.items() if name != TABLE]
        rate = config.learning_rate
        self._optimisers = (
            Adam(vectors, learning_rate=rate, weight_decay=config.vector_decay),
            Adam(others, learning_rate=rate, weight_decay=config.weight_decay),
        )
        seen = rates if goal != "entire space" else [rates[0], rates[0] * rates[1]]
        self._base_losses = np.array([_entropy(rate) for rate in seen])
        self._steps = 0

    def step(self, rows: NDArray[np.int64]) -> None:
        loss = sum(self._losses(self._logits(self._weights, rows, drop=self._drop), rows))
        assert isinstance(loss, Tensor)
        for optimiser in self._optimisers:
            optimiser.zero_grad()
        loss.backward()
        _average_gradients(list(self._weights.values()))
        for optimiser in self._optimisers:
            optimiser.step()
        self._steps += 1
        kept = min(self._config.averaged, 1 - 1 / (self._steps + 1))
        with torch.no_grad():
            for name, weight in self._weights.items():
                self._average[name].lerp_(weight, 1 - kept)

    @torch.no_grad()
    def loss(self, rows: NDArray[np.int64]) -> float:
        """Return the log loss of the averaged weights on some rows, in units of knowing no more than the base rate.

        With two heads it is the mean of both, so that the many clicks do not outvote the few purchases.
        """
        totals = np.zeros(self.shape.heads)
        for first in range(0, len(rows), AHEAD):
            part = rows[first : first + AHEAD]
            losses = self._losses(self._logits(self._average, part), part)
            totals += np.array([float(loss) for loss in losses]) * len(part)
        mean = float(np.mean(totals / max(len(rows), 1) / self._base_losses))
        if not math.isfinite(mean):
            raise TrainingDiverged("The network diverged: its weights are no longer numbers. Lower its learning rate.")
        return mean

    def weights(self) -> dict[str, Floats]:
        return {name: weight.cpu().numpy().copy() for name, weight in self._average.items()}

    def _logits(
        self, weights: Mapping[str, Tensor], rows: NDArray[np.int64], *, drop: Callable[[Tensor], Tensor] | None = None
    ) -> list[Tensor]:
        halves = [
            halve(weights, name, _tensors(_rows(self._table, name, rows), self._device)) for name in self._table.sides
        ]
        return finish(weights, self.shape, add(halves), drop=drop)

    def _drop(self, values: Tensor) -> Tensor:
        return functional.dropout(values, self._config.dropout)

    def _losses(self, logits: Sequence[Tensor], rows: NDArray[np.int64]) -> list[Tensor]:
        clicked, bought = self._labels(self._table.clicked, rows), self._labels(self._table.bought, rows)
        if self._goal == "entire space":
            return [_log_loss(logits[0], clicked), _loss_of_both(logits[0], logits[1], bought=bought)]
        return [_log_loss(logits[0], clicked if self._goal == "clicks" else bought)]

    def _labels(self, values: NDArray[np.bool_], rows: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(values[rows].astype(np.float32)).to(self._device)


def _log_loss(logits: Tensor, labels: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, labels)


def _loss_of_both(click: Tensor, purchase: Tensor, *, bought: Tensor) -> Tensor:
    """Return the log loss of pctr x pcvr on purchases, over all impressions."""
    both = functional.logsigmoid(click) + functional.logsigmoid(purchase)
    neither = torch.log1p(-both.exp().clamp(max=1 - SMALLEST))
    return -(bought * both + (1 - bought) * neither).mean()


def _rates(table: Table, goal: Goal, rows: NDArray[np.int64]) -> list[float]:
    """Return the base rate that each head starts from."""
    clicks, purchases = _share(table.clicked, rows), _share(table.bought, rows)
    if goal == "entire space":
        return [clicks, purchases / max(clicks, SMALLEST)]
    return [clicks if goal == "clicks" else purchases]


def _share(labels: NDArray[np.bool_], rows: NDArray[np.int64]) -> float:
    """Return the share of the rows that are positive; rows may be mapped from disk, so they are read block by block."""
    found = sum(int(labels[rows[first : first + BLOCK]].sum()) for first in range(0, len(rows), BLOCK))
    return found / max(len(rows), 1)


def _entropy(rate: float) -> float:
    safe = min(max(rate, SMALLEST), 1 - SMALLEST)
    return -(safe * math.log(safe) + (1 - safe) * math.log(1 - safe))


def _rows(table: Table, name: str, rows: NDArray[np.int64]) -> Side:
    """Return one side of some examples."""
    index = table.index[name]
    return table.sides[name].take(rows if index is None else index[rows])


def _tensors(side: Side, device: torch.device) -> Side:
    def moved(values: NDArray[Any]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(device)

    bags = tuple(Bag(moved(bag.numbers), moved(bag.weights)) for bag in side.bags)
    return Side(moved(side.ids), bags, moved(side.dense))


def _is_over(losses: list[float], *, config: NetworkConfig, began: float) -> bool:
    """Say whether to stop; all processes do so after the same epoch."""
    stale = len(losses) - 1 - int(np.argmin(losses)) >= config.patience
    late = time.monotonic() - began > config.max_seconds
    if _processes() == 1:
        return stale or late
    told = torch.tensor([float(stale or late)])
    distributed.all_reduce(told)
    return bool(told[0] > 0)


def _average_gradients(weights: list[Tensor]) -> None:
    if _processes() > 1:
        for weight in (each for each in weights if each.grad is not None):
            distributed.all_reduce(weight.grad)
            weight.grad /= _processes()


def _processes() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def _rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


def _say(report: Report | None, *, epoch: int, config: NetworkConfig, loss: float) -> None:
    if report:
        report(100 * (epoch + 1) // config.epochs, f"epoch {epoch + 1}", {"held_out_loss": loss})
