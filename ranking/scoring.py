"""Serve a trained model: recall and score for one request, in numpy and FAISS alone."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np

from ranking import artifacts
from ranking.artifacts import ArtifactError, Model
from ranking.dataset import Catalogue
from ranking.features import FeatureSpace
from ranking.first_day import UNTRAINED, first_day
from ranking.rankers import RANKERS
from ranking.rankers.base import Ranker
from ranking.recall import RECALLS, UNTAUGHT
from ranking.recall.base import (
    NOTHING,
    USUAL,
    Alignment,
    Floats,
    Mask,
    Part,
    Recall,
    Recalled,
    Rows,
    ShopperState,
    align,
)
from ranking.recall.complement import Complement
from ranking.recall.feel import Feel
from ranking.recall.serving import Serving
from ranking.recall.vector import Vector
from ranking.request_features import RequestFeatures
from ranking.returns import RETURN_HEAD, Returns

__all__ = ["ArtifactError", "Recalled", "ServingModel", "ShopperState", "load_model", "untrained_model"]


class _Last(threading.local):
    """Hold what a thread asked last: a list asks for the match of its candidates and then for their scores."""

    request: RequestFeatures | None = None


class ServingModel:
    """One model for one catalogue. Immutable after loading, so threads may share it."""

    def __init__(
        self,
        *,
        model: Model,
        channels: Mapping[str, Recall],
        rankers: Mapping[str, Ranker],
        space: FeatureSpace,
        returns: Returns | None = None,
    ) -> None:
        self.version = model.version
        self.metrics: dict[str, Any] = dict(model.metrics)
        self._model = model
        self._channels = channels
        self._rankers = rankers
        self._space = space
        self._returns = returns
        self._last = _Last()

    @property
    def foretells_returns(self) -> bool:
        """Return whether `score` knows how likely a return is."""
        return self._returns is not None

    def renewed(self, catalogue: Catalogue) -> "ServingModel":
        """Return the same model for a catalogue that has changed since. A trained one reads nothing again."""
        serving = self._space.alignment.serving
        if self.version == UNTRAINED:
            return untrained_model(catalogue, serving=serving)
        return assemble(self._model, catalogue, serving=serving)

    @property
    def size(self) -> int:
        """Return how many products it can be asked about."""
        return len(self._space.alignment.catalogue)

    @property
    def product_vectors(self) -> Floats:
        """Return [P, d]: where each product lies in the space that shoppers and products share; d is 0 untrained."""
        vector = self._channels.get(Vector.name)
        return vector.vectors if isinstance(vector, Vector) else np.zeros((self.size, 0), dtype=np.float32)

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels that can be asked."""
        return tuple(RECALLS)

    @property
    def rankers(self) -> tuple[str, ...]:
        """Return the rankers whose training had enough to learn from."""
        return tuple(self._rankers)

    def heads(self, ranker: str) -> tuple[str, ...]:
        """Return what a ranker predicts, for instance ("pctr", "pcvr", "pctcvr")."""
        return self._rankers[ranker].heads

    def recall(self, channel: str, shopper: ShopperState, *, allowed: Mask | None = None, k: int) -> Recalled:
        """Return a channel's best allowed rows; an unknown channel is a KeyError, an untrained one is empty."""
        if channel not in RECALLS:
            raise KeyError(channel)
        if channel not in self._channels or k <= 0:
            return NOTHING
        return self._channels[channel].recall(shopper, allowed=allowed, k=k)

    def score(self, ranker: str, shopper: ShopperState, rows: Rows) -> dict[str, Floats]:
        """Return each head's calibrated probability for the rows, as if each stood at the first position.

        Where the shop has taught it, every ranker is joined by `preturn`, the chance that a bought piece comes back.
        """
        request = self._request(shopper, rows)
        self._last.request = None  # nobody asks again: the past of a shopper is let go of
        ranked = self._rankers[ranker]
        heads = dict(ranked.score(user=request.user, history=request.history, rows=rows, cross=request.cross))
        if self._returns is not None:
            heads[RETURN_HEAD] = self._returns.score(request)
        return heads

    def material_match(self, shopper: ShopperState, rows: Rows) -> Floats:
        """Return 0..1 for each row: how near its material is to what the shopper's events are made of."""
        return self._request(shopper, rows).material_match

    def nearness(self, shopper: ShopperState, rows: Rows) -> Floats:
        """Return 0..1 for each row: how near its material is to that of the product in view; 0 where none is."""
        return self._feel.nearness(shopper, rows)

    def alike_in_view(self, shopper: ShopperState, row: int) -> int:
        """Return which product in view a row feels most like; -1 where it feels like none of them."""
        return self._feel.alike_in_view(shopper, row)

    def bond(self, shopper: ShopperState, rows: Rows) -> Floats:
        """Return 0..1 for each row: how strongly it goes with the product in view or the cart; 0 where none is."""
        complement = self._complement
        return np.zeros(len(rows), dtype=np.float32) if complement is None else complement.bond(shopper, rows)

    def goes_with(self, shopper: ShopperState, row: int) -> tuple[int, bool]:
        """Return with which product a row goes best, and whether they were bought together; -1 with none."""
        return (-1, False) if self._complement is None else self._complement.goes_with(shopper, row)

    def forget_shopper(self) -> None:
        """Let go of the past of whoever this thread asked about last; `score` does so by itself."""
        self._last.request = None

    @property
    def _complement(self) -> Complement | None:
        found = self._channels.get(Complement.name)
        return found if isinstance(found, Complement) else None

    @property
    def _feel(self) -> Feel:
        return cast(Feel, self._channels[Feel.name])

    def _request(self, shopper: ShopperState, rows: Rows) -> RequestFeatures:
        """Return the features of a request; whoever asks about the very same rows next gets what is already known."""
        last = self._last.request
        if last is None or last.shopper is not shopper or last.rows is not rows:
            last = self._last.request = RequestFeatures(self._space, shopper, rows)
        return last


def load_model(folder: Path, catalogue: Catalogue, *, serving: Serving = USUAL) -> ServingModel:
    """Return the model of a folder for this catalogue; raises ArtifactError and never half a model."""
    model = artifacts.read(folder)
    try:
        return assemble(model, catalogue, serving=serving)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        reason = f"{folder} does not fit this release or catalogue ({error!r})."
        raise ArtifactError(f"{reason} {artifacts.RETRAIN}") from error


def assemble(model: Model, catalogue: Catalogue, *, serving: Serving = USUAL) -> ServingModel:
    """Return a model in memory for this catalogue, as `load_model` does from disk."""
    alignment = align(model.names, catalogue, serving=serving)
    parts = {**UNTAUGHT, **model.channels}
    channels = {name: RECALLS[name].load(part, alignment) for name, part in parts.items()}
    space = feature_space(model.features, alignment, channels)
    rankers = {name: RANKERS[name].load(part, space) for name, part in model.rankers.items()}
    returns = Returns.load(model.returns, space) if model.returns else None
    return ServingModel(model=model, channels=channels, rankers=rankers, space=space, returns=returns)


def feature_space(part: Part, alignment: Alignment, channels: Mapping[str, Recall]) -> FeatureSpace:
    """Return the features, which borrow product vectors and companions from the channels that are trained."""
    size = len(alignment.catalogue)
    vector, complement = channels.get(Vector.name), channels.get(Complement.name)
    vectors = vector.vectors if isinstance(vector, Vector) else np.zeros((size, 0), np.float32)
    nobody = np.full((size, 0), -1, np.int32), np.zeros((size, 0), np.float32)
    companions = complement.companions if isinstance(complement, Complement) else nobody
    return FeatureSpace.load(part, alignment, vectors=vectors, companions=companions)


def untrained_model(catalogue: Catalogue, *, serving: Serving = USUAL) -> ServingModel:
    """Return what a shop has on its first day: recall by what products are, no ranker."""
    return assemble(first_day(catalogue), catalogue, serving=serving)
