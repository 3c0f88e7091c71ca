"""Keep what a training has finished, so that one whose process died is taken up again and nothing is trained twice.

Each finished step is a model folder of its own (`ranking/artifacts.py`): written whole, checked before it is believed.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ranking import artifacts
from ranking.artifacts import ArtifactError, Model
from ranking.recall.base import Names, Part

MADE_WITH = "made_with"


class Diverged(ValueError):
    """Say which step of a training ran away into numbers that are not finite."""


class Checkpoints:
    """The finished steps of one training; without a folder nothing is kept."""

    def __init__(self, folder: Path | None = None, *, names: Names | None = None, made_with: str = "") -> None:
        self._folder, self._names, self._made_with = folder, names, made_with

    def part(self, name: str, make: Callable[[], Part]) -> Part:
        """Return a step's part, made only when it is not kept yet; raises Diverged."""
        return self.parts(name, lambda: ({name: make()}, {}))[0][name]

    def parts(
        self, name: str, make: Callable[[], tuple[Mapping[str, Part], Mapping[str, Any]]]
    ) -> tuple[dict[str, Part], dict[str, Any]]:
        """Return the parts and figures of a step, as `part` does."""
        if (known := self._known(name)) is not None:
            return known
        parts, figures = make()
        for part_name, part in parts.items():
            _refuse_runaway(part_name, part)
        _refuse_runaway_figures(name, figures)
        self._keep(name, parts, figures)
        return dict(parts), dict(figures)

    def has(self, name: str) -> bool:
        return self._known(name) is not None

    def _known(self, name: str) -> tuple[dict[str, Part], dict[str, Any]] | None:
        if self._folder is None or not (self._folder / name).exists():
            return None
        try:
            kept = artifacts.read(self._folder / name)
        except ArtifactError:
            return None
        figures = dict(kept.metrics)
        if figures.pop(MADE_WITH, None) != self._made_with:
            return None
        return dict(kept.channels), figures

    def _keep(self, name: str, parts: Mapping[str, Part], figures: Mapping[str, Any]) -> None:
        if self._folder is None or self._names is None:
            return
        shutil.rmtree(self._folder / name, ignore_errors=True)  # what could not be believed
        kept = Model(
            names=self._names,
            channels=dict(parts),
            rankers={},
            features=Part(arrays={}, facts={}),
            metrics=dict(figures) | {MADE_WITH: self._made_with},
            trained_at=0.0,
        )
        artifacts.write(kept, self._folder / name)


def digest_of(config: Any) -> str:
    """Return a text that differs when a setting of the training differs."""
    return hashlib.sha256(json.dumps(asdict(config), sort_keys=True).encode()).hexdigest()


def _refuse_runaway(name: str, part: Part) -> None:
    for array, values in part.arrays.items():
        numbers = np.asarray(values)
        if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
            raise Diverged(f"{name} ran away: {array} holds numbers that are not finite.")
    _refuse_runaway_figures(name, part.facts)


def _refuse_runaway_figures(name: str, figures: Mapping[str, Any]) -> None:
    try:
        json.dumps(dict(figures), allow_nan=False)
    except ValueError as error:
        raise Diverged(f"{name} ran away: its figures are not finite.") from error
