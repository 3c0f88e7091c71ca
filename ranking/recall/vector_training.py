"""Train the two towers.

Sampled softmax over in-batch targets and uniform negatives with the logQ correction (Yi et al., RecSys 2019).
Deviations: each candidate appears once in a batch, so the correction is the log of its chance to be in the batch at
all; the product tower starts from the item graph's vectors; no normalisation, the last dimension starts as log
popularity so that the inner product can weigh taste against demand. Only first contacts are targets: what a shopper
touches again is the business of the `again` channel.
"""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ranking.dataset import TrainingData
from ranking.recall.adam import Adam
from ranking.recall.attributes import attributes_of, fit_price_edges
from ranking.recall.base import Floats, Names, Part, align
from ranking.recall.towers import Towers
from ranking.recall.vector_examples import Batch, Examples, collect_examples, make_batch

Progress = Callable[[int, str, dict[str, float]], None]
START_SCALE = 5.0  # unit vectors agree too softly for a softmax over thousands


@dataclass(frozen=True, slots=True)
class VectorConfig:
    """Hold the size of the towers and how long they may train."""

    dimension: int = 64
    half_life: float = 30.0  # days, for the history
    history_limit: int = 50
    epochs: int = 6
    batch: int = 4_096
    negatives: int = 512
    learning_rate: float = 3e-3
    weight_decay: float = 1e-6
    own_vector_dropout: float = 0.1  # how often a product must be recognised by its attributes alone
    held_out: float = 0.1
    max_examples: int = 400_000  # the newest
    max_seconds: float = 240.0
    validation_examples: int = 4_000


def fit(
    data: TrainingData,
    *,
    config: VectorConfig,
    seed: int,
    initial: Floats | None = None,
    report: Progress | None = None,
) -> Part:
    """Return the trained towers as arrays; without two events of one shopper they stay as they started."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    report = report or (lambda percent, message, metrics: None)
    examples = collect_examples(data, history_limit=config.history_limit, most=config.max_examples)
    towers, price_edges = _build(data, config=config, initial=initial)
    losses = _train(towers, examples, data=data, config=config, random=random, report=report) if len(examples) else []
    facts = {"half_life": config.half_life, "history_limit": config.history_limit, "held_out_loss": losses}
    return Part(arrays=towers.export() | {"price_edges": price_edges}, facts=facts)


def _build(data: TrainingData, *, config: VectorConfig, initial: Floats | None) -> tuple[Towers, Floats]:
    catalogue = data.catalogue
    price_edges = fit_price_edges(catalogue.prices)
    towers = Towers(
        attributes=attributes_of(align(Names.of(catalogue), catalogue), price_edges=price_edges),
        materials=catalogue.materials,
        regions=len(catalogue.region_codes),
        tiers=len(catalogue.tier_codes),
        dimension=config.dimension,
    )
    _start_from(towers, initial, demand=np.bincount(data.interactions.product, minlength=len(catalogue)))
    return towers, price_edges


def _start_from(towers: Towers, initial: Floats | None, *, demand: NDArray[np.int64]) -> None:
    with torch.no_grad():
        table = towers.products.weight
        if initial is not None:
            width = min(initial.shape[1], table.shape[1] - 1)
            lengths = np.linalg.norm(initial[:, :width], axis=1, keepdims=True)
            table[:, :width] = torch.from_numpy((initial[:, :width] / np.maximum(lengths, 1e-9)).astype(np.float32))
        logs = np.log1p(demand)
        table[:, -1] = torch.from_numpy((logs - logs.mean()).astype(np.float32))
        towers.linear.mul_(START_SCALE)
        towers.linear[-1, -1] = 0.0  # having touched popular products is no reason to love popularity
        towers.bias[-1] = 1.0


def _train(
    towers: Towers,
    examples: Examples,
    *,
    data: TrainingData,
    config: VectorConfig,
    random: np.random.Generator,
    report: Progress,
) -> list[float]:
    """Train until the held-out loss stops falling, keep the best epoch, then learn the newest events once."""
    cut = len(examples) - int(len(examples) * config.held_out)
    learning, held_out = np.arange(cut), np.arange(cut, len(examples))
    optimiser = Adam(towers.parameters(), learning_rate=config.learning_rate, weight_decay=config.weight_decay)
    sampler = Sampler(examples.target, size=len(data.catalogue), config=config)
    losses, best, deadline = (
        [_held_out_loss(towers, examples, held_out, config=config)],
        _copy(towers),
        _now() + config.max_seconds,
    )
    for epoch in range(config.epochs):
        finished = _epoch(towers, optimiser, examples, random.permutation(learning), sampler, random, config, deadline)
        losses.append(_held_out_loss(towers, examples, held_out, config=config))
        report(100 * (epoch + 1) // config.epochs, f"epoch {epoch + 1}", {"held_out_loss": losses[-1]})
        if losses[-1] < min(losses[:-1]):
            best = _copy(towers)
        if losses[-1] > min(losses[:-1]) or not finished:
            break
    towers.load_state_dict(best)
    _epoch(towers, optimiser, examples, held_out, sampler, random, config, _now() + config.max_seconds)
    return losses


def _epoch(
    towers: Towers,
    optimiser: Adam,
    examples: Examples,
    order: NDArray[np.int64],
    sampler: "Sampler",
    random: np.random.Generator,
    config: VectorConfig,
    deadline: float,
) -> bool:
    """Learn from the examples once; returns whether time sufficed."""
    for start in range(0, len(order), config.batch):
        if _now() > deadline:
            return False
        batch = make_batch(examples, order[start : start + config.batch], half_life=config.half_life)
        candidates, log_chance = sampler.draw(batch.target, random=random)
        logits = _logits(towers, batch, candidates, dropout=config.own_vector_dropout)
        place = torch.from_numpy(np.searchsorted(candidates, batch.target))
        loss = functional.cross_entropy(logits - torch.from_numpy(log_chance), place, reduction="none")
        weight = torch.from_numpy(batch.weight)
        optimiser.zero_grad()
        ((loss * weight).sum() / weight.sum()).backward()
        optimiser.step()
    return True


class Sampler:
    """Draw the candidates of a batch: its own targets and some products at random."""

    def __init__(self, targets: NDArray[np.int64], *, size: int, config: VectorConfig) -> None:
        self._share = np.bincount(targets, minlength=size) / max(len(targets), 1)
        self._uniform = min(config.negatives / size, 1.0)
        self._count = min(config.negatives, size)
        self._size = size

    def draw(self, targets: NDArray[np.int64], *, random: np.random.Generator) -> tuple[NDArray[np.int64], Floats]:
        """Return distinct candidate rows, ascending, and the log of each one's chance to be drawn."""
        drawn = random.choice(self._size, size=self._count, replace=False)
        candidates = np.unique(np.concatenate([targets, drawn]))
        absent = (1 - self._share[candidates]) ** len(targets) * (1 - self._uniform)
        return candidates, np.log(np.maximum(1 - absent, 1e-9)).astype(np.float32)


def _logits(towers: Towers, batch: Batch, candidates: NDArray[np.int64], *, dropout: float) -> Tensor:
    """Return scores [n, candidates]."""
    rows = np.concatenate([batch.unique, candidates])
    vectors = towers.product(torch.from_numpy(rows), dropout=dropout)
    history, products = vectors[: len(batch.unique)], vectors[len(batch.unique) :]
    flat, offsets, shares = (torch.from_numpy(part) for part in (batch.flat, batch.offsets, batch.shares))
    mean = functional.embedding_bag(flat, history, offsets, mode="sum", per_sample_weights=shares)
    return towers.user(mean, region=torch.from_numpy(batch.region), tier=torch.from_numpy(batch.tier)) @ products.T


@torch.no_grad()
def _held_out_loss(towers: Towers, examples: Examples, held_out: NDArray[np.int64], *, config: VectorConfig) -> float:
    """Return the mean loss against every product of the catalogue."""
    if not len(held_out):
        return float("inf")
    step = max(len(held_out) // config.validation_examples, 1)
    everything = np.arange(towers.products.num_embeddings)
    losses = []
    for part in np.array_split(held_out[::step], max(len(held_out) // step // 500, 1)):
        batch = make_batch(examples, part, half_life=config.half_life)
        logits = _logits(towers, batch, everything, dropout=0.0)
        losses.append(functional.cross_entropy(logits, torch.from_numpy(batch.target), reduction="none").numpy())
    return float(np.concatenate(losses).mean())


def _copy(towers: Towers) -> dict[str, Tensor]:
    return copy.deepcopy(towers.state_dict())


_now = time.monotonic
