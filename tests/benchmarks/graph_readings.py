"""Answer shoppers with embedded products as the graph channel does: by a decayed sum of the history's vectors."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from ranking.dataset import TrainingData, identities
from ranking.evaluation import Histories
from ranking.recall.base import Alignment, Floats, Mask, Part, Recalled, ShopperState, best, taken_rows, trail_of
from ranking.recall.graph_training import GraphConfig, contexts_of, trend
from ranking.recall.memory import MEMORIES
from tests.benchmarks.graph_embeddings import Vectors

HISTORY = 2_000  # events that an evaluation shows a channel at most


@dataclass(frozen=True)
class Reading:
    """Say how vectors answer a shopper: whose weights the history has, and what is better known or rises counts for."""

    memory: str  # of `ranking/recall/memory.py`, or "own": the vector that the method has learned for the shopper
    popularity: float = 0.0  # scores are multiplied by degree ** popularity
    trend: bool = False


READINGS = [Reading(*values) for values in itertools.product([*MEMORIES, "own"], (0.0, 0.3), (False, True))]


class Closeness:
    """Hold vectors and a memory, and how close each product is to the shopper who was asked for last."""

    def __init__(self, vectors: Vectors, memory: str, data: TrainingData) -> None:
        self._sources, self._targets = vectors.sources, vectors.targets
        self._memory = MEMORIES.get(memory, next(iter(MEMORIES.values())))
        self._own = _own_vectors(vectors, data) if memory == "own" else {}
        self._last: tuple[ShopperState, Floats] | None = None

    def of(self, shopper: ShopperState) -> Floats:
        """Return the inner product of every product [P] with the shopper."""
        if self._last is None or self._last[0] is not shopper:
            self._last = (shopper, (self._targets @ self._query(shopper).astype(np.float32)).astype(np.float32))
        return self._last[1]

    def _query(self, shopper: ShopperState) -> Floats:
        known = self._own.get(shopper.history_rows.tobytes())
        touched, weights = self._memory.query(trail_of(shopper, limit=self._memory.limit))
        return weights @ self._sources[touched] if known is None else known


class Nearest:
    """Recall the products of the largest inner product with a decayed sum of the history's, as `graph` does."""

    name: ClassVar[str] = "nearest"

    def __init__(self, closeness: Closeness, reading: Reading, data: TrainingData) -> None:
        self._closeness, self._weight = closeness, _weight(reading, data)

    @classmethod
    def load(cls, part: Part, alignment: Alignment) -> Self:
        raise NotImplementedError("A benchmark keeps its vectors in memory.")

    def recall(self, shopper: ShopperState, *, allowed: Mask | None, k: int) -> Recalled:
        scores = self._closeness.of(shopper) * self._weight
        return best(scores, allowed=allowed, excluded=taken_rows(shopper), k=k)


def readers(vectors: Vectors, readings: Iterable[Reading], data: TrainingData) -> dict[Reading, Nearest]:
    """This will make a channel of each reading that the vectors allow; channels of one memory share their work."""
    memories = [*MEMORIES, *(["own"] if vectors.shoppers is not None else [])]
    close = {memory: Closeness(vectors, memory, data) for memory in memories}
    return {each: Nearest(close[each.memory], each, data) for each in readings if each.memory in close}


def _weight(reading: Reading, data: TrainingData) -> np.ndarray:
    events, config = data.interactions, GraphConfig()
    degrees = np.asarray(contexts_of(data, half_life=config.half_life).sum(axis=0)).ravel()
    rising = trend(events, now=data.now, size=len(data.catalogue), config=config) if reading.trend else 1.0
    return np.asarray(np.maximum(degrees, 1e-3) ** reading.popularity * rising, dtype=np.float32)


def _own_vectors(vectors: Vectors, data: TrainingData) -> dict[bytes, np.ndarray]:
    """Return shoppers' vectors by history, as a channel is told no customer's number."""
    assert vectors.shoppers is not None
    events, histories = data.interactions, Histories(data, limit=HISTORY)
    who = np.unique(identities(events.customer, events.session))  # the order of the rows of contexts_of
    known = zip(who[who >= 0].tolist(), vectors.shoppers[who >= 0], strict=True)
    return {histories.state(customer).history_rows.tobytes(): vector for customer, vector in known}
